"""Tables of integers: their distinct rows, the runs of equal ones, the places of rows in an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Integer = TypeVar("Integer", bound=np.integer)


def distinct(rows: NDArray[Integer]) -> NDArray[Integer]:
    """The distinct rows of a table (n, k), in ascending order: the same as `np.unique` with axis 0.

    `np.unique` compares rows as structures, and turns an exception that a signal raises meanwhile into a TypeError;
    this does not.
    """
    ordered = rows[np.lexsort(rows.T[::-1])]
    return ordered[is_first(*ordered.T)]


def is_first(*columns: NDArray[Any]) -> NDArray[np.bool_]:
    """Which rows of columns (n,) differ from the row before in any of them, bool (n,); the first always does.

    Where equal rows stand side by side, that is the first of each.
    """
    first = np.zeros(len(columns[0]), np.bool_)
    first[:1] = True
    for column in columns:
        first[1:] |= column[1:] != column[:-1]
    return first


def ranks(order: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each of n rows in an order of them, int64 (n,)."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank


def offsets_of(sizes: Sequence[int] | NDArray[np.integer]) -> NDArray[np.int64]:
    """The start of each of n consecutive runs of these sizes, and the end of the last one, int64 (n + 1,)."""
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(np.asarray(sizes, np.int64), out=offsets[1:])
    return offsets
