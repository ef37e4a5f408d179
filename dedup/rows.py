"""Rows of arrays of integers."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Integer = TypeVar("Integer", bound=np.integer)


def distinct(rows: NDArray[Integer]) -> NDArray[Integer]:
    """The distinct rows of a table (n, k), in ascending order: what `np.unique` gives for axis 0.

    NumPy compares whole rows as structures, and what a signal raises meanwhile it turns into a TypeError.
    """
    ordered = rows[np.lexsort(rows.T[::-1])]
    return ordered[_begins(ordered)]


def numbered(rows: NDArray[Integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The place of each row among the distinct ones, (n,), and how often each of those occurs."""
    order = np.lexsort(rows.T[::-1])
    begins = _begins(rows[order])
    places = np.empty(len(rows), np.int64)
    places[order] = np.cumsum(begins) - 1
    return places, np.bincount(places)


def _begins(ordered: NDArray[Integer]) -> NDArray[np.bool_]:
    """Which rows differ from the one before."""
    begins = np.ones(len(ordered), np.bool_)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return begins
