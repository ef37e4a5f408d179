"""Quotations in the element of the article stay, with those who said them; embedded posts and links go."""

from __future__ import annotations

import pytest

import dedup
from tests.web.pages import BODY, OTHERS, TITLE, page

LINKS = "".join(f'<div class="k"><a href="/{number}">{text}</a></div>' for number, text in enumerate(OTHERS))


@pytest.mark.parametrize("behind", ["", LINKS])
@pytest.mark.parametrize(
    "quotation",
    [
        "<blockquote>الطريق نافذة القرى على العالم</blockquote>",
        "<blockquote><p>الجسر بيت من لا بيت له</p></blockquote>",
        "<blockquote><p>الجسر بيت من لا بيت له</p><cite>محمود درويش</cite></blockquote>",
    ],
)
def test_a_quotation_at_the_end_of_the_article_stays(quotation: str, behind: str) -> None:
    cleaned = dedup.clean_html(page().replace("</article>", f"{quotation}</article>{behind}"))
    said = [
        text for text in ("الطريق نافذة القرى على العالم", "الجسر بيت من لا بيت له", "محمود درويش") if text in quotation
    ]
    assert cleaned.text.split("\n")[:-1] == [TITLE, *BODY, *said]
    assert cleaned.byline is None
