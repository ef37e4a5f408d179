"""Tables of integers: their distinct rows."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Integer = TypeVar("Integer", bound=np.integer)


def distinct(rows: NDArray[Integer]) -> NDArray[Integer]:
    """The distinct rows of a table (n, k), in ascending order: the same as `np.unique` with axis 0.

    `np.unique` compares rows as structures, and turns an exception that a signal raises meanwhile into a TypeError;
    this does not.
    """
    ordered = rows[np.lexsort(rows.T[::-1])]
    return ordered[_begins(ordered)]


def _begins(ordered: NDArray[Integer]) -> NDArray[np.bool_]:
    """Which rows of a sorted table (n, k) differ from the row before, bool (n,); the first always does."""
    begins = np.ones(len(ordered), np.bool_)
    begins[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    return begins
