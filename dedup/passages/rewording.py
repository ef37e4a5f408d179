"""Reworded passages: spans of two documents whose words, in whatever order and form, are largely the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64_ROWS, INT64S, helper, kernel
from dedup.passages.windows import FLOAT64, FLOAT64S, carried_value, proposals

FLOAT32_CUBE = "Array(float32, 3, 'C', True)"

LEAST_SIMILARITY = 0.5
"""Spans below are about the same thing, not the same text."""

# How much likelier the words of two spans must be as a rewording than as two texts of the language, in nats.
_LEAST_EVIDENCE = 80.0
# The chances that a word is carried over between which a passage's own is chosen: paraphrased, reworded, shuffled.
_CARRIED = np.array([0.5, 0.7, 0.9])
# Chance meetings grow with the passage: its length is rounded to this, doubled up to so many times.
_SHORTEST, _DOUBLINGS = 128, 8
# A span looks past words without partners as long as the loss stays below this, in nats.
_PATIENCE = 50.0
_ROUNDS = 8


def reworded(
    left: NDArray[np.int64],
    left_offsets: NDArray[np.int64],
    right: NDArray[np.int64],
    right_offsets: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Reworded passages, int64 (k, 6): two documents, then first and last + 1 word of the left and right span.

    `left` and `right` number the stems of all words of the two collections, as `stem_numbers` does; `offsets`
    say where documents begin. The spans of a pair of documents overlap on one side at most.

    The model: in a passage, each word of one span is carried over to the other with one chance, else drawn by its
    frequency in the language. From windows that share rare stems, spans grow and shrink as long as this gets
    likelier, against all words being drawn. A word has as many partners as it occurs in the other span.
    """
    counts = np.bincount(np.concatenate([left, right]), minlength=1)
    frequencies = counts / max(counts.sum(), 1)
    sizes = [_SHORTEST << doubling for doubling in range(_DOUBLINGS)]
    values = np.array(
        [[carried_value(frequencies, size, carried) for size in sizes] for carried in _CARRIED], dtype=np.float32
    )
    pairs = proposals(left, left_offsets, right, right_offsets, frequencies)
    limits = np.column_stack(
        [
            left_offsets[pairs[:, 0]],
            left_offsets[pairs[:, 0] + 1],
            right_offsets[pairs[:, 1]],
            right_offsets[pairs[:, 1] + 1],
        ]
    )
    spans, evidence = _grow(left, right, pairs, limits, values, _CARRIED, _LEAST_EVIDENCE, LEAST_SIMILARITY)
    return _apart(spans, evidence)


