"""Exact and near passages: equal runs of words in two documents, chained over small changes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64_ROWS, INT64S, UINT64S, helper, kernel
from dedup.minhash import overlaps
from dedup.minhash.shingles import shingle_sets
from dedup.passages.passages import EXACT, NEAR, Passages
from dedup.passages.settings import PassageSettings
from dedup.passages.texts import Texts
from dedup.rows import distinct

LEAST_SIMILARITY = 0.3
"""Chains below fall apart into their equal runs."""

# A chain goes on over at most so many changed words on either side...
_WIDEST_GAP = 10
# ...to a run of at least so many equal words, and of no fewer than were changed.
_SHORTEST_RUN = 3
_REMEMBERED = 1024


def aligned(left: Texts, right: Texts, seeds: NDArray[np.int64], settings: PassageSettings) -> Passages:
    """The passages that grow from seeds, as long as `settings.min_words` on both sides, in order.

    `left` and `right` may be one collection, and a document then has passages with itself: what it repeats stands
    before the repetition. `seeds` int64 (k, 2) are as in `dedup.passages.seeds`, ordered by their place in `left`. No
    word next to a passage, on either side, equals its counterpart. Where near passages are not wanted, their equal runs
    are passages of their own.
    """
    words = left.hashes, left.offsets, right.hashes, right.offsets
    runs = distinct(_extended(*words, seeds, left is right))
    chains, chain_of = _chained(*words, runs, left is right)
    long = _shorter_side(chains) >= settings.min_words
    equal = np.zeros(len(chains), np.bool_)
    equal[chain_of[(runs == chains[chain_of]).all(axis=1)]] = True
    similarity = np.ones(len(chains))
    changed = np.flatnonzero(long & ~equal)
    similarity[changed] = _jaccard(left.hashes, right.hashes, chains[changed])
    whole = long & (equal | ((similarity >= LEAST_SIMILARITY) & ("near" in settings.kinds)))
    pieces = runs[~whole[chain_of] & (_shorter_side(runs) >= settings.min_words)]
    kinds = np.where(equal[whole], EXACT, NEAR).astype(np.int8)
    chained = Passages(chains[whole], kinds, similarity[whole])
    return chained.joined(Passages(pieces, np.full(len(pieces), EXACT, np.int8), np.ones(len(pieces)))).ordered()


def _shorter_side(spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """The words of each span on the side where they are fewer, (k,)."""
    words: NDArray[np.int64] = np.minimum(spans[:, 3] - spans[:, 2], spans[:, 5] - spans[:, 4])
    return words


def _jaccard(left: NDArray[np.uint64], right: NDArray[np.uint64], spans: NDArray[np.int64]) -> NDArray[np.float64]:
    """The Jaccard similarity of the shingle sets of each pair of spans, (k,)."""
    places, offsets = _joined(np.concatenate([spans[:, 2:4], spans[:, 4:6] + len(left)]))
    sets, offsets = shingle_sets(np.concatenate([left, right])[places], offsets)
    sizes, own = np.diff(offsets), np.arange(len(spans))
    common = overlaps(sets, offsets, np.column_stack([own, own + len(spans)]))
    similarity: NDArray[np.float64] = common / (sizes[own] + sizes[own + len(spans)] - common)
    return similarity


def _joined(spans: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of spans (k, 2), one span after the other, and where in that row each begins, (k + 1,)."""
    lengths = spans[:, 1] - spans[:, 0]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return np.arange(offsets[-1]) + np.repeat(spans[:, 0] - offsets[:-1], lengths), offsets


