from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.rows import distinct, is_first, offsets_of, ranks


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3), st.integers(-3, 3)), max_size=40))
def test_distinct_rows_are_the_set_of_rows_in_order(rows: list[tuple[int, int, int]]) -> None:
    found = distinct(np.array(rows, dtype=np.int64).reshape(-1, 3))
    assert [tuple(row) for row in found.tolist()] == sorted(set(rows))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=40))
def test_the_first_of_equal_rows_side_by_side_differs_from_the_row_before(rows: list[tuple[int, int]]) -> None:
    columns = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    assert is_first(*columns).tolist() == [not at or rows[at] != rows[at - 1] for at in range(len(rows))]


@given(st.permutations(range(20)))
def test_ranks_undo_an_order(order: list[int]) -> None:
    rank = ranks(np.array(order))
    assert [order[place] for place in rank.tolist()] == list(range(20))


@given(st.lists(st.integers(0, 9), max_size=40))
def test_runs_of_sizes_lie_between_their_offsets(sizes: list[int]) -> None:
    assert offsets_of(sizes).tolist() == [sum(sizes[:at]) for at in range(len(sizes) + 1)]
    assert np.diff(offsets_of(np.array(sizes, np.int32))).tolist() == sizes
