"""Duplicates of texts that do not change, counted once and for all: a change of these numbers is never silent."""

from __future__ import annotations

from pathlib import Path

from dedup.pipeline import run
from tests.pipeline.crawls import SEEDS, lines, settings


def test_the_seeds_repeat_nothing(tmp_path: Path) -> None:
    summary = run([SEEDS], tmp_path / "out", settings())
    assert summary.duplicates == {"exact": 0, "near": 0, "contained": 0}


def test_the_duplicates_of_a_generated_crawl(crawl_run: Path) -> None:
    kinds = [duplicate["dedup"]["kind"] for duplicate in lines(crawl_run, "duplicates")]
    assert {kind: kinds.count(kind) for kind in ("exact", "near", "contained")} == {
        "exact": 46,
        "near": 26,
        "contained": 24,
    }
