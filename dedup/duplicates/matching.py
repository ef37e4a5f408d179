"""The three questions asked of a table: who leads its near duplicates, who is contained, who covers whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.candidates import (
    Mask,
    Postings,
    Rows,
    band_postings,
    joined,
    rarest,
    shingle_postings,
)
from dedup.duplicates.settings import MatchSettings
from dedup.duplicates.table import DocumentTable
from dedup.kernel import INT64S, UINT64S, kernel
from dedup.minhash import band_keys, choose_bands, overlaps


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Verified pairs: `dropped` is covered by `kept`; both scores are exact. Four columns of one length."""

    dropped: Rows
    kept: Rows
    jaccard: NDArray[np.float64]
    containment: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """A table made ready to answer.

    `rank` (n,) is the place of each row in the order of preference; `order` the rows that take part in that
    order; `bands` and `shingles` the postings of those rows, `probes` the shingles by which containers are
    found.
    """

    table: DocumentTable
    settings: MatchSettings
    rank: Rows
    order: Rows
    bands: Postings
    shingles: Postings
    probes: Postings

    @classmethod
    def of(cls, table: DocumentTable, settings: MatchSettings, rank: Rows, members: Mask) -> Matcher:
        """Index the rows that `members` marks: no two of them exact copies, none without words."""
        rows = np.flatnonzero(members)
        keys = band_keys(table.signatures[rows], choose_bands(settings.near))
        shingles = shingle_postings(table.shingles, table.offsets, rows)
        return cls(
            table,
            settings,
            rank,
            rows[np.argsort(rank[rows])],
            band_postings(keys, rows),
            shingles,
            rarest(shingles, table.sizes, settings.contained),
        )

    def leaders(self, undecided: Mask) -> Mask:
        """The documents that are near none of the leaders before them, in the order of preference."""
        bands = self.bands.of(undecided)
        order = np.argsort(bands.rows, kind="stable")
        held = np.bincount(bands.rows, minlength=len(self.table))
        starts = np.concatenate([[0], np.cumsum(held)])
        _, buckets = np.unique(bands.keys, return_inverse=True)
        rows = self.order[undecided[self.order]]
        leaders: Mask = near_leaders(
            rows, starts, buckets[order], self.table.shingles, self.table.offsets, self.settings.near
        )
        return leaders

    def uncontained(self, candidates: Mask) -> Mask:
        """The candidates that no larger one of those that stay covers, decided from the largest down."""
        pairs = self._verified(self._larger(candidates, candidates))
        staying = candidates.copy()
        smallest_last = np.lexsort((self.rank[pairs.dropped], -self.table.sizes[pairs.dropped]))
        for small, large in zip(pairs.dropped[smallest_last], pairs.kept[smallest_last], strict=True):
            if staying[large]:
                staying[small] = False
        return staying

    def covering(self, dropped: Mask, kept: Mask) -> Pairs:
        """Every pair of a dropped document and a kept one that covers it."""
        near = joined(self.bands.of(dropped), self.bands.of(kept), len(self.table))
        return self._verified(np.unique(np.concatenate([near, self._larger(dropped, kept)]), axis=0))

    def _larger(self, small: Mask, large: Mask) -> NDArray[np.int64]:
        """Pairs of a document and one that may contain it: larger or, of equal size, preferred."""
        pairs = joined(self.probes.of(small), self.shingles.of(large), len(self.table))
        return pairs[self._is_larger(pairs)]

    def _is_larger(self, pairs: NDArray[np.int64]) -> Mask:
        sizes, preferred = self.table.sizes[pairs], self.rank[pairs]
        larger: Mask = (sizes[:, 1] > sizes[:, 0]) | (
            (sizes[:, 1] == sizes[:, 0]) & (preferred[:, 1] < preferred[:, 0])
        )
        return larger

    def _verified(self, pairs: NDArray[np.int64]) -> Pairs:
        """Score pairs by their exact overlap and keep those where the second document covers the first."""
        common = overlaps(self.table.shingles, self.table.offsets, pairs)
        sizes = self.table.sizes[pairs]
        jaccard = common / (sizes.sum(axis=1) - common)
        containment = common / sizes[:, 0]
        covers = jaccard >= self.settings.near
        covers |= (containment >= self.settings.contained) & self._is_larger(pairs)
        return Pairs(pairs[covers, 0], pairs[covers, 1], jaccard[covers], containment[covers])


@kernel(INT64S, INT64S, INT64S, UINT64S, INT64S, "float64")
def near_leaders(order: Any, starts: Any, buckets: Any, shingles: Any, offsets: Any, near: float) -> Any:
    """Go through `order` (k,) and mark, in a mask (n,), each document that is near none marked before.

    Row i is in the buckets `buckets[starts[i]:starts[i + 1]]`; documents are compared where they share one.
    Only leaders stay in a bucket, as a list linked through `following`: a thousand near copies of one text
    cost a thousand comparisons, not the half million pairs they make.
    """

    def is_near(one: Any, other: Any) -> Any:
        at, end = offsets[one], offsets[one + 1]
        other_at, other_end = offsets[other], offsets[other + 1]
        both = end - at + other_end - other_at
        # Jaccard is at most the ratio of the sizes.
        if min(end - at, other_end - other_at) / max(end - at, other_end - other_at) < near:
            return False
        common = 0
        while at < end and other_at < other_end:
            left, right = shingles[at], shingles[other_at]
            common += left == right
            at += left <= right
            other_at += right <= left
        return common / (both - common) >= near

    leads = np.zeros(len(offsets) - 1, np.bool_)
    compared_with = np.full(len(offsets) - 1, -1, np.int64)
    newest = np.full(len(buckets), -1, np.int64)
    following = np.full(len(buckets), -1, np.int64)
    owner = np.empty(len(buckets), np.int64)
    for row in order:
        leads[row] = True
        for place in range(starts[row], starts[row + 1]):
            at = newest[buckets[place]]
            while at >= 0 and leads[row]:
                other = owner[at]
                if compared_with[other] != row:
                    compared_with[other] = row
                    leads[row] = not is_near(row, other)
                at = following[at]
        if leads[row]:
            for place in range(starts[row], starts[row + 1]):
                owner[place] = row
                following[place] = newest[buckets[place]]
                newest[buckets[place]] = place
    return leads
