"""Figures by source, and which source lost much more than the others."""

from __future__ import annotations

import random
from collections import Counter
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.pipeline import run
from dedup.pipeline.figures.counts import SourceCounts
from dedup.pipeline.figures.sources import LISTED, figures_by_source
from dedup.stats import LEAST_PAGES, MANY_PAGES, Sources, read_sources
from tests.pipeline.crawls import lines, settings, write_lines
from tests.pipeline.crawls import records as crawl_records


def compared(cut: dict[str, float], pages: int = MANY_PAGES, dropped: dict[str, float] | None = None) -> Sources:
    """Sources of so many pages, of which these shares were cut and dropped."""
    counts = {
        name.encode(): SourceCounts(pages, 1000 * pages, round(1000 * pages * share), {"form": 1})
        for name, share in cut.items()
    }
    gone = {name: ceil(pages * share) for name, share in (dropped or {}).items()}
    return figures_by_source([counts], dict.fromkeys(cut, pages), gone)


def unusual(sources: Sources) -> dict[str, list[str]]:
    return {own.source: list(own.unusual) for own in sources.unusual}


def test_a_source_far_above_the_others_is_named() -> None:
    usual = {f"site {place}": 0.05 + place / 100 for place in range(6)}
    assert unusual(compared({**usual, "broken": 0.7})) == {"broken": ["cut"]}
    assert unusual(compared({**usual, "copied": 0.0}, dropped={"copied": 0.9})) == {"copied": ["dropped"]}
    assert unusual(compared(usual)) == {}


def test_two_sources_do_not_tell_which_of_them_is_unusual() -> None:
    assert unusual(compared({"a": 0.0, "b": 0.9})) == {}
    assert unusual(compared({"a": 0.0, "b": 0.0, "c": 0.9})) == {"c": ["cut"]}


def test_few_pages_are_no_ground_for_an_alarm() -> None:
    assert unusual(compared({"a": 0.0, "b": 0.0, "c": 0.0, "d": 0.9}, LEAST_PAGES - 1)) == {}
    assert unusual(compared({"a": 0.0, "b": 0.0, "c": 0.0, "d": 0.0}, LEAST_PAGES, {"d": 0.4})) == {}


def test_a_small_source_that_lost_more_than_by_chance_is_named() -> None:
    assert unusual(compared({"a": 0.0, "b": 0.02, "c": 0.04, "d": 0.67}, 14)) == {"d": ["cut"]}
    assert unusual(compared({"a": 0.0, "b": 0.0, "c": 0.0, "d": 0.0}, LEAST_PAGES, {"d": 0.8})) == {"d": ["dropped"]}


def test_small_sources_are_measured_by_the_large_ones() -> None:
    counts = {name: SourceCounts(400, 400_000, 20_000, {"form": 20_000}) for name in (b"a", b"b", b"c")}
    small = {f"small {place}".encode(): SourceCounts(6, 6_000, 4_800, {"form": 4_800}) for place in range(9)}
    sources = figures_by_source([counts | small], {}, {})
    assert sources.median_cut == 0.05
    assert {own.source for own in sources.unusual} == {name.decode() for name in small}


@pytest.mark.parametrize(
    ("shares", "pages"), [({"a": 0.1, "b": 0.2, "c": 0.3}, LEAST_PAGES - 1), ({"a": 0.1, "b": 0.2}, LEAST_PAGES)]
)
def test_sources_too_small_or_too_few_to_compare_have_no_median(shares: dict[str, float], pages: int) -> None:
    sources = compared(shares, pages)
    assert (sources.median_cut, sources.median_dropped) == (None, None)


def test_small_parts_of_one_site_raise_no_alarm() -> None:
    """Of each page a random share is cut, of some nearly all; documents are dropped with the same probability."""
    rng, alarms = random.Random(5), 0
    for _ in range(300):
        pages, lost = rng.randint(LEAST_PAGES, MANY_PAGES), rng.uniform(0, 0.3)
        counts, gone = {}, {}
        for place in range(rng.randint(3, 12)):
            sizes = [rng.randint(500, 5_000) for _ in range(pages)]
            cut = sum(size * rng.random() for size in sizes if rng.random() < lost)
            counts[f"{place}".encode()] = SourceCounts(pages, sum(sizes), int(cut), {"form": int(cut)})
            gone[f"{place}"] = sum(rng.random() < lost for _ in range(pages))
        alarms += bool(figures_by_source([counts], dict.fromkeys(gone, pages), gone).unusual)
    assert alarms <= 3


def test_sources_that_differ_widely_are_all_usual() -> None:
    assert unusual(compared({f"site {place}": place / 10 for place in range(10)})) == {}


@given(shares=st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_unusual_sources_are_few_and_above_the_median(shares: list[float]) -> None:
    sources = compared({str(place): share for place, share in enumerate(shares)})
    assert len(sources.unusual) <= len(shares) / 2
    assert (sources.median_cut is None) == (len(shares) < 3)
    assert all(own.shares.cut > (sources.median_cut or 0) + 0.2 for own in sources.unusual)


def test_of_thousands_of_sources_the_unusual_are_named() -> None:
    counts = {str(place).encode(): SourceCounts(50, 50_000, 500, {"form": 500}) for place in range(LISTED + 500)}
    counts[b"broken"] = SourceCounts(MANY_PAGES, 20_000, 15_000, {"wording": 15_000})
    sources = figures_by_source([counts], Counter(name.decode() for name in counts), {})
    assert sources.number == LISTED + 501
    assert len(sources.listed) == LISTED + 1
    assert unusual(sources) == {"broken": ["cut"]}
    assert sources.others is not None
    assert sources.others.pages + sum(own.pages for own in sources.listed) == 50 * (LISTED + 500) + MANY_PAGES


def test_the_figures_of_a_run_add_up(tmp_path: Path) -> None:
    pages = write_lines(tmp_path / "in.jsonl", crawl_records(60))
    summary = run([pages], tmp_path / "out", settings(batch_bytes=20_000, workers=2))
    sources = read_sources(tmp_path / "out")
    assert sources == summary.sources
    assert [own.source for own in sources.listed] == [f"source {place}" for place in range(4)]
    assert sum(own.pages for own in sources.listed) == summary.pages
    assert sum(own.cut for own in sources.listed) == summary.characters.cut
    assert sum(own.characters for own in sources.listed) == summary.characters.read
    assert sum(own.documents for own in sources.listed) == summary.documents
    dropped = [document["source"] for document in lines(tmp_path / "out", "duplicates")]
    assert {own.source: own.dropped for own in sources.listed} == {name: dropped.count(name) for name in set(dropped)}


def test_batches_change_no_figure(tmp_path: Path) -> None:
    rng = random.Random(2)
    pages = write_lines(tmp_path / "in.jsonl", rng.sample(crawl_records(40), 40))
    one = run([pages], tmp_path / "one", settings())
    other = run([pages], tmp_path / "other", settings(batch_bytes=5_000, workers=2))
    assert one.sources == other.sources
