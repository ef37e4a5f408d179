"""Pages with short whole articles, or only cards, below the first article."""

import pytest

from dedup.boilerplate.training.generator import sequels
from dedup.boilerplate.training.gold import GoldPage
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS

PER_SITE = 4


@pytest.fixture(scope="module")
def pages() -> list[GoldPage]:
    return list(sequels(MATERIALS, WORDINGS, seed=3, sites=60, pages_per_site=PER_SITE))


def articles(page: GoldPage) -> set[int]:
    return {span.article for span in page.spans if span.label == "body"}


def test_most_pages_have_one_to_three_articles_below_the_first(pages: list[GoldPage]) -> None:
    counts = [len(articles(page)) for page in pages]
    assert set(counts) == {1, 2, 3, 4}
    assert 0.5 * len(pages) < sum(count > 1 for count in counts) < 0.9 * len(pages)


def test_an_appended_article_is_short_and_begins_with_its_title(pages: list[GoldPage]) -> None:
    for page in pages:
        for number in articles(page) - {1}:
            own = [span for span in page.spans if span.article == number]
            texts = [page.text[span.start : span.end] for span in own if span.label == "body"]
            assert own[0].label == "title"
            assert len(texts) <= 3
            assert len(texts) > 1 or len(texts[0].split()) >= 25


def test_a_heading_stands_above_the_first_appended_article(pages: list[GoldPage]) -> None:
    for page in pages:
        labels = [(span.label, span.article) for span in page.spans]
        if ("title", 2) in labels:
            assert labels[labels.index(("title", 2)) - 1][0] == "related_head"


def test_the_same_arguments_give_the_same_pages(pages: list[GoldPage]) -> None:
    assert list(sequels(MATERIALS, WORDINGS, seed=3, sites=5, pages_per_site=PER_SITE)) == pages[: 5 * PER_SITE]
