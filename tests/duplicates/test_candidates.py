from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.duplicates import Resources
from dedup.duplicates.candidates import Keys, containment_keys, document_frequency, least_overlap, may_repeat

sets = st.lists(st.sets(st.integers(0, 40) | st.integers(2**64 - 9, 2**64 - 1), max_size=12), max_size=12)


def laid_out(given_sets: list[set[int]]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    shingles = [shingle for one in given_sets for shingle in sorted(one)]
    return np.array(shingles, np.uint64), np.cumsum([0, *map(len, given_sets)], dtype=np.int64)


def keys_of(shingles: NDArray[np.uint64], offsets: NDArray[np.int64], threshold: float) -> tuple[Keys, Keys]:
    rows = np.arange(len(offsets) - 1)
    return containment_keys(shingles, offsets, rows, threshold, document_frequency(shingles, offsets, rows))


def count_in_slots(shingles: list[int], chosen: list[int]) -> list[int]:
    """What `document_frequency` does, in Python: shingles by the place in a table that they share with few others."""
    slots = 64
    while slots * 64 < 4 * len(shingles):
        slots *= 2
    met = Counter((shingles[at] >> 58, shingles[at] % slots) for at in chosen)
    return [min(255, met[shingle >> 58, shingle % slots]) if at in chosen else 0 for at, shingle in enumerate(shingles)]


@given(sets, st.data())
def test_the_frequency_equals_its_twin_and_is_never_too_small(given_sets: list[set[int]], data: st.DataObject) -> None:
    shingles, offsets = laid_out(given_sets)
    rows = sorted(data.draw(st.sets(st.sampled_from(range(len(given_sets)))) if given_sets else st.just(set())))
    chosen = [at for row in rows for at in range(offsets[row], offsets[row + 1])]
    found = document_frequency(shingles, offsets, np.array(rows, np.int64)).tolist()
    assert found == count_in_slots(shingles.tolist(), chosen)
    values = Counter(int(shingles[at]) for at in chosen)
    assert all(found[at] >= values[int(shingles[at])] for at in chosen)


def test_a_shingle_of_every_document_counts_255_times_at_most() -> None:
    shingles, offsets = laid_out([{7, 100 + number} for number in range(300)])
    found = document_frequency(shingles, offsets, np.arange(300))
    assert found[shingles == 7].tolist() == [255] * 300


@given(sets, st.sampled_from([1, 100, 1000, 5000, 10**9]), st.sampled_from([1, 2, 3, 100]))
def test_pieces_and_threads_change_nothing(given_sets: list[set[int]], limit: int, threads: int) -> None:
    shingles, offsets = laid_out(given_sets)
    rows = np.arange(len(given_sets))
    released = []
    resources = Resources(limit, lambda: released.append(True), threads)
    frequency = document_frequency(shingles, offsets, rows)
    assert document_frequency(shingles, offsets, rows, resources).tolist() == frequency.tolist()
    for whole, pieces in zip(
        containment_keys(shingles, offsets, rows, 0.5, frequency),
        containment_keys(shingles, offsets, rows, 0.5, frequency, resources),
        strict=True,
    ):
        assert whole.starts.tolist() == pieces.starts.tolist()
        assert whole.numbers.tolist() == pieces.numbers.tolist()
    assert released
    covered = [row for block in resources.blocks(offsets, rows) for row in rows[block]]
    assert covered == rows.tolist()


def test_threads_share_what_fits_the_memory_and_nothing_else() -> None:
    _, offsets = laid_out([{*range(at, at + 50)} for at in range(0, 400, 25)])
    whole = Resources(threads=4)
    pieces = Resources(2000, threads=4)
    assert len(pieces.blocks(offsets, np.arange(16))) > 1
    assert (whole.lanes(offsets), pieces.lanes(offsets)) == (4, 1)


@given(st.lists(st.integers(0, 300) | st.integers(0, 2**64 - 1)))
def test_what_may_repeat_shares_its_low_bits(hashes: list[int]) -> None:
    found = may_repeat(np.array(hashes, np.uint64)).tolist()
    low = [value % max(64, 1 << (4 * len(hashes) - 1).bit_length()) for value in hashes]
    assert found == [low.count(value) > 1 for value in low]


@given(sets, st.floats(0.01, 1))
def test_the_probes_lead_to_every_container(given_sets: list[set[int]], threshold: float) -> None:
    shingles, offsets = laid_out(given_sets)
    index, probes = keys_of(shingles, offsets, threshold)

    def numbers(keys: Keys, row: int) -> set[int]:
        return set(keys.numbers[keys.starts[row] : keys.starts[row + 1]].tolist())

    for small, one in enumerate(given_sets):
        for large, other in enumerate(given_sets):
            if small != large and one and len(one & other) / len(one) >= threshold:
                assert numbers(probes, small) & numbers(index, large)


def test_a_document_of_its_own_words_is_not_looked_up() -> None:
    shingles, offsets = laid_out([{*range(20)}, {*range(17), 100, 101, 102}, {*range(18), 103, 104}])
    _, probes = keys_of(shingles, offsets, 0.9)
    assert np.diff(probes.starts).tolist() == [1, 0, 1]


def test_only_the_rarest_shingles_are_looked_up_and_indexed() -> None:
    common, rare = {*range(10, 30)}, {30, 31}
    shingles, offsets = laid_out([common | rare, common | rare, common | {40}, common | {41}, common | {42}])
    index, probes = keys_of(shingles, offsets, 0.95)
    assert np.diff(probes.starts).tolist() == [2, 2, 1, 1, 1]
    assert np.diff(index.starts).tolist() == [3, 3, 1, 1, 1]


@given(st.integers(1, 5000), st.integers(1, 100).map(lambda percent: percent / 100) | st.floats(1e-6, 1))
def test_least_overlap_is_the_first_to_reach_the_threshold(size: int, threshold: float) -> None:
    least = int(least_overlap(np.array([size]), threshold)[0])
    assert least / size >= threshold
    assert (least - 1) / size < threshold
