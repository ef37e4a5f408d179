"""What matching may use: memory, threads, and the size of the pieces it works in where its arrays are in files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dedup.rows import is_first

Item = TypeVar("Item")
Result = TypeVar("Result")

_SHARE_OF_A_PIECE = 8  # a piece is one part in so many of the limit; chosen
_HASH_BYTES = 8  # bytes of a shingle
_CACHE_BYTES = 4 << 20  # bytes of the last-level cache for one core of a usual server; chosen


def _release_nothing() -> None:
    """Do nothing: for arrays in memory."""


@dataclass(frozen=True, slots=True)
class Resources:
    """A limit in bytes, a function that releases the pages read of mapped files, and a number of threads.

    None of them changes a result. Where the shingles take more than half of the limit, they are processed in pieces of
    an eighth of it. The documents under a key that `frequent` documents or more have are packed before they are
    compared.
    """

    limit: int = sys.maxsize
    release: Callable[[], None] = _release_nothing
    threads: int = 1
    frequent: int = 256

    @property
    def piece(self) -> int:
        """The bytes of a piece, and of one of the arrays in use at a time: an eighth of the limit."""
        return self.limit // _SHARE_OF_A_PIECE

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """The results of a function on items, in their order, computed by the threads if there are several."""
        if self.threads == 1:
            return list(map(work, items))
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(work, items))

    def lanes(self, offsets: NDArray[np.int64]) -> int:
        """In how many parts to process the shingles in parallel: the largest power of two up to the number of threads.

        It is 1 where the shingles of all documents, at `offsets` (n + 1,), take more than half of the limit.
        """
        return 1 << (self.threads.bit_length() - 1) if self._holds(offsets) else 1

    def blocks(self, offsets: NDArray[np.int64], rows: NDArray[np.int64]) -> list[slice]:
        """Consecutive slices of the documents `rows`, ascending, with about a piece of shingles each.

        It is one slice where the shingles of all documents, at `offsets` (n + 1,), take at most half of the limit.
        """
        if self._holds(offsets):
            return [slice(0, len(rows))]
        number = _HASH_BYTES * offsets[rows] // max(self.piece, 1)
        starts = np.flatnonzero(is_first(number))
        return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]

    def parts_at_once(self, part_bytes: int, parts: int, offsets: NDArray[np.int64]) -> int:
        """How many of `parts`, a power of two, to count in one pass over the shingles: a power of two, at least 1.

        As many, of `part_bytes` bytes each, as fit into the cache (4 MB) or, where the shingles of all documents, at
        `offsets` (n + 1,), take more than half of the limit, into a piece.
        """
        limit = _CACHE_BYTES if self._holds(offsets) else self.piece
        while parts > 1 and parts * part_bytes > limit:
            parts //= 2
        return parts

    def _holds(self, offsets: NDArray[np.int64]) -> bool:
        """Whether all shingles fit into half of the limit."""
        return _HASH_BYTES * int(offsets[-1]) <= self.limit // 2


UNLIMITED = Resources()
"""All shingles in memory, one thread."""
