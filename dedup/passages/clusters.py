"""Which rows repeat the same passage, and which passages everybody quotes."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from dedup.rows import distinct, numbered

# A quotation has been taken by so many sources from one another, or from elsewhere...
_MANY_SOURCES = 5
# ...and is at most this share of the documents that have it.
_SMALL_SHARE = 0.25


def clustered(spans: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cluster of each row, from 1 on, (k,).

    `spans` int64 (k, 6) as `Passages.spans`, documents of two collections numbered apart; `rank` the place of
    each document in the order of appearance. Rows of later documents come later. A row belongs to the cluster
    of the passage, in the document that it repeats, in which half of its words or more lie; else that is the
    first occurrence of a new one.
    """
    numbers = np.zeros(len(spans), np.int64)
    known: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    number = 0
    for row in np.lexsort((*spans.T[[5, 4, 3, 2]], rank[spans[:, 1]], rank[spans[:, 0]])).tolist():
        one, other, first, last, of_first, of_last = spans[row].tolist()
        cluster = _holding(known[other], of_first, of_last)
        if not cluster:
            number += 1
            cluster = number
            known[other].append((of_first, of_last, cluster))
        known[one].append((first, last, cluster))
        numbers[row] = cluster
    return numbers


def _holding(known: list[tuple[int, int, int]], first: int, last: int) -> int:
    """The first of the known passages in which half of a span lies; 0 where there is none."""
    for start, end, cluster in known:
        if 2 * (min(end, last) - max(start, first)) >= last - first:
            return cluster
    return 0


def quoted(
    clusters: NDArray[np.int64], spans: NDArray[np.int64], shares: NDArray[np.float64], sources: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which rows (k,) belong to quotations: many sources have them, in documents that share nothing else.

    `spans` as in `clustered`; `shares` (k,), how much of its document a row is; `sources`, a number for each
    document. In the cluster of a quotation, more than half of the rows are the only one of their two documents
    and a small part of theirs.
    """
    having = np.concatenate([np.column_stack([clusters, sources[spans[:, side]]]) for side in (0, 1)])
    count = int(clusters.max(initial=0)) + 1
    sources_of = np.bincount(distinct(having)[:, 0], minlength=count)
    pair, rows_of = numbered(spans[:, :2])
    alone = (rows_of[pair.reshape(-1)] == 1) & (shares <= _SMALL_SHARE)
    mostly = 2 * np.bincount(clusters, alone, minlength=count) > np.bincount(clusters, minlength=count)
    marked: NDArray[np.bool_] = ((sources_of >= _MANY_SOURCES) & mostly)[clusters]
    return marked
