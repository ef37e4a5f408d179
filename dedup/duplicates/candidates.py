"""Which documents are worth comparing: those that share a band of their signatures, or a rare shingle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64S, UINT64S, kernel

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Pairs written out at a time by a join, before repeated ones are merged: bounds its memory at about 100 MB.
_JOIN_PAIRS = 1 << 22


@dataclass(frozen=True, slots=True, eq=False)
class Postings:
    """Which document (`rows`, int64) has which key (`keys`, uint64), ordered by key."""

    keys: NDArray[np.uint64]
    rows: Rows

    @classmethod
    def repeated(cls, keys: NDArray[np.uint64], rows: Rows) -> Postings:
        """Order postings by key, without the keys that only one posting has: they bring nobody together."""
        order = np.argsort(keys, kind="stable")
        keys, rows = keys[order], rows[order]
        same = keys[1:] == keys[:-1]
        shared = np.zeros(len(keys), dtype=np.bool_)
        shared[1:] |= same
        shared[:-1] |= same
        return cls(keys[shared], rows[shared])

    def of(self, members: Mask) -> Postings:
        """The postings of some documents, given as a mask over all rows."""
        chosen = members[self.rows]
        return Postings(self.keys[chosen], self.rows[chosen])


def joined(left: Postings, right: Postings, documents: int) -> NDArray[np.int64]:
    """All (left row, right row) that share a key: unique, ordered, int64 (k, 2), no document with itself."""
    first = np.searchsorted(right.keys, left.keys, side="left")
    count = np.searchsorted(right.keys, left.keys, side="right") - first
    codes = np.empty(0, dtype=np.int64)
    for part in _parts(count):
        lefts = np.repeat(left.rows[part], count[part])
        rights = right.rows[_ranges(first[part], count[part])]
        apart = lefts != rights
        codes = np.union1d(codes, lefts[apart] * documents + rights[apart])
    return np.stack(np.divmod(codes, documents), axis=1) if documents else np.empty((0, 2), dtype=np.int64)


def _parts(count: NDArray[np.int64]) -> Iterator[slice]:
    """Cut a list of counts into slices that add up to about `_JOIN_PAIRS` each."""
    before = np.cumsum(count) // _JOIN_PAIRS
    cuts = [0, *(np.flatnonzero(np.diff(before)) + 1).tolist(), len(count)]
    return (slice(start, end) for start, end in pairwise(cuts) if start < end)


def _ranges(first: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    """`first[i], first[i] + 1, …` for `count[i]` numbers, for every i, one after the other."""
    ends = np.cumsum(count)
    return np.arange(count.sum()) + np.repeat(first - ends + count, count)


def band_postings(keys: NDArray[np.uint64], rows: Rows) -> Postings:
    """The band keys (uint64, (len(rows), bands)) that two or more of `rows` have."""
    return Postings.repeated(keys.ravel(), np.repeat(rows, keys.shape[1]))


def shingle_postings(shingles: NDArray[np.uint64], offsets: NDArray[np.int64], rows: Rows) -> Postings:
    """The shingles that two or more of `rows` have."""
    places = np.flatnonzero(perhaps_repeated(shingles, offsets, rows))
    return Postings.repeated(shingles[places], np.searchsorted(offsets, places, side="right") - 1)


@kernel(UINT64S, INT64S, INT64S)
def perhaps_repeated(shingles: Any, offsets: Any, rows: Any) -> Any:
    """Mark, among the shingles of `rows`, all that occur in two or more of them, and a few others.

    Most shingles of a corpus occur in one document only; this sorts nearly all of those out before anything
    has to be sorted. A table counts never, once, more often in two bits a slot, with 8 to 16 slots for each
    shingle: where two shingles share a slot, both are marked.
    """
    slots = 64
    while slots < 8 * len(shingles):
        slots *= 2
    last = np.uint64(slots - 1)
    met = np.zeros(slots // 4, np.uint8)
    for row in rows:
        for at in range(offsets[row], offsets[row + 1]):
            slot = shingles[at] & last
            shift = np.uint8(2) * np.uint8(slot & np.uint64(3))
            cell = met[slot >> np.uint64(2)]
            if (cell >> shift) & np.uint8(3) < 2:
                met[slot >> np.uint64(2)] = cell + (np.uint8(1) << shift)
    marked = np.zeros(len(shingles), np.bool_)
    for row in rows:
        for at in range(offsets[row], offsets[row + 1]):
            slot = shingles[at] & last
            shift = np.uint8(2) * np.uint8(slot & np.uint64(3))
            marked[at] = (met[slot >> np.uint64(2)] >> shift) & np.uint8(3) == 2
    return marked


def rarest(postings: Postings, sizes: NDArray[np.int64], threshold: float) -> Postings:
    """The few postings of each document by which every container of it is found (prefix filtering).

    A document with `a` shingles, contained in another to `threshold`, shares at least o = ceil(threshold * a)
    of them with it, so of any a - o + 1 of its shingles at least one. The rarest a - o + 1 lead to the fewest
    others. Those that no other document has count among them and lead nowhere: a document with more than a -
    o such shingles is contained in nothing and is not looked up at all. `postings` are all repeated shingles
    of the documents that take part, `sizes` (documents,) their numbers of shingles.

    Source: Bayardo, Ma and Srikant, Scaling Up All Pairs Similarity Search, WWW 2007; Xiao, Wang, Lin and Yu,
    Efficient Similarity Joins for Near Duplicate Detection, WWW 2008 (prefix and size filters).
    """
    probes = sizes - least_overlap(sizes, threshold) + 1
    probes -= sizes - np.bincount(postings.rows, minlength=len(sizes))
    looked_up = probes[postings.rows] > 0
    keys, rows = postings.keys[looked_up], postings.rows[looked_up]
    order = np.lexsort((_frequency(postings.keys)[looked_up], rows))
    held = np.bincount(rows, minlength=len(sizes))
    place = np.arange(len(rows)) - np.repeat(np.cumsum(held) - held, held)
    chosen = np.sort(order[place < probes[rows[order]]])
    return Postings(keys[chosen], rows[chosen])


def least_overlap(sizes: NDArray[np.int64], threshold: float) -> NDArray[np.int64]:
    """The least o with o / size >= threshold, in the floating-point arithmetic that decides later."""
    least: NDArray[np.int64] = np.ceil(sizes * threshold).astype(np.int64)
    filled = np.maximum(sizes, 1)
    least -= (least - 1) / filled >= threshold
    least += least / filled < threshold
    return least


def _frequency(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """How often each of the sorted `keys` occurs, one number for every occurrence."""
    _, count = np.unique(keys, return_counts=True)
    return np.repeat(count, count)
