"""A hash table from 64-bit hashes to integers, for kernels."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64S, UINT64S, helper, kernel

TABLE = "Tuple((Array(uint64, 1, 'C', True), Array(int64, 1, 'C', True)))"
"""Numba's type of `Table.arrays`."""


class Table(NamedTuple):
    """A hash table with linear probing: a key is in the first free slot from `key & (n - 1)` on; 0 is an empty slot.

    `keys` (n,) uint64, n a power of two, at most half of them used; `values` (n,) int64, never 0 for a key.
    """

    keys: NDArray[np.uint64]
    values: NDArray[np.int64]

    @classmethod
    def of(cls, keys: NDArray[np.uint64], values: NDArray[np.int64]) -> Table:
        """A table of keys and their values; of equal keys the last value counts. The key 0 is not stored."""
        size = 1 << max(4, int(2 * len(keys)).bit_length())
        return cls(*_fill(keys, values, size))

    def check(self) -> None:
        """Raise ValueError unless the arrays have a table's types and sizes, and an empty slot where look-ups end."""
        size = self.keys.size
        fit = self.keys.shape == self.values.shape == (size,) and size & (size - 1) == 0 and (self.keys == 0).any()
        if not fit or self.keys.dtype != np.uint64 or self.values.dtype != np.int64:
            raise ValueError("its tables have other types or sizes")

    @property
    def arrays(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The table in the form that `lookup` takes."""
        return self.keys, self.values

    @property
    def pairs(self) -> NDArray[np.uint64]:
        """Keys and values alternating, (2 * n,) uint64: `lookup_pair` needs half as many fetches from memory."""
        return np.stack((self.keys, self.values.view(np.uint64)), axis=1).reshape(-1)


@helper
def lookup(table: Any, key: Any) -> Any:
    """The value of a key in `Table.arrays`, 0 where it is not in the table."""
    keys, values = table
    mask = np.uint64(len(keys) - 1)
    slot = key & mask
    while keys[slot] != np.uint64(0):
        if keys[slot] == key:
            return values[slot]
        slot = (slot + np.uint64(1)) & mask
    return np.int64(0)


@helper
def lookup_pair(pairs: Any, key: Any) -> Any:
    """The value of a key in `Table.pairs`, 0 where it is not in the table."""
    mask = np.uint64(len(pairs) // 2 - 1)
    slot = key & mask
    while pairs[np.uint64(2) * slot] != np.uint64(0):
        if pairs[np.uint64(2) * slot] == key:
            return np.int64(pairs[np.uint64(2) * slot + np.uint64(1)])
        slot = (slot + np.uint64(1)) & mask
    return np.int64(0)


@kernel(UINT64S, INT64S, "int64")
def _fill(keys: Any, values: Any, size: Any) -> Any:
    """The keys and values of a table with `size` slots, a power of two and more than there are keys.

    Of equal keys the last value counts; the key 0 is left out.
    """
    slots, found = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    mask = np.uint64(size - 1)
    for place in range(len(keys)):
        key = keys[place]
        if key == np.uint64(0):
            continue
        slot = key & mask
        while slots[slot] != np.uint64(0) and slots[slot] != key:
            slot = (slot + np.uint64(1)) & mask
        slots[slot], found[slot] = key, values[place]
    return slots, found
