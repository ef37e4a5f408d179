"""Exact and near passages: equal runs of words in two documents, chained over small changes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64_ROWS, INT64S, UINT64S, helper, kernel, mix64
from dedup.minhash import SHINGLE_WORDS
from dedup.passages.passages import EXACT, NEAR, Passages
from dedup.passages.settings import PassageSettings
from dedup.passages.texts import Texts

LEAST_SIMILARITY = 0.3
"""Chains below fall apart into their equal runs."""

# A chain goes on over at most so many changed words on either side...
_WIDEST_GAP = 10
# ...to a run of at least so many equal words, and of no fewer than were changed.
_SHORTEST_RUN = 3
_MULTIPLIER = np.uint64(6364136223846793005)
_REMEMBERED = 1024


def aligned(left: Texts, right: Texts, seeds: NDArray[np.int64], settings: PassageSettings) -> Passages:
    """The passages that grow from seeds, as long as `settings.min_words` on both sides, in order.

    `left` and `right` may be one collection, `seeds` int64 (k, 2) are as in `dedup.passages.seeds`, ordered by
    their place in `left`. No word next
    to a passage, on either side, equals its counterpart. Where near passages are not wanted, their equal runs
    are passages of their own.
    """
    words = left.hashes, left.offsets, right.hashes, right.offsets
    runs = np.unique(_extended(*words, seeds), axis=0)
    chains, links = _chained(*words, runs)
    long = np.minimum(chains[:, 3] - chains[:, 2], chains[:, 5] - chains[:, 4]) >= settings.min_words
    equal = chains[:, 6] == 1
    similarity = np.ones(len(chains))
    changed = np.flatnonzero(long & ~equal)
    similarity[changed] = _jaccard(left.hashes, right.hashes, chains[changed])
    whole = long & (equal | ((similarity >= LEAST_SIMILARITY) & ("near" in settings.kinds)))
    pieces = links[~whole[links[:, 6]] & (links[:, 3] - links[:, 2] >= settings.min_words), :6]
    pieces = np.unique(pieces, axis=0)  # two chains may share a run
    kinds = np.where(equal[whole], EXACT, NEAR).astype(np.int8)
    chained = Passages(chains[whole, :6], kinds, similarity[whole])
    return chained.joined(Passages(pieces, np.full(len(pieces), EXACT, np.int8), np.ones(len(pieces)))).ordered()


@kernel(UINT64S, INT64S, UINT64S, INT64S, INT64_ROWS)
def _extended(left: Any, left_offsets: Any, right: Any, right_offsets: Any, seeds: Any) -> Any:
    """The longest equal run around each seed, int64 (k, 6) as `Passages.spans`; seldom one of them twice.

    The ends of the last run on each diagonal are remembered, as far as the little table goes, and seeds before
    them passed over: they lie in that run.
    """
    runs = np.empty((1024, 6), np.int64)
    count = 0
    diagonals = np.full(_REMEMBERED, np.int64(2) ** 62)
    ends = np.zeros(_REMEMBERED, np.int64)
    one = 0
    for place, counterpart in seeds:
        slot = (counterpart - place) % _REMEMBERED
        if diagonals[slot] == counterpart - place and place < ends[slot]:
            continue
        while left_offsets[one + 1] <= place:
            one += 1
        other = np.searchsorted(right_offsets, counterpart, side="right") - 1
        first, last = place, place
        back = min(place - left_offsets[one], counterpart - right_offsets[other])
        while place - first < back and left[first - 1] == right[counterpart - (place - first) - 1]:
            first -= 1
        ahead = min(left_offsets[one + 1] - place, right_offsets[other + 1] - counterpart)
        while last - place < ahead and left[last] == right[counterpart + last - place]:
            last += 1
        diagonals[slot], ends[slot] = counterpart - place, last
        if count == len(runs):
            runs = np.concatenate((runs, np.empty_like(runs)))
        shift = counterpart - place
        runs[count] = one, other, first, last, first + shift, last + shift
        count += 1
    return runs[:count].copy()


@helper
def _run_after(left: Any, left_stop: int, right: Any, right_stop: int, place: int, counterpart: int) -> Any:
    """The nearest equal run behind two places, long enough for the words skipped: (skipped, skipped, length)."""
    for skipped in range(2 * _WIDEST_GAP + 1):
        for ours in range(max(0, skipped - _WIDEST_GAP), min(skipped, _WIDEST_GAP) + 1):
            one, other = place + ours, counterpart + skipped - ours
            wanted = max(_SHORTEST_RUN, ours, skipped - ours)
            if one + wanted > left_stop or other + wanted > right_stop:
                continue
            length = 0
            while (
                one + length < left_stop and other + length < right_stop and left[one + length] == right[other + length]
            ):
                length += 1
            if length >= wanted:
                return ours, skipped - ours, length
    return 0, 0, 0


@helper
def _run_before(left: Any, left_start: int, right: Any, right_start: int, place: int, counterpart: int) -> Any:
    """The nearest equal run before two places, as `_run_after`."""
    for skipped in range(2 * _WIDEST_GAP + 1):
        for ours in range(max(0, skipped - _WIDEST_GAP), min(skipped, _WIDEST_GAP) + 1):
            one, other = place - ours, counterpart - (skipped - ours)
            wanted = max(_SHORTEST_RUN, ours, skipped - ours)
            if one - wanted < left_start or other - wanted < right_start:
                continue
            length = 0
            while (
                one - length > left_start
                and other - length > right_start
                and left[one - length - 1] == right[other - length - 1]
            ):
                length += 1
            if length >= wanted:
                return ours, skipped - ours, length
    return 0, 0, 0


@kernel(UINT64S, INT64S, UINT64S, INT64S, INT64_ROWS)
def _chained(left: Any, left_offsets: Any, right: Any, right_offsets: Any, runs: Any) -> Any:
    """Chain sorted runs over small changes; runs that lie in a chain found before, in the same documents, are done.

    Returns the chains, int64 (k, 7): spans as `Passages.spans` and their number of runs; and the runs of the
    chains, int64 (m, 7): as `Passages.spans`, and the number of the chain.
    """
    chains, links = np.empty((1024, 7), np.int64), np.empty((1024, 7), np.int64)
    count = linked = 0
    for run in runs:
        before = count - 1
        known = False
        while not known and before >= 0 and (chains[before, :2] == run[:2]).all():
            chain = chains[before]
            known = chain[2] <= run[2] and run[3] <= chain[3] and chain[4] <= run[4] and run[5] <= chain[5]
            before -= 1
        if known:
            continue
        left_start, left_stop = left_offsets[run[0]], left_offsets[run[0] + 1]
        right_start, right_stop = right_offsets[run[1]], right_offsets[run[1] + 1]
        if count == len(chains):
            chains = np.concatenate((chains, np.empty_like(chains)))
        chain = chains[count]
        chain[:6] = run
        chain[6] = 0
        length = run[3] - run[2]
        one, other = run[2], run[4]
        forwards = True
        while length > 0:
            if linked == len(links):
                links = np.concatenate((links, np.empty_like(links)))
            links[linked, :2], links[linked, 6] = run[:2], count
            links[linked, 2:6] = one, one + length, other, other + length
            linked += 1
            chain[6] += 1
            chain[2], chain[4] = min(chain[2], one), min(chain[4], other)
            chain[3], chain[5] = max(chain[3], one + length), max(chain[5], other + length)
            if forwards:
                ours, theirs, length = _run_after(left, left_stop, right, right_stop, chain[3], chain[5])
                one, other = chain[3] + ours, chain[5] + theirs
            if not forwards or length == 0:
                forwards = False
                ours, theirs, length = _run_before(left, left_start, right, right_start, chain[2], chain[4])
                one, other = chain[2] - ours - length, chain[4] - theirs - length
        count += 1
    return chains[:count].copy(), links[:linked].copy()


@helper
def _shingles(words: Any) -> Any:
    """The hashes of the shingles of a span of at least one shingle, sorted; repeats stay."""
    shingles = np.empty(max(len(words) - SHINGLE_WORDS + 1, 0), np.uint64)
    for place in range(len(shingles)):
        state = np.uint64(1)
        for word in words[place : place + SHINGLE_WORDS]:
            state = state * _MULTIPLIER + word
        shingles[place] = mix64(state)
    shingles.sort()
    return shingles


@kernel(UINT64S, UINT64S, INT64_ROWS)
def _jaccard(left: Any, right: Any, spans: Any) -> Any:
    """The Jaccard similarity of the shingle sets of each pair of spans."""
    similarity = np.zeros(len(spans))
    for row in range(len(spans)):
        ours = _shingles(left[spans[row, 2] : spans[row, 3]])
        theirs = _shingles(right[spans[row, 4] : spans[row, 5]])
        one = other = common = either = 0
        while one < len(ours) or other < len(theirs):
            if other == len(theirs) or (one < len(ours) and ours[one] < theirs[other]):
                least = ours[one]
            else:
                least = theirs[other]
            found = 0
            if one < len(ours) and ours[one] == least:
                found += 1
            if other < len(theirs) and theirs[other] == least:
                found += 1
            common += found == 2
            either += 1
            while one < len(ours) and ours[one] == least:
                one += 1
            while other < len(theirs) and theirs[other] == least:
                other += 1
        similarity[row] = common / max(either, 1)
    return similarity
