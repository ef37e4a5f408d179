"""What matching may take: memory, and the pieces it works in where its arrays lie in files; and threads."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item")
Result = TypeVar("Result")

_SHARE_OF_A_PIECE = 8
_HASH_BYTES = 8
_CACHE_BYTES = 4 << 20  # what a core may call its own of the last-level cache of most servers


def _keep() -> None:
    """Give nothing back."""


@dataclass(frozen=True, slots=True)
class Resources:
    """A limit in bytes, `release`, which gives back what was read of mapped files, and a number of threads.

    None of them changes a result. Shingles beyond half of the limit are worked through in pieces of an eighth of it,
    one after the other. From `crowd` documents under one key on, they are packed before they are compared.
    """

    limit: int = sys.maxsize
    release: Callable[[], None] = _keep
    threads: int = 1
    crowd: int = 256

    @property
    def piece(self) -> int:
        """Bytes that one of the arrays in use at a time may have."""
        return self.limit // _SHARE_OF_A_PIECE

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """The results of some work on items, in their order; the threads share it."""
        if self.threads == 1:
            return list(map(work, items))
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(work, items))

    def lanes(self, offsets: NDArray[np.int64]) -> int:
        """In how many lanes, a power of two, to work through the shingles: one where they do not fit the memory."""
        return 1 << (self.threads.bit_length() - 1) if self._holds(offsets) else 1

    def blocks(self, offsets: NDArray[np.int64], rows: NDArray[np.int64]) -> list[slice]:
        """`rows`, ascending, in runs whose shingles fit a piece, or all in one where all shingles fit the memory."""
        if self._holds(offsets):
            return [slice(0, len(rows))]
        number = _HASH_BYTES * offsets[rows] // max(self.piece, 1)
        starts = np.flatnonzero(np.diff(number, prepend=-1))
        return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(rows)], strict=True)]

    def parts_at_once(self, part_bytes: int, parts: int, offsets: NDArray[np.int64]) -> int:
        """How many of `parts`, a power of two, to count in one pass over the shingles: what fits cache, or piece."""
        limit = _CACHE_BYTES if self._holds(offsets) else self.piece
        while parts > 1 and parts * part_bytes > limit:
            parts //= 2
        return parts

    def _holds(self, offsets: NDArray[np.int64]) -> bool:
        """Whether all shingles may be in memory at once."""
        return _HASH_BYTES * int(offsets[-1]) <= self.limit // 2


UNLIMITED = Resources()
