"""Pages of several articles: each has a head of its own, as the first has, and its own number."""

from itertools import groupby, pairwise

import pytest

from dedup.boilerplate.training.generator import scrolls
from dedup.boilerplate.training.gold import GoldPage
from dedup.model import CONTENT_LABELS
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS

PER_SITE = 4


@pytest.fixture(scope="module")
def pages() -> list[GoldPage]:
    return list(scrolls(MATERIALS, WORDINGS, seed=3, sites=60, pages_per_site=PER_SITE))


def articles_of(page: GoldPage) -> list[int]:
    """The numbers of the articles by their order of content."""
    return [number for number, _ in groupby(span.article for span in page.spans if span.label in CONTENT_LABELS)]


def test_spans_tile_the_text(pages: list[GoldPage]) -> None:
    for page in pages:
        ends = [span.end for span in page.spans]
        assert [span.start for span in page.spans] == [0, *ends[:-1]]
        assert ends[-1] == len(page.text)


def test_articles_stand_one_below_the_other_and_begin_with_a_title(pages: list[GoldPage]) -> None:
    counts = [articles_of(page) for page in pages]
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in counts)
    assert {len(numbers) for numbers in counts} == {1, 2, 3}
    for page, numbers in zip(pages, counts, strict=True):
        for number in numbers:
            own = [span.label for span in page.spans if span.article == number and span.label in CONTENT_LABELS]
            assert (own[0], own[-1]) == ("title", "body")


def test_often_nothing_stands_between_two_articles(pages: list[GoldPage]) -> None:
    def touching(page: GoldPage) -> bool:
        labels = [(span.article, span.label in CONTENT_LABELS) for span in page.spans]
        return ((1, True), (2, True)) in pairwise(labels)

    several = [page for page in pages if len(articles_of(page)) > 1]
    assert 0.08 < sum(map(touching, several)) / len(several) < 0.7  # a fifth is expected; sixty sites vary


def test_the_same_arguments_give_the_same_pages(pages: list[GoldPage]) -> None:
    assert list(scrolls(MATERIALS, WORDINGS, seed=3, sites=5, pages_per_site=PER_SITE)) == pages[: 5 * PER_SITE]
