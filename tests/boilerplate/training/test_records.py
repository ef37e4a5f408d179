"""Pages of records: a cell a line, all of it content, the same heads on all pages of a site."""

from collections import defaultdict

import pytest

from dedup.boilerplate.training.generator import records
from dedup.boilerplate.training.gold import GoldPage
from dedup.model import CONTENT_LABELS
from tests.boilerplate.training.test_generator import MATERIALS, WORDINGS

PER_SITE = 4


@pytest.fixture(scope="module")
def pages() -> list[GoldPage]:
    return list(records(MATERIALS, WORDINGS, seed=3, sites=60, pages_per_site=PER_SITE))


def lines(page: GoldPage) -> list[tuple[str, str]]:
    return [(span.label, page.text[span.start : span.end].strip()) for span in page.spans]


def test_spans_tile_the_text(pages: list[GoldPage]) -> None:
    for page in pages:
        ends = [span.end for span in page.spans]
        assert [span.start for span in page.spans] == [0, *ends[:-1]]
        assert ends[-1] == len(page.text)


def test_every_page_has_cells_with_a_line_of_their_own(pages: list[GoldPage]) -> None:
    for page in pages:
        own = [line.strip() for line in page.text.splitlines()]
        assert sum(text in own for label, text in lines(page) if label == "body" and len(text.split()) <= 8) >= 4


def test_pages_of_a_site_share_heads_or_labels(pages: list[GoldPage]) -> None:
    sites = defaultdict(list)
    for page in pages:
        sites[page.source].append({text for label, text in lines(page) if label in CONTENT_LABELS})
    sharing = sum(bool(set.intersection(*own)) for own in sites.values())
    assert sharing > len(sites) * 0.7


def test_some_pages_have_furniture_around(pages: list[GoldPage]) -> None:
    cut = [any(label not in CONTENT_LABELS for label, _ in lines(page)) for page in pages]
    assert 0.3 < sum(cut) / len(cut) < 0.95


def test_the_same_arguments_give_the_same_pages(pages: list[GoldPage]) -> None:
    assert list(records(MATERIALS, WORDINGS, seed=3, sites=5, pages_per_site=PER_SITE)) == pages[: 5 * PER_SITE]
