from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic import words
from dedup.errors import ArgumentError
from dedup.minhash import NUM_PERM, SEED, minhash, shingle_set, signature, signatures

SEEDS = Path(__file__).parents[2] / "seeds"
shingle_sets = st.lists(st.integers(0, 2**64 - 1), max_size=30).map(lambda values: sorted(set(values)))


def datasketch_minhash(shingles: list[int]) -> MinHash:
    sketch = MinHash(num_perm=NUM_PERM, seed=SEED, scheme="affine32", hashfunc=lambda value: value)
    for shingle in shingles:
        sketch.update(shingle >> 32)
    return sketch


def reference_signature(shingles: list[int]) -> list[int]:
    multipliers, increments = MinHash(num_perm=NUM_PERM, seed=SEED, scheme="affine32").permutations.tolist()
    slots = [2**32 - 1] * NUM_PERM
    for shingle in shingles:
        value = shingle >> 32
        value = (value ^ (value >> 16)) * 0x85EBCA6B % 2**32
        value = (value ^ (value >> 13)) * 0xC2B2AE35 % 2**32
        value ^= value >> 16
        slots = [min(slot, (a * value + b) % 2**32) for slot, a, b in zip(slots, multipliers, increments, strict=True)]
    return slots


@given(shingle_sets)
def test_a_signature_is_bit_for_bit_datasketchs(shingles: list[int]) -> None:
    found = signature(np.array(shingles, np.uint64))
    expected = datasketch_minhash(shingles).hashvalues
    assert (found.dtype, found.shape) == (expected.dtype, (NUM_PERM,))
    assert found.tolist() == expected.tolist() == reference_signature(shingles)


@given(st.lists(shingle_sets, max_size=6))
def test_many_signatures_are_each_documents_own(sets: list[list[int]]) -> None:
    offsets = np.cumsum([0, *map(len, sets)], dtype=np.int64)
    rows = signatures(np.array([value for values in sets for value in values], np.uint64), offsets)
    assert rows.shape == (len(sets), NUM_PERM)
    for row, values in zip(rows, sets, strict=True):
        assert np.array_equal(row, signature(np.array(values, np.uint64)))


def test_the_empty_set_is_all_ones() -> None:
    assert signature(np.empty(0, np.uint64)).tolist() == [2**32 - 1] * NUM_PERM


def test_minhash_equals_the_lean_sketch_datasketch_builds() -> None:
    for text in ("", "كلمة", *(path.read_text(encoding="utf-8") for path in SEEDS.iterdir())):
        shingles = shingle_set(words(text).hashes).tolist()
        found = minhash(text)
        assert isinstance(found, LeanMinHash)
        assert found == LeanMinHash(datasketch_minhash(shingles))


@pytest.mark.parametrize("missing", [None, float("nan")])
def test_a_missing_text_is_an_empty_one(missing: Any) -> None:
    assert minhash(missing) == minhash("")


def test_a_text_that_is_missing_in_pandas_is_an_empty_one() -> None:
    assert minhash(pytest.importorskip("pandas").NA) == minhash("")


def test_what_is_no_text_is_told() -> None:
    with pytest.raises(ArgumentError, match="the text is no string but int: 5"):
        minhash(5)  # type: ignore[arg-type]  # what a caller without types may give


def test_similar_texts_have_similar_sketches() -> None:
    page = " ".join(path.read_text(encoding="utf-8") for path in SEEDS.iterdir())
    ours = set(shingle_set(words(page).hashes).tolist())
    half = page[: len(page) * 2 // 3]
    theirs = set(shingle_set(words(half).hashes).tolist())
    assert abs(minhash(page).jaccard(minhash(half)) - len(ours & theirs) / len(ours | theirs)) < 0.15
