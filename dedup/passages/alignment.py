"""Exact and near passages: equal runs of words in two documents, chained over small changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64_ROWS, INT64S, UINT32S, UINT64S, helper, kernel
from dedup.minhash import overlaps
from dedup.minhash.shingles import shingle_sets
from dedup.passages.passages import EXACT, NEAR, Passages
from dedup.passages.seeds import SEED_WORDS, Listing, run_hashes
from dedup.passages.settings import PassageSettings
from dedup.passages.texts import Texts

LEAST_SIMILARITY = 0.3
"""Chains below fall apart into their equal runs."""

# A chain goes on over at most so many changed words on either side...
_WIDEST_GAP = 10
# ...to a run of at least so many equal words, and of no fewer than were changed.
_SHORTEST_RUN = 3
_REMEMBERED = 1024
# What is at work at a time: runs, and words of near passages whose similarity is counted.
_RUNS_AT_ONCE = 1 << 17
_WORDS_AT_ONCE = 4 << 20
_BLOCK = 64


def shared(left: Texts, right: Texts, settings: PassageSettings) -> Iterator[Passages]:
    """The passages of one collection that another has too, `settings.min_words` long on both sides, in order.

    They grow from the places of equal runs of words that `Listing` lists, so there are at most `LISTED` for each word
    of `left`. Given out some documents at a time: what is at work takes a few hundred bytes for each of their
    passages.
    """
    listing = Listing.of(right)
    ours, texts = run_hashes(left, SEED_WORDS), (left.hashes, left.offsets, right.hashes, right.offsets)
    at = 0
    while at < len(left):
        runs, at = _listed_runs(*texts, ours, *listing, at, _RUNS_AT_ONCE)
        yield _grown(left, right, runs, settings, same=False)


def repeated(
    texts: Texts, short: NDArray[np.uint32], long: NDArray[np.uint32], settings: PassageSettings
) -> Iterator[Passages]:
    """The passages of documents that other places of the same collection have, as `shared` gives them out.

    `short` and `long`, as from `first_seeds`, say where: there are at most two for each word. A document has passages
    with itself: what it repeats stands before the repetition.
    """
    at = 0
    while at < len(texts):
        runs, at = _first_runs(texts.hashes, texts.offsets, short, long, at, _RUNS_AT_ONCE)
        yield _grown(texts, texts, runs, settings, same=True)


def _grown(left: Texts, right: Texts, runs: NDArray[np.int64], settings: PassageSettings, *, same: bool) -> Passages:
    """The passages that grow from equal runs, int64 (k, 6) as `Passages.spans`, in order.

    No word next to a passage, on either side, equals its counterpart. Where near passages are not wanted, their equal
    runs are passages of their own.
    """
    runs = _distinct(runs)
    chains, chain_of = _chained(left.hashes, left.offsets, right.hashes, right.offsets, runs, same)
    long = _shorter_side(chains) >= settings.min_words
    equal = np.zeros(len(chains), np.bool_)
    equal[chain_of[(runs == chains[chain_of]).all(axis=1)]] = True
    similarity = np.ones(len(chains))
    changed = np.flatnonzero(long & ~equal)
    for some in _in_pieces(chains[changed]):
        similarity[changed[some]] = _jaccard(left.hashes, right.hashes, chains[changed[some]])
    whole = long & (equal | ((similarity >= LEAST_SIMILARITY) & ("near" in settings.kinds)))
    pieces = runs[~whole[chain_of] & (_shorter_side(runs) >= settings.min_words)]
    kinds = np.where(equal[whole], EXACT, NEAR).astype(np.int8)
    chained = Passages(chains[whole], kinds, similarity[whole])
    return chained.joined(Passages(pieces, np.full(len(pieces), EXACT, np.int8), np.ones(len(pieces)))).ordered()


def _distinct(runs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Equal runs, each once, in the order of their six numbers. Where both begin says where they end."""
    ordered = runs[np.lexsort((runs[:, 4], runs[:, 3], runs[:, 2], (runs[:, 0] << 32) | runs[:, 1]))]
    new = np.ones(len(ordered), np.bool_)
    new[1:] = (ordered[1:, 2] != ordered[:-1, 2]) | (ordered[1:, 4] != ordered[:-1, 4])
    return ordered[new]


