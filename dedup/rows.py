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


def _begins(ordered: NDArray[Integer]) -> NDArray[np.bool_]:
    """Which rows differ from the one before."""
    begins = np.ones(len(ordered), np.bool_)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return begins
