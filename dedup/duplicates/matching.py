"""Who covers whom: the walk that compares documents, and the three questions that are put to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.candidates import Keys, Rows, containment_keys, document_frequency, shared_bands
from dedup.duplicates.crowds import Crowds
from dedup.duplicates.resources import Resources
from dedup.duplicates.settings import MatchSettings
from dedup.duplicates.table import DocumentTable
from dedup.kernel import INT64S, UINT64S, helper, kernel
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
    shingles together; `crowds` are documents among very many of the same keys.
    """

    table: DocumentTable
    settings: MatchSettings
    rank: Rows
    bands: Keys
    shingles: Keys
    probes: Keys
    either: Keys
    either_probes: Keys
    crowds: Crowds

    @classmethod
    def of(cls, table: DocumentTable, settings: MatchSettings, rank: Rows, rows: Rows, resources: Resources) -> Matcher:
        """Make some rows of a table ready: no two of them exact copies, none without words."""
        frequency = document_frequency(table.shingles, table.offsets, rows, resources)
        shingles, probes = containment_keys(
            table.shingles, table.offsets, rows, settings.contained, frequency, resources, settings.contained_shingles
        )
        keys = _band_keys(table.signatures, choose_bands(settings.near), resources)[rows]
        bands = shared_bands(keys, rows, len(table))
        either = bands.joined(shingles)
        crowds = Crowds.of(table.shingles, table.offsets, either, frequency, resources)
        return cls(table, settings, rank, bands, shingles, probes, either, bands.joined(probes), crowds)

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
            (self.crowds.places, self.crowds.packed),
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
_CROWDS = f"Tuple(({INT64S}, {UINT64S}))"


@kernel(INT64S, INT64S, "boolean", _KEYS, _KEYS, _SHINGLES, _CROWDS, INT64S, "UniTuple(float64, 3)")
def best_matches(
    standing: Any, coming: Any, joins: Any, index: Any, probes: Any, texts: Any, crowds: Any, rank: Any, least: Any
) -> Any:
    """For each `coming` document in turn: the best in the index that covers it (or -1), and their overlap.

    The index starts with the `standing` documents; if `joins`, each document that none covers enters it, and any one
    that covers a document will do. Under each key it has a linked list of the documents that entered, not of all that
    have the key: a thousand near copies of one text cost a thousand comparisons, not the half million pairs they make.
    `index` and `probes` are the arrays of `Keys`, `texts` (shingles, offsets), `crowds` the arrays of `Crowds`, `least`
    (near, contained, and the shingles of a contained document).
    """
    (starts, numbers), (_, offsets), (near, contained, contained_size) = index, texts, least
    newest = np.full(numbers.max() + 1 if len(numbers) else 0, -1, np.int64)
    before, owner = np.empty(len(numbers), np.int64), np.empty(len(numbers), np.int64)
    best, best_common = np.full(len(coming), -1, np.int64), np.zeros(len(coming), np.int64)
    compared_with = np.full(len(rank), -1, np.int64)

    def enter(row: Any) -> None:
        for place in range(starts[row], starts[row + 1]):
            owner[place], before[place] = row, newest[numbers[place]]
            newest[numbers[place]] = place

    for row in standing:
        enter(row)
    for turn, row in enumerate(coming):
        size, best_jaccard = offsets[row + 1] - offsets[row], 0.0
        for key in probes[1][probes[0][row] : probes[0][row + 1]]:
            at = newest[key]
            while at >= 0 and not (joins and best[turn] >= 0):
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
                wanted = (size + other_size) * near / (1 + near)
                wanted = min(wanted, size * contained) if may_contain else wanted
                wanted = max(wanted, (size + other_size) * best_jaccard / (1 + best_jaccard))
                common = overlap(row, other, wanted, texts, crowds)
                jaccard = common / (size + other_size - common)
                if jaccard >= near or (may_contain and common / size >= contained):
                    known = (best_jaccard, best_common[turn], -rank[best[turn]])
                    if (jaccard, common, -rank[other]) > known:
                        best[turn], best_common[turn], best_jaccard = other, common, jaccard
        if joins and best[turn] < 0:
            enter(row)
    return best, best_common


@helper
def overlap(one: Any, other: Any, wanted: Any, texts: Any, crowds: Any) -> Any:
    """How many shingles two documents share; some number below `wanted` where it is less than that by 1 or more."""
    (shingles, offsets), (places, packed) = texts, crowds
    at, stop, other_at, other_stop, common = offsets[one], offsets[one + 1], offsets[other], offsets[other + 1], 0
    if len(places) and places[one] >= 0 and places[other] >= 0 and packed[places[one]] == packed[places[other]]:
        at, other_at, words = places[one] + 3, places[other] + 3, np.int64(packed[places[one] + 1])
        for word in range(words):
            common += ones(packed[at + word] & packed[other_at + word])
        at, other_at = at + words, other_at + words
        stop, other_stop = at + np.int64(packed[at - words - 1]), other_at + np.int64(packed[other_at - words - 1])
        return common + shared(packed, at, stop, other_at, other_stop, wanted - common)
    return shared(shingles, at, stop, other_at, other_stop, wanted)


@helper
def shared(values: Any, at: Any, stop: Any, other_at: Any, other_stop: Any, wanted: Any) -> Any:
    """How many values two sorted runs share; less than `wanted` where it is less than that by 1 or more."""
    common = 0
    # A run that has missed more than this cannot have the wanted number any more.
    last, other_last = stop - wanted + 1, other_stop - wanted + 1
    while at < stop and other_at < other_stop and at - common <= last and other_at - common <= other_last:
        left, right = values[at], values[other_at]
        common += left == right
        at += left <= right
        other_at += right <= left
    return common


@helper
def ones(word: Any) -> Any:
    """How many bits of a word are set. Source: Henry S. Warren, Hacker's Delight, section 5-1."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
