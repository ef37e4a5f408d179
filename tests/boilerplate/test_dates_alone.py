"""A date on a line of its own under the headline is the date of publication, however it is written."""

from __future__ import annotations

import pytest

from dedup.boilerplate import clean_text
from tests.boilerplate.pages import BODY, HEADLINE, LEAD

DATES = {
    "12 مارس 2024": "2024-03-12",
    "١٢ مارس ٢٠٢٤": "2024-03-12",
    "12 كانون الثاني 2024": "2024-01-12",
    "12 كانون ثاني 2024": "2024-01-12",
    "12 تشرين أول 2024": "2024-10-12",
    "12 كانون 2 2024": "2024-01-12",
    "12 ماي 2024": "2024-05-12",
    "12 جويلية 2024": "2024-07-12",
    "12 غشت 2024": "2024-08-12",
    "الثلاثاء 12 مارس 2024": "2024-03-12",
    "12/03/2024": "2024-03-12",
    "2024-03-12 14:05": "2024-03-12",
    "12 mars 2024": "2024-03-12",
    "March 12, 2024": "2024-03-12",
}


@pytest.mark.parametrize("line", DATES)
def test_a_date_under_the_headline_dates_the_page(line: str) -> None:
    page = clean_text(f"{HEADLINE}\n{line}\n{LEAD}\n{BODY}\n")
    assert page.text == f"{HEADLINE}\n{LEAD}\n{BODY}\n"
    assert page.published is not None
    assert page.published.startswith(DATES[line])
