from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.boilerplate.joins import glued_places, hard_joins, opens_paragraph, split_word, vocabulary


def never(_: int) -> bool:
    return False


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("روسياكوريا", ["روسيا", "كوريا"]),
        ("الشماليهوقال", ["الشماليه", "وقال"]),
        ("الوزيروالمدير", ["الوزير", "والمدير"]),
    ],
)
def test_a_word_that_is_none_falls_into_two_that_are(word: str, parts: list[str]) -> None:
    at = split_word(word)
    assert at is not None
    assert [word[:at], word[at:]] == parts
    assert glued_places(f"قال {word} امس", 0, 100) == [4 + at]


@pytest.mark.parametrize("word", ["المدينه", "مستشفيات", "والاقتصاديه", "روسيا", "قال", "وقال", ""])
def test_a_word_stays_whole(word: str) -> None:
    assert split_word(word) is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("انتهى؟وقال", [6]),
        ("«انتهى»وقال", [7]),
        ("rt arabicوقال", [9]),
        ("عام 2019الجدير", [8]),
        ("انتهى وقال", []),
        ("انتهى، وقال", []),
    ],
)
def test_a_letter_behind_a_closing_mark_or_another_script_is_a_join(text: str, places: list[int]) -> None:
    assert hard_joins(text, 0, len(text), never) == places


def test_a_letter_behind_what_can_only_end_a_word_is_a_join() -> None:
    text = "مدرسهكبيره"
    assert hard_joins(text, 0, len(text), lambda at: at == 4) == [5]


@pytest.mark.parametrize(
    ("text", "opens"), [("وقال الوزير", True), ("اعلنت الوزاره", True), ("كتاب جديد", False), ("", False)]
)
def test_paragraphs_open_with_their_own_words(text: str, opens: bool) -> None:
    assert opens_paragraph(text, 0) is opens


def test_the_vocabulary_is_ranked_by_frequency() -> None:
    ranks = vocabulary()
    assert ranks["في"] < ranks["روسيا"] < len(ranks)
    assert sorted(ranks.values()) == list(range(len(ranks)))


@given(st.text("ابتهسنويلم"))
def test_a_split_leaves_two_parts(word: str) -> None:
    at = split_word(word)
    assert at is None or 3 <= at <= len(word) - 3
