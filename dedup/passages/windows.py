"""Where rewording is worth looking for: pairs of windows, one of each collection, that share rare stems."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64_ROWS, INT64S, kernel

FLOAT64 = "float64"
FLOAT64S = "Array(float64, 1, 'C', True)"

# Nats that a copied word of a window weighs at most: no single rare word makes a pair.
_HEAVIEST = 6.0
# The chance that a word is carried over, by which windows are weighed: that of a loose paraphrase.
_CARRIED = 0.5
# Stems in more windows than this propose nothing: the rarer ones of the same passage do.
_COMMON = 400
# Of the windows that a window shares stems with, so many are proposed at most.
_PROPOSED = 4


class Scale(NamedTuple):
    """Windows of `size` words, each half over the next; pairs are proposed from `least` nats on."""

    size: int
    least: float


# A shuffled passage is found by windows of about its length: in smaller ones, few of its words meet.
SCALES = (Scale(32, 25.0), Scale(96, 35.0), Scale(288, 50.0), Scale(864, 80.0))


def proposals(
    left: NDArray[np.int64],
    left_offsets: NDArray[np.int64],
    right: NDArray[np.int64],
    right_offsets: NDArray[np.int64],
    frequencies: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Pairs of windows, int64 (k, 6): two documents, then first and last + 1 word of the left and right window.

    `left`, `right` are the stems of all words of a collection, whose document i has those from `offsets[i]` to
    `offsets[i + 1]`; `frequencies` the share of each stem in all words. Ordered by documents, then the pair
    that shares most first.
    """
    pairs, scores = [np.empty((0, 6), np.int64)], [np.empty(0)]
    for scale in SCALES:
        ours, theirs = _windows(left_offsets, scale.size), _windows(right_offsets, scale.size)
        starts, lists = _windows_by_stem(right, theirs, len(frequencies))
        weights = np.maximum(carried_value(frequencies, scale.size, _CARRIED), 0.0)
        found, weighed = _shared(left, ours, len(theirs), starts, lists, weights, scale.least)
        one, other = ours[found[:, 0]], theirs[found[:, 1]]
        pairs.append(np.column_stack([one[:, 0], other[:, 0], one[:, 1:], other[:, 1:]]))
        scores.append(weighed)
    pair, score = np.concatenate(pairs), np.concatenate(scores)
    order = np.lexsort((*pair.T[2:], -score, pair[:, 1], pair[:, 0]))
    return pair[order]


def carried_value(frequencies: NDArray[np.float64], size: int, carried: float) -> NDArray[np.float64]:
    """What it tells that a stem of one passage occurs in another of `size` words, in nats, (n,).

    The logarithm of how much likelier that is where each word is carried over with the chance `carried` than
    where the words are drawn by their frequencies alone.
    """
    by_chance = -np.expm1(size * np.log1p(-np.clip(frequencies, 1e-12, 0.5)))
    value: NDArray[np.float64] = np.minimum(np.log(carried / by_chance + 1.0 - carried), _HEAVIEST)
    return value


def _windows(offsets: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Document, first and last + 1 word of each window: every half size, the last with the document's end."""
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
    """Which windows each stem is in, those of stem s from `starts[s]` to `starts[s + 1]`; none for common stems."""
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
    """For each window the other ones that share most with it, int64 (k, 2), and what they share in nats, (k,)."""
    pairs: NDArray[np.int64]
    shared: NDArray[np.float64]
    pairs, shared = _weigh(stems, windows, others, starts, lists, weights, least, _PROPOSED)
    return pairs, shared


@kernel(INT64S, INT64_ROWS, INT64, INT64)
def _invert(stems: Any, windows: Any, distinct: int, common: int) -> Any:
    last = np.full(distinct, -1, np.int64)
    starts = np.zeros(distinct + 1, np.int64)
    for window in range(len(windows)):
        for place in range(windows[window, 1], windows[window, 2]):
            stem = stems[place]
            starts[stem + 1] += last[stem] != window
            last[stem] = window
    for stem in range(distinct):
        starts[stem + 1] = starts[stem] + (starts[stem + 1] if starts[stem + 1] <= common else 0)
    free = starts[:-1].copy()
    lists = np.empty(starts[-1], np.int64)
    last[:] = -1
    for window in range(len(windows)):
        for place in range(windows[window, 1], windows[window, 2]):
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
    """Add up, one window at a time, what each other window shares; the best `proposed` stay, the first of equals."""
    shared = np.zeros(others)
    met = np.empty(others, np.int64)
    last = np.full(len(weights), -1, np.int64)
    pairs = np.empty((len(windows) * proposed, 2), np.int64)
    scores = np.empty(len(pairs))
    count = 0
    for window in range(len(windows)):
        touched = 0
        for place in range(windows[window, 1], windows[window, 2]):
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
