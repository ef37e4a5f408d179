from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dedup.arabic import matched_spelling, words
from dedup.given import as_documents
from dedup.model import Document
from dedup.passages.stems import stem, stem_numbers
from dedup.passages.texts import Texts
from tests.passages.oracle import folded


@given(st.lists(st.text(max_size=40), max_size=4))
def test_words_of_all_texts_stand_in_one_row(texts: list[str]) -> None:
    layout = Texts.of(texts)
    assert len(layout) == len(texts)
    for row, text in enumerate(texts):
        own = slice(layout.offsets[row], layout.offsets[row + 1])
        expected = words(text)
        assert layout.hashes[own].tolist() == expected.hashes.tolist()
        assert layout.starts[own].tolist() == expected.starts.tolist()
        assert layout.ends[own].tolist() == expected.ends.tolist()


def test_collections_join_into_one() -> None:
    texts = ["قال الوزير", "", "انتهى الاجتماع"]
    joined = Texts.joined([Texts.of(texts[:1]), Texts.of(texts[1:])])
    whole = Texts.of(texts)
    assert joined.hashes.tolist() == whole.hashes.tolist()
    assert joined.offsets.tolist() == whole.offsets.tolist()


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(TypeError, match="Documents or"):
        as_documents([("id",)])  # type: ignore[list-item]  # what users do
    with pytest.raises(ValueError, match="'a' occurs twice"):
        as_documents([("a", "نص"), Document("a", "نص آخر")])


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("والمدرسات", "مدرس"),
        ("بالمدرسه", "مدرس"),
        ("للوزير", "وزير"),
        ("وزير", "وزير"),
        ("قال", "قال"),
        ("في", "في"),
        ("nato", "nato"),
    ],
)
def test_stems_lose_the_article_particles_and_endings(word: str, expected: str) -> None:
    assert stem(word) == expected


@given(st.lists(st.text(alphabet="والوزيرهات ﷺَـa", max_size=30), max_size=4))
@example(["ﷺ", "لله"])
@example(["لله", "ﷺ"])
def test_equal_numbers_are_equal_stems(texts: list[str]) -> None:
    (numbers, again), stems = stem_numbers([(texts, Texts.of(texts)), (texts, Texts.of(texts))])
    assert numbers.tolist() == again.tolist()
    assert [stems[number] for number in numbers.tolist()] == [
        stem(matched_spelling(word)) for text in texts for word in folded(text)
    ]
    assert len(stems) == len(set(stems))
