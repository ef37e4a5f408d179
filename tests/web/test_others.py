"""What cards, tickers and other articles of a page state is not of its own article."""

from __future__ import annotations

import pytest

import dedup
from dedup.web import page_from_html
from tests.web.pages import ARTICLE, BODY, OTHERS, TITLE, ld, page

CARD = (
    '<div itemscope><h3 itemprop="headline">{}</h3><meta itemprop="author" content="سعاد حسن">'
    '<time itemprop="datePublished" datetime="2026-10-01">1 أكتوبر</time></div>'
)


@pytest.mark.parametrize("place", ["</article>", "<article>"])
def test_what_the_cards_of_other_articles_state_is_not_of_the_page(place: str) -> None:
    cards = "".join(CARD.format(text) for text in OTHERS)
    menu = "".join(f"<div>{text}</div>" for text in ("سياسة", "رياضة", "ثقافة", "اقتصاد"))
    html = page(head=f"<title>{TITLE}</title>", published="3 نوفمبر 2026").replace(
        place, f"{cards}{menu}{place}" if place == "<article>" else place + cards
    )
    found = dedup.clean_html(html)
    assert (found.title, found.published, found.byline) == (TITLE, "2026-11-03", None)


def test_a_date_at_the_foot_of_the_article_is_that_of_the_page() -> None:
    foot = "".join(f'<{kind}="2026-11-03" itemprop="datePublished">' for kind in ("time datetime", "meta content"))
    html = page(head=f"<title>{TITLE}</title>").replace("</article>", f"{foot}</article>")
    assert page_from_html(html).stated.published == "2026-11-03"


def test_the_only_headline_of_an_element_above_the_text_counts_beside_another_title() -> None:
    html = page(head=f"<title>{OTHERS[0]} - صحيفة الأفق</title>").replace("<h1>", '<h2 itemprop="headline">')
    assert page_from_html(html.replace("</h1>", "</h2>")).stated.title == TITLE


def test_the_name_of_a_site_in_the_title_makes_no_article_the_pages_own() -> None:
    site = {"@type": "Article", "headline": "صحيفة الأفق", "datePublished": "2015-01-01"}
    head = f"<title>{TITLE} | صحيفة الأفق</title>" + ld([{**ARTICLE, "headline": OTHERS[0]}, site])
    assert page_from_html(page(head=head)).stated.author == "سيد حسن"


def test_a_headline_in_a_ticker_does_not_move_what_is_below_it() -> None:
    ticker = f"<ul><li><a>{TITLE}</a></li><li><a>رئيس الحكومة: {BODY[0]}</a></li></ul>"
    html = page(head=f"<title>{TITLE}</title>").replace("<time></time>", '<time datetime="2026-11-03">اليوم</time>')
    assert page_from_html(html.replace("<article>", f"{ticker}<article>")).stated.published == "2026-11-03"


def test_an_article_is_the_pages_own_at_its_address_however_written_or_by_its_headline() -> None:
    other = {"@type": "NewsArticle", "headline": OTHERS[0], "datePublished": "2020-01-01", "url": "https://a.example/2"}
    own = {**ARTICLE, "url": "https://a.example/%D8%AE%D8%A8%D8%B1/"}
    head = ld([other, own]) + '<link rel="canonical" href="https://a.example/خبر">'
    assert page_from_html(page(head=head)).stated.title == TITLE
    assert page_from_html(page(head=f"<title>{TITLE}</title>" + ld([other, ARTICLE]))).stated.author == "سيد حسن"


def test_the_headline_again_behind_the_text_does_not_move_what_is_below_it() -> None:
    again = f'<b>{TITLE}</b><div><time datetime="2026-11-09">أمس</time><p>{BODY[0]}</p></div>'
    html = page(head=f"<title>{TITLE}</title>").replace("<time></time>", '<time datetime="2026-11-03">اليوم</time>')
    assert page_from_html(html.replace("</article>", f"{again}</article>")).stated.published == "2026-11-03"


def test_the_name_of_the_site_in_h1_is_not_the_headline() -> None:
    html = (
        page(head=f"<title>{TITLE} - صحيفة المدى</title>")
        .replace("h1>", "h2>")
        .replace("<nav>", "<h1>صحيفة المدى</h1><nav>")
    )
    assert page_from_html(html).stated.title == TITLE
