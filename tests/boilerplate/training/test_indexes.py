"""Pages without an article: nothing on them is content, and most are lists of headlines."""

import pytest

from dedup.boilerplate.training.generator import indexes
from dedup.boilerplate.training.gold import GoldPage
from dedup.model import CONTENT_LABELS
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS

PER_SITE = 4


@pytest.fixture(scope="module")
def pages() -> list[GoldPage]:
    return list(indexes(MATERIALS, WORDINGS, seed=3, sites=60, pages_per_site=PER_SITE))


def test_spans_tile_the_text(pages: list[GoldPage]) -> None:
    for page in pages:
        ends = [span.end for span in page.spans]
        assert [span.start for span in page.spans] == [0, *ends[:-1]]
        assert ends[-1] == len(page.text)


def test_no_page_has_content(pages: list[GoldPage]) -> None:
    assert not [page.id for page in pages if any(span.label in CONTENT_LABELS for span in page.spans)]


def test_most_pages_list_headlines_and_many_have_teasers(pages: list[GoldPage]) -> None:
    labels = [{span.label for span in page.spans} for page in pages]
    assert sum("related_item" in own for own in labels) > 0.85 * len(pages)
    assert 0.3 < sum("related_teaser" in own for own in labels) / len(pages) < 0.95


def test_the_same_arguments_give_the_same_pages(pages: list[GoldPage]) -> None:
    assert list(indexes(MATERIALS, WORDINGS, seed=3, sites=5, pages_per_site=PER_SITE)) == pages[: 5 * PER_SITE]
