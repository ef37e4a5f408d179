"""Who covers whom: the walk that compares documents, and the three questions that are put to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.candidates import Keys, Rows, containment_keys, shared_bands
from dedup.duplicates.resources import Resources
from dedup.duplicates.settings import MatchSettings
from dedup.duplicates.table import DocumentTable
from dedup.kernel import INT64S, UINT64S, kernel
from dedup.minhash import Bands, band_keys, choose_bands

# A containment that no document has: by this threshold, only near duplicates match.
_NONE_CONTAINED = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The best document found for each of `rows` (or -1), and how many shingles they share. int64 (m,) each."""

    rows: Rows
    best: Rows
    common: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """Documents made ready for comparison.

    `rank` (n,) is the place of each document in the order of preference; `bands` are what near duplicates are found
    by, `shingles` what containers are found by when `probes` are looked up; `either` and `either_probes` are bands and
    shingles together.
    """

    table: DocumentTable
    settings: MatchSettings
    rank: Rows
    bands: Keys
    shingles: Keys
    probes: Keys
    either: Keys
    either_probes: Keys

    @classmethod
    def of(cls, table: DocumentTable, settings: MatchSettings, rank: Rows, rows: Rows, resources: Resources) -> Matcher:
        """Make some rows of a table ready: no two of them exact copies, none without words."""
        shingles, probes = containment_keys(
            table.shingles, table.offsets, rows, settings.contained, resources, settings.contained_shingles
        )
        keys = _band_keys(table.signatures, choose_bands(settings.near), resources)[rows]
        bands = shared_bands(keys, rows, len(table))
        return cls(table, settings, rank, bands, shingles, probes, bands.joined(shingles), bands.joined(probes))

    def leaders(self, rows: Rows) -> Rows:
        """Those of `rows` that are near no leader before them, in the order of preference."""
        preferred_first = rows[np.argsort(self.rank[rows])]
        return self._unmatched(preferred_first, self.bands, self.bands, _NONE_CONTAINED)

    def uncontained(self, rows: Rows) -> Rows:
        """Those of `rows` that no larger one of those that stay covers, decided from the largest down."""
        largest_first = rows[np.lexsort((self.rank[rows], -self.table.sizes[rows]))]
        return self._unmatched(largest_first, self.shingles, self.probes, self.settings.contained)

    def covered(self, rows: Rows, kept: Rows) -> Matches:
        """The best of `kept` that covers each of `rows`: highest Jaccard, then containment, then preference."""
        return self._matches(kept, rows, False, self.either, self.either_probes, self.settings.contained)

    def _unmatched(self, rows: Rows, index: Keys, probes: Keys, contained: float) -> Rows:
        nothing = np.empty(0, dtype=np.int64)
        return rows[self._matches(nothing, rows, True, index, probes, contained).best < 0]

    def _matches(
        self, standing: Rows, coming: Rows, joins: bool, index: Keys, probes: Keys, contained: float
    ) -> Matches:
        best, common = best_matches(
            standing,
            coming,
            joins,
            (index.starts, index.numbers),
            (probes.starts, probes.numbers),
            (self.table.shingles, self.table.offsets),
            self.rank,
            (self.settings.near, contained, float(self.settings.contained_shingles)),
        )
        return Matches(coming, best, common)


def _band_keys(signatures: NDArray[np.uint32], bands: Bands, resources: Resources) -> NDArray[np.uint64]:
    """The band keys of all documents, whose signatures may lie in a file."""
    step = max(1, resources.piece // signatures.itemsize // signatures.shape[1])
    keys = np.empty((len(signatures), bands.count), np.uint64)
    for start in range(0, len(signatures), step):
        keys[start : start + step] = band_keys(signatures[start : start + step], bands)
        resources.release()
    return keys


_KEYS = f"UniTuple({INT64S}, 2)"
_SHINGLES = f"Tuple(({UINT64S}, {INT64S}))"


@kernel(INT64S, INT64S, "boolean", _KEYS, _KEYS, _SHINGLES, INT64S, "UniTuple(float64, 3)")
def best_matches(
    standing: Any, coming: Any, joins: Any, index: Any, probes: Any, texts: Any, rank: Any, least: Any
) -> Any:
    """For each `coming` document in turn: the best in the index that covers it (or -1), and their overlap.

    The index starts with the `standing` documents; if `joins`, each document that none covers enters it. Under
    each key it has a linked list of the documents that entered, not of all that have the key: a thousand near
    copies of one text cost a thousand comparisons, not the half million pairs they make.
    `index` and `probes` are the arrays of `Keys`, `texts` (shingles, offsets), `least` (near, contained, and the
    shingles of a contained document).
    """
    (starts, numbers), (shingles, offsets), (near, contained, contained_size) = index, texts, least
    newest = np.full(numbers.max() + 1 if len(numbers) else 0, -1, np.int64)
    before, owner = np.empty(len(numbers), np.int64), np.empty(len(numbers), np.int64)
    best, best_common = np.full(len(coming), -1, np.int64), np.zeros(len(coming), np.int64)
    compared_with = np.full(len(rank), -1, np.int64)

    def enter(row: Any) -> None:
        for place in range(starts[row], starts[row + 1]):
            owner[place], before[place] = row, newest[numbers[place]]
            newest[numbers[place]] = place

    def overlap(one: Any, other: Any) -> Any:
        at, other_at, common = offsets[one], offsets[other], 0
        while at < offsets[one + 1] and other_at < offsets[other + 1]:
            left, right = shingles[at], shingles[other_at]
            common += left == right
            at += left <= right
            other_at += right <= left
        return common

    for row in standing:
        enter(row)
    for turn, row in enumerate(coming):
        size, best_jaccard = offsets[row + 1] - offsets[row], 0.0
        for key in probes[1][probes[0][row] : probes[0][row + 1]]:
            at = newest[key]
            while at >= 0:
                other, at = owner[at], before[at]
                if compared_with[other] == row:
                    continue
                compared_with[other] = row
                other_size = offsets[other + 1] - offsets[other]
                larger = other_size > size or (other_size == size and rank[other] < rank[row])
                may_contain = larger and contained <= 1 and size >= contained_size
                # Jaccard is at most the ratio of the sizes.
                ratio = min(size, other_size) / max(size, other_size)
                if ratio < best_jaccard or not (ratio >= near or may_contain):
                    continue
                common = overlap(row, other)
                jaccard = common / (size + other_size - common)
                if jaccard >= near or (may_contain and common / size >= contained):
                    known = (best_jaccard, best_common[turn], -rank[best[turn]])
                    if (jaccard, common, -rank[other]) > known:
                        best[turn], best_common[turn], best_jaccard = other, common, jaccard
        if joins and best[turn] < 0:
            enter(row)
    return best, best_common
