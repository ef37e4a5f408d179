"""Fits the numbers that decide on pages left out of training: the prices of content, and the margins of confidences."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.labels import FIRST_CUT, ONE
from dedup.boilerplate.training.evaluation import Predicted, judge
from dedup.boilerplate.training.scores import tally
from dedup.boilerplate.weights import CONFIDENCES

EXPECTED_LOSS = {"conservative": 0.01, "balanced": 0.1, "aggressive": 0.5}
"""The percentage of the characters of content that a profile may lose, of all pages and in the mean of pages. Chosen:
it is what the profiles mean.
"""
_OF_CLEAN = 1.2
"""The share of it that clean pages may lose, which are all content: most pages of a good crawl are. Chosen: with 0.7
the prices are a third higher, and a third of the metadata stays on pages alone. More than half of what is cut of
encyclopedia articles are their links and credits, which count as content there.
"""
OF_ALONE, OF_CRAWL = 0.9, 0.6
"""The shares of it that pages may lose that come alone and whose crawl is known, clean ones too: with that evidence
little furniture stays at a higher price too. Chosen; the first is below 1 since described sites lose twice as much as
publishers left out.
"""
_UNUSUAL = 0.002
"""The share of clean pages that is left out of that, those that lose most: one credit of a translator, which content
counts as there, decided on the price of a profile. Chosen.
"""
_STEP, _HIGHEST = ONE // 8, 12 * ONE  # the step and the limit of the search for a price, in 1/2048; chosen


Priced = tuple[Sequence[Predicted], int]
"""Pages, and the price of content at which their labels are decoded."""


def prices(predicted: Sequence[Predicted], clean: Sequence[Predicted], share: float = 1.0) -> dict[str, int]:
    """By profile the lowest price of content, in 1/2048, at which no more content than `EXPECTED_LOSS` is cut.

    `share`: a factor of that limit. The `clean` pages, without the share `_UNUSUAL` of them that loses most, may lose
    `_OF_CLEAN` times as much. The search goes from -6 * 2048 to 12 * 2048 in steps of 2048, then in eighths within the
    last step; where no price fits, it is 12 * 2048.
    """

    def lowest(candidates: range, most: float) -> int:
        """The first of `candidates` at which neither kind of page loses more than it may; else the last."""
        fits = (
            price
            for price in candidates
            if _lost(clean, price, _UNUSUAL) <= most * share * _OF_CLEAN and _lost(predicted, price) <= most * share
        )
        return next(fits, candidates[-1])

    found: dict[str, int] = {}
    for profile, most in EXPECTED_LOSS.items():
        coarse = lowest(range(-6 * ONE, _HIGHEST + 1, ONE), most)
        found[profile] = lowest(range(coarse - ONE + _STEP, coarse + 1, _STEP), most)
    return found


def _lost(predicted: Sequence[Predicted], price: int, without: float = 0.0) -> float:
    """The percentage of content that is cut at a price: of all characters, or the mean of pages if that is more.

    `without`: the share of the pages that is left out, those that lose most.
    """
    pages = sorted(
        (judge(page, price) for page in predicted), key=lambda page: page.lost * page.sizes.sum(), reverse=True
    )
    total = tally(pages[int(without * len(pages)) :])
    by_page = sum(lost for lost, _, _ in total.by_page) / max(total.pages, 1)
    return 100 * max(total.prose_cut / max(total.content, 1), by_page)


def margins(priced: Sequence[Priced]) -> list[int]:
    """For each confidence the least margin at which that share of what is cut is rightly cut, in 1/2048.

    The first is -2**30; one that is never reached is 2**30. Cuts are taken run by run, weighted by their atoms. The
    share is made to rise with the margin (isotonic regression by pooling adjacent violators).
    """
    rows = np.array([row for pages, price in priced for page in pages for row in _cuts(page, price)])
    rows = rows.astype(np.int64).reshape(-1, 3)
    same, place_of = np.unique(rows[:, 0], return_inverse=True)
    sums = np.zeros((len(same), 2), dtype=np.int64)
    np.add.at(sums, place_of, rows[:, 1:])
    rows = np.column_stack((same, sums))
    levels = _isotonic(rows[:, 1], rows[:, 2])
    found, place = [], 0
    for confidence in CONFIDENCES:
        while place < len(levels) and levels[place] < confidence:
            place += 1
        found.append(int(rows[place, 0]) if place < len(rows) else 1 << 30)
    return [-(1 << 30), *found[1:]]


def _cuts(page: Predicted, price: int) -> list[tuple[int, int, int]]:
    """For each run of cut atoms with one label: its mean margin, the number of atoms rightly cut, and that of all.

    The margin is the best score of a cut less the best of content, in 1/2048, by the mean of the networks. Rightly cut
    are atoms whose gold is any label of cuts; atoms that the annotators were not sure of are left out.
    """
    judged = judge(page, price)
    cut = (judged.found >= FIRST_CUT) & judged.sure
    margin = page.scores[:, FIRST_CUT:].max(axis=1) - page.scores[:, :FIRST_CUT].max(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([-1], np.where(cut, judged.found, -1), [-1]))))
    found = []
    for first, last in pairwise(edges.tolist()):
        if cut[first]:
            right = int((judged.gold[first:last] >= FIRST_CUT).sum())
            found.append((int(margin[first:last].sum()) // int(last - first), right, int(last - first)))
    return found


def _isotonic(right: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The non-decreasing shares that fit `right` of `counts` best, one a row, float64 (n,)."""
    blocks: list[list[float]] = []
    for good, count in zip(right.tolist(), counts.tolist(), strict=True):
        blocks.append([good, count, 1])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            last = blocks.pop()
            blocks[-1] = [own + other for own, other in zip(blocks[-1], last, strict=True)]
    return np.concatenate([np.full(int(rows), good / count) for good, count, rows in blocks] or [np.zeros(0)])


def reliability(priced: Sequence[Priced], bounds: Sequence[int]) -> list[tuple[float, int, float]]:
    """Each confidence with the number of atoms cut with it, and the share of them rightly cut, 0.0 for none.

    A run counts only for the highest confidence whose bound its mean margin reaches.
    """
    sums = np.zeros((len(CONFIDENCES), 2), dtype=np.int64)
    for margin, right, count in (row for pages, price in priced for page in pages for row in _cuts(page, price)):
        place = max(int(np.searchsorted(bounds, margin, side="right")) - 1, 0)
        sums[place] += right, count
    return [
        (confidence, int(count), round(right / count, 3) if count else 0.0)
        for confidence, (right, count) in zip(CONFIDENCES, sums.tolist(), strict=True)
    ]
