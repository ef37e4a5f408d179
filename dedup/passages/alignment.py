"""Verification of exact and near passages: seeds grow to equal runs of words, and runs are chained over changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import BOOLS, INT64, INT64_ROWS, INT64S, UINT32S, UINT64S, helper, kernel
from dedup.minhash import overlaps
from dedup.minhash.shingles import shingle_sets
from dedup.passages.seeds import SEED_WORDS, Listing, run_hashes
from dedup.passages.settings import PassageSettings
from dedup.passages.table import (
    EXACT,
    LEFT,
    LEFT_START,
    LEFT_STOP,
    NEAR,
    RIGHT,
    RIGHT_START,
    RIGHT_STOP,
    SPAN_COLUMNS,
    PassageTable,
    pair_codes,
    shorter_sides,
)
from dedup.passages.texts import Texts
from dedup.rows import is_first, offsets_of

LEAST_SIMILARITY = 0.3
"""The least Jaccard similarity of a near passage; a chain below it is split into its equal runs. Chosen."""

# A chain continues over at most so many changed words on either side...
_WIDEST_GAP = 10
# ...to a run of at least so many equal words, and of no fewer than were changed. Both chosen.
_SHORTEST_RUN = 3
_REMEMBERED = 1024  # diagonals whose last run is remembered; a power of two; chosen
_RUNS_AT_ONCE = 1 << 17  # runs in memory at a time, a few hundred bytes each; chosen
_WORDS_AT_ONCE = 4 << 20  # words of near passages whose similarity is computed at a time; chosen
_BLOCK = 64  # chains in a block with common bounds, so that a search can skip it; chosen
# So many words are compared for each word of a document, over all its seeds; then seeds in a run already found are
# skipped. Only texts that repeat themselves over and over come so far; chosen.
_COMPARED = 64
_FIRST_ROWS = 1024  # rows of a table of runs at first; it doubles when it is full
_LAST_STOP, _LAST_RIGHT_STOP, _FIRST_RIGHT_START = range(3)  # columns of the bounds of a block of chains


def aligned_between(left: Texts, right: Texts, settings: PassageSettings) -> Iterator[PassageTable]:
    """The exact and near passages of `left` that `right` has too, `settings.min_words` long on both sides, in order.

    Near ones are found only where `settings.kinds` asks for them. Passages grow from the seeds that `Listing` lists, so
    each word of `left` has at most `LISTED` of them. They are yielded for some documents at a time, so that the memory
    stays bounded: a few hundred bytes for each passage in work.
    """
    listing = Listing.of(right)
    ours, texts = run_hashes(left, SEED_WORDS), (left.hashes, left.offsets, right.hashes, right.offsets)
    at = 0
    while at < len(left):
        runs, at = _listed_runs(*texts, ours, *listing, at, _RUNS_AT_ONCE)
        yield _grown(left, right, runs, settings, same=False)


def aligned_within(
    texts: Texts, short: NDArray[np.uint32], long: NDArray[np.uint32], settings: PassageSettings
) -> Iterator[PassageTable]:
    """The exact and near passages of documents that occur at other places of the collection, as `aligned_between`.

    `short` and `long` uint32 (n,) are seeds, as from `first_seeds`: at most two for each word. A document may have
    passages with itself; the right span is then before the left one.
    """
    at = 0
    while at < len(texts):
        runs, at = _first_runs(texts.hashes, texts.offsets, short, long, at, _RUNS_AT_ONCE)
        yield _grown(texts, texts, runs, settings, same=True)


def _grown(
    left: Texts, right: Texts, runs: NDArray[np.int64], settings: PassageSettings, *, same: bool
) -> PassageTable:
    """The passages that grow from equal runs, spans int64 (k, 6), in order; `same`: both collections are one.

    A passage ends where the next words of its two spans differ, a document ends or, within one document, the spans
    would overlap. It has `settings.min_words` or more on both sides. Where near passages are not wanted, or are less
    similar than `LEAST_SIMILARITY`, each of their equal runs that is so long is a passage.
    """
    runs = _distinct(runs)
    chains, chain_of = _chained(left.hashes, left.offsets, right.hashes, right.offsets, runs, same)
    long = shorter_sides(chains) >= settings.min_words
    equal = np.zeros(len(chains), np.bool_)
    equal[chain_of[(runs == chains[chain_of]).all(axis=1)]] = True
    similarity = np.ones(len(chains))
    changed = np.flatnonzero(long & ~equal)
    for some in _in_pieces(chains[changed]):
        similarity[changed[some]] = _jaccard(left.hashes, right.hashes, chains[changed[some]])
    whole = long & (equal | ((similarity >= LEAST_SIMILARITY) & ("near" in settings.kinds)))
    pieces = runs[~whole[chain_of] & (shorter_sides(runs) >= settings.min_words)]
    kinds = np.where(equal[whole], EXACT, NEAR).astype(np.int8)
    chained = PassageTable(chains[whole], kinds, similarity[whole])
    split = PassageTable(pieces, np.full(len(pieces), EXACT, np.int8), np.ones(len(pieces)))
    return PassageTable.concatenated([chained, split]).ordered()


def _distinct(runs: NDArray[np.int64]) -> NDArray[np.int64]:
    """The runs ordered by documents, then by places; of runs with the same starts on both sides, only one."""
    ordered = runs[np.lexsort((runs[:, RIGHT_START], runs[:, LEFT_STOP], runs[:, LEFT_START], pair_codes(runs)))]
    return ordered[is_first(ordered[:, LEFT_START], ordered[:, RIGHT_START])]


def _in_pieces(spans: NDArray[np.int64]) -> Iterator[slice]:
    """Slices of consecutive spans with at most `_WORDS_AT_ONCE` words on both sides together, or of one span."""
    words = np.cumsum(spans[:, LEFT_STOP] - spans[:, LEFT_START] + spans[:, RIGHT_STOP] - spans[:, RIGHT_START])
    at = 0
    while at < len(spans):
        stop = int(np.searchsorted(words, (words[at - 1] if at else 0) + _WORDS_AT_ONCE, side="right"))
        stop = max(stop, at + 1)
        yield slice(at, stop)
        at = stop


def _jaccard(left: NDArray[np.uint64], right: NDArray[np.uint64], spans: NDArray[np.int64]) -> NDArray[np.float64]:
    """The Jaccard similarity of the shingle sets of both sides of each span, float64 (k,).

    `left` and `right` are the word hashes of the two collections.
    """
    (ours, one), (theirs, other) = (
        _distinct_ranges(spans[:, [LEFT_START, LEFT_STOP]]),
        _distinct_ranges(spans[:, [RIGHT_START, RIGHT_STOP]]),
    )
    places, offsets = _places(ours)
    of_places, of_offsets = _places(theirs)
    words = np.concatenate([left[places], right[of_places]])
    sets, offsets = shingle_sets(words, np.concatenate([offsets, of_offsets[1:] + offsets[-1]]))
    other = other + len(ours)
    sizes = np.diff(offsets)
    common = overlaps(sets, offsets, np.column_stack([one, other]))
    similarity: NDArray[np.float64] = common / (sizes[one] + sizes[other] - common)
    return similarity


def _distinct_ranges(ranges: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct ones of `ranges` (k, 2) of start and stop, int64 (m, 2), by start, then length.

    The second array, int64 (k,), is for each given range its row among these.
    """
    lengths = ranges[:, 1] - ranges[:, 0]
    _, first, place = np.unique(
        ranges[:, 0] * (lengths.max(initial=0) + 1) + lengths, return_index=True, return_inverse=True
    )
    return ranges[first], place