def stem_similarity(left: NDArray[np.int64], right: NDArray[np.int64], spans: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of the words of each pair of spans that have a partner of the same stem in the other, one each. (k,)

    2 |A ∩ B| / (|A| + |B|) over the multisets of stems (Dice). `left`, `right`: the stems' numbers; `spans` as from
    `reworded`.
    """
    similarity: NDArray[np.float64] = _dice(left, right, spans)
    return similarity


@kernel(INT64S, INT64S, INT64_ROWS)
def _dice(left: Any, right: Any, spans: Any) -> Any:
    similarity = np.empty(len(spans))
    stems = max(left.max() if len(left) else 0, right.max() if len(right) else 0) + 1
    counts = np.zeros(stems, np.int64)
    for row in range(len(spans)):
        first, last, of_first, of_last = spans[row, 2], spans[row, 3], spans[row, 4], spans[row, 5]
        common = 0
        for place in range(first, last):
            counts[left[place]] += 1
        for place in range(of_first, of_last):
            common += counts[right[place]] > 0
            counts[right[place]] -= counts[right[place]] > 0
        for place in range(first, last):
            counts[left[place]] = 0
        similarity[row] = 2 * common / (last - first + of_last - of_first)
    return similarity


def _apart(spans: NDArray[np.int64], evidence: NDArray[np.float64]) -> NDArray[np.int64]:
    """The likeliest of the spans that overlap on both sides, in the order of documents and words."""
    likeliest = np.lexsort((*spans.T, -evidence))
    pairs = (spans[:, 0] << 32) | spans[:, 1]
    spans = spans[likeliest[np.argsort(pairs[likeliest], kind="stable")]]
    spans = spans[_stand_apart(spans)]
    return spans[np.lexsort(spans.T[::-1])]


@kernel(INT64_ROWS)
def _stand_apart(spans: Any) -> Any:
    """Which spans, the preferred first and the pairs of documents together, overlap none before them on both sides."""
    apart = np.zeros(len(spans), np.bool_)
    kept = np.empty(len(spans), np.int64)
    count = 0
    for row in range(len(spans)):
        span = spans[row]
        if row and (span[0] != spans[row - 1, 0] or span[1] != spans[row - 1, 1]):
            count = 0
        apart[row] = True
        for at in kept[:count]:
            one = spans[at]
            if span[2] < one[3] and one[2] < span[3] and span[4] < one[5] and one[4] < span[5]:
                apart[row] = False
                break
        if apart[row]:
            kept[count] = row
            count += 1
    return apart


@helper
def _walk(stems: Any, place: int, step: int, stop: int, mine: Any, others: Any, values: Any, loss: float) -> Any:
    """Move a border from `place` towards `stop`, outwards, to where most is won; how far, and what is won.

    A word with a partner left wins its value on both sides and the partner's loss back; one without loses.
    """
    won = best = 0.0
    moved = kept = 0
    while place != stop and won > best - _PATIENCE:
        stem = stems[place]
        won += 2 * values[stem] + loss if mine[stem] < others[stem] else -loss
        mine[stem] += 1
        place += step
        moved += 1
        if won > best:
            best, kept = won, moved
    while moved > kept:
        place -= step
        moved -= 1
        mine[stems[place]] -= 1
    return kept, best


@helper
def _walk_back(stems: Any, place: int, step: int, stop: int, mine: Any, others: Any, values: Any, loss: float) -> Any:
    """Move a border inwards, as `_walk` outwards: dropping a word without a partner wins."""
    won = best = 0.0
    moved = kept = 0
    while place != stop and won > best - _PATIENCE:
        stem = stems[place]
        won += loss if mine[stem] > others[stem] else -2 * values[stem] - loss
        mine[stem] -= 1
        place += step
        moved += 1
        if won > best:
            best, kept = won, moved
    while moved > kept:
        place -= step
        moved -= 1
        mine[stems[place]] += 1
    return kept, best


@helper
def _settle_side(
    stems: Any, span: Any, at: int, low: int, high: int, mine: Any, others: Any, values: Any, loss: float
) -> Any:
    """Move both borders of one side, `span[at]` and `span[at + 1]`, to where most is won; what is won."""
    moved, won = _walk(stems, span[at + 1], 1, high, mine, others, values, loss)
    span[at + 1] += moved
    moved, more = _walk_back(stems, span[at + 1] - 1, -1, span[at] - 1, mine, others, values, loss)
    span[at + 1] -= moved
    won += more
    moved, more = _walk(stems, span[at] - 1, -1, low - 1, mine, others, values, loss)
    span[at] -= moved
    won += more
    moved, more = _walk_back(stems, span[at], 1, span[at + 1], mine, others, values, loss)
    span[at] += moved
    return won + more


@helper
def _settle(left: Any, right: Any, span: Any, limits: Any, ours: Any, theirs: Any, values: Any, loss: float) -> Any:
    """Count the words of both spans, then move all borders as long as anything is won; the evidence there."""
    for place in range(span[0], span[1]):
        ours[left[place]] += 1
    evidence = -loss * (span[1] - span[0])
    for place in range(span[2], span[3]):
        stem = right[place]
        evidence += 2 * values[stem] + loss if theirs[stem] < ours[stem] else -loss
        theirs[stem] += 1
    won = 1.0
    while won > 1e-9:
        won = _settle_side(left, span, 0, limits[0], limits[1], ours, theirs, values, loss)
        won += _settle_side(right, span, 2, limits[2], limits[3], theirs, ours, values, loss)
        evidence += won
    return evidence


@helper
def _forget(left: Any, right: Any, span: Any, ours: Any, theirs: Any) -> int:
    """Set the counts of both spans back to nothing; how many words had a partner."""
    common = 0
    for place in range(span[0], span[1]):
        stem = left[place]
        common += min(ours[stem], theirs[stem])
        ours[stem] = 0
    for place in range(span[2], span[3]):
        theirs[right[place]] = 0
    return common


@helper
def _climb(left: Any, right: Any, span: Any, limits: Any, ours: Any, theirs: Any, values: Any, loss: float) -> Any:
    """Settle a span, then try longer ones, both sides at once, as long as one settles better.

    In a text copied in order, neither side alone can grow: the next words have no partners yet. Returns the
    evidence and the number of words with a partner; `span` is changed in place.
    """
    evidence = _settle(left, right, span, limits, ours, theirs, values, loss)
    common = _forget(left, right, span, ours, theirs)
    better = True
    while better:
        better = False
        length = max(16, span[1] - span[0])
        for by in (16, length // 4 + 1, length):
            for backwards, forwards in ((0, by), (by, 0), (by, by)):
                longer = span.copy()
                for side in (0, 2):
                    longer[side] = max(limits[side], span[side] - backwards)
                    longer[side + 1] = min(limits[side + 1], span[side + 1] + forwards)
                gained = _settle(left, right, longer, limits, ours, theirs, values, loss)
                shared = _forget(left, right, longer, ours, theirs)
                if gained > evidence + 1e-6:
                    span[:] = longer
                    evidence, common, better = gained, shared, True
    return evidence, common


@helper
def _fit(left: Any, right: Any, span: Any, limits: Any, ours: Any, theirs: Any, values: Any, carried: Any) -> Any:
    """Climb with the chance of a word to be carried over, and the length, that the last climb found, until both stay.

    Returns the evidence and the similarity; `span` is changed in place.
    """
    evidence, similarity = 0.0, carried[len(carried) // 2]
    last_level = last_size = -1
    for _ in range(_ROUNDS):
        level = max(0, np.searchsorted(carried, similarity, side="right") - 1)
        size, length = 0, max(span[1] - span[0], span[3] - span[2])
        while size + 1 < values.shape[1] and 1.5 * (_SHORTEST >> 1 << size) < length:
            size += 1
        if level == last_level and size == last_size:
            break
        last_level, last_size = level, size
        loss = -np.log(1.0 - carried[level])
        evidence, common = _climb(left, right, span, limits, ours, theirs, values[level, size], loss)
        similarity = 2.0 * common / max(span[1] - span[0] + span[3] - span[2], 1)
    return evidence, similarity


@kernel(INT64S, INT64S, INT64_ROWS, INT64_ROWS, FLOAT32_CUBE, FLOAT64S, FLOAT64, FLOAT64)
def _grow(
    left: Any, right: Any, pairs: Any, limits: Any, values: Any, carried: Any, least_evidence: float, least: float
) -> Any:
    """Grow each pair of windows that no span found before, in the same documents, has taken in.

    Returns the spans with enough evidence and similarity, (k, 6) as `pairs`, and their evidence, (k,).
    """
    ours, theirs = np.zeros(values.shape[2], np.int64), np.zeros(values.shape[2], np.int64)
    spans, found = np.empty_like(pairs), np.empty(len(pairs))
    count = 0
    for pair in range(len(pairs)):
        known = False
        before = count - 1
        while not known and before >= 0 and (spans[before, :2] == pairs[pair, :2]).all():
            one, window = spans[before], pairs[pair]
            known = (
                one[2] <= window[2] + 8
                and window[3] - 8 <= one[3]
                and one[4] <= window[4] + 8
                and window[5] - 8 <= one[5]
            )
            before -= 1
        if known:
            continue
        span = pairs[pair, 2:].copy()
        evidence, similarity = _fit(left, right, span, limits[pair], ours, theirs, values, carried)
        if evidence >= least_evidence and similarity >= least:
            spans[count, :2], spans[count, 2:], found[count] = pairs[pair, :2], span, evidence
            count += 1
    return spans[:count].copy(), found[:count].copy()
