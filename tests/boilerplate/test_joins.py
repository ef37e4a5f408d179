from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic.view import view
from dedup.boilerplate.joins import WordEnds, glued_places, hard_joins, opens_paragraph, split_word, vocabulary


def hard_joins_of(text: str) -> list[int]:
    seen = view(text)
    return hard_joins(seen.text, 0, len(seen.text), WordEnds(text, seen))


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
    assert hard_joins_of(text) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("مدرسةكبيرة", [5]),
        ("مستشفىكبير", [6]),
        ("شكرًاوقال", []),
        ("كتابٌجديد", [4]),
        ("كتابٌ جديد", []),
        ("كتابٌ", []),
        ("مدرسة كبيرة", []),
    ],
)
def test_a_letter_behind_what_can_only_end_a_word_is_a_join(text: str, places: list[int]) -> None:
    assert hard_joins_of(text) == places


@given(st.text("ةىكابي \u064b\u064c\u0651\u0640."), st.data())
def test_word_ends_between_two_places_are_those_at_them(text: str, data: st.DataObject) -> None:
    seen = view(text)
    ends = WordEnds(text, seen)
    start = data.draw(st.integers(0, len(seen.text)))
    end = data.draw(st.integers(start, len(seen.text)))
    assert ends.between(start, end) == [place for place in range(start, end) if ends.at(place)]


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
