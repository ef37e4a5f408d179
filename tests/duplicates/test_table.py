from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic import fold, words
from dedup.duplicates import DocumentTable, fingerprint
from dedup.duplicates.table import exact_key

MASK = 2**64 - 1


def exact_key_twin(hashes: list[int]) -> list[int]:
    def mixed(value: int, shifts: tuple[int, int, int], factors: tuple[int, int]) -> int:
        for shift, factor in zip(shifts, factors, strict=False):
            value = ((value ^ (value >> shift)) * factor) & MASK
        return value ^ (value >> shifts[2])

    first, second = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
    for word in hashes:
        first = mixed(first ^ word, (33, 33, 33), (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53))
        second = mixed(second ^ word, (30, 27, 31), (0xBF58476D1CE4E5B9, 0x94D049BB133111EB))
    return [first | 1, second] if hashes else [0, 0]


@given(st.lists(st.integers(0, MASK), max_size=30))
def test_exact_key_equals_its_twin(hashes: list[int]) -> None:
    assert exact_key(np.array(hashes, np.uint64)).tolist() == exact_key_twin(hashes)


@given(st.lists(st.sampled_from(["سلام", "خبر", "في"]), max_size=6), st.lists(st.sampled_from(["سلام", "خبر", "في"])))
def test_keys_are_equal_where_the_words_are(one: list[str], other: list[str]) -> None:
    keys = [fingerprint(" ".join(text)).exact_key.tolist() for text in (one, other)]
    assert (keys[0] == keys[1]) == (one == other)
    assert (keys[0] == [0, 0]) == (not one)


@given(st.text(st.characters()))
def test_a_fingerprint_depends_on_the_folded_words_alone(text: str) -> None:
    prints = [fingerprint(text), fingerprint(fold(text))]
    assert prints[0].exact_key.tolist() == prints[1].exact_key.tolist()
    assert prints[0].shingles.tolist() == prints[1].shingles.tolist()
    assert prints[0].words == prints[1].words == len(words(text))


def test_a_table_lays_out_fingerprints_row_by_row() -> None:
    texts = ["وصل الوفد الى العاصمة مساء امس الاول", "", "خبر"]
    prints = [fingerprint(text) for text in texts]
    table = DocumentTable.from_fingerprints(prints, [len(text) for text in texts], ["", "", ""], ["", "", ""])
    assert len(table) == 3
    assert table.sizes.tolist() == [3, 0, 1]
    for row, one in enumerate(prints):
        assert table.shingles[table.offsets[row] : table.offsets[row + 1]].tolist() == one.shingles.tolist()
        assert table.signatures[row].tolist() == one.signature.tolist()
        assert table.exact_keys[row].tolist() == one.exact_key.tolist()


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("'dates': 1")):
        DocumentTable.from_fingerprints([fingerprint("خبر")] * 2, [3, 3], [""], ["", ""])
    empty = DocumentTable.from_fingerprints([], [], [], [])
    with pytest.raises(ValueError, match="the last offset is 0, but there are 3 shingles"):
        DocumentTable(np.zeros(3, np.uint64), empty.offsets, empty.signatures, empty.exact_keys, empty.lengths, [], [])
