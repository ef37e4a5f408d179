from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.arabic import fold, words
from dedup.duplicates import DocumentTable, fingerprints
from dedup.duplicates.table import exact_keys
from dedup.minhash import shingle_set, signature
from tests.searches import examples

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


@given(st.lists(st.lists(st.integers(0, MASK), max_size=30)))
def test_exact_keys_equal_their_twin(sequences: list[list[int]]) -> None:
    hashes = np.array([word for sequence in sequences for word in sequence], np.uint64)
    offsets = np.cumsum([0, *map(len, sequences)])
    assert exact_keys(hashes, offsets).tolist() == [exact_key_twin(sequence) for sequence in sequences]


@given(st.lists(st.sampled_from(["سلام", "خبر", "في"]), max_size=6), st.lists(st.sampled_from(["سلام", "خبر", "في"])))
def test_keys_are_equal_where_the_words_are(one: list[str], other: list[str]) -> None:
    keys = fingerprints([" ".join(one), " ".join(other)]).exact_keys.tolist()
    assert (keys[0] == keys[1]) == (one == other)
    assert (keys[0] == [0, 0]) == (not one)


@given(st.text(st.characters()))
def test_a_fingerprint_depends_on_the_folded_words_alone(text: str) -> None:
    prints = fingerprints([text, fold(text)])
    assert prints.exact_keys[0].tolist() == prints.exact_keys[1].tolist()
    first, second = np.split(prints.shingles, [prints.offsets[1]])
    assert first.tolist() == second.tolist() == shingle_set(words(text).hashes).tolist()


@given(
    st.lists(
        st.text(st.characters()) | st.sampled_from(["وصل الوفد الى العاصمة مساء امس الاول " * 4000, "ﷺ", "\u064b"])
    )
)
@settings(max_examples=examples(90))
def test_texts_together_have_the_fingerprints_they_have_alone(texts: list[str]) -> None:
    table = DocumentTable.of(texts, [""] * len(texts), [""] * len(texts))
    assert table.lengths.tolist() == [len(text) for text in texts]
    assert len(table) == len(texts)
    for row, text in enumerate(texts):
        alone = fingerprints([text])
        prints = table.prints
        assert prints.shingles[prints.offsets[row] : prints.offsets[row + 1]].tolist() == alone.shingles.tolist()
        assert prints.signatures[row].tolist() == signature(alone.shingles).tolist()
        assert prints.exact_keys[row].tolist() == alone.exact_keys[0].tolist()


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match=re.escape("'dates': 1")):
        DocumentTable.of(["خبر"] * 2, [""], ["", ""])
    empty = DocumentTable.of([], [], [])
    with pytest.raises(ValueError, match="the last offset is 0, but there are 3 shingles"):
        DocumentTable(replace(empty.prints, shingles=np.zeros(3, np.uint64)), empty.lengths, [], [])
