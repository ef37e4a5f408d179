from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dedup.rows import distinct, numbered


@given(
    st.sampled_from([np.int64, np.uint64]).flatmap(
        lambda kind: arrays(kind, st.tuples(st.integers(0, 30), st.integers(1, 4)), elements=st.integers(0, 3))
    )
)
def test_rows_are_told_apart_as_by_numpy(rows: np.ndarray) -> None:
    unique, inverse, counts = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    assert distinct(rows).tolist() == unique.tolist()
    places, numbers = numbered(rows)
    assert (places.tolist(), numbers.tolist()) == (inverse.reshape(-1).tolist(), counts.tolist())


def test_negative_numbers_come_first() -> None:
    assert distinct(np.array([[1, 2], [-1, 5], [1, 2], [-1, -5]])).tolist() == [[-1, -5], [-1, 5], [1, 2]]
