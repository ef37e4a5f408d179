"""One file of an index, for reading: mapped into memory, or read piece by piece."""

from __future__ import annotations

import mmap
import os
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dedup.index.folder.checksums import damaged

ROW = np.dtype(
    [
        ("words_end", "<u8"),  # bytes: where the document's words end in the file `words`
        ("ids_end", "<u8"),  # bytes: where its id ends in the file `ids`
        ("exact_key", "<u8", 2),  # hash of the words, compared with what is read from `words` and `vocabulary`
        ("size", "<u4"),  # number of shingles
        ("vocabulary_end", "<u4"),  # number of distinct words of this document and all before it
        ("day", "<i4"),  # days since 1970-01-01
        ("id_checksum", "<u4"),  # CRC-32 of the id in UTF-8
        ("checksum", "<u8"),  # of the fields before it, and of the number of the row
    ]
)
"""The row of one document, 56 bytes. It is written last: a document is in the index when its whole row is."""

KINDS: dict[str, DTypeLike] = {
    "rows": ROW,
    "words": np.uint8,
    "ids": np.uint8,
    "vocabulary": np.uint64,
    "dead": np.uint64,  # tombstones: rows of forgotten documents, see `encoded_tombstones`
}
"""The files of a generation that hold documents, and the type of their items."""


class Column:
    """A file of items of one type, for reading. Raises `DedupError` where it is shorter than what is asked for."""

    def __init__(self, path: Path, kind: DTypeLike) -> None:
        """Open the file `path`, of items of the type `kind`; it is mapped when `array` first needs it."""
        self.path = path
        self.kind = np.dtype(kind)
        self._file = path.open("rb", buffering=0)
        self._map: mmap.mmap | None = None
        self._array: NDArray[Any] = np.empty(0, kind)

    def __len__(self) -> int:
        """The number of whole items in the file."""
        return os.fstat(self._file.fileno()).st_size // self.kind.itemsize

    def array(self, length: int) -> NDArray[Any]:
        """The items of the file, mapped; at least `length` of them."""
        held = len(self)
        if held < length:
            raise self._short()
        if length > len(self._array) or held < len(self._array):  # reading a mapped part that was cut off would crash
            self._map, self._array = None, np.empty(0, self.kind)
            if held:
                self._map = mmap.mmap(self._file.fileno(), held * self.kind.itemsize, access=mmap.ACCESS_READ)
                self._array = np.frombuffer(self._map, self.kind)
        return self._array

    def read(self, begin: int, end: int) -> bytes:
        """The bytes from `begin` to before `end`, read without mapping: cheaper for scattered pieces."""
        return self.read_all(np.array([begin]), np.array([end]))

    def read_all(self, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> bytes:
        """The bytes from each of `begins` to its end in `ends`, int64 (n,) each, joined."""
        lengths = (ends - begins).tolist()
        if hasattr(os, "pread"):  # does not move the position of the file, which forks share
            data = b"".join(map(os.pread, repeat(self._file.fileno()), lengths, begins.tolist()))
        else:
            data = b"".join(
                self._read_at(begin, length) for begin, length in zip(begins.tolist(), lengths, strict=True)
            )
        if len(data) != sum(lengths):
            raise self._short()
        return data

    def release(self) -> None:
        """Free the memory of what was mapped; the system reads it again when it is needed."""
        if self._map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Close the file."""
        self._array, self._map = np.empty(0, self.kind), None
        self._file.close()

    def _read_at(self, begin: int, length: int) -> bytes:
        """The `length` bytes from `begin` on, where the system has no `pread`.

        Moves the position of the file, without a lock. The caller checks that no byte is missing.
        """
        self._file.seek(begin)
        return self._file.read(length)

    def _short(self) -> Exception:
        """The error for a file that is shorter than what was written."""
        return damaged(self.path.parent.parent, f"its file {self.path.name} is shorter than it was")
