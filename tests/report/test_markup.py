"""Texts of others in HTML: nothing of them is obeyed, and nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.report.markup import direction, in_attribute, shortened, shown
from tests.report.conftest import HOSTILE
from tests.report.shown import read

_PIECES = st.sampled_from(
    [*HOSTILE.values(), "\u0301", "\r", "\x00", "\u202e", "&lt;", "&#0;", "</", "'", '"', "\ud83d"]
)
_TEXTS = st.lists(st.one_of(_PIECES, st.text(st.characters(), max_size=8)), max_size=8).map("".join)


@given(_TEXTS)
def test_text_makes_no_elements_and_is_shown_whole(text: str) -> None:
    seen = read(f'<p data-id="1"><span data-at="0">{shown(text)}</span></p>')
    assert set(seen.tags) <= {"p", "span", "i"}
    assert {name for _, name, _ in seen.attributes} <= {"data-id", "data-at", "data-c"}
    assert seen.pages.get(1, "") == text


@given(_TEXTS)
def test_an_attribute_ends_where_it_should(text: str) -> None:
    seen = read(f'<p title="{in_attribute(text)}">x</p>')
    assert seen.tags == {"p": 1}
    assert [name for _, name, _ in seen.attributes] == ["title"]
    assert seen.text == "x"


@given(_TEXTS)
def test_nothing_turns_the_text_around_it(text: str) -> None:
    turning = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
    assert turning.isdisjoint(f"{shown(text)}{in_attribute(text)}")


def test_of_piled_up_accents_few_are_drawn() -> None:
    assert str(shown("ا" + "\u0301" * 100_000)).count("\u0301") == 8
    assert "+99,992 marks" in shown("ا" + "\u0301" * 100_000)
    assert str(shown("مُحَمَّدٌ")) == "مُحَمَّدٌ"


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("قال الوزير", "rtl"),
        ("CNN: قال الوزير", "rtl"),
        ("the word وزير in English", "ltr"),
        ("2024", "ltr"),
        ("", "ltr"),
    ],
)
def test_a_text_runs_as_its_letters_do(text: str, way: str) -> None:
    assert direction(text) == way


def test_an_excerpt_is_whole_words_on_one_line() -> None:
    assert shortened("كلمة أولى\n\nثم ثانية", 100) == "كلمة أولى ثم ثانية"
    assert shortened("كلمة أولى ثم ثانية", 12) == "كلمة أولى…"
    assert shortened("a" * 1_000, 12) == "a" * 12 + "…"
