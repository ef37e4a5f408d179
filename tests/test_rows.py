from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.rows import distinct


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3)), max_size=40))
def test_distinct_rows_are_the_set_of_rows_in_order(rows: list[tuple[int, int, int]]) -> None:
    found = distinct(np.array(rows, dtype=np.int64).reshape(-1, 3))
    assert [tuple(row) for row in found.tolist()] == sorted(set(rows))
