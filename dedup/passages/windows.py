"""Candidates for rewording: pairs of windows, one of each collection, that share rare stems."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import FLOAT64, FLOAT64S, INT64, INT64_ROWS, INT64S, kernel
from dedup.passages.table import LEFT, LEFT_START, LEFT_STOP, RIGHT, RIGHT_START, RIGHT_STOP, SPAN_COLUMNS

_HEAVIEST = 6.0  # nats: the greatest weight of one shared stem, so that no single rare word makes a candidate; chosen
_CARRIED = (
    0.5  # probability that a word is carried over, for the weights of windows: that of a loose paraphrase; chosen
)
_COMMON = 400  # windows: a stem in more of them makes no candidates, rarer stems of the same passage do; chosen
_CANDIDATES = 4  # windows that are candidates for one window, at most; chosen


DOCUMENT, START, STOP = range(3)
"""The columns of windows: row of the document; first word and the word after the last, among all words."""


class Scale(NamedTuple):
    """Windows of `size` words, each overlapping the next by half; a pair needs shared stems of `least` nats."""

    size: int
    least: float


# Chosen: a shuffled passage is found by windows of about its own length, since smaller ones share few of its words.
SCALES = (Scale(32, 25.0), Scale(96, 35.0), Scale(288, 50.0), Scale(864, 80.0))


def window_pairs(
    left: NDArray[np.int64],
    left_offsets: NDArray[np.int64],
    right: NDArray[np.int64],
    right_offsets: NDArray[np.int64],
    frequencies: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Pairs of windows worth comparing, of each of the `SCALES`, as spans int64 (k, 6), see `table`.

    `left`, `right` int64 are the numbers of the stems of all words of a collection; document i has those from
    `offsets[i]` to before `offsets[i + 1]`. `frequencies` float64 is the share of each stem in all words. Ordered by
    documents, then the pair that shares the most first.
    """
    pairs, scores = [np.empty((0, SPAN_COLUMNS), np.int64)], [np.empty(0)]
    for scale in SCALES:
        ours, theirs = _windows(left_offsets, scale.size), _windows(right_offsets, scale.size)
        starts, lists = _windows_by_stem(right, theirs, len(frequencies))
        weights = np.maximum(carried_value(frequencies, scale.size, _CARRIED), 0.0)
        found, weighed = _shared(left, ours, len(theirs), starts, lists, weights, scale.least)
        one, other = ours[found[:, 0]], theirs[found[:, 1]]
        spans = np.empty((len(found), SPAN_COLUMNS), np.int64)
        spans[:, [LEFT, LEFT_START, LEFT_STOP]] = one
        spans[:, [RIGHT, RIGHT_START, RIGHT_STOP]] = other
        pairs.append(spans)
        scores.append(weighed)
    pair, score = np.concatenate(pairs), np.concatenate(scores)
    places = pair.T[[LEFT_START, LEFT_STOP, RIGHT_START, RIGHT_STOP]]
    order = np.lexsort((*places, -score, pair[:, RIGHT], pair[:, LEFT]))
    return pair[order]


def carried_value(frequencies: NDArray[np.float64], size: int, carried: float) -> NDArray[np.float64]:
    """The evidence for rewording, in nats, float64 (n,), of each stem that occurs in both of two passages.

    A log-likelihood ratio: that a stem occurs among `size` words if each word is carried over with probability
    `carried`, against the probability if the words are drawn by their `frequencies` (n,) alone. From 0, for the
    commonest stems, to `_HEAVIEST`.
    """
    by_chance = -np.expm1(size * np.log1p(-np.clip(frequencies, 1e-12, 0.5)))
    value: NDArray[np.float64] = np.minimum(np.log(carried / by_chance + 1.0 - carried), _HEAVIEST)
    return value


