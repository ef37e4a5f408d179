from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.minhash import NUM_PERM, Bands, band_keys, candidate_pairs, choose_bands
from tests.arabic.reference import reference_mix64

key_tables = st.tuples(st.integers(0, 12), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.integers(0, 3), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    ).map(lambda rows: np.array(rows, np.uint64).reshape(shape))
)


def reference_pairs(keys: NDArray[np.uint64], members: list[int]) -> list[list[int]]:
    buckets = defaultdict(list)
    for row in members:
        for band, key in enumerate(keys[row].tolist()):
            buckets[band, key].append(row)
    return sorted({pair for rows in buckets.values() for pair in combinations(sorted(rows), 2)}, key=tuple)


def reference_keys(signature: list[int], bands: Bands) -> list[int]:
    keys = []
    for band in range(bands.count):
        state = band + 1
        for slot in signature[band * bands.rows : (band + 1) * bands.rows]:
            state = reference_mix64((state * 6364136223846793005 + slot) % 2**64)
        keys.append(state)
    return keys


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0])
def test_recall_at_the_threshold_is_reached(threshold: float) -> None:
    bands = choose_bands(threshold)
    assert bands.count * bands.rows <= NUM_PERM
    assert bands.recall(threshold) >= 0.995


def test_bands_for_the_default_threshold_pass_few_others() -> None:
    bands = choose_bands(0.8)
    assert bands.rows == 6
    assert 19 <= bands.count <= 21
    assert bands.recall(0.4) < 0.1


def test_a_threshold_near_zero_gets_the_highest_recall() -> None:
    assert choose_bands(0.001) == Bands(NUM_PERM, 1)


@pytest.mark.parametrize(("threshold", "recall"), [(0.0, 0.9), (1.5, 0.9), (0.8, 0.0), (0.8, 1.1)])
def test_impossible_thresholds_are_refused(threshold: float, recall: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        choose_bands(threshold, recall)


def test_recall_is_what_sets_of_that_similarity_show() -> None:
    generator = np.random.default_rng(7)
    slots_agree = generator.random((4000, NUM_PERM)) < 0.8
    left = generator.integers(0, 2**32, (4000, NUM_PERM), dtype=np.uint32)
    right = np.where(slots_agree, left, left + np.uint32(1))
    bands = Bands(16, 8)
    shared = (band_keys(left, bands) == band_keys(right, bands)).any(axis=1).mean()
    assert shared == pytest.approx(bands.recall(0.8), abs=0.02)


@given(
    st.lists(st.integers(0, 2**32 - 1), min_size=12, max_size=12),
    st.sampled_from([(3, 4), (12, 1), (1, 12), (2, 5)]),
)
def test_keys_equal_the_reference(signature: list[int], shape: tuple[int, int]) -> None:
    bands = Bands(*shape)
    keys = band_keys(np.array([signature], np.uint32), bands)
    assert keys.shape == (1, bands.count)
    assert keys[0].tolist() == reference_keys(signature, bands)


def test_equal_slots_in_different_bands_have_different_keys() -> None:
    keys = band_keys(np.zeros((1, 12), np.uint32), Bands(6, 2))
    assert len(set(keys[0].tolist())) == 6


def test_bands_longer_than_the_signature_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        band_keys(np.zeros((1, 12), np.uint32), Bands(5, 3))


@given(key_tables)
def test_pairs_equal_the_reference(keys: NDArray[np.uint64]) -> None:
    pairs = candidate_pairs(keys)
    assert pairs.dtype == np.int64
    assert pairs.shape == (len(pairs), 2)
    assert [tuple(pair) for pair in pairs.tolist()] == reference_pairs(keys, list(range(len(keys))))


@given(key_tables, st.randoms())
def test_pairs_of_members_are_pairs_of_rows(keys: NDArray[np.uint64], random: Random) -> None:
    members = [row for row in range(len(keys)) if random.random() < 0.5][::-1]
    pairs = candidate_pairs(keys, np.array(members, np.int64))
    assert [tuple(pair) for pair in pairs.tolist()] == reference_pairs(keys, members)
