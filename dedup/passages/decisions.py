"""What is decided of verified passages: which are kept, which repeat the same text, which are common quotations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import FLOAT64, INT64_ROWS, INT64S, helper, kernel
from dedup.passages.table import LEFT, LEFT_START, LEFT_STOP, RIGHT, RIGHT_START, RIGHT_STOP, pair_codes
from dedup.rows import offsets_of

_COVERING = 0.8
"""Share of the words of a reworded passage, on both sides: an aligned passage that covers it replaces it. Chosen."""

_MANY_SOURCES = 5
"""Sources that have a passage, at least, for it to be a common quotation. Chosen."""

_SMALL_SHARE = 0.25
"""Share of a document's words: a common quotation is at most this part of the documents that have it. Chosen."""

_BLOCK = 64
"""Passages in a block with common bounds, so that a search can skip it. Chosen."""

_START, _STOP, _CLUSTER = range(3)  # columns of the known passages of a document


def keep_first_accounts(spans: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which passages to keep so that each repeated word is accounted for by its earliest source, bool (k,).

    `spans` as in `PassageTable`, with all passages of a left document; `rank` (d,), the place of each document in the
    order of appearance. Passages are taken by their right document, earliest first, and the longer first: one is
    kept if its left span has a word that no passage before it has. Passages of a document with itself come last.
    """
    order = np.lexsort(
        (spans[:, LEFT_START], spans[:, LEFT_START] - spans[:, LEFT_STOP], rank[spans[:, RIGHT]], spans[:, LEFT])
    )
    kept: NDArray[np.bool_] = _with_new_words(spans, order)
    return kept


@kernel(INT64_ROWS, INT64S)
def _with_new_words(spans: Any, order: Any) -> Any:
    """Which spans have a left word that no span before it in `order`, int64 (k,), has; bool (k,)."""
    low: Any = np.int64(2) ** 62
    high: Any = np.int64(0)
    for row in order:
        low, high = min(low, spans[row, LEFT_START]), max(high, spans[row, LEFT_STOP])
    # From each word, the next one that no span has had; path halving keeps the search short (Tarjan, van Leeuwen 1984).
    after = np.arange(max(high - low, 0) + 1)
    kept = np.zeros(len(spans), np.bool_)
    for row in order:  # no two documents have words in common
        at, stop = spans[row, LEFT_START] - low, spans[row, LEFT_STOP] - low
        while True:
            while after[at] != at:
                after[at] = after[after[at]]
                at = after[at]
            if at >= stop:
                break
            kept[row] = True
            after[at] = at + 1
    return kept


def keep_one_kind(
    aligned: NDArray[np.int64], reworded: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which aligned and which reworded passages to keep where both describe the same words, bool (k,) and bool (m,).

    Both are spans as in `PassageTable`. Where an aligned passage covers at least `_COVERING` of a reworded one on both
    sides, the reworded one is dropped; otherwise all aligned ones that overlap it on both sides are, as where phrases
    in a new order are each aligned.
    """
    pairs = pair_codes(aligned)
    order = np.argsort(pairs, kind="stable")
    wanted = pair_codes(reworded)
    begins, ends = (np.searchsorted(pairs, wanted, side, order) for side in ("left", "right"))
    kept: NDArray[np.bool_]
    kept_reworded: NDArray[np.bool_]
    kept, kept_reworded = _choose(aligned, order, reworded, begins, ends, _COVERING)
    return kept, kept_reworded


@kernel(INT64_ROWS, INT64S, INT64_ROWS, INT64S, INT64S, FLOAT64)
def _choose(aligned: Any, order: Any, reworded: Any, begins: Any, ends: Any, covering: Any) -> Any:
    """Compare each reworded passage with the aligned ones of its two documents.

    Those of `reworded[row]` are `aligned[order[begins[row]:ends[row]]]`; `covering` is the share that replaces one.
    Returns the masks of `keep_one_kind`.
    """
    kept, kept_reworded = np.ones(len(aligned), np.bool_), np.ones(len(reworded), np.bool_)
    for row in range(len(reworded)):
        span = reworded[row]
        for at in order[begins[row] : ends[row]]:
            if _share(span, aligned[at]) >= covering:
                kept_reworded[row] = False
                break
        if kept_reworded[row]:
            for at in order[begins[row] : ends[row]]:
                if _share(span, aligned[at]) > 0:
                    kept[at] = False
    return kept, kept_reworded


@helper
def _share(whole: Any, part: Any) -> Any:
    """The share of the words of `whole` that are in `part`, on the side where it is less; 0 or below for none."""
    left = min(whole[LEFT_STOP], part[LEFT_STOP]) - max(whole[LEFT_START], part[LEFT_START])
    right = min(whole[RIGHT_STOP], part[RIGHT_STOP]) - max(whole[RIGHT_START], part[RIGHT_START])
    return min(left / (whole[LEFT_STOP] - whole[LEFT_START]), right / (whole[RIGHT_STOP] - whole[RIGHT_START]))


def clustered(spans: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cluster of each passage, numbered from 1 on, int64 (k,): passages of one cluster repeat the same text.

    `spans` as in `PassageTable`, with the documents of two collections numbered apart; `rank` (d,), the place of each
    document in the order of appearance. Passages are taken by their left document, earliest first. If at least half
    of the right span lies in a known passage of the right document, the passage joins its cluster; otherwise it begins
    a new one. Then both its spans are known.
    """
    by_span = spans.T[[RIGHT_STOP, RIGHT_START, LEFT_STOP, LEFT_START]]
    order = np.lexsort((*by_span, rank[spans[:, RIGHT]], rank[spans[:, LEFT]]))
    # A passage adds at most one known passage to each of its documents.
    rows_of = np.bincount(spans[:, [LEFT, RIGHT]].reshape(-1), minlength=len(rank))
    room = offsets_of(-(-rows_of // _BLOCK) * _BLOCK)
    numbers: NDArray[np.int64] = _number(spans, order, room)
    return numbers


@kernel(INT64_ROWS, INT64S, INT64S)
def _number(spans: Any, order: Any, room: Any) -> Any:
    """The clusters of passages that are taken in `order`, see `clustered`; int64 (k,).

    `room` int64 (d + 1,): the known passages of document i are stored from place `room[i]` on, a multiple of `_BLOCK`.
    """
    numbers = np.zeros(len(spans), np.int64)
    known = np.empty((room[-1], 3), np.int64)
    # The first start and the last stop of the passages in each block.
    bounds = np.empty((room[-1] // _BLOCK, 2), np.int64)
    counts = np.zeros(len(room) - 1, np.int64)
    number = 0
    for row in order:
        one, other = spans[row, LEFT], spans[row, RIGHT]
        start, stop = spans[row, RIGHT_START], spans[row, RIGHT_STOP]
        cluster = _cluster_of(known, bounds, room[other], counts[other], start, stop)
        if not cluster:
            number += 1
            cluster = number
            _remember(known, bounds, room[other], counts, other, start, stop, cluster)
        start, stop = spans[row, LEFT_START], spans[row, LEFT_STOP]
        _remember(known, bounds, room[one], counts, one, start, stop, cluster)
        numbers[row] = cluster
    return numbers


@helper
def _remember(
    known: Any, bounds: Any, begin: Any, counts: Any, document: Any, first: Any, last: Any, cluster: Any
) -> None:
    """Add the passage `first:last` of a document to its known ones, unless it lies in the one added before it.

    `known` (n, 3) has the columns `_START, _STOP, _CLUSTER`, `bounds` those of its blocks; a document's passages are
    stored from `begin` on, `counts[document]` of them.
    """
    at = begin + counts[document]
    if at > begin and known[at - 1, _START] <= first and last <= known[at - 1, _STOP]:
        return
    counts[document] += 1
    known[at, _START], known[at, _STOP], known[at, _CLUSTER] = first, last, cluster
    bound = bounds[at // _BLOCK]
    if at % _BLOCK == 0:
        bound[_START], bound[_STOP] = first, last
    bound[_START], bound[_STOP] = min(bound[_START], first), max(bound[_STOP], last)


@helper
def _cluster_of(known: Any, bounds: Any, begin: Any, count: Any, first: Any, last: Any) -> Any:
    """The cluster of the first known passage that holds at least half of `first:last`; 0 where there is none.

    The other parameters are those of `_remember`.
    """
    at, end = begin, begin + count
    while at < end:
        bound = bounds[at // _BLOCK]
        if at % _BLOCK == 0 and 2 * (min(bound[_STOP], last) - max(bound[_START], first)) < last - first:
            at += _BLOCK
            continue
        if 2 * (min(known[at, _STOP], last) - max(known[at, _START], first)) >= last - first:
            return known[at, _CLUSTER]
        at += 1
    return np.int64(0)


def common_quotations(
    clusters: NDArray[np.int64], spans: NDArray[np.int64], shares: NDArray[np.float64], sources: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which passages are common quotations, bool (k,): many sources have them, in documents that share nothing else.

    `clusters` (k,) and `spans` as in `clustered`; `shares` float64 (k,), the part of the left document that a passage
    is; `sources` int64 (d,), a number for the source of each document. A cluster is a common quotation if at least
    `_MANY_SOURCES` sources have it and more than half of its passages are the only one of their two documents and at
    most `_SMALL_SHARE` (a quarter) of the left one.
    """
    several = int(sources.max(initial=0)) + 1
    having = np.unique(np.concatenate([clusters * several + sources[spans[:, side]] for side in (LEFT, RIGHT)]))
    count = int(clusters.max(initial=0)) + 1
    sources_of = np.bincount(having // several, minlength=count)
    _, pair, rows_of = np.unique(pair_codes(spans), return_inverse=True, return_counts=True)
    alone = (rows_of[pair] == 1) & (shares <= _SMALL_SHARE)
    mostly = 2 * np.bincount(clusters, alone, minlength=count) > np.bincount(clusters, minlength=count)
    marked: NDArray[np.bool_] = ((sources_of >= _MANY_SOURCES) & mostly)[clusters]
    return marked