def _windows(offsets: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The windows of all documents, int64 (k, 3) with the columns `DOCUMENT, START, STOP`.

    One starts every half `size`; the last of a document ends with it and may be shorter. An empty document has none.
    """
    step = size // 2
    lengths = np.diff(offsets)
    counts = np.where(lengths > 0, (np.maximum(lengths - size, 0) + step - 1) // step + 1, 0)
    documents = np.repeat(np.arange(len(lengths)), counts)
    number = np.arange(len(documents)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = offsets[documents] + number * step
    return np.column_stack([documents, first, np.minimum(first + size, offsets[documents + 1])])


def _windows_by_stem(
    stems: NDArray[np.int64], windows: NDArray[np.int64], distinct: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The inverted index of windows: stem s is in the windows `lists[starts[s]:starts[s + 1]]`, ascending.

    `stems` (n,): the numbers of the stems of all words, below `distinct`; `windows`: rows as from `_windows`. A window
    is listed once for each stem in it, but not for one in more than `_COMMON` windows. Returns `starts`, int64
    (distinct + 1,), and `lists`, int64.
    """
    starts: NDArray[np.int64]
    lists: NDArray[np.int64]
    starts, lists = _invert(stems, windows, distinct, _COMMON)
    return starts, lists


def _shared(
    stems: NDArray[np.int64],
    windows: NDArray[np.int64],
    others: int,
    starts: NDArray[np.int64],
    lists: NDArray[np.int64],
    weights: NDArray[np.float64],
    least: float,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each window the other ones that share the most with it, int64 (k, 2), and how much, in nats, float64 (k,).

    At most `_CANDIDATES` for each window, which share at least `least` nats. `starts` and `lists` are the inverted
    index of the `others` windows; `weights` the nats of each stem.
    """
    pairs: NDArray[np.int64]
    shared: NDArray[np.float64]
    pairs, shared = _weigh(stems, windows, others, starts, lists, weights, least, _CANDIDATES)
    return pairs, shared


@kernel(INT64S, INT64_ROWS, INT64, INT64)
def _invert(stems: Any, windows: Any, distinct: int, common: int) -> Any:
    """`_windows_by_stem`: count the windows of each stem, then fill the lists; stems in more than `common` get none."""
    last = np.full(distinct, -1, np.int64)
    starts = np.zeros(distinct + 1, np.int64)
    for window in range(len(windows)):
        for place in range(windows[window, START], windows[window, STOP]):
            stem = stems[place]
            starts[stem + 1] += last[stem] != window
            last[stem] = window
    for stem in range(distinct):
        starts[stem + 1] = starts[stem] + (starts[stem + 1] if starts[stem + 1] <= common else 0)
    free = starts[:-1].copy()
    lists = np.empty(starts[-1], np.int64)
    last[:] = -1
    for window in range(len(windows)):
        for place in range(windows[window, START], windows[window, STOP]):
            stem = stems[place]
            if last[stem] != window and free[stem] < starts[stem + 1]:
                lists[free[stem]] = window
                free[stem] += 1
            last[stem] = window
    return starts, lists


@kernel(INT64S, INT64_ROWS, INT64, INT64S, INT64S, FLOAT64S, FLOAT64, INT64)
def _weigh(
    stems: Any, windows: Any, others: int, starts: Any, lists: Any, weights: Any, least: float, proposed: int
) -> Any:
    """`_shared`, by adding up for one window at a time what each other window shares with it.

    `stems` int64 (n,), `windows` int64 (k, 3), `others` the number of other windows, `starts` and `lists` int64 their
    inverted index, `weights` float64 in nats. The best `proposed` of each window are kept, the first of equal ones.
    """
    shared = np.zeros(others)
    met = np.empty(others, np.int64)
    last = np.full(len(weights), -1, np.int64)
    pairs = np.empty((len(windows) * proposed, 2), np.int64)
    scores = np.empty(len(pairs))
    count = 0
    for window in range(len(windows)):
        touched = 0
        for place in range(windows[window, START], windows[window, STOP]):
            stem = stems[place]
            if last[stem] == window or weights[stem] == 0.0:
                continue
            last[stem] = window
            for other in lists[starts[stem] : starts[stem + 1]]:
                if shared[other] == 0.0:
                    met[touched] = other
                    touched += 1
                shared[other] += weights[stem]
        first = count
        for other in met[:touched]:
            score = shared[other]
            shared[other] = 0.0
            at = count
            if score < least:
                continue
            if count - first == proposed:
                at = first + int(np.argmin(scores[first:count]))
                if score <= scores[at]:
                    continue
            else:
                count += 1
            pairs[at, 0], pairs[at, 1], scores[at] = window, other, score
    return pairs[:count].copy(), scores[:count].copy()
