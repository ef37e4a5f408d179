"""The measures, on a page small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from dedup.boilerplate.labels import number_of
from dedup.boilerplate.training.gold import GoldPage
from dedup.boilerplate.training.scores import Judged, tally

BODY, BODY_2, TITLE_2 = number_of("body", 1), number_of("body", 2), number_of("title", 2)
SOURCE, HEAD = number_of("source", 1), number_of("related_head", 0)
GOLD = [BODY, BODY, SOURCE, HEAD, TITLE_2, BODY_2]
ARTICLES = [1, 1, 1, 0, 2, 2]
SIZES = [10, 10, 5, 5, 10, 20]


def judged(found: list[int], articles: list[int]) -> Judged:
    glued = np.array([False, False, True, False, True, False])
    arrays = [np.array(values, dtype=np.int64) for values in (GOLD, found, ARTICLES, articles, SIZES)]
    return Judged(GoldPage("page", "", ()), *arrays, glued, np.ones(6, dtype=bool))


def test_everything_right() -> None:
    row = tally([judged(GOLD, ARTICLES)]).row()
    assert row["prose removed"] == row["furniture left"] == row["metadata left"] == 0
    assert row["F1"] == row["fused found"] == row["appended found"] == 100


def test_everything_kept_as_the_host() -> None:
    row = tally([judged([BODY] * 6, [1] * 6)]).row()
    assert (row["prose removed"], row["furniture left"], row["metadata left"]) == (0, 100, 100)
    assert (row["fused found"], row["appended found"]) == (0, 0)
    assert row["F1"] == pytest.approx(100 * 2 * 50 / (2 * 50 + 10), abs=0.01)


def test_prose_that_is_cut() -> None:
    found = [HEAD, *GOLD[1:]]
    total = tally([judged(found, [0, *ARTICLES[1:]])])
    assert total.row()["prose removed"] == 20
    assert total.row()["pages losing over 10%"] == 1
    assert total.damaged == [("page", 0.25)]


def test_nothing_to_count() -> None:
    row = tally([]).row()
    assert row["pages"] == 0
    assert row["prose removed"] is None
