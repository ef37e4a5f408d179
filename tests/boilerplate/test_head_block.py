"""The date, counters and buttons between headline and text go, as themes of blogs print them; tables there stay."""

from __future__ import annotations

import pytest

from dedup import clean_text
from dedup.boilerplate.head_block import head_block
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
        pytest.param("0\n118", id="no date"),
        pytest.param("3 مارس 2024\nشارك", id="no number"),
        pytest.param("3 مارس 2024\n12345678", id="a long number"),
    ],
)
def test_other_lines_there_are_no_such_block(lines: str) -> None:
    assert head_block(f"{HEADLINE}\n{lines}\n{LEAD}\n") == []


def test_the_lines_of_a_block_are_given_from_below() -> None:
    text = f"{HEADLINE}\n\n3 مارس 2024\n\n118\n-\nشارك\n{LEAD}\n"
    found = [(text[told.start : told.end], told.label) for told in head_block(text)]
    assert found == [("شارك", "share"), ("-", "other"), ("118", "other"), ("3 مارس 2024", "pubdate")]


def test_a_block_needs_a_headline_above_and_a_paragraph_below() -> None:
    assert head_block(f"3 مارس 2024\n118\n{LEAD}\n") == []
    assert head_block(f"{HEADLINE}\n3 مارس 2024\n118\n") == []
