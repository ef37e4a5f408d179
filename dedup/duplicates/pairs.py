"""Decisions over pairs of documents whose overlap is known: which covers which, and which documents are dropped."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64S, kernel

Numbers = NDArray[np.int64]


class Limits(Protocol):
    """What decides whether a document covers another: `MatchSettings`, or the settings of an index."""

    @property
    def near(self) -> float:
        """The least Jaccard similarity of near duplicates."""

    @property
    def contained(self) -> float:
        """The least share of a document's shingles that a larger one must have to contain it."""

    @property
    def contained_shingles(self) -> int:
        """The least number of shingles of a contained document."""


class Cover(NamedTuple):
    """For each pair of a document and another: whether they are near, and whether the other contains it. bool (n,)
    each.
    """

    near: NDArray[np.bool_]
    contained: NDArray[np.bool_]


def is_larger(size: Numbers, other_size: Numbers, is_before: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether the other document of each pair has more shingles or, at equal size, is preferred. bool (n,)"""
    larger: NDArray[np.bool_] = (other_size > size) | ((other_size == size) & is_before)
    return larger


def cover_kinds(
    common: Numbers, size: Numbers, other_size: Numbers, is_before: NDArray[np.bool_], settings: Limits
) -> Cover:
    """Which pairs are near or contained (some are both), in the arithmetic of `best_matches`.

    `common`, `size`, `other_size` (n,): shingles shared, of the document, of the other. `is_before` (n,): the other is
    preferred. Only a larger document, see `is_larger`, contains one of at least `settings.contained_shingles`.
    """
    near = common / (size + other_size - common) >= settings.near
    contained = is_larger(size, other_size, is_before) & (size >= settings.contained_shingles)
    return Cover(near, contained & (common / size >= settings.contained))


def dropped(documents: Numbers, befores: Numbers) -> Numbers:
    """The documents that do not stay, ascending, where a document is dropped if it is paired with one before it that
    stays.

    `documents` and `befores` (n,) are the pairs, in any order; they form no cycle. A document in no pair as the first
    stays. The result is unique: each document is decided when all those before it are, so any order of deciding gives
    the same.
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
    """Whether each document is dropped, bool (n,): whether one of those before it is not dropped.

    The documents that come after document i are `after[starts[i]:starts[i + 1]]`; `waiting` (n,) is the number of
    documents before each one.
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
