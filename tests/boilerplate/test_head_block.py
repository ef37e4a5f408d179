"""The date, counters, buttons and authors between headline and text go, as themes of blogs print them; tables stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup import clean_text
from dedup.boilerplate.head_block import author_lines, head_block
from tests.boilerplate.pages import BODY, HEADLINE, LEAD

HEADS = (
    "بواسطة\nأحمد سالم\n-\n3 مارس، 2024\n0\n118\nشارك",
    "3 مارس 2024\n0\n118\nFacebook\nTwitter\nWhatsApp",
    "بواسطة\nأحمد سالم\n-\n2024-03-03\n12\nFacebook",
)


@pytest.mark.parametrize("menu", ["", "الرئيسية\nأخبار محلية\n"])
@pytest.mark.parametrize("head", HEADS)
def test_date_counters_and_buttons_below_a_headline_go(head: str, menu: str) -> None:
    page = clean_text(f"{menu}{HEADLINE}\n{head}\n{LEAD}\n{BODY}\n")
    assert page.text.rstrip() == f"{HEADLINE}\n{LEAD}\n{BODY}"
    assert page.published == "2024-03-03"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param("3 مارس 2024\nعيار 24\n2950\nعيار 21\n2580", id="prices"),
        pytest.param("0\n118\nشارك", id="no date"),
        pytest.param("3 مارس 2024\n1", id="the number of a chapter"),
        pytest.param("3 مارس 2024\n4\n17\n23\n31\n40\nشارك", id="numbers of a lottery"),
        pytest.param("3 مارس 2024\n2950\n-", id="a price"),
        pytest.param("3 مارس 2024\nشارك", id="no number"),
        pytest.param("3 مارس 2024\n12345678\nشارك", id="a long number"),
    ],
)
def test_other_lines_there_are_no_such_block(lines: str) -> None:
    assert head_block(f"{HEADLINE}\n{lines}\n{LEAD}\n") == []


def test_the_lines_of_a_block_are_given_from_below() -> None:
    text = f"{HEADLINE}\n\n3 مارس 2024\n\n118\n-\nشارك\n{LEAD}\n"
    found = [(text[told.start : told.end], told.label) for told in head_block(text)]
    assert found == [("شارك", "share"), ("-", "other"), ("118", "other"), ("3 مارس 2024", "pubdate")]


def test_a_block_needs_a_headline_above_and_a_paragraph_below() -> None:
    assert head_block(f"{HEADLINE}\n3 مارس 2024\n118\nشارك\n{LEAD}\n")
    assert head_block(f" \n3 مارس 2024\n118\nشارك\n{LEAD}\n") == []
    assert head_block(f"{HEADLINE}\n3 مارس 2024\n118\nشارك\n") == []


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("رأس الخيمة: مريم الزعابي", "مريم الزعابي"),
        ("رويترز: سعاد حسن", "سعاد حسن"),
        ("وادي الورد / كاظم الموسوي", "كاظم الموسوي"),
        ("صوت الوادي - عبد الرحيم أمين", "عبد الرحيم أمين"),
        ("زينب الخطيب - عمّان", "زينب الخطيب"),
    ],
)
def test_an_author_with_a_place_below_a_headline_goes(line: str, name: str) -> None:
    page = clean_text(f"{HEADLINE}\n{line}\n{LEAD}\n{BODY}\n")
    assert page.text.rstrip() == f"{HEADLINE}\n{LEAD}\n{BODY}"
    assert page.articles[0].title == HEADLINE
    assert page.articles[0].byline == name


@pytest.mark.parametrize(
    "line",
    [
        "مختار الحي: أحمد سالم",
        "المدرب - محمد يوسف",
        "سعاد حسن: لن نتراجع",
        "الأهلي - الزمالك",
        "سعاد حسن - 12 عاما",
        "أحمد سالم - البطل العائد",
        "بغداد - الصباح",
    ],
)
def test_other_lines_of_two_parts_name_no_author(line: str) -> None:
    assert author_lines(f"{HEADLINE}\n{line}\n{LEAD}\n") == []


def test_an_author_is_looked_for_below_the_first_line_and_above_the_text() -> None:
    assert author_lines(f"الرياض: سعاد حسن\n{LEAD}\n") == []
    assert author_lines(f"{HEADLINE}\n{'كلمة ' * 25}\nالرياض: سعاد حسن\n") == []
    assert author_lines(f"{HEADLINE}\nوقال: «انتهى الأمر.»\nالرياض: سعاد حسن\n") == []


@given(
    st.lists(
        st.sampled_from(["ال", " - ", "محمد", " ", "يوسف", "الرياض", ":", "\n", "مدرب", "\r", "ا" * 99]), max_size=20
    )
)
def test_lines_of_any_text_lie_within_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    for told in (*author_lines(text), *head_block(text)):
        assert 0 <= told.start < told.end <= len(text)
        assert "\n" not in text[told.start : told.end]
