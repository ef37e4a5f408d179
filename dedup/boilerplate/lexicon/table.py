"""A hash table from 64-bit hashes to integers, for kernels."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64S, UINT64S, helper, kernel

_VALUE_BITS = 32
"""The bits of a value in a compact table; the upper bits of its key have the rest."""
TABLE_TYPE = "Tuple((Array(uint64, 1, 'C', True), Array(int64, 1, 'C', True)))"
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

    def compact(self) -> NDArray[np.uint64]:
        """The table in the form that `lookup_compact` takes, uint64 (n,): the upper 32 bits of a key, and its value.

        It is half as large, and a look-up fetches one number. A key that is not in the table is taken for one that is
        in it with a chance of 2**-32. Raises ValueError for values below 0 and from 2**32 on.
        """
        if (self.values >> _VALUE_BITS).any():
            raise ValueError("a value of a compact table has 32 bits")
        upper = self.keys >> np.uint64(_VALUE_BITS) << np.uint64(_VALUE_BITS)
        return upper | self.values.view(np.uint64)


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
def lookup_compact(slots: Any, key: Any) -> Any:
    """The value of a key in the table of `Table.compact`, 0 where it is not in the table."""
    mask, low = np.uint64(len(slots) - 1), np.uint64((1 << _VALUE_BITS) - 1)
    slot = key & mask
    while slots[slot] != np.uint64(0):
        if (slots[slot] ^ key) >> np.uint64(_VALUE_BITS) == np.uint64(0):
            return np.int64(slots[slot] & low)
        slot = (slot + np.uint64(1)) & mask
    return np.int64(0)


@kernel(UINT64S, INT64S, INT64)
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
