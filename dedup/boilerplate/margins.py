"""The best scores of an atom for content and for cuts, and the margin between them."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.labels import APPENDED, FIRST_CUT, LABELS
from dedup.kernel import INT32_ROWS, helper, kernel

_COUNT = len(LABELS)


@helper
def best_content(scores: Any, at: Any) -> Any:
    """The highest score of an atom for content, of the host or of appended articles."""
    return best_between(scores, at, 0, FIRST_CUT)


@helper
def best_cut(scores: Any, at: Any) -> Any:
    """The highest score of an atom for a cut."""
    return best_between(scores, at, FIRST_CUT, _COUNT)


@helper
def best_between(scores: Any, at: Any, first: Any, last: Any) -> Any:
    """The highest score of an atom for the labels `first:last`."""
    best = scores[at, first]
    for label in range(first + 1, last):
        best = max(best, scores[at, label])
    return best


@helper
def either(scores: Any, at: Any, label: Any) -> Any:
    """The score of an atom for a content label, in the host or in an appended article: the higher one."""
    return max(scores[at, label], scores[at, APPENDED + label])


@kernel(INT32_ROWS)
def summed_margins(scores: Any) -> Any:
    """Prefix sums over all atoms of the best score of a cut minus that of content, in 1/2048: int64 (a + 1,)."""
    found = np.zeros(len(scores) + 1, np.int64)
    for at in range(len(scores)):
        found[at + 1] = found[at] + best_cut(scores, at) - best_content(scores, at)
    return found
