from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic.view import view, views
from tests.arabic.reference import any_text, reference_words

BREAKS = "\n\v\f\x85\u2028\u2029"
BLANKS = "\t\r \u00a0\u1680\u2000\u2003\u2009\u200a\u202f\u205f\u3000"
TATWEEL = "\u0640"
BULLET = "\x1a"  # what some newsrooms' exports make of one

lines_and_blanks = st.text(
    st.sampled_from("اأبتىي ة،.:»(" + BREAKS + BLANKS + BULLET + TATWEEL + "\u200b\u200f\u064b\u0654-A1٣")
)


def reference_view(text: str) -> tuple[str, list[int]]:
    """The view a character at a time, after the words' own reference: letters fold, what is unseen goes."""
    folded: list[str] = []
    offsets: list[int] = []
    for place, character in enumerate(text):
        unit = _unit(character, after="".join(folded[-1:]))
        if unit:
            folded.append(unit)
            offsets.append(place)
    return "".join(folded), [*offsets, len(text)]


def _unit(character: str, after: str) -> str:
    if character in BREAKS:
        return "\n"
    if character in BLANKS:
        return " "
    if character == BULLET:
        return "*"
    if character == TATWEEL:
        return "" if after >= "\u0600" else "-"
    if character == "\u200b":
        return ""
    inside = [word for word, _, _ in reference_words(f"0{character}0")]
    if len(inside) == 1 and len(inside[0]) <= 3:
        return inside[0][1:-1]
    return character


@given(any_text)
def test_kernel_and_reference_agree_on_any_text(text: str) -> None:
    seen = view(text)
    assert (seen.text, seen.offsets.tolist()) == reference_view(text)


@given(st.lists(lines_and_blanks | any_text))
def test_views_of_many_are_those_of_each(texts: list[str]) -> None:
    together = views(texts)
    for number, text in enumerate(texts):
        seen, alone = together.view(number), view(text)
        assert (seen.text, seen.offsets.tolist()) == (alone.text, alone.offsets.tolist())


@given(lines_and_blanks)
def test_kernel_and_reference_agree_on_lines_and_blanks(text: str) -> None:
    seen = view(text)
    assert (seen.text, seen.offsets.tolist()) == reference_view(text)


@given(any_text)
def test_a_view_has_its_text_twice_and_the_way_back(text: str) -> None:
    seen = view(text)
    assert [ord(character) for character in seen.text] == seen.points.tolist()
    assert len(seen.offsets) == len(seen.text) + 1
    assert all(a < b for a, b in zip(seen.offsets[:-1], seen.offsets[1:-1], strict=False))
    assert seen.offsets[-1] == len(text)


def test_letters_fold_and_punctuation_stays() -> None:
    assert view("إقرأ أيضاً: «الشُّؤون»، ٢٠٢٣؟").text == "اقرا ايضا: «الشءون»، 2023؟"


def test_what_would_become_several_letters_stays_one() -> None:
    assert view("ﷺ ½ ﻼ").text == "ﷺ ½ ﻼ"


def test_line_breaks_of_every_kind_are_line_breaks() -> None:
    assert view("ا\r\nب\u2028ج\x85د").text == "ا \nب\nج\nد"


def test_blanks_of_every_kind_are_blanks() -> None:
    assert view("ا\u00a0ب\tج\u2009د\u3000ه").text == "ا ب ج د ه"


def test_a_tatweel_that_lengthens_no_letter_is_a_dash() -> None:
    assert view("ـ العـــربية").text == "- العربيه"
    assert view("2023ـ").text == "2023-"


def test_a_bullet_lost_in_export_is_a_list_mark() -> None:
    assert view("\x1a خبر").text == "* خبر"


def test_offsets_lead_back_to_the_letters() -> None:
    text = "\u200fأَوّل"
    seen = view(text)
    assert [text[at] for at in seen.offsets[:-1]] == ["أ", "و", "ل"]


def test_a_lone_surrogate_passes() -> None:
    assert view("ا\ud800ب\x00").text == "ا\ud800ب\x00"


def test_an_empty_text_has_an_empty_view() -> None:
    assert (view("").text, view("").offsets.tolist()) == ("", [0])
    assert (view("\u200f\u064b").text, view("\u200f\u064b").offsets.tolist()) == ("", [2])
