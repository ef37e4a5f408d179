"""The documents of all chunks as one table, whose largest columns are files that are mapped into memory."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dedup.duplicates import DocumentTable, Fingerprints, Resources
from dedup.minhash import NUM_PERM
from dedup.rows import offsets_of


class _Small(NamedTuple):
    """The columns that stay in memory: by document, its number of shingles (n,), exact key (n, 2) and length (n,)."""

    sizes: NDArray[np.int64]
    exact_keys: NDArray[np.uint64]
    lengths: NDArray[np.int64]


# No documents: what the columns of all chunks are appended to.
_NONE = _Small(np.empty(0, np.int64), np.empty((0, 2), np.uint64), np.empty(0, np.int64))


class TableFiles:
    """Joins the tables of chunks, added one after the other. Shingles and signatures go to files in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._shingles, self._signatures = folder / "shingles", folder / "signatures"
        self._small: list[_Small] = []
        self._dates: list[str] = []
        self._sources: list[str] = []
        self._files: list[BinaryIO] = []

    def __enter__(self) -> TableFiles:
        self._files = [self._shingles.open("wb"), self._signatures.open("wb")]
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def add(self, table: DocumentTable) -> None:
        """Append the documents of a chunk."""
        # Unlike `tofile`, `write` raises an error with its number where the disk is full.
        for file, column in zip(self._files, (table.prints.shingles, table.prints.signatures), strict=True):
            file.write(np.ascontiguousarray(column).data)
        self._small.append(_Small(table.sizes, table.prints.exact_keys, table.lengths))
        self._dates += table.dates
        self._sources += table.sources

    def table(self, limit: int, threads: int) -> tuple[DocumentTable, Resources]:
        """All documents as one table, and the resources to match them with: `limit` bytes, `threads`.

        The files must be closed, that is, the context must have ended. Releasing the resources frees the memory of the
        mapped columns, if they take more than half of `limit`.
        """
        sizes, exact_keys, lengths = (np.concatenate(column) for column in zip(_NONE, *self._small, strict=True))
        shingles, release_shingles = _mapped(self._shingles, np.uint64)
        signatures, release_signatures = _mapped(self._signatures, np.uint32)

        def release() -> None:
            if shingles.nbytes + signatures.nbytes > limit // 2:
                release_shingles()
                release_signatures()

        prints = Fingerprints(shingles, offsets_of(sizes), signatures.reshape(-1, NUM_PERM), exact_keys)
        table = DocumentTable(prints, lengths, self._dates, self._sources)
        return table, Resources(limit, release, threads)


def _mapped(path: Path, kind: DTypeLike) -> tuple[NDArray[Any], Callable[[], None]]:
    """A file mapped as an array (n,) of the type `kind`, and a function that frees the memory of what was read of it.

    What is needed again after that is read from the file again. An empty file is an empty array. The function does
    nothing for it, nor where the system cannot free such memory.
    """
    if path.stat().st_size == 0:  # an empty file cannot be mapped
        return np.empty(0, kind), lambda: None
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def release() -> None:
        if hasattr(mmap, "MADV_DONTNEED"):
            mapped.madvise(mmap.MADV_DONTNEED)

    return np.frombuffer(mapped, kind), release
