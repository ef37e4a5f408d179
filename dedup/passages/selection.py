"""One account of each stretch: aligned passages where they tell all, reworded ones where they tell more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# An aligned passage that covers this share of a reworded one, on both sides, stands for it.
_WHOLE = 0.8

Span = Sequence[int]


def told_once(aligned: NDArray[np.int64], reworded: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the aligned and which of the reworded passages stay, where both kinds tell of the same words.

    Both int64 (k, 6) as `Passages.spans`. Where an aligned passage covers most of a reworded one, it stays; else
    the reworded one does, as where phrases stand in a new order, each of them aligned.
    """
    stay, stay_reworded = np.ones(len(aligned), np.bool_), np.ones(len(reworded), np.bool_)
    of_pair = defaultdict(list)
    for row, (one, other, *span) in enumerate(aligned.tolist()):
        of_pair[one, other].append((row, span))
    for row, (one, other, *span) in enumerate(reworded.tolist()):
        met = [(at, found) for at, found in of_pair[one, other] if _meets(span, found)]
        if any(_share(span, found) >= _WHOLE for _, found in met):
            stay_reworded[row] = False
        else:
            stay[[at for at, _ in met]] = False
    return stay, stay_reworded


def _meets(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _share(whole: Span, part: Span) -> float:
    """The share of a span's words that lie in the other, on the side where it is less."""
    return min(
        (min(whole[at + 1], part[at + 1]) - max(whole[at], part[at])) / (whole[at + 1] - whole[at]) for at in (0, 2)
    )
