"""Pages of short reports: each has its headline or its time and its text, and all of it is content."""

import re

import pytest

from dedup.boilerplate.training.generator import digests
from dedup.boilerplate.training.gold import GoldPage
from dedup.model import CONTENT_LABELS
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS

PER_SITE = 4


@pytest.fixture(scope="module")
def pages() -> list[GoldPage]:
    return list(digests(MATERIALS, WORDINGS, seed=3, sites=60, pages_per_site=PER_SITE))


def test_a_page_has_three_reports_or_more_each_with_its_text(pages: list[GoldPage]) -> None:
    told = 0
    for page in pages:
        content = [span.label for span in page.spans if span.label in CONTENT_LABELS]
        heads = [place for place, label in enumerate(content) if label == "subhead"]
        assert len(heads) <= 12
        assert all(content[place + 1] == "body" for place in heads)
        assert content.count("body") >= 3
        told += bool(heads)
    assert len(pages) > told > 0.8 * len(pages)  # the entries of some live coverage have a time and no headline


def test_live_coverage_tells_the_time_of_its_entries(pages: list[GoldPage]) -> None:
    times = re.compile(r"\d{1,2}:\d\d|منذ|قبل")
    lines = [page.text[span.start : span.end] for page in pages for span in page.spans if span.article]
    short = [line for line in lines if len(line) < 30 and times.search(line)]
    assert len(short) > len(pages)


def test_the_same_arguments_give_the_same_pages(pages: list[GoldPage]) -> None:
    assert list(digests(MATERIALS, WORDINGS, seed=3, sites=5, pages_per_site=PER_SITE)) == pages[: 5 * PER_SITE]
