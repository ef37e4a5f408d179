"""Sums of table rows in kernels are those of numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dedup.boilerplate.layers import sum_rows
from dedup.kernel import kernel


@kernel("Array(int16, 2, 'C')", "Array(int32, 2, 'C', True)", "Array(int8, 2, 'C', True)")
def compiled(sums: Any, rows: Any, table: Any) -> None:
    """`sum_rows` as kernels have it, for all atoms."""
    for at in range(len(rows)):
        sum_rows(sums, at, rows, at, table)


@pytest.mark.parametrize("size", [0, 8, 24, 64])
@pytest.mark.parametrize("features", [0, 1, 11, 255])
def test_rows_of_any_number_are_added(size: int, features: int) -> None:
    draw = np.random.default_rng(size + features)
    table = draw.integers(-128, 128, (300, size)).astype(np.int8)
    table[0] = -128
    rows = draw.integers(0, 300, (7, features)).astype(np.int32)
    rows[0] = 0
    plain, found = np.ones((7, size), np.int16), np.ones((7, size), np.int16)
    for at in range(len(rows)):
        sum_rows(plain, at, rows, at, table)
    compiled(found, rows, table)
    expected = [[sum(int(table[row, column]) for row in own) for column in range(size)] for own in rows.tolist()]
    assert found.tolist() == plain.tolist() == expected
