from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.duplicates.candidates import Keys, least_overlap, perhaps_shared, rarest, shared_shingles

sets = st.lists(st.sets(st.integers(0, 40) | st.integers(2**64 - 9, 2**64 - 1), max_size=12), max_size=12)


def laid_out(given_sets: list[set[int]]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    shingles = [shingle for one in given_sets for shingle in sorted(one)]
    return np.array(shingles, np.uint64), np.cumsum([0, *map(len, given_sets)], dtype=np.int64)


def count_in_slots(shingles: list[int], chosen: list[int]) -> list[bool]:
    """What `perhaps_shared` does, in Python: shingles by the place in a table that they share with few others."""
    slots = 64
    while slots < 8 * len(shingles):
        slots *= 2
    met = [0] * slots
    for at in chosen:
        met[shingles[at] % slots] += 1
    return [at in chosen and met[shingle % slots] > 1 for at, shingle in enumerate(shingles)]


@given(sets, st.data())
def test_perhaps_shared_equals_its_twin_and_misses_nothing(given_sets: list[set[int]], data: st.DataObject) -> None:
    shingles, offsets = laid_out(given_sets)
    rows = sorted(data.draw(st.sets(st.sampled_from(range(len(given_sets)))) if given_sets else st.just(set())))
    chosen = [at for row in rows for at in range(offsets[row], offsets[row + 1])]
    marked = perhaps_shared(shingles, offsets, np.array(rows, np.int64)).tolist()
    assert marked == count_in_slots(shingles.tolist(), chosen)
    values = [int(shingles[at]) for at in chosen]
    assert all(marked[at] for at in chosen if values.count(int(shingles[at])) > 1)


@given(sets)
def test_shared_shingles_are_those_of_two_documents(given_sets: list[set[int]]) -> None:
    shared = shared_shingles(*laid_out(given_sets), np.arange(len(given_sets)))
    common = sorted({s for one in given_sets for s in one if sum(s in other for other in given_sets) > 1})
    found = [
        {common[number] for number in shared.numbers[start:end]}
        for start, end in zip(shared.starts[:-1], shared.starts[1:], strict=True)
    ]
    assert found == [one & set(common) for one in given_sets]


@given(sets, st.floats(0.01, 1))
def test_the_rarest_shingles_lead_to_every_container(given_sets: list[set[int]], threshold: float) -> None:
    shingles, offsets = laid_out(given_sets)
    shared = shared_shingles(shingles, offsets, np.arange(len(given_sets)))
    probes = rarest(shared, np.diff(offsets), threshold)

    def numbers(keys: Keys, row: int) -> set[int]:
        return set(keys.numbers[keys.starts[row] : keys.starts[row + 1]].tolist())

    for small, one in enumerate(given_sets):
        for large, other in enumerate(given_sets):
            if small != large and one and len(one & other) / len(one) >= threshold:
                assert numbers(probes, small) & numbers(shared, large)


def test_a_document_of_its_own_words_is_not_looked_up() -> None:
    shingles, offsets = laid_out([{*range(20)}, {*range(17), 100, 101, 102}, {*range(18), 103, 104}])
    probes = rarest(shared_shingles(shingles, offsets, np.arange(3)), np.diff(offsets), 0.9)
    assert np.diff(probes.starts).tolist() == [1, 0, 1]


@given(st.integers(1, 5000), st.integers(1, 100).map(lambda percent: percent / 100) | st.floats(1e-6, 1))
def test_the_least_overlap_is_the_first_that_reaches_the_threshold(size: int, threshold: float) -> None:
    least = int(least_overlap(np.array([size]), threshold)[0])
    assert least / size >= threshold
    assert (least - 1) / size < threshold
