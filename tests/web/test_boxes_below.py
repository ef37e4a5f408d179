"""Boxes of links and of the author below the text go where their class says so; text in such elements stays."""

from __future__ import annotations

import pytest

import dedup
from tests.web.pages import BODY, OTHERS, TITLE, page

WRITER = "كاتبة من بيروت، صدرت لها مجموعة قصصية عن الجسور القديمة."
LONG = "يستغرق العمل في الطريق عامين، ويقول المهندسون إن الجسر الأول يفتح قبل نهاية الصيف المقبل."


def cleaned(box: str, *, before: int = len(BODY)) -> str:
    """The text of a page with a box behind so many of its paragraphs."""
    paragraph = f"<p>{BODY[before - 1]}</p>"
    return dedup.clean_html(page().replace(paragraph, f"{paragraph}{box}")).text


@pytest.mark.parametrize("name", ["story__related", "read-more", "post-next"])
def test_a_label_and_links_in_an_element_that_says_related_go(name: str) -> None:
    text = cleaned(f'<div class="{name}"><span>من أرشيف المجلة</span><a href="/1">{OTHERS[0]}</a></div>')
    assert text.split("\n")[:-1] == [TITLE, *BODY]


@pytest.mark.parametrize("name", ["story__author", "writer-card"])
def test_a_name_and_a_life_in_an_element_that_says_author_go(name: str) -> None:
    text = cleaned(f'<div class="{name}"><h5>رنا سلامة</h5><p>{WRITER}</p></div>')
    assert text.split("\n")[:-1] == [TITLE, *BODY]


def test_a_box_that_asks_for_money_goes() -> None:
    asked = "مجلة مستقلة تعيش بدعم قرائها. ساهم في استمرارها بمبلغ يناسبك."
    text = cleaned(f'<div class="donate-box"><p>{asked}</p><a href="/d">ادعم المجلة</a></div>', before=2)
    assert text.split("\n")[:-1] == [TITLE, *BODY]


@pytest.mark.parametrize(
    "box",
    [
        pytest.param(f'<div class="read-more"><p>{LONG}</p></div>', id="text without a link"),
        pytest.param(f'<div class="more"><p>{LONG}</p><a href="/1">{OTHERS[0]}</a></div>', id="text above a link"),
        pytest.param(f'<div class="author-text"><p>{LONG}</p></div>', id="one paragraph"),
        pytest.param(f'<div class="writer"><p>{LONG}</p><p>{BODY[0]}</p></div>', id="two paragraphs"),
        pytest.param(
            f'<div class="paywall-content"><h3>ما بعد الجسر</h3><p>{LONG}</p></div>', id="text for readers who pay"
        ),
        pytest.param(f'<div class="donation-campaign"><h3>الحملة</h3><p>{LONG}</p></div>', id="text on donations"),
    ],
)
def test_text_in_such_elements_stays(box: str) -> None:
    assert LONG in cleaned(box)


def test_text_in_an_element_around_the_headline_stays() -> None:
    html = page(BODY[:2], around="div").replace("<div>", '<div class="author-column more">')
    assert dedup.clean_html(html).text.split("\n")[:-1] == [TITLE, *BODY[:2]]


@pytest.mark.parametrize("name", ["elementor-widget-text-editor", "author", "reporter", "creator-notes"])
def test_a_subhead_and_its_paragraph_amid_the_text_stay(name: str) -> None:
    text = cleaned(f'<div class="{name}"><h3>جسر الشهداء</h3><p>{LONG}</p></div>', before=1)
    assert text.split("\n")[:-1] == [TITLE, BODY[0], "جسر الشهداء", LONG, *BODY[1:]]


def test_facts_with_one_link_in_an_element_that_says_related_stay() -> None:
    facts = [f"طول الجسر {n}00 متر" for n in range(2, 5)]
    items = "".join(f"<li>{fact}</li>" for fact in facts)
    text = cleaned(f'<ul class="related-facts">{items}<li><a href="/1">خريطة الجسر</a></li></ul>', before=2)
    assert all(fact in text for fact in facts)


def test_a_table_of_members_stays() -> None:
    clubs = [("الهلال", 412), ("النجمة", 390), ("الساحل", 377), ("الوحدة", 355), ("الاتفاق", 341)]
    rows = "".join(f'<tr><td><a href="/{size}">{name}</a></td><td>{size}</td></tr>' for name, size in clubs)
    text = cleaned(f'<table class="membership-table"><tr><th>النادي</th><th>الأعضاء</th></tr>{rows}</table>')
    assert [name for name, size in clubs if f"{name} {size}" not in " ".join(text.split())] == []
