"""Described sites: descriptions that are right, pages that they make, and wordings that stay held back."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.described import SITES
from dedup.boilerplate.training.generator import described, is_held_back
from dedup.boilerplate.training.generator.described import AS_DESCRIBED, OF_THE_PAGE
from dedup.boilerplate.training.generator.descriptions import PLACES, Step, descriptions, read_description
from dedup.boilerplate.training.gold import GoldPage
from tests.boilerplate.training.test_generator import ARTICLE_LABELS, LABELS, MATERIALS, WORDINGS

COLUMN = {
    "site": "column",
    "kind": "a column",
    "page": [
        {"line": [["nav", "رأي » {section}"]]},
        "title",
        {"line": [["byline", "بقلم {writer}"], ["pubdate", " | 5 مايو 2019"]]},
        {"between": [{"line": [["related_item", "وانظر {title}"]]}]},
        "body",
        {"rows": [{"line": [["comments", ["أحسنت", "صدقت"]]]}], "times": [2, 2]},
    ],
}


@pytest.fixture(scope="module")
def pages() -> list[GoldPage]:
    return list(described(MATERIALS, WORDINGS, seed=5, sites=len(descriptions()), pages_per_site=2))


def pieces(steps: tuple[Step, ...]) -> list[tuple[str, str]]:
    """All pieces of lines, with their labels; one for each alternative."""
    found = []
    for step in steps:
        if isinstance(step, str):
            continue
        for label, text in step.get("line", ()):
            found += [(label, each) for each in ([text] if isinstance(text, str) else text)]
        for name in ("rows", "any", "between"):
            found += pieces(tuple(step.get(name, ())))
    return found


def one_site(**changes: object) -> list[GoldPage]:
    """Pages of one described site, as it is described."""
    known = (read_description(json.dumps({**COLUMN, **changes})),)
    return list(described(MATERIALS, WORDINGS, 1, 1, 12, True, known, AS_DESCRIBED))


@pytest.mark.parametrize("folder", [None, SITES], ids=["training", "benchmark"])
def test_descriptions_are_right_and_have_names_of_their_own(folder: Path | None) -> None:
    known = descriptions(folder) if folder else descriptions()
    assert len(known) > 100
    assert len({each.name for each in known}) == len(known)


def test_every_place_of_a_text_has_a_value() -> None:
    others = {"title", "teaser", "writer", "date", "city", "network", "year"}  # of articles, of the page, and of names
    assert set(PLACES) == OF_THE_PAGE.keys() | others
    named = " | ".join(f"{{{place}}}" for place in PLACES)
    for page in one_site(page=["title", "body", {"line": [["nav", named]]}]):
        assert "{" not in page.text[page.spans[-1].start :]


def test_no_site_of_the_benchmark_is_one_of_training() -> None:
    given, measured = ({frozenset(pieces(each.steps)) for each in of} for of in (descriptions(), descriptions(SITES)))
    worded = {site for site in given & measured if any(re.sub(r"{\w+}", "", text).strip() for _, text in site)}
    assert worded == set()


@pytest.mark.slow
def test_pages_are_tiled_by_lines_with_labels(pages: list[GoldPage]) -> None:
    assert {span.label for page in pages for span in page.spans} == LABELS
    for page in pages:
        assert [span.start for span in page.spans] == [0, *(span.end for span in page.spans[:-1])]
        assert page.spans[-1].end == len(page.text)
        for span in page.spans:
            assert "\n" not in page.text[span.start : span.end].strip()
            assert (span.article > 0) == (span.label in ARTICLE_LABELS)


@pytest.mark.slow
def test_the_same_arguments_give_the_same_pages(pages: list[GoldPage]) -> None:
    assert list(described(MATERIALS, WORDINGS, seed=5, sites=9, pages_per_site=2)) == pages[:18]
    assert list(described(MATERIALS, WORDINGS, seed=6, sites=9, pages_per_site=2)) != pages[:18]


def test_wordings_held_back_are_on_no_page_of_training(pages: list[GoldPage]) -> None:
    texts = {text for each in descriptions() for label, text in pieces(each.steps) if label == "related_head"}
    held_back = {text.strip() for text in texts if "{" not in text and is_held_back(text)}
    shown = {
        page.text[span.start : span.end].strip()
        for page in pages
        for span in page.spans
        if span.label == "related_head"
    }
    assert len(held_back) > 20
    assert not held_back & shown
    assert shown & (texts - held_back)


def test_a_page_has_the_blocks_of_its_site_in_their_order() -> None:
    for page in one_site():
        labels = [span.label for span in page.spans]
        assert labels[:4] == ["nav", "title", "byline", "pubdate"]
        assert labels[-2:] == ["comments", "comments"]
        assert labels.count("related_item") == 1
        at = labels.index("related_item")
        assert labels[at - 1] == labels[at + 1] == "body"


def test_numbers_of_a_date_are_others_on_other_pages() -> None:
    dates = {page.text[span.start : span.end].strip() for page in one_site() for span in page.spans[3:4]}
    assert len(dates) > 5
    for date in dates:
        day, month, year = date.strip("| ").split()
        assert month == "مايو"
        assert 1 <= int(day) <= 12
        assert 2003 <= int(year) <= 2026


def test_a_second_article_is_whole_and_has_a_number_of_its_own() -> None:
    for page in one_site(page=["title", "body", {"line": [["related_head", "وفي خبر آخر:"]]}, "article"]):
        labels = [(span.label, span.article) for span in page.spans]
        at = labels.index(("related_head", 0))
        assert labels[at + 1] == ("title", 2)
        assert set(labels[at + 2 :]) == {("body", 2)}


def test_parts_of_the_text_are_the_text() -> None:
    parts = ["body:1", {"line": [["ad", "إعلان"]]}, "body:some", {"line": [["ad", "إعلان"]]}, "body:rest"]
    for page in one_site(page=parts):
        text = tuple(page.text[span.start : span.end].strip() for span in page.spans if span.label == "body")
        assert any(text == article.paragraphs[: len(text)] for article in MATERIALS.articles)


def shown(page: GoldPage, label: str) -> list[str]:
    """The pieces of a label on a page, with the white space behind them."""
    return [page.text[span.start : span.end] for span in page.spans if span.label == label]


def test_a_sentence_of_content_stands_on_one_page_of_a_site() -> None:
    told = ["تجدون المعرض في قاعة البلدية حتى مساء الخميس", "يبدأ التسجيل في الأسبوع المقبل لدى مكتب النادي"]
    pages = one_site(page=["title", "body:1", {"line": [["body", told]]}, {"line": [["subhead", "المواعيد"]]}])
    text = "".join(page.text for page in pages)
    assert [text.count(sentence) for sentence in told] == [1, 1]
    assert text.count("المواعيد") == len(pages)
    assert all(len(shown(page, "body")) >= 2 for page in pages)


def test_a_join_is_that_of_the_first_step_that_writes() -> None:
    steps = [{"line": [["nav", "أولا"]], "chance": 0}, {"line": [["nav", "قائمة"]]}, {"line": [["nav", "أخرى"]]}]
    for page in one_site(page=["title", {"rows": steps, "times": [1, 1], "join": "fuse"}, "body"]):
        before, first = page.spans[0], page.spans[1]
        assert page.text[before.start : before.end] == page.text[before.start : before.end].rstrip()
        assert page.text[first.start : first.end].strip() == "قائمة"
        assert page.text[first.end - 1].isspace()


def test_a_block_waits_for_a_text_of_two_paragraphs() -> None:
    parts = [{"between": [{"line": [["ad", "إعلان"]]}]}, "body:1", {"line": [["nav", "تابع"]]}, "body:rest"]
    for page in one_site(page=parts):
        labels = [span.label for span in page.spans]
        assert labels[:2] == ["body", "nav"]
        if "ad" in labels:
            at = labels.index("ad")
            assert at > 2
            assert labels[at - 1] == labels[at + 1] == "body"
        else:
            assert labels.count("body") <= 2


def test_other_numbers_have_the_digits_of_those_described() -> None:
    given = ["رقم ٠٧ لعام ٢٠١٤", "هاتف 123456", "قراءات ١٢٣٤٥"]
    pages = one_site(page=["title", "body", *({"line": [["nav", text]]} for text in given)])
    for at, kind in ((-3, str.isdecimal), (-2, str.isascii), (-1, str.isdecimal)):
        numbers = {page.text[page.spans[at].start : page.spans[at].end].split()[1] for page in pages}
        assert len(numbers) > 3
        assert all(kind(number) for number in numbers)
        assert {len(number) for number in numbers} == {len(given[at].split()[1])}
    assert not any(number.isascii() for page in pages for number in shown(page, "nav")[0].split()[1::2])


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ("headline", "unknown step"),
        ({"line": [], "rows": []}, "not one of"),
        ({"chance": 0.5}, "not one of"),
        ({"any": ["nothing"]}, "unknown step"),
        ({"any": []}, "nothing in"),
        ({"line": [["nav", "قائمة"]], "join": "glue"}, "unknown join"),
        ({"line": [["menu", "قائمة"]]}, "unknown label"),
        ({"line": [["nav", []]]}, "no text"),
        ({"line": [["nav", ["قائمة", " "]]]}, "no text"),
        ({"line": [["nav", "قائمة\nأخرى"]]}, "more than a line"),
        ({"line": [["nav", "قائمة\u2028أخرى"]]}, "more than a line"),
        ({"line": [["nav", 5]]}, "no text"),
        ({"line": [["nav", ["قائمة", ["أخرى"]]]]}, "no text"),
        ({"rows": [{"line": [["nav", "{Title}"]]}]}, "unknown place"),
        ({"between": ["article"]}, "cannot stand between"),
        ({"line": [["nav", "قائمة"]], "chance": "often"}, "a chance is"),
        ({"rows": ["body:1"], "times": [3, 1]}, "times are"),
        ({"rows": ["body:1"], "times": 2}, "times are"),
        (5, "unknown step"),
    ],
)
def test_a_step_that_is_not_right_is_refused(step: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_description(json.dumps({**COLUMN, "page": [step]}))
