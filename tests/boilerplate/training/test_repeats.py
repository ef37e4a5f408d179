"""Near misses and crawls that repeat themselves: what is content in them, and what is not."""

from collections import defaultdict

import pytest

from dedup.boilerplate.training.generator import near_misses, repeats
from dedup.boilerplate.training.generator.repeats import _CLOSINGS
from dedup.boilerplate.training.gold import GoldPage
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS

CONTENT = {"title", "subhead", "body"}
PER_SITE = 4


@pytest.fixture(scope="module")
def crawls() -> list[GoldPage]:
    return list(repeats(MATERIALS, WORDINGS, seed=3, sites=60, pages_per_site=PER_SITE))


def cuts(page: GoldPage) -> list[tuple[int, str]]:
    """The numbers of the spans that are cut, from the end where they are the last, and their texts."""
    last = len(page.spans) - 1
    return [
        (-1 if number == last else number, page.text[span.start : span.end].strip())
        for number, span in enumerate(page.spans)
        if span.label not in CONTENT
    ]


def test_a_line_is_repeated_at_one_place_on_all_pages_of_a_site(crawls: list[GoldPage]) -> None:
    sites = defaultdict(list)
    for page in crawls:
        sites[page.source].append(cuts(page))
    assert {len(pages) for pages in sites.values()} == {PER_SITE}
    for pages in sites.values():
        assert all(own == pages[0] for own in pages)
        assert len(pages[0]) <= 1
    assert {len(pages[0]) for pages in sites.values()} == {0, 1}


def test_sentences_of_a_pattern_begin_alike_on_several_pages(crawls: list[GoldPage]) -> None:
    starts = defaultdict(set)
    for page in crawls:
        for span in page.spans:
            if span.label == "body":
                starts[page.source, page.text[span.start : span.end].split()[0]].add(page.id)
    assert sum(len(pages) > 1 for pages in starts.values()) > 30


def test_spans_tile_the_text(crawls: list[GoldPage]) -> None:
    for page in crawls + list(near_misses(MATERIALS, WORDINGS, seed=3, count=200)):
        ends = [span.end for span in page.spans]
        assert [span.start for span in page.spans] == [0, *ends[:-1]]
        assert ends[-1] == len(page.text)


def test_the_same_arguments_give_the_same_pages(crawls: list[GoldPage]) -> None:
    assert list(repeats(MATERIALS, WORDINGS, seed=3, sites=5, pages_per_site=PER_SITE)) == crawls[: 5 * PER_SITE]
    one, other = (list(near_misses(MATERIALS, WORDINGS, seed=3, count=40)) for _ in range(2))
    assert one == other


def test_links_in_near_misses_stand_under_headings_that_tell() -> None:
    heads = []
    for page in near_misses(MATERIALS, WORDINGS, seed=4, count=400):
        content = [number for number, span in enumerate(page.spans) if span.label == "body"]
        for span in page.spans[content[0] : content[-1]]:  # between paragraphs
            if span.label == "related_head":
                heads.append(page.text[span.start : span.end].strip())
    assert heads
    assert all(" " in head or not head.isalpha() for head in heads)


def test_alone_nothing_tells_the_line_of_a_site_from_its_text(crawls: list[GoldPage]) -> None:
    pytest.importorskip("torch", reason="torch, of dedup-arabic[train], is not installed")
    from dedup.boilerplate.training.data import relabelled_alone

    for page in crawls:
        own = relabelled_alone(page)
        assert (own.text, own.source, own.family) == (page.text, "", "")
        assert {(span.label, span.article) for span in own.spans} <= {(label, 1) for label in CONTENT}
        assert [(span.start, span.end) for span in own.spans] == [(span.start, span.end) for span in page.spans]


def test_writers_end_with_formulas_and_rights_that_are_content(crawls: list[GoldPage]) -> None:
    last = []
    for page in crawls:
        content = [page.text[span.start : span.end].strip() for span in page.spans if span.label == "body"]
        last.append(content[-1])
    assert sum(text.rstrip(".!") in _CLOSINGS for text in last) > 3
    assert sum("حقوق" in text.split()[0] + text.split()[1] for text in last) > 3