@kernel(UINT64S, INT64S, UINT64S, INT64S, INT64_ROWS, "boolean")
def _extended(left: Any, left_offsets: Any, right: Any, right_offsets: Any, seeds: Any, same: Any) -> Any:
    """The longest equal run around each seed, int64 (k, 6) as `Passages.spans`; seldom one of them twice.

    The ends of the last run on each diagonal are remembered, as far as the little table goes, and seeds before
    them passed over: they lie in that run. If the collections are the `same`, what a document repeats of itself ends
    where its repetition begins: of a word a hundred times, half repeats the other half.
    """
    runs = np.empty((len(seeds), 6), np.int64)
    count = one = 0
    diagonals = np.full(_REMEMBERED, np.int64(2) ** 62)
    ends = np.zeros(_REMEMBERED, np.int64)
    for seed in range(len(seeds)):
        place = seeds[seed, 0]
        shift = seeds[seed, 1] - place
        slot = shift % _REMEMBERED
        if diagonals[slot] == shift and place < ends[slot]:
            continue
        while left_offsets[one + 1] <= place:
            one += 1
        other = np.searchsorted(right_offsets, place + shift, side="right") - 1
        low = max(left_offsets[one], right_offsets[other] - shift)
        high = min(left_offsets[one + 1], right_offsets[other + 1] - shift)
        first = last = place
        while first > low and left[first - 1] == right[first - 1 + shift]:
            first -= 1
        if same and one == other:
            high = min(high, first - shift)
            last = min(last, high)
        while last < high and left[last] == right[last + shift]:
            last += 1
        diagonals[slot], ends[slot] = shift, last
        run = runs[count]
        run[0], run[1], run[2], run[3], run[4], run[5] = one, other, first, last, first + shift, last + shift
        count += 1
    return runs[:count].copy()


@helper
def _next_run(
    left: Any, left_stop: int, right: Any, right_stop: int, place: int, counterpart: int, step: int
) -> tuple[int, int, int]:
    """The nearest equal run from two places on, towards two stops, that is long enough for the words it skips.

    `step` is 1 or, backwards, -1. Returns the words skipped on both sides, and the length of the run or 0.
    """
    for skipped in range(2 * _WIDEST_GAP + 1):
        for ours in range(max(0, skipped - _WIDEST_GAP), min(skipped, _WIDEST_GAP) + 1):
            theirs = skipped - ours
            one, other = place + step * ours, counterpart + step * theirs
            wanted = max(_SHORTEST_RUN, ours, theirs)
            room = min((left_stop - one) * step, (right_stop - other) * step)
            length = 0
            while length < room and left[one + step * length] == right[other + step * length]:
                length += 1
            if length >= wanted:
                return ours, theirs, length
    return 0, 0, 0


@kernel(UINT64S, INT64S, UINT64S, INT64S, INT64_ROWS, "boolean")
def _chained(left: Any, left_offsets: Any, right: Any, right_offsets: Any, runs: Any, same: Any) -> Any:
    """Chain sorted runs over small changes; a run that lies in an earlier chain of its documents begins none.

    Within a document, where the collections are the `same`, only the same words count: rows of a table and telegrams
    of one occasion differ little, and in what matters.
    Returns the chains, int64 (k, 6) as `Passages.spans`, and the number of each run's chain, (m,).
    """
    chains, chain_of = np.empty((len(runs), 6), np.int64), np.empty(len(runs), np.int64)
    count = 0
    for run in range(len(runs)):
        one, other = runs[run, 0], runs[run, 1]
        first, last, of_first, of_last = runs[run, 2], runs[run, 3], runs[run, 4], runs[run, 5]
        before = count - 1
        while before >= 0 and chains[before, 0] == one and chains[before, 1] == other:
            if (
                chains[before, 2] <= first
                and last <= chains[before, 3]
                and chains[before, 4] <= of_first
                and of_last <= chains[before, 5]
            ):
                break
            before -= 1
        if before >= 0 and chains[before, 0] == one and chains[before, 1] == other:
            chain_of[run] = before
            continue
        chained = not (same and one == other)
        stop, of_stop = left_offsets[one + 1], right_offsets[other + 1]
        length = last - first if chained else 0
        while length > 0:
            ours, theirs, length = _next_run(left, stop, right, of_stop, last, of_last, 1)
            last += ours + length
            of_last += theirs + length
        stop, of_stop = left_offsets[one] - 1, right_offsets[other] - 1
        length = last - first if chained else 0
        while length > 0:
            ours, theirs, length = _next_run(left, stop, right, of_stop, first - 1, of_first - 1, -1)
            first -= ours + length
            of_first -= theirs + length
        chain_of[run] = count
        chain = chains[count]
        chain[0], chain[1], chain[2], chain[3], chain[4], chain[5] = one, other, first, last, of_first, of_last
        count += 1
    return chains[:count].copy(), chain_of
