"""One account of each stretch: aligned passages where they tell all, reworded ones where they tell more."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64_ROWS, INT64S, helper, kernel

# An aligned passage that covers this share of a reworded one, on both sides, stands for it.
_WHOLE = 0.8


def told_once(aligned: NDArray[np.int64], reworded: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which of the aligned and which of the reworded passages stay, where both kinds tell of the same words.

    Both int64 (k, 6) as `Passages.spans`. Where an aligned passage covers most of a reworded one, it stays; else
    the reworded one does, as where phrases stand in a new order, each of them aligned.
    """
    pairs = (aligned[:, 0] << 32) | aligned[:, 1]
    order = np.argsort(pairs, kind="stable")
    wanted = (reworded[:, 0] << 32) | reworded[:, 1]
    begins, ends = (np.searchsorted(pairs, wanted, side, order) for side in ("left", "right"))
    stay: NDArray[np.bool_]
    stay_reworded: NDArray[np.bool_]
    stay, stay_reworded = _choose(aligned, order, reworded, begins, ends, _WHOLE)
    return stay, stay_reworded


@kernel(INT64_ROWS, INT64S, INT64_ROWS, INT64S, INT64S, "float64")
def _choose(aligned: Any, order: Any, reworded: Any, begins: Any, ends: Any, whole: Any) -> Any:
    """Compare each reworded passage with the aligned ones of its documents, `order[begins[row]:ends[row]]`."""
    stay, stay_reworded = np.ones(len(aligned), np.bool_), np.ones(len(reworded), np.bool_)
    for row in range(len(reworded)):
        span = reworded[row]
        for at in order[begins[row] : ends[row]]:
            if _share(span, aligned[at]) >= whole:
                stay_reworded[row] = False
                break
        if stay_reworded[row]:
            for at in order[begins[row] : ends[row]]:
                if _share(span, aligned[at]) > 0:
                    stay[at] = False
    return stay, stay_reworded


@helper
def _share(whole: Any, part: Any) -> Any:
    """The share of a span's words that lie in the other, on the side where it is less; 0 or below where none do."""
    one = (min(whole[3], part[3]) - max(whole[2], part[2])) / (whole[3] - whole[2])
    other = (min(whole[5], part[5]) - max(whole[4], part[4])) / (whole[5] - whole[4])
    return min(one, other)
