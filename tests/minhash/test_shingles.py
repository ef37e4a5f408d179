from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic import words
from dedup.minhash import SHINGLE_WORDS, shingle_set
from tests.arabic.reference import reference_mix64

word_lists = st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 2), max_size=40)


def reference_shingles(hashes: list[int]) -> list[int]:
    length = min(SHINGLE_WORDS, len(hashes))
    shingles = set()
    for first in range(len(hashes) - length + 1 if hashes else 0):
        state = 1
        for word in hashes[first : first + length]:
            state = (state * 6364136223846793005 + word) % 2**64
        shingles.add(reference_mix64(state))
    return sorted(shingles)


def shingles_of(text: str) -> set[int]:
    return set(shingle_set(words(text).hashes).tolist())


@given(word_lists)
def test_shingles_equal_the_reference(hashes: list[int]) -> None:
    found = shingle_set(np.array(hashes, np.uint64))
    assert found.dtype == np.uint64
    assert found.tolist() == reference_shingles(hashes)


def test_a_short_text_is_one_shingle_of_all_its_words() -> None:
    short = shingles_of("وصل وزير الخارجية")
    assert len(short) == 1
    assert short == shingles_of("وصل وزيرُ الخارجيه.")
    assert short != shingles_of("وصل وزير الخارجية أمس")


def test_no_words_no_shingles() -> None:
    assert shingles_of("") == shingles_of("... ـ") == set()


def test_one_word_changed_changes_the_five_shingles_around_it() -> None:
    before = "قال وزير الخارجية إن بلاده ترحب بنتائج اجتماع مجلس الأمن مساء أمس"
    after = before.replace("ترحب", "تندد")
    assert len(shingles_of(before)) == 8
    assert len(shingles_of(before) & shingles_of(after)) == 3


def test_a_view_of_words_is_as_good_as_an_array() -> None:
    hashes = np.arange(40, dtype=np.uint64)
    hashes.setflags(write=False)
    assert shingle_set(hashes[::2]).tolist() == reference_shingles(list(range(0, 40, 2)))