def _in_pieces(spans: NDArray[np.int64]) -> Iterator[slice]:
    """Spans in turn, so many at a time that their words fit the memory."""
    words = np.cumsum(spans[:, 3] - spans[:, 2] + spans[:, 5] - spans[:, 4])
    at = 0
    while at < len(spans):
        stop = int(np.searchsorted(words, (words[at - 1] if at else 0) + _WORDS_AT_ONCE, side="right"))
        stop = max(stop, at + 1)
        yield slice(at, stop)
        at = stop


def _shorter_side(spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """The words of each span on the side where they are fewer, (k,)."""
    words: NDArray[np.int64] = np.minimum(spans[:, 3] - spans[:, 2], spans[:, 5] - spans[:, 4])
    return words


def _jaccard(left: NDArray[np.uint64], right: NDArray[np.uint64], spans: NDArray[np.int64]) -> NDArray[np.float64]:
    """The Jaccard similarity of the shingle sets of each pair of spans, (k,)."""
    (ours, one), (theirs, other) = _distinct_spans(spans[:, 2:4]), _distinct_spans(spans[:, 4:6])
    places, offsets = _joined(ours)
    of_places, of_offsets = _joined(theirs)
    words = np.concatenate([left[places], right[of_places]])
    sets, offsets = shingle_sets(words, np.concatenate([offsets, of_offsets[1:] + offsets[-1]]))
    other = other + len(ours)
    sizes = np.diff(offsets)
    common = overlaps(sets, offsets, np.column_stack([one, other]))
    similarity: NDArray[np.float64] = common / (sizes[one] + sizes[other] - common)
    return similarity


def _distinct_spans(spans: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Spans (k, 2), each once, and the place of each of those given among these, (k,)."""
    lengths = spans[:, 1] - spans[:, 0]
    _, first, place = np.unique(
        spans[:, 0] * (lengths.max(initial=0) + 1) + lengths, return_index=True, return_inverse=True
    )
    return spans[first], place


def _joined(spans: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The places of spans (k, 2), one span after the other, and where in that row each begins, (k + 1,)."""
    lengths = spans[:, 1] - spans[:, 0]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return np.arange(offsets[-1]) + np.repeat(spans[:, 0] - offsets[:-1], lengths), offsets


@helper
def _equal_words(left: Any, right: Any, one: Any, other: Any, room: Any) -> Any:
    """How many words from two places on are equal, of `room` at most; sixteen are compared at a time."""
    length = 0
    while length + 16 <= room:
        at, of = np.uint64(one + length), np.uint64(other + length)
        differing = np.uint64(0)
        for step in range(16):
            differing |= left[at + np.uint64(step)] ^ right[of + np.uint64(step)]
        if differing:
            break
        length += 16
    while length < room and left[one + length] == right[other + length]:
        length += 1
    return length


@helper
def _equal_words_before(left: Any, right: Any, one: Any, other: Any, room: Any) -> Any:
    """How many words before two places are equal, of `room` at most."""
    length = 0
    while length + 16 <= room:
        at, of = np.uint64(one - length - 16), np.uint64(other - length - 16)
        differing = np.uint64(0)
        for step in range(16):
            differing |= left[at + np.uint64(step)] ^ right[of + np.uint64(step)]
        if differing:
            break
        length += 16
    while length < room and left[one - length - 1] == right[other - length - 1]:
        length += 1
    return length


@helper
def _put_run(
    run: Any, left: Any, left_offsets: Any, right: Any, right_offsets: Any, one: Any, place: Any, at: Any, same: Any
) -> None:
    """The longest equal run around a seed, from `place` of document `one` and `at` on, into a row.

    If the collections are the `same`, what a document repeats of itself ends where its repetition begins: of a word a
    hundred times, half repeats the other half.
    """
    other = np.searchsorted(right_offsets, at, side="right") - 1
    back = _equal_words_before(left, right, place, at, min(place - left_offsets[one], at - right_offsets[other]))
    first, of_first = place - back, at - back
    room = min(left_offsets[one + 1] - place, right_offsets[other + 1] - at)
    last = place + _equal_words(left, right, place, at, room)
    if same and one == other:
        last = min(last, first + first - of_first)
    run[0], run[1], run[2], run[3], run[4], run[5] = one, other, first, last, of_first, of_first + last - first


@kernel(UINT64S, INT64S, UINT64S, INT64S, UINT64S, UINT64S, INT64S, "Array(boolean, 1, 'C', True)", INT64, INT64)
def _listed_runs(
    left: Any,
    left_offsets: Any,
    right: Any,
    right_offsets: Any,
    ours: Any,
    theirs: Any,
    places: Any,
    listed: Any,
    document: Any,
    enough: Any,
) -> Any:
    """The longest equal run around each listed place of each run of words, int64 (k, 6); some of them twice.

    From `document` on, until there are `enough`; returns the document to go on with, too. `ours` are the hashes of
    `left`, `theirs`, `places`, `listed` as in `Listing`. A seed one word behind another one lies in the same run, and
    is passed over; so is one in the last run on its diagonal, as far as a little table remembers these.
    """
    runs, count = np.empty((1024, 6), np.int64), 0
    diagonals, ends = np.full(_REMEMBERED, np.int64(2) ** 62), np.zeros(_REMEMBERED, np.int64)
    while document < len(left_offsets) - 1 and count < enough:
        for place in range(left_offsets[document], left_offsets[document + 1]):
            if ours[place] == 0:
                break
            begin = np.searchsorted(theirs, ours[place])
            for turn in range(begin, len(theirs)):
                if theirs[turn] != ours[place]:
                    break
                at = places[turn]
                if place > left_offsets[document] and at > 0 and listed[at - 1] and left[place - 1] == right[at - 1]:
                    continue
                slot = (at - place) % _REMEMBERED
                if diagonals[slot] == at - place and place < ends[slot]:
                    continue
                if count == len(runs):
                    runs = np.concatenate((runs, np.empty_like(runs)))
                _put_run(runs[count], left, left_offsets, right, right_offsets, document, place, at, False)
                diagonals[slot], ends[slot] = at - place, runs[count, 3]
                count += 1
        document += 1
    return runs[:count].copy(), document


@kernel(UINT64S, INT64S, UINT32S, UINT32S, INT64, INT64)
def _first_runs(words: Any, offsets: Any, short: Any, long: Any, document: Any, enough: Any) -> Any:
    """The longest equal run around each seed, as `_listed_runs` returns them."""
    runs, count = np.empty((1024, 6), np.int64), 0
    while document < len(offsets) - 1 and count < enough:
        for place in range(offsets[document], offsets[document + 1]):
            for first in (short, long):
                behind_another = (
                    place > offsets[document] and first[place - 1] > 0 and first[place - 1] + 1 == first[place]
                )
                if first[place] == 0 or behind_another:
                    continue
                if count == len(runs):
                    runs = np.concatenate((runs, np.empty_like(runs)))
                at = np.int64(first[place]) - 1
                _put_run(runs[count], words, offsets, words, offsets, document, place, at, True)
                count += 1
        document += 1
    return runs[:count].copy(), document


@helper
def _next_run(
    left: Any, left_stop: int, right: Any, right_stop: int, place: int, counterpart: int, step: int
) -> tuple[int, int, int]:
    """The nearest equal run from two places on, towards two stops, that is long enough for the words it skips.

    `step` is 1 or, backwards, -1. Returns the words skipped on both sides, and the length of the run or 0.
    """
    if min((left_stop - place) * step, (right_stop - counterpart) * step) < _SHORTEST_RUN:
        return 0, 0, 0
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
    # Of every block of chains: the last words that any of them takes in on both sides, and the first of the other.
    bounds = np.empty((len(runs) // _BLOCK + 1, 3), np.int64)
    count = begin = 0
    for run in range(len(runs)):
        one, other = runs[run, 0], runs[run, 1]
        first, last, of_first, of_last = runs[run, 2], runs[run, 3], runs[run, 4], runs[run, 5]
        if count and (chains[count - 1, 0] != one or chains[count - 1, 1] != other):
            begin = count
        before = count - 1
        while before >= begin:
            if before % _BLOCK == _BLOCK - 1:
                bound = bounds[before // _BLOCK]
                if bound[0] < last or bound[1] < of_last or bound[2] > of_first:
                    before -= _BLOCK
                    continue
            chain = chains[before]
            if chain[2] <= first and last <= chain[3] and chain[4] <= of_first and of_last <= chain[5]:
                break
            before -= 1
        if before >= begin:
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
        bound = bounds[count // _BLOCK]
        if count % _BLOCK == 0:
            bound[0], bound[1], bound[2] = last, of_last, of_first
        bound[0], bound[1], bound[2] = max(bound[0], last), max(bound[1], of_last), min(bound[2], of_first)
        count += 1
    return chains[:count].copy(), chain_of
