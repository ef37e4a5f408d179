"""Duplicates of texts that do not change, counted once and for all: a change of these numbers is never silent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dedup.pipeline import CleanSettings, run
from tests.pipeline.crawls import FORKED, SEEDS, NoCleaner, lines, settings


def duplicates(out: Path) -> Counter[str]:
    """How many documents of each kind a run has dropped."""
    return Counter(duplicate["dedup"]["kind"] for duplicate in lines(out, "duplicates"))


def test_the_seeds_repeat_nothing(tmp_path: Path) -> None:
    summary = run([SEEDS], tmp_path / "out", settings())
    assert summary.duplicates == {"exact": 0, "near": 0, "contained": 0}


@FORKED
def test_the_duplicates_of_a_generated_crawl(
    crawl: Path, crawl_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CleanSettings, "cleaner", lambda _: NoCleaner())
    run([crawl], tmp_path / "out", settings(batch_bytes=20_000))
    found = duplicates(tmp_path / "out")
    assert found == {"exact": 21, "near": 51, "contained": 24}
    assert duplicates(crawl_run)["exact"] > found["exact"]  # cleaned, pages of different furniture are the same
