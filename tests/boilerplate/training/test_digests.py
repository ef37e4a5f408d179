"""Pages of short reports: each has its headline and its text, and all of it is content."""

import pytest

from dedup.boilerplate.training.generator import digests
from dedup.boilerplate.training.gold import GoldPage
from dedup.model import CONTENT_LABELS
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS

PER_SITE = 4


@pytest.fixture(scope="module")
def pages() -> list[GoldPage]:
    return list(digests(MATERIALS, WORDINGS, seed=3, sites=60, pages_per_site=PER_SITE))


def test_a_page_has_three_reports_or_more_each_with_a_headline_and_its_text(pages: list[GoldPage]) -> None:
    for page in pages:
        content = [span.label for span in page.spans if span.label in CONTENT_LABELS]
        heads = [place for place, label in enumerate(content) if label == "subhead"]
        assert 3 <= len(heads) <= 12
        assert all(content[place + 1] == "body" for place in heads)


def test_the_same_arguments_give_the_same_pages(pages: list[GoldPage]) -> None:
    assert list(digests(MATERIALS, WORDINGS, seed=3, sites=5, pages_per_site=PER_SITE)) == pages[: 5 * PER_SITE]
