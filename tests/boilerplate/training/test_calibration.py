"""The prices of content are the lowest at which pages lose no more than their profile may."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labels import FIRST_CUT, LABELS, ONE
from dedup.boilerplate.training.gold import GoldPage, GoldSpan

pytest.importorskip("torch", reason="training needs torch: pip install '.[train]'")


def page(margins: list[float]) -> Any:
    """A page of content, a line for each margin by which the line scores more as a cut than as content."""
    from dedup.boilerplate.training.evaluation import Predicted
    from dedup.boilerplate.training.examples import examples

    text = "\n".join("هذا سطر من نص الخبر" for _ in margins)
    (example,) = examples([GoldPage("p", text, (GoldSpan(0, len(text), "body", 1),), "site")])
    atoms = find_atoms([text])
    scores = np.full((len(example.rows), len(LABELS)), -99 * ONE, dtype=np.int32)
    scores[:, 0] = 0
    scores[:, FIRST_CUT] = np.repeat(np.array(margins) * ONE, len(scores) // len(margins)).astype(np.int32)
    return Predicted(example, atoms, scores, scores)


@pytest.mark.parametrize("seed", range(3))
def test_the_lowest_price_that_is_allowed_is_found(seed: int) -> None:
    from dedup.boilerplate.training.calibration import _OF_CLEAN, EXPECTED_LOSS, _lost, prices

    chance = random.Random(seed)
    pages = [page([chance.choice((-9.0, -9.0, -9.0, chance.uniform(-5, 9))) for _ in range(400)]) for _ in range(2)]
    clean = [page([-9.0] * 300 + [chance.uniform(-9, 4) for _ in range(chance.choice((0, 30)))])]
    found = prices(pages, clean)
    for profile, most in EXPECTED_LOSS.items():
        eighths = range(-6 * ONE, 13 * ONE, ONE // 8)
        allowed = (p for p in eighths if _lost(pages, p) <= most and _lost(clean, p) <= most * _OF_CLEAN)
        assert found[profile] == next(allowed)
    assert found["aggressive"] < found["balanced"] <= found["conservative"]


def test_a_clean_page_in_a_thousand_decides_no_price() -> None:
    from dedup.boilerplate.training.calibration import prices

    pages = [page([-9.0] * 99 + [3.0]) for _ in range(2)]
    clean = [page([-9.0]) for _ in range(999)]
    found = prices(pages, clean)
    assert prices(pages, [*clean, page([11.0])]) == found
    assert prices(pages, [*clean, *[page([11.0])] * 20]) != found
