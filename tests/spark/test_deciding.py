"""Decisions over tables of pairs: those of one machine, for documents of every kind of skew."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

import dedup

WORDS = [f"كلمة{number}" for number in range(400)]


def documents(number: int, seed: int) -> list[tuple[str, str, str]]:
    """Texts of which many share most of their words, or stand within others: ids, texts, dates."""
    rng = random.Random(seed)
    stems = [rng.choices(WORDS, k=120) for _ in range(6)]
    made = []
    for place in range(number):
        words = list(rng.choice(stems))
        for _ in range(rng.randrange(6)):
            words[rng.randrange(len(words))] = rng.choice(WORDS)
        start = rng.randrange(60) if rng.random() < 0.3 else 0
        words = words[start : start + rng.choice((60, 90, 120))]
        made.append((f"{place:05}", " ".join(words), f"2023-09-{1 + rng.randrange(28):02}"))
    return made


def fates(spark: Any, given: list[tuple[str, str, str]], folder: Path, limits: Any) -> list[tuple[Any, ...]]:
    """The decisions of Spark about documents."""
    from dedup.duplicates import MatchSettings
    from dedup.pipeline.settings import CleanSettings
    from dedup.spark.cleaning import documents_of, take_pages
    from dedup.spark.deciding import decided
    from dedup.spark.pages import ARTICLE_BITS
    from dedup.spark.rows import from_frame
    from dedup.spark.storage import Work

    work = Work.below(spark, f"file:{folder}", lambda _: None)
    rows = [(place, *document) for place, document in enumerate(given)]
    frame = spark.createDataFrame(rows, "place long, id string, text string, date string").repartition(3)
    pages = from_frame(frame, CleanSettings(), "place", work.stored)
    taken = work.stored(take_pages(pages, CleanSettings(), MatchSettings()), "documents")
    found = decided(documents_of(taken), MatchSettings(), work, limits).collect()
    names = [one for one, _, _ in given]
    return sorted(
        (names[row.row >> ARTICLE_BITS], names[row.kept >> ARTICLE_BITS], row.kind, row.jaccard, row.containment)
        for row in found
    )


def wanted(given: list[tuple[str, str, str]]) -> list[tuple[Any, ...]]:
    found = dedup.find_duplicates({"id": one, "text": text, "date": date} for one, text, date in given).duplicates
    return sorted((own.id, own.kept, own.kind, own.jaccard, own.containment) for own in found)


@pytest.mark.parametrize(("pairs", "hot", "rounds"), [(1 << 22, 256, 16), (5, 3, 2)])
def test_limits_change_no_decision(spark: Any, tmp_path: Path, pairs: int, hot: int, rounds: int, large: bool) -> None:
    from dedup.spark.hot_keys import Limits

    if hot == 256 and not large:
        pytest.skip("the limits of a run need many pages to be reached: --large")
    given = documents(70, hot)
    assert fates(spark, given, tmp_path, Limits(pairs, hot, rounds)) == wanted(given)


def test_a_page_copied_without_end_is_worked_off(spark: Any, tmp_path: Path) -> None:
    from dedup.spark.hot_keys import Limits

    rng = random.Random(5)
    stem = rng.choices(WORDS, k=200)
    near = []
    for _ in range(1500):
        words = list(stem)
        words[rng.randrange(200)] = rng.choice(WORDS)
        near.append(" ".join(words))
    copied = [" ".join(rng.choices(WORDS, k=80))] * 20_000
    given = [(f"{place:06}", text, "") for place, text in enumerate([*near, *copied])]
    assert fates(spark, given, tmp_path, Limits()) == wanted(given)
