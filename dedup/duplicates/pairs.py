"""Pairs of documents that were compared: which cover which, and who stays where each may drop for one before it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.settings import MatchSettings
from dedup.kernel import INT64S, kernel

Numbers = NDArray[np.int64]


class Cover(NamedTuple):
    """Of pairs of a document and another, whether they are near, and whether the other contains it. bool (n,) each."""

    near: NDArray[np.bool_]
    contained: NDArray[np.bool_]


def is_larger(size: Numbers, other_size: Numbers, is_before: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the other document has more shingles or, where they have as many, is the preferred one."""
    larger: NDArray[np.bool_] = (other_size > size) | ((other_size == size) & is_before)
    return larger


def covers(
    common: Numbers, size: Numbers, other_size: Numbers, is_before: NDArray[np.bool_], settings: MatchSettings
) -> Cover:
    """What the overlap of pairs says, in the arithmetic of `best_matches`. `is_before`: the other is preferred."""
    near = common / (size + other_size - common) >= settings.near
    contained = is_larger(size, other_size, is_before) & (size >= settings.contained_shingles)
    return Cover(near, contained & (common / size >= settings.contained))


def dropped(documents: Numbers, befores: Numbers) -> Numbers:
    """The documents that do not stay, ascending, where each pair drops a document for one before it that stays.

    `documents` and `befores` (n,) are pairs, in any order, and lead round in no circle. Whoever is in no pair as the
    first stays. This is what one gets who goes through all documents in an order in which every one comes after those
    before it, and keeps each that has none of the kept ones before it: a document waits until all before it are
    decided, and then there is one answer. So every order, and every way to decide many at once, gives the same.
    """
    rows, places = np.unique(np.concatenate((documents, befores)), return_inverse=True)
    after, before = places[: len(documents)], places[len(documents) :]
    order = np.argsort(before, kind="stable")
    starts = np.searchsorted(before[order], np.arange(len(rows) + 1)).astype(np.int64)
    waiting = np.bincount(after, minlength=len(rows)).astype(np.int64)
    gone: Numbers = rows[_dropped(starts, np.ascontiguousarray(after[order], np.int64), waiting)]
    return gone


@kernel(INT64S, INT64S, INT64S)
def _dropped(starts: Any, after: Any, waiting: Any) -> Any:
    """Whether each document is dropped, bool (n,).

    Those that come after document i are `after[starts[i]:starts[i + 1]]`; `waiting` (n,) is for how many documents each
    one waits.
    """
    left = waiting.copy()
    gone = np.zeros(len(left), np.bool_)
    ready = np.empty(len(left), np.int64)
    count = 0
    for row in range(len(left)):
        if left[row] == 0:
            ready[count] = row
            count += 1
    at = 0
    while at < count:
        row = ready[at]
        at += 1
        for other in after[starts[row] : starts[row + 1]]:
            left[other] -= 1
            gone[other] |= not gone[row]
            if left[other] == 0:
                ready[count] = other
                count += 1
    return gone
