"""Which rows repeat the same passage, and which passages everybody quotes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64_ROWS, INT64S, helper, kernel

# A quotation has been taken by so many sources from one another, or from elsewhere...
_MANY_SOURCES = 5
# ...and is at most this share of the documents that have it.
_SMALL_SHARE = 0.25
_BLOCK = 64


def clustered(spans: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cluster of each row, from 1 on, (k,).

    `spans` int64 (k, 6) as `Passages.spans`, documents of two collections numbered apart; `rank` the place of
    each document in the order of appearance. Rows of later documents come later. A row belongs to the cluster
    of the passage, in the document that it repeats, in which half of its words or more lie; else that is the
    first occurrence of a new one.
    """
    order = np.lexsort((*spans.T[[5, 4, 3, 2]], rank[spans[:, 1]], rank[spans[:, 0]]))
    # Each row adds at most one known passage to either of its documents.
    rows_of = np.bincount(spans[:, :2].reshape(-1), minlength=len(rank))
    room = np.concatenate([[0], np.cumsum(-(-rows_of // _BLOCK) * _BLOCK)])
    numbers: NDArray[np.int64] = _number(spans, order, room)
    return numbers


@kernel(INT64_ROWS, INT64S, INT64S)
def _number(spans: Any, order: Any, room: Any) -> Any:
    """The clusters of rows that come in turn; the passages of document i are kept from `room[i]` on."""
    numbers = np.zeros(len(spans), np.int64)
    known = np.empty((room[-1], 3), np.int64)
    # The first and the last word of the passages in each block.
    bounds = np.empty((room[-1] // _BLOCK, 2), np.int64)
    counts = np.zeros(len(room) - 1, np.int64)
    number = 0
    for row in order:
        one, other = spans[row, 0], spans[row, 1]
        cluster = _holding(known, bounds, room[other], counts[other], spans[row, 4], spans[row, 5])
        if not cluster:
            number += 1
            cluster = number
            _keep(known, bounds, room[other], counts, other, spans[row, 4], spans[row, 5], cluster)
        _keep(known, bounds, room[one], counts, one, spans[row, 2], spans[row, 3], cluster)
        numbers[row] = cluster
    return numbers


@helper
def _keep(known: Any, bounds: Any, begin: Any, counts: Any, document: Any, first: Any, last: Any, cluster: Any) -> None:
    """Know a passage of a document, unless it lies in the one before it, which is always preferred."""
    at = begin + counts[document]
    if at > begin and known[at - 1, 0] <= first and last <= known[at - 1, 1]:
        return
    counts[document] += 1
    known[at, 0], known[at, 1], known[at, 2] = first, last, cluster
    bound = bounds[at // _BLOCK]
    if at % _BLOCK == 0:
        bound[0], bound[1] = first, last
    bound[0], bound[1] = min(bound[0], first), max(bound[1], last)


@helper
def _holding(known: Any, bounds: Any, begin: Any, count: Any, first: Any, last: Any) -> Any:
    """The cluster of the first of a document's known passages in which half of a span lies; 0 where there is none."""
    at, end = begin, begin + count
    while at < end:
        bound = bounds[at // _BLOCK]
        if at % _BLOCK == 0 and 2 * (min(bound[1], last) - max(bound[0], first)) < last - first:
            at += _BLOCK
            continue
        if 2 * (min(known[at, 1], last) - max(known[at, 0], first)) >= last - first:
            return known[at, 2]
        at += 1
    return np.int64(0)


def quoted(
    clusters: NDArray[np.int64], spans: NDArray[np.int64], shares: NDArray[np.float64], sources: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which rows (k,) belong to quotations: many sources have them, in documents that share nothing else.

    `spans` as in `clustered`; `shares` (k,), how much of its document a row is; `sources`, a number for each
    document. In the cluster of a quotation, more than half of the rows are the only one of their two documents
    and a small part of theirs.
    """
    several = int(sources.max(initial=0)) + 1
    having = np.unique(np.concatenate([clusters * several + sources[spans[:, side]] for side in (0, 1)]))
    count = int(clusters.max(initial=0)) + 1
    sources_of = np.bincount(having // several, minlength=count)
    _, pair, rows_of = np.unique((spans[:, 0] << 32) | spans[:, 1], return_inverse=True, return_counts=True)
    alone = (rows_of[pair] == 1) & (shares <= _SMALL_SHARE)
    mostly = 2 * np.bincount(clusters, alone, minlength=count) > np.bincount(clusters, minlength=count)
    marked: NDArray[np.bool_] = ((sources_of >= _MANY_SOURCES) & mostly)[clusters]
    return marked
