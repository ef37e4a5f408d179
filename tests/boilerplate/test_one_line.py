"""Furniture that follows an article on one line: each heading begins a piece of its own, whatever stands before it."""

from __future__ import annotations

import pytest

from dedup.boilerplate import clean_text
from tests.boilerplate.pages import (
    HEADLINE,
    OTHER_BODY,
    OTHER_HEADLINE,
    OTHER_LEAD,
    PAGE,
    kept,
)

BETWEEN = [" ", "  ", "\t", "\n", " - ", " | "]


@pytest.mark.parametrize("between", BETWEEN)
def test_topics_end_at_a_heading_of_links(between: str) -> None:
    text = f"{PAGE}كلمات دلالية: النهر الجسر المدينة{between}إقرأ أيضاً: {OTHER_HEADLINE}"
    page = clean_text(text)
    assert page.tags == ("النهر", "الجسر", "المدينة")
    assert kept(text, page).strip() == PAGE.strip()


@pytest.mark.parametrize("between", BETWEEN)
def test_credit_topics_and_links_are_told_apart(between: str) -> None:
    furniture = ["المصدر: رويترز", "كلمات دلالية: النهر الجسر", "اقرأ أيضا: "]
    text = f"{PAGE}{between.join(furniture)}{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}"
    page = clean_text(text)
    assert (page.source, page.tags) == ("رويترز", ("النهر", "الجسر"))
    assert [article.title for article in page.articles] == [HEADLINE, OTHER_HEADLINE]
