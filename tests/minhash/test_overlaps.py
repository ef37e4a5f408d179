from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.minhash import overlap, overlaps

numbers = st.integers(0, 300) | st.integers(2**64 - 300, 2**64 - 1)
short_sets = st.sets(numbers, max_size=8)
long_sets = st.tuples(st.integers(0, 200), st.integers(1, 5)).map(lambda first: set(range(first[0], 300, first[1])))
any_sets = short_sets | long_sets | st.sets(numbers, max_size=40)


def as_array(values: set[int]) -> NDArray[np.uint64]:
    return np.array(sorted(values), np.uint64)


@given(any_sets, any_sets)
def test_overlap_is_the_size_of_the_intersection(a: set[int], b: set[int]) -> None:
    assert overlap(as_array(a), as_array(b)) == overlap(as_array(b), as_array(a)) == len(a & b)


@given(st.lists(any_sets, min_size=1, max_size=5))
def test_overlaps_of_every_pair(sets: list[set[int]]) -> None:
    offsets = np.cumsum([0, *map(len, sets)], dtype=np.int64)
    pairs = [(i, j) for i in range(len(sets)) for j in range(len(sets))]
    found = overlaps(np.concatenate(list(map(as_array, sets))), offsets, np.array(pairs, np.int64))
    assert found.dtype == np.int64
    assert found.tolist() == [len(sets[i] & sets[j]) for i, j in pairs]


def test_no_pairs_no_overlaps() -> None:
    nothing = overlaps(np.empty(0, np.uint64), np.zeros(1, np.int64), np.empty((0, 2), np.int64))
    assert nothing.shape == (0,)
