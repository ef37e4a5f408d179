"""One file of an index for reading: mapped as far as it was asked for, or read piece by piece."""

from __future__ import annotations

import mmap
import os
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dedup.index.checksums import damaged

ROW = np.dtype(
    [
        ("words_end", "<u8"),  # where the document's words, and its id, end in their files
        ("ids_end", "<u8"),
        ("exact_key", "<u8", 2),  # a hash of the words: what is read from words and vocabulary is compared with it
        ("size", "<u4"),  # shingles
        ("vocabulary_end", "<u4"),  # the number of words that this document and those before it have
        ("day", "<i4"),
        ("id_checksum", "<u4"),
        ("checksum", "<u8"),  # of the fields before it, and of the row's number
    ]
)
"""One document. Its row is written last: a document is in the index when its row is, whole."""

KINDS: dict[str, DTypeLike] = {
    "rows": ROW,
    "words": np.uint8,
    "ids": np.uint8,
    "vocabulary": np.uint64,
    "dead": np.uint64,  # rows of forgotten documents, see `marks`
}
"""The files of documents, and what lies in them."""


class Column:
    """A file of items of one kind. What it should have and has not is damage, raised as `DedupError`."""

    def __init__(self, path: Path, kind: DTypeLike) -> None:
        self.path = path
        self.kind = np.dtype(kind)
        self._file = path.open("rb", buffering=0)
        self._map: mmap.mmap | None = None
        self._array: NDArray[Any] = np.empty(0, kind)

    def __len__(self) -> int:
        return os.fstat(self._file.fileno()).st_size // self.kind.itemsize

    def array(self, length: int) -> NDArray[Any]:
        """The file's first items, `length` of them at least."""
        held = len(self)
        if held < length:
            raise self._short()
        if length > len(self._array) or held < len(self._array):  # what was cut off must not be touched
            self._map, self._array = None, np.empty(0, self.kind)
            if held:
                self._map = mmap.mmap(self._file.fileno(), held * self.kind.itemsize, access=mmap.ACCESS_READ)
                self._array = np.frombuffer(self._map, self.kind)
        return self._array

    def read(self, begin: int, end: int) -> bytes:
        """Bytes `begin` to `end`: for what is scattered, cheaper than to map it."""
        return self.read_all(np.array([begin]), np.array([end]))

    def read_all(self, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> bytes:
        """The bytes from each of `begins` to its end, one after the other."""
        lengths = (ends - begins).tolist()
        if hasattr(os, "pread"):  # leaves the place of the file alone, which forks share
            data = b"".join(map(os.pread, repeat(self._file.fileno()), lengths, begins.tolist()))
        else:
            data = b"".join(
                self._read_at(begin, length) for begin, length in zip(begins.tolist(), lengths, strict=True)
            )
        if len(data) != sum(lengths):
            raise self._short()
        return data

    def release(self) -> None:
        """Give back the memory of what was mapped; it is read again when needed."""
        if self._map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Let go of the file."""
        self._array, self._map = np.empty(0, self.kind), None
        self._file.close()

    def _read_at(self, begin: int, length: int) -> bytes:
        self._file.seek(begin)
        return self._file.read(length)

    def _short(self) -> Exception:
        return damaged(self.path.parent.parent, f"its file {self.path.name} is shorter than it was")
