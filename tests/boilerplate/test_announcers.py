"""Headings of lists whose wording no list has: known by what the crawl repeats, and by where they stand."""

from __future__ import annotations

import pytest

from dedup.boilerplate import Cleaner, clean_text
from dedup.boilerplate.repetition import OVER
from tests.boilerplate.crawls import DEEDS, PLACES, SOURCE, cleaned, crawl, cuts, page, stretch
from tests.boilerplate.pages import BODY, CLOSING, HEADLINE, LEAD, OTHER_BODY, OTHER_HEADLINE, OTHER_LEAD, PAGE, cut

WIDGET = "من رفوف الأرشيف"
NEWS = (
    "سكان الحي الشمالي يطالبون بمدرسة جديدة",
    "فوز فريق المدينة بكأس الجمهورية للمرة الثالثة",
    "إغلاق الميناء القديم أمام قوارب الصيد الصغيرة",
)
CREDIT = "المصدر: رويترز"


def with_widget(number: int) -> str:
    """A page with a list of headlines between its paragraphs; the headlines are others on every page."""
    items = (f"{DEEDS[(number + k) % 11]} {PLACES[(number + 3 * k) % 13]} في الحي الغربي للمدينة" for k in range(2))
    return page(number, middle="\n".join((WIDGET, *items)))


def test_a_heading_that_a_source_repeats_over_headlines_is_cut_inside_the_running_text_too() -> None:
    evidence = crawl([with_widget(number) for number in range(20)], others=40)
    new = page(33, middle=f"{WIDGET}:\n{NEWS[0]}\n{NEWS[1]}")
    assert cuts(new, evidence) == [
        ("related_head", f"{WIDGET}:"),
        ("related_item", NEWS[0]),
        ("related_item", NEWS[1]),
    ]
    assert cleaned(new, evidence).text == page(33)
    assert cuts(new, evidence, "غيرها") == []


def test_a_heading_that_a_source_repeats_over_paragraphs_is_a_section_of_the_article() -> None:
    evidence = crawl([page(number, middle="ردود الفعل") for number in range(20)], others=40)
    assert evidence.documents(OVER, stretch("ردود الفعل"), SOURCE) == 0
    assert cuts(page(33, middle="ردود الفعل"), evidence) == []


def test_a_heading_over_headlines_on_most_pages_is_a_section_where_it_stands_over_text() -> None:
    evidence = crawl([with_widget(number) for number in range(20)], others=40)
    assert cuts(page(33, middle=WIDGET), evidence) == []


def test_one_word_over_lines_of_a_list_names_a_section() -> None:
    parts = [f"المقادير\nثلاثة أكواب من {PLACES[n % 13]} الأبيض\nكوب ونصف من {DEEDS[n % 11]} الدافئ" for n in range(21)]
    evidence = crawl([page(number, middle=parts[number]) for number in range(20)], others=40)
    assert cuts(page(33, middle=parts[20]), evidence) == []


def test_a_table_is_no_list_of_headlines() -> None:
    tables = [
        f"مواعيد القطارات اليوم\nإلى الشمال الساعة {n % 12}:15 مساء\nإلى الجنوب الساعة {n % 9}:40 مساء"
        for n in range(40)
    ]
    evidence = crawl([page(number, middle=tables[number]) for number in range(40)], others=40)
    assert cuts(page(33, middle=tables[20]), evidence) == []


def test_what_only_the_crawl_announces_is_no_surer_than_its_heading() -> None:
    evidence = crawl([with_widget(number) for number in range(20)], others=40)
    new = page(33, middle=f"{WIDGET}:\n{NEWS[0]}\n{NEWS[1]}")
    assert Cleaner("conservative").clean(new, SOURCE, evidence).text == new


def test_what_a_source_repeats_above_its_headlines_announces_nothing() -> None:
    evidence = crawl([page(number, top="فريق التحرير المسائي") for number in range(20)], others=40)
    assert evidence.documents(OVER, stretch("فريق التحرير المسائي"), SOURCE) == 0


@pytest.mark.parametrize("mark", ["", "- "])
def test_a_few_words_below_the_credits_announce_the_headlines_below_them(mark: str) -> None:
    text = f"{PAGE}{CREDIT}\n{WIDGET}\n" + "".join(f"{mark}{item}\n" for item in NEWS)
    items = [("related_item", f"{mark}{item}") for item in NEWS]
    assert cut(text) == [("source", CREDIT), ("related_head", WIDGET), *items]


@pytest.mark.parametrize(
    "lines",
    [
        ["صناع الفيلم", "سامي نبيل", "هدى سالم", "كريم عادل"],
        ["إخراج: سامي نبيل", "عادل كريم في دور الجار الطيب", "هدى سالم في دور معلمة الصف", "نور سامي في دور البائع"],
    ],
)
def test_a_list_of_names_or_of_parts_below_a_credit_is_no_list_of_headlines(lines: list[str]) -> None:
    text = f"{HEADLINE}\n{LEAD}\n{CREDIT}\n{BODY}\n{CLOSING}\n" + "".join(f"{line}\n" for line in lines)
    assert [label for label, _ in cut(text)] == ["source"]


def test_an_article_below_the_credits_keeps_its_headline() -> None:
    page = clean_text(f"{PAGE}{CREDIT}\n{WIDGET}\n{OTHER_HEADLINE}\n{OTHER_LEAD}\n{OTHER_BODY}\n")
    assert [article.title for article in page.articles] == [HEADLINE, OTHER_HEADLINE]
