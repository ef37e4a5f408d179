"""Verification of reworded passages: spans of two documents with largely the same words, in any order and form."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import FLOAT64, FLOAT64S, INT64_ROWS, INT64S, helper, kernel
from dedup.passages.table import LEFT, LEFT_START, LEFT_STOP, RIGHT, RIGHT_START, RIGHT_STOP, pair_codes
from dedup.passages.windows import carried_value, window_pairs

FLOAT32_CUBE = "Array(float32, 3, 'C', True)"

LEAST_SIMILARITY = 0.5
"""The least similarity (Dice, see `stem_similarity`): below, spans have the same subject, not the same text. Chosen."""

# The least evidence, in nats: how much likelier the words of two spans are as a rewording than as two texts. Chosen.
_LEAST_EVIDENCE = 80.0
# Probabilities that a word is carried over, from which that of a passage is chosen: paraphrase, rewording, shuffling.
_CARRIED = np.array([0.5, 0.7, 0.9])
# Words shared by chance grow with the length of a passage: it is rounded to one of 128, 256, ... 16,384 words. Chosen.
_SHORTEST, _DOUBLINGS = 128, 8
# In nats: a border moves over words without partners as long as it loses less than this. Chosen.
_PATIENCE = 50.0
_ROUNDS = 8  # in which probability and length are fitted, at most; chosen
# A window that exceeds a known passage by at most so many words on each side is part of it. Chosen.
_MARGIN = 8
_FIRST_STEP = 16  # words by which a span grows at first; chosen


def reworded(
    left: NDArray[np.int64],
    left_offsets: NDArray[np.int64],
    right: NDArray[np.int64],
    right_offsets: NDArray[np.int64],
    frequencies: NDArray[np.float64],
) -> NDArray[np.int64]:
    """The reworded passages of two collections, as spans int64 (k, 6), see `table`.

    `left` and `right` int64 are the numbers of the stems of all words, as from `stem_numbers`; the offsets say where
    documents begin; `frequencies` float64 is the share of each stem in all words, as from `stem_frequencies`. Spans of
    the same two documents overlap on one side at most.

    The model: in a passage, each word of one span is carried over to the other with a fixed probability, otherwise
    drawn by its frequency in the language. Starting from windows that share rare stems, the borders of spans move as
    long as the evidence grows: the log-likelihood ratio against all words being drawn. A word has a partner if its stem
    is in the other span; a stem that occurs twice has two partners at most where it occurs twice there too.
    """
    sizes = [_SHORTEST << doubling for doubling in range(_DOUBLINGS)]
    values = np.array(
        [[carried_value(frequencies, size, carried) for size in sizes] for carried in _CARRIED], dtype=np.float32
    )
    pairs = window_pairs(left, left_offsets, right, right_offsets, frequencies)
    limits = pairs.copy()
    limits[:, LEFT_START], limits[:, LEFT_STOP] = left_offsets[pairs[:, LEFT]], left_offsets[pairs[:, LEFT] + 1]
    limits[:, RIGHT_START], limits[:, RIGHT_STOP] = right_offsets[pairs[:, RIGHT]], right_offsets[pairs[:, RIGHT] + 1]
    spans, evidence = _grow(left, right, pairs, limits, values, _CARRIED, _LEAST_EVIDENCE, LEAST_SIMILARITY)
    return _without_overlaps(spans, evidence)


def stem_similarity(left: NDArray[np.int64], right: NDArray[np.int64], spans: NDArray[np.int64]) -> NDArray[np.float64]:
    """The similarity of both sides of each span: the share of words with a partner of the same stem. float64 (k,)

    2 |A ∩ B| / (|A| + |B|) over the multisets of stems (Dice 1945). `left` and `right` int64 are the numbers of stems,
    `spans` as from `reworded`.
    """
    similarity: NDArray[np.float64] = _dice(left, right, spans)
    return similarity


@kernel(INT64S, INT64S, INT64_ROWS)
def _dice(left: Any, right: Any, spans: Any) -> Any:
    """`stem_similarity`, with a table of counts that is cleared after each span."""
    similarity = np.empty(len(spans))
    stems = max(left.max() if len(left) else 0, right.max() if len(right) else 0) + 1
    counts = np.zeros(stems, np.int64)
    for row in range(len(spans)):
        first, last = spans[row, LEFT_START], spans[row, LEFT_STOP]
        of_first, of_last = spans[row, RIGHT_START], spans[row, RIGHT_STOP]
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


def _without_overlaps(spans: NDArray[np.int64], evidence: NDArray[np.float64]) -> NDArray[np.int64]:
    """The spans without those that overlap a better kept one on both sides, in the order of documents and words.

    `evidence` (k,): of overlapping spans, the one with more evidence is better. Those that overlap on one side stay.
    """
    likeliest = np.lexsort((*spans.T, -evidence))
    pairs = pair_codes(spans)
    spans = spans[likeliest[np.argsort(pairs[likeliest], kind="stable")]]
    spans = spans[_overlap_none_before(spans)]
    return spans[np.lexsort(spans.T[::-1])]


@kernel(INT64_ROWS)
def _overlap_none_before(spans: Any) -> Any:
    """Which spans overlap no kept span before them on both sides, bool (k,).

    `spans` int64 (k, 6): those of the same two documents together, the better ones first.
    """
    apart = np.zeros(len(spans), np.bool_)
    kept = np.empty(len(spans), np.int64)
    count = 0
    for row in range(len(spans)):
        span = spans[row]
        if row and (span[LEFT] != spans[row - 1, LEFT] or span[RIGHT] != spans[row - 1, RIGHT]):
            count = 0
        apart[row] = True
        for at in kept[:count]:
            one = spans[at]
            overlaps_left = span[LEFT_START] < one[LEFT_STOP] and one[LEFT_START] < span[LEFT_STOP]
            if overlaps_left and span[RIGHT_START] < one[RIGHT_STOP] and one[RIGHT_START] < span[RIGHT_STOP]:
                apart[row] = False
                break
        if apart[row]:
            kept[count] = row
            count += 1
    return apart


@helper
def _walk(
    stems: Any, place: int, step: int, stop: int, by: int, mine: Any, others: Any, values: Any, loss: float
) -> Any:
    """Move a border to where the evidence is greatest: over the words from `place`, the first, to before `stop`.

    `stems` are those of this side; `step` is 1 or -1. `by` is 1 outwards, where words join the span, and -1 inwards,
    where they leave it. `mine` counts each stem in the span of this side, `others` in the other span; `mine` is changed
    in place. A word that joins with a free partner gains its value (`values`, nats) on both sides and gives the
    partner's `loss` back; one without a partner loses `loss`. A word that leaves gives up what it would gain if it
    joined again. The search ends where the gain is `_PATIENCE` below the best. Returns how many words the border moved,
    and the gain in nats: 0 and 0 where no place is better.
    """
    won = best = 0.0
    moved = kept = 0
    while place != stop and won > best - _PATIENCE:
        stem = stems[place]
        has_partner = mine[stem] - (by < 0) < others[stem]  # inwards: without this word itself
        won += by * (2 * values[stem] + loss if has_partner else -loss)
        mine[stem] += by
        place += step
        moved += 1
        if won > best:
            best, kept = won, moved
    while moved > kept:
        place -= step
        moved -= 1
        mine[stems[place]] -= by
    return kept, best


@helper
def _settle_side(
    stems: Any, span: Any, at: int, low: int, high: int, mine: Any, others: Any, values: Any, loss: float
) -> Any:
    """Move both borders of one side, each outwards, then inwards, to the greatest evidence; returns the gain in nats.

    `at` is the column of the start of that side in `span`, the next column its stop; `low` and `high` are the limits.
    `span` and `mine` are changed in place.
    """
    moved, won = _walk(stems, span[at + 1], 1, high, 1, mine, others, values, loss)
    span[at + 1] += moved
    moved, more = _walk(stems, span[at + 1] - 1, -1, span[at] - 1, -1, mine, others, values, loss)
    span[at + 1] -= moved
    won += more
    moved, more = _walk(stems, span[at] - 1, -1, low - 1, 1, mine, others, values, loss)
    span[at] -= moved
    won += more
    moved, more = _walk(stems, span[at], 1, span[at + 1], -1, mine, others, values, loss)
    span[at] += moved
    return won + more


@helper
def _settle(left: Any, right: Any, span: Any, limits: Any, ours: Any, theirs: Any, values: Any, loss: float) -> Any:
    """Count the stems of both sides, then move all borders as long as that gains; returns the evidence in nats.

    `span` is a row of spans, changed in place; `limits` is a row with the begin and end of both documents; `ours` and
    `theirs` are tables of counts, 0 at first, those of the new span at the end.
    """
    for place in range(span[LEFT_START], span[LEFT_STOP]):
        ours[left[place]] += 1
    evidence = -loss * (span[LEFT_STOP] - span[LEFT_START])
    for place in range(span[RIGHT_START], span[RIGHT_STOP]):
        stem = right[place]
        evidence += 2 * values[stem] + loss if theirs[stem] < ours[stem] else -loss
        theirs[stem] += 1
    won = 1.0
    while won > 1e-9:
        low, high = limits[LEFT_START], limits[LEFT_STOP]
        won = _settle_side(left, span, LEFT_START, low, high, ours, theirs, values, loss)
        low, high = limits[RIGHT_START], limits[RIGHT_STOP]
        won += _settle_side(right, span, RIGHT_START, low, high, theirs, ours, values, loss)
        evidence += won
    return evidence


@helper
def _clear_counts(left: Any, right: Any, span: Any, ours: Any, theirs: Any) -> int:
    """Set the counts of both sides of a span back to 0; returns how many words of each side had a partner."""
    common = 0
    for place in range(span[LEFT_START], span[LEFT_STOP]):
        stem = left[place]
        common += min(ours[stem], theirs[stem])
        ours[stem] = 0
    for place in range(span[RIGHT_START], span[RIGHT_STOP]):
        theirs[right[place]] = 0
    return common


@helper
def _climb(left: Any, right: Any, span: Any, limits: Any, ours: Any, theirs: Any, values: Any, loss: float) -> Any:
    """Settle a span, then try longer ones, both sides at once, as long as one of them has more evidence.

    In a text copied in order, one side alone cannot grow: the next words have no partners yet. The parameters are those
    of `_settle`; `span` is changed in place. Returns the evidence in nats, and how many words of each side have a
    partner.
    """
    evidence = _settle(left, right, span, limits, ours, theirs, values, loss)
    common = _clear_counts(left, right, span, ours, theirs)
    better = True
    while better:
        better = False
        length = max(_FIRST_STEP, span[LEFT_STOP] - span[LEFT_START])
        for by in (_FIRST_STEP, length // 4 + 1, length):
            for backwards, forwards in ((0, by), (by, 0), (by, by)):
                longer = span.copy()
                for side in (LEFT_START, RIGHT_START):
                    longer[side] = max(limits[side], span[side] - backwards)
                    longer[side + 1] = min(limits[side + 1], span[side + 1] + forwards)
                gained = _settle(left, right, longer, limits, ours, theirs, values, loss)
                shared = _clear_counts(left, right, longer, ours, theirs)
                if gained > evidence + 1e-6:
                    span[:] = longer
                    evidence, common, better = gained, shared, True
    return evidence, common


@helper
def _fit(left: Any, right: Any, span: Any, limits: Any, ours: Any, theirs: Any, values: Any, carried: Any) -> Any:
    """Climb again with the probability and length that the last climb found, until both stay the same.

    There are at most `_ROUNDS` climbs. `values` float32 (probabilities, lengths, stems) are in nats, `carried` float64
    are the probabilities; the other parameters are those of `_settle`. Returns the evidence in nats and the similarity
    of the last climb; `span` is changed in place.
    """
    evidence, similarity = 0.0, carried[len(carried) // 2]
    last_level = last_size = -1
    for _ in range(_ROUNDS):
        level = max(0, np.searchsorted(carried, similarity, side="right") - 1)
        size, length = 0, max(span[LEFT_STOP] - span[LEFT_START], span[RIGHT_STOP] - span[RIGHT_START])
        while size + 1 < values.shape[1] and 1.5 * (_SHORTEST >> 1 << size) < length:
            size += 1
        if level == last_level and size == last_size:
            break
        last_level, last_size = level, size
        loss = -np.log(1.0 - carried[level])
        evidence, common = _climb(left, right, span, limits, ours, theirs, values[level, size], loss)
        words = span[LEFT_STOP] - span[LEFT_START] + span[RIGHT_STOP] - span[RIGHT_START]
        similarity = 2.0 * common / max(words, 1)
    return evidence, similarity


@kernel(INT64S, INT64S, INT64_ROWS, INT64_ROWS, FLOAT32_CUBE, FLOAT64S, FLOAT64, FLOAT64)
def _grow(
    left: Any, right: Any, pairs: Any, limits: Any, values: Any, carried: Any, least_evidence: float, least: float
) -> Any:
    """Grow a span from each pair of windows that is not part of a span found before in the same documents.

    `left`, `right` int64 are stems; `pairs` int64 (m, 6) windows as spans; `limits` int64 (m, 6) the begins and ends
    of their documents; `values` and `carried` as in `_fit`; `least_evidence` in nats; `least` the least similarity.
    Returns the spans that reach both, int64 (k, 6), and their evidence, float64 (k,).
    """
    ours, theirs = np.zeros(values.shape[2], np.int64), np.zeros(values.shape[2], np.int64)
    spans, found = np.empty_like(pairs), np.empty(len(pairs))
    count = 0
    for pair in range(len(pairs)):
        known = False
        before = count - 1
        left_row, right_row = pairs[pair, LEFT], pairs[pair, RIGHT]
        while not known and before >= 0 and spans[before, LEFT] == left_row and spans[before, RIGHT] == right_row:
            one, window = spans[before], pairs[pair]
            known = (
                one[LEFT_START] <= window[LEFT_START] + _MARGIN
                and window[LEFT_STOP] - _MARGIN <= one[LEFT_STOP]
                and one[RIGHT_START] <= window[RIGHT_START] + _MARGIN
                and window[RIGHT_STOP] - _MARGIN <= one[RIGHT_STOP]
            )
            before -= 1
        if known:
            continue
        span = pairs[pair].copy()
        evidence, similarity = _fit(left, right, span, limits[pair], ours, theirs, values, carried)
        if evidence >= least_evidence and similarity >= least:
            spans[count], found[count] = span, evidence
            count += 1
    return spans[:count].copy(), found[:count].copy()