def _places(spans: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All places in ranges (k, 2), range by range, and the offset of each range in that array, int64 (k + 1,)."""
    lengths = spans[:, 1] - spans[:, 0]
    offsets = offsets_of(lengths)
    return np.arange(offsets[-1]) + np.repeat(spans[:, 0] - offsets[:-1], lengths), offsets


@helper
def _equal_words(left: Any, right: Any, one: Any, other: Any, room: Any) -> Any:
    """How many words are equal from the places `one` of `left` and `other` of `right` on, themselves included.

    At most `room` are compared.
    """
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
    """How many words before the places `one` of `left` and `other` of `right` are equal, at most `room`."""
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
    """Write the longest equal run around a seed into `run`, a row of spans.

    The seed is at `place` in the left document `one`, and at `at` in the right collection. If the collections are the
    `same` and so are the documents, the right span ends where the left one begins, or before: of one word repeated a
    hundred times, the second half repeats the first.
    """
    other = np.searchsorted(right_offsets, at, side="right") - 1
    back = _equal_words_before(left, right, place, at, min(place - left_offsets[one], at - right_offsets[other]))
    first, of_first = place - back, at - back
    room = min(left_offsets[one + 1] - place, right_offsets[other + 1] - at)
    if same and one == other:
        room = min(room, place - at)
    last = place + _equal_words(left, right, place, at, room)
    if same and one == other:
        last = min(last, first + first - of_first)
    run[LEFT], run[RIGHT] = one, other
    run[LEFT_START], run[LEFT_STOP] = first, last
    run[RIGHT_START], run[RIGHT_STOP] = of_first, of_first + last - first


@kernel(UINT64S, INT64S, UINT64S, INT64S, UINT64S, UINT64S, INT64S, BOOLS, INT64, INT64)
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
    """The longest equal run around each listed seed, spans int64 (k, 6), some of them twice; and the next document.

    `left`, `right` uint64 are word hashes, with offsets of documents. `ours` uint64 are the seed hashes of `left`;
    `theirs`, `places`, `listed` are `runs`, `places`, `listed` of `Listing` for `right`. The search starts with left
    document number `document` and stops when there are `enough` runs. Skipped are seeds that lie in a run already
    found: one word after another seed, or in the last run of their diagonal, as far as a small table remembers it.
    """
    runs, count = np.empty((_FIRST_ROWS, SPAN_COLUMNS), np.int64), 0
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
                diagonals[slot], ends[slot] = at - place, runs[count, LEFT_STOP]
                count += 1
        document += 1
    return runs[:count].copy(), document


@kernel(UINT64S, INT64S, UINT32S, UINT32S, INT64, INT64)
def _first_runs(words: Any, offsets: Any, short: Any, long: Any, document: Any, enough: Any) -> Any:
    """The longest equal run around each seed in `short` and `long`, and the next document, as from `_listed_runs`.

    `words` uint64 (n,) are the word hashes of the collection, with `offsets` of documents. `short` and `long` uint32
    (n,) are from `first_seeds`; `document` and `enough` are as in `_listed_runs`. Skipped are seeds one word after
    another seed; after `_COMPARED` words for each word of a document, also those that lie in a run found in it.
    """
    runs, count = np.empty((_FIRST_ROWS, SPAN_COLUMNS), np.int64), 0
    while document < len(offsets) - 1 and count < enough:
        left_to_compare = _COMPARED * (offsets[document + 1] - offsets[document])
        covered = offsets[document]
        for place in range(offsets[document], offsets[document + 1]):
            for first in (short, long):
                behind_another = (
                    place > offsets[document] and first[place - 1] > 0 and first[place - 1] + 1 == first[place]
                )
                if first[place] == 0 or behind_another or (left_to_compare < 0 and place < covered):
                    continue
                if count == len(runs):
                    runs = np.concatenate((runs, np.empty_like(runs)))
                at = np.int64(first[place]) - 1
                _put_run(runs[count], words, offsets, words, offsets, document, place, at, True)
                left_to_compare -= runs[count, LEFT_STOP] - runs[count, LEFT_START]
                covered = max(covered, runs[count, LEFT_STOP])
                count += 1
        document += 1
    return runs[:count].copy(), document


@helper
def _next_run(
    left: Any, left_stop: int, right: Any, right_stop: int, place: int, counterpart: int, step: int
) -> tuple[int, int, int]:
    """The next equal run from `place` in `left` and `counterpart` in `right` on, over the fewest changed words.

    At most `_WIDEST_GAP` words are skipped on either side; of equal sums, the fewest in `left`. A run must have
    `_SHORTEST_RUN` words and no fewer than are skipped on either side. `step` is 1 for forwards, -1 for backwards; the
    search ends before the two stops. Returns the words skipped on each side and the length of the run; all are 0 where
    there is none.
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
    """Chain equal runs over small changes. A run that lies in an earlier chain of its documents begins none.

    `left`, `right` uint64 are word hashes, with offsets of documents; `runs` int64 (m, 6) are sorted spans. Where the
    collections are the `same`, a run of a document with itself is a chain as it is: rows of a table differ in few
    words, but in those that matter. Returns the chains, spans int64 (k, 6), and the number of the chain of each run,
    int64 (m,).
    """
    chains, chain_of = np.empty((len(runs), SPAN_COLUMNS), np.int64), np.empty(len(runs), np.int64)
    # The bounds of each block of chains: the greatest stop on both sides, and the least start on the right.
    bounds = np.empty((len(runs) // _BLOCK + 1, 3), np.int64)
    count = begin = 0
    for run in range(len(runs)):
        one, other = runs[run, LEFT], runs[run, RIGHT]
        first, last = runs[run, LEFT_START], runs[run, LEFT_STOP]
        of_first, of_last = runs[run, RIGHT_START], runs[run, RIGHT_STOP]
        if count and (chains[count - 1, LEFT] != one or chains[count - 1, RIGHT] != other):
            begin = count
        before = count - 1
        while before >= begin:
            if before % _BLOCK == _BLOCK - 1:
                bound = bounds[before // _BLOCK]
                if (
                    bound[_LAST_STOP] < last
                    or bound[_LAST_RIGHT_STOP] < of_last
                    or bound[_FIRST_RIGHT_START] > of_first
                ):
                    before -= _BLOCK
                    continue
            chain = chains[before]
            in_left = chain[LEFT_START] <= first and last <= chain[LEFT_STOP]
            if in_left and chain[RIGHT_START] <= of_first and of_last <= chain[RIGHT_STOP]:
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
        chain[LEFT], chain[RIGHT] = one, other
        chain[LEFT_START], chain[LEFT_STOP] = first, last
        chain[RIGHT_START], chain[RIGHT_STOP] = of_first, of_last
        bound = bounds[count // _BLOCK]
        if count % _BLOCK == 0:
            bound[_LAST_STOP], bound[_LAST_RIGHT_STOP], bound[_FIRST_RIGHT_START] = last, of_last, of_first
        bound[_LAST_STOP] = max(bound[_LAST_STOP], last)
        bound[_LAST_RIGHT_STOP] = max(bound[_LAST_RIGHT_STOP], of_last)
        bound[_FIRST_RIGHT_START] = min(bound[_FIRST_RIGHT_START], of_first)
        count += 1
    return chains[:count].copy(), chain_of
