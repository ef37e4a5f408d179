"""Postings: the rows of documents under each key, in a few sorted runs that are merged as they grow."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64S, UINT64S, helper, kernel

Run = NDArray[np.uint64]
"""Postings in ascending order, uint64: the upper 32 bits of the key, then 32 bits of row.

Keys with the same upper half share their postings; the exact comparison removes what is found by mistake."""

BLOCK = 512
"""Postings in a block: 4 KB, a page of memory."""

GROWTH = 4
"""Each run is at least this many times as long as the next one, so n postings lie in about log(n) runs, base 4.

The size ratio of a log-structured merge tree (O'Neil and others, 1996); chosen."""

PREFIX_BITS = np.uint64(32)
"""Bits by which a posting is shifted to the right to get the upper half of its key, its prefix."""

_ROW = np.uint64(0xFFFFFFFF)  # mask: the bits of a posting that hold the row


class Found(NamedTuple):
    """The m postings that were found under k keys.

    `queries` int64 (m,), the place of the key among those looked up; `rows` int64 (m,), the row of a document that has
    the key; `totals` int64 (k,), the number of all postings of each key, of which only some may have been read.
    Forgotten documents are included until `live_postings` removes them.
    """

    queries: NDArray[np.int64]
    rows: NDArray[np.int64]
    totals: NDArray[np.int64]


def postings(keys: NDArray[np.uint64], rows: NDArray[np.int64]) -> Run:
    """The sorted run of the postings of keys uint64 (n,) and their rows int64 (n,)."""
    return np.sort((keys & ~_ROW) | rows.astype(np.uint64))


def look_up(
    runs: Sequence[Run], keys: NDArray[np.uint64], limit: int, blocks: Sequence[NDArray[np.uint64] | None] = ()
) -> Found:
    """The postings of each of the keys, uint64 (k,): of each key at most `limit`, those with the lowest rows.

    `runs` are in the order of rows. The `totals` of the result count the postings beyond `limit`, too. `blocks` belong
    to the first runs: the key prefixes of every `BLOCK`th posting, or None where they are not known.
    """
    order = np.argsort(keys)  # neighbours in the order of keys are neighbours in memory
    ordered = keys[order]
    totals, left = np.zeros(len(keys), np.int64), np.full(len(keys), limit, np.int64)
    queries, rows = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for run, beginnings in zip_longest(runs, blocks):
        begins, ends = find(run, ordered, _guesses(run, ordered >> PREFIX_BITS, beginnings))
        counts = ends - begins
        totals += counts
        taken = np.minimum(counts, left)
        left -= taken
        stops = np.cumsum(taken)
        if len(stops) and stops[-1]:
            places = np.repeat(begins - stops + taken, taken) + np.arange(stops[-1])
            rows.append((run[places] & _ROW).astype(np.int64))
            queries.append(np.repeat(order, taken))
    by_place = np.empty_like(totals)
    by_place[order] = totals
    return Found(np.concatenate(queries), np.concatenate(rows), by_place)


def _guesses(run: Run, prefixes: NDArray[np.uint64], blocks: NDArray[np.uint64] | None) -> NDArray[np.int64]:
    """About where in a run the postings of each prefix begin, int64 (n,).

    From the block that holds it or, without `blocks`, from its value: prefixes are uniform.
    """
    if blocks is None:
        return ((prefixes * np.uint64(len(run))) >> PREFIX_BITS).astype(np.int64)
    return np.maximum(np.searchsorted(blocks, prefixes) - 1, 0) * BLOCK


def with_replaced(found: Found, keys: NDArray[np.int64], deeper: Found) -> Found:
    """`found`, with the postings of some keys replaced by those in `deeper`; `totals` are those of `found`.

    `keys` int64 (k,) are the places of these keys in the look-up of `found`; the queries of `deeper` are places in
    `keys`.
    """
    others = ~np.isin(found.queries, keys)
    queries = np.append(found.queries[others], keys[deeper.queries])
    return Found(queries, np.append(found.rows[others], deeper.rows), found.totals)


def live_postings(
    found: Found, live: NDArray[np.bool_], most_read: NDArray[np.int64] | int, limit: int, before: int
) -> Found:
    """The postings that are `live` (m,), of each key at most `limit`, those with the lowest rows.

    `most_read` is how many postings of each key were read at most. `totals` become the number of live postings, or
    `limit` + 1 where rows below `before` may have more of them than were read.
    """
    totals = np.bincount(found.queries[live], minlength=len(found.totals))
    many_read = found.totals > most_read
    if many_read.any():
        cut = many_read[found.queries]
        last = np.zeros(len(totals), np.int64)
        np.maximum.at(last, found.queries[cut], found.rows[cut])
        totals[many_read & (last < before)] = limit + 1
    few = live & (totals <= limit)[found.queries]
    many = live & (totals > limit)[found.queries]
    ordered = np.sort((found.queries[many] << 32) | found.rows[many])
    queries = ordered >> 32
    first = np.arange(len(queries)) - np.searchsorted(queries, np.arange(len(totals)))[queries] < limit
    return Found(
        np.append(found.queries[few], queries[first]), np.append(found.rows[few], ordered[first] & 0xFFFFFFFF), totals
    )


def merged(runs: Sequence[Run]) -> Run:
    """Several sorted runs merged into one."""
    return np.sort(np.concatenate([np.empty(0, np.uint64), *runs]), kind="stable")  # Timsort: merges what is sorted


def runs_to_merge(lengths: Sequence[int]) -> int:
    """How many of the last runs to merge, so that each is at least `GROWTH` times as long as the next; 1 merges none.

    `lengths` are those of all runs, in their order; there must be one.
    """
    number, length = 1, lengths[-1]
    for earlier in reversed(lengths[:-1]):
        if earlier >= GROWTH * length:
            break
        number, length = number + 1, length + earlier
    return number


@helper
def first_at_least(run: Any, guess: Any, prefix: Any) -> Any:
    """The first place in a run whose key prefix is `prefix` or greater; the length of the run where there is none.

    Galloping (steps that double) from the place `guess`, then bisection.
    """
    low = high = guess
    step = 1
    if guess < len(run) and run[guess] >> PREFIX_BITS < prefix:
        while high < len(run) and run[high] >> PREFIX_BITS < prefix:
            low, high = high + 1, high + step
            step *= 2
        high = min(high, len(run))
    else:
        while low > 0 and run[low - 1] >> PREFIX_BITS >= prefix:
            low, high = max(low - step, 0), low - 1
            step *= 2
    while low < high:
        middle = (low + high) // 2
        if run[middle] >> PREFIX_BITS < prefix:
            low = middle + 1
        else:
            high = middle
    return low


@kernel(UINT64S, UINT64S, INT64S)
def find(run: Any, keys: Any, guesses: Any) -> Any:
    """Where the postings of each key begin and end in a run, int64 (2, n); both are equal for a key that has none.

    `run` uint64, sorted; `keys` uint64 (n,); `guesses` int64 (n,), the places from which the search starts.
    """
    places = np.empty((2, len(keys)), np.int64)
    for number in range(len(keys)):
        prefix = keys[number] >> PREFIX_BITS
        begin = first_at_least(run, guesses[number], prefix)
        places[0, number] = begin
        places[1, number] = first_at_least(run, begin, prefix + np.uint64(1))
    return places
