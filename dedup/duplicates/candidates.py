"""Which documents are worth comparing: those that share a band of their signatures, or a rare shingle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64S, UINT64S, kernel

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """What n documents are found by: document i has the keys `numbers[starts[i]:starts[i + 1]]`.

    `starts` int64 (n + 1,), `numbers` int64 from 0 on. Documents that share a key are worth comparing.
    """

    starts: NDArray[np.int64]
    numbers: NDArray[np.int64]

    @property
    def rows(self) -> Rows:
        """The document of each of the numbers, ascending."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @classmethod
    def of(cls, numbers: NDArray[np.int64], rows: Rows, documents: int) -> Keys:
        """Lay out numbers whose documents, `rows`, ascend."""
        starts = np.zeros(documents + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows, minlength=documents), out=starts[1:])
        return cls(starts, numbers)

    @classmethod
    def shared(cls, hashes: NDArray[np.uint64], rows: Rows, documents: int) -> Keys:
        """Number hashes in ascending order; those that occur once bring nobody together and are left out."""
        order = np.argsort(hashes, kind="stable")
        ordered = hashes[order]
        differs = np.ones(len(order), dtype=np.bool_)
        differs[1:] = ordered[1:] != ordered[:-1]
        number = np.cumsum(differs) - 1
        numbers = np.empty(len(order), dtype=np.int64)
        numbers[order] = number
        shared = np.bincount(number)[numbers] > 1
        return cls.of(numbers[shared], rows[shared], documents)

    def joined(self, other: Keys) -> Keys:
        """Both kinds of keys for each document. The other kind's numbers are moved up, past these."""
        numbers = np.concatenate([self.numbers, other.numbers + self.numbers.max(initial=-1) + 1])
        rows = np.concatenate([self.rows, other.rows])
        order = np.argsort(rows, kind="stable")
        return Keys.of(numbers[order], rows[order], len(self.starts) - 1)


def shared_bands(band_keys: NDArray[np.uint64], rows: Rows, documents: int) -> Keys:
    """The bands that two or more of `rows` (m,) have, from their `band_keys` (m, bands)."""
    return Keys.shared(band_keys.ravel(), np.repeat(rows, band_keys.shape[1]), documents)


def shared_shingles(shingles: NDArray[np.uint64], offsets: NDArray[np.int64], rows: Rows) -> Keys:
    """The shingles that two or more of `rows` have."""
    places = np.flatnonzero(perhaps_shared(shingles, offsets, rows))
    owners = np.searchsorted(offsets, places, side="right") - 1
    return Keys.shared(shingles[places], owners, len(offsets) - 1)


@kernel(UINT64S, INT64S, INT64S)
def perhaps_shared(shingles: Any, offsets: Any, rows: Any) -> Any:
    """Mark, in a mask over `shingles`, those that two or more of `rows` have, and a few others.

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


def rarest(shared: Keys, sizes: NDArray[np.int64], threshold: float) -> Keys:
    """The few shingles of each document by which every container of it is found (prefix filtering).

    A document of `size` shingles, contained in another to the threshold, shares at least o = ceil(threshold *
    size) of them with it, so at least one of any size - o + 1. The rarest size - o + 1 lead to the fewest
    documents: those that no other document has are among them and lead nowhere, so a document with more than
    size - o of those, as most have, is not looked up at all. `shared` are all shingles that two documents
    have; `sizes` (n,) the number of shingles of each document.

    Source: Bayardo, Ma and Srikant, Scaling Up All Pairs Similarity Search, WWW 2007; Xiao, Wang, Lin and Yu,
    Efficient Similarity Joins for Near Duplicate Detection, WWW 2008.
    """
    wanted = np.diff(shared.starts) - least_overlap(sizes, threshold) + 1
    rows = shared.rows
    looked_up = wanted[rows] > 0
    numbers, rows = shared.numbers[looked_up], rows[looked_up]
    order = np.lexsort((numbers, np.bincount(shared.numbers)[numbers], rows))
    numbers = numbers[order]
    held = np.bincount(rows, minlength=len(sizes))
    place = np.arange(len(rows)) - np.repeat(np.cumsum(held) - held, held)
    chosen = place < wanted[rows]
    return Keys.of(numbers[chosen], rows[chosen], len(sizes))


def least_overlap(sizes: NDArray[np.int64], threshold: float) -> NDArray[np.int64]:
    """The least o with o / size >= threshold, in the floating-point arithmetic that decides later."""
    least: NDArray[np.int64] = np.ceil(sizes * threshold).astype(np.int64)
    filled = np.maximum(sizes, 1)
    least -= (least - 1) / filled >= threshold
    least += least / filled < threshold
    return least
