"""Compares documents with their candidates, to find which documents cover which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.candidates import Keys, Rows, containment_keys, document_frequency, shared_bands
from dedup.duplicates.packing import PackedGroups
from dedup.duplicates.resources import Resources
from dedup.duplicates.settings import MatchSettings
from dedup.duplicates.table import DocumentTable
from dedup.kernel import INT64, INT64S, UINT64S, helper, kernel
from dedup.minhash import Bands, band_keys, choose_bands

# A threshold that no containment reaches: with it only near duplicates match.
_NONE_CONTAINED = np.inf


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """The best document found for each of m documents.

    `rows` are these documents; `best` is the row of the best one for each, -1 for none; `common` is how many shingles
    the two share, 0 for none. int64 (m,) each.
    """

    rows: Rows
    best: Rows
    common: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Matcher:
    """Documents prepared for comparison.

    `rank` (n,) is the position of each document in the order of preference. Near duplicates are found by `bands`,
    containers by looking `probes` up in `shingles`. `either` has the keys of `bands` and `shingles`, `either_probes`
    those of `bands` and `probes`. `groups` packs the documents under frequent keys, those of `frequent` documents or
    more.
    """

    table: DocumentTable
    settings: MatchSettings
    rank: Rows
    bands: Keys
    shingles: Keys
    probes: Keys
    either: Keys
    either_probes: Keys
    groups: PackedGroups
    frequent: int

    @classmethod
    def of(cls, table: DocumentTable, settings: MatchSettings, rank: Rows, rows: Rows, resources: Resources) -> Matcher:
        """Prepare the documents `rows` of a table, of which no two are exact copies and none is without words.

        `rank` (n,) is the position of each document of the table, not only of `rows`, in the order of preference.
        """
        prints = table.prints
        frequency = document_frequency(prints.shingles, prints.offsets, rows, resources)
        shingles, probes = containment_keys(
            prints.shingles, prints.offsets, rows, settings.contained, frequency, resources, settings.contained_shingles
        )
        keys = _band_keys(prints.signatures, choose_bands(settings.near), resources)[rows]
        bands = shared_bands(keys, rows, len(table))
        either = bands.joined(shingles)
        groups = PackedGroups.of(prints.shingles, prints.offsets, either, frequency, resources)
        return cls(
            table, settings, rank, bands, shingles, probes, either, bands.joined(probes), groups, resources.frequent
        )

    def leaders(self, rows: Rows) -> Rows:
        """The documents of `rows` that are near no leader before them, in the order of preference."""
        preferred_first = rows[np.argsort(self.rank[rows])]
        return self._unmatched(preferred_first, self.bands, self.bands, _NONE_CONTAINED)

    def uncontained(self, rows: Rows) -> Rows:
        """The documents of `rows`, from the largest down, that none of those returned before covers.

        Of equally large ones the preferred one is first.
        """
        largest_first = rows[np.lexsort((self.rank[rows], -self.table.sizes[rows]))]
        return self._unmatched(largest_first, self.shingles, self.probes, self.settings.contained)

    def covered(self, rows: Rows, kept: Rows) -> Matches:
        """The best of `kept` that covers each of `rows`: by the highest Jaccard, then containment, then preference."""
        return self._matches(kept, rows, False, self.either, self.either_probes, self.settings.contained)

    def _unmatched(self, rows: Rows, index: Keys, probes: Keys, contained: float) -> Rows:
        """The documents of `rows`, in order, that none of those returned before covers; keys as in `best_matches`."""
        nothing = np.empty(0, dtype=np.int64)
        return rows[self._matches(nothing, rows, True, index, probes, contained).best < 0]

    def _matches(
        self, standing: Rows, coming: Rows, joins: bool, index: Keys, probes: Keys, contained: float
    ) -> Matches:
        """The matches of the documents of `coming` among those of `standing`, by `best_matches`.

        Where `joins`, documents of `coming` that no earlier one covers stand for those after them, and the first that
        covers one is its match, not the best.
        """
        best, common = best_matches(
            standing,
            coming,
            joins,
            (index.starts, index.numbers),
            (probes.starts, probes.numbers),
            (self.table.prints.shingles, self.table.prints.offsets),
            (self.groups.numbers, self.groups.starts, self.groups.places, self.groups.packed),
            self.rank,
            (self.settings.near, contained, float(self.settings.contained_shingles)),
            np.bincount(index.numbers),
            self.frequent,
        )
        return Matches(coming, best, common)


def _band_keys(signatures: NDArray[np.uint32], bands: Bands, resources: Resources) -> NDArray[np.uint64]:
    """The band keys of all documents, uint64 (n, bands), computed piece by piece since signatures may be in a file."""
    step = max(1, resources.piece // signatures.itemsize // signatures.shape[1])
    keys = np.empty((len(signatures), bands.count), np.uint64)
    for start in range(0, len(signatures), step):
        keys[start : start + step] = band_keys(signatures[start : start + step], bands)
        resources.release()
    return keys


_KEYS = f"UniTuple({INT64S}, 2)"
_SHINGLES = f"Tuple(({UINT64S}, {INT64S}))"
_GROUPS = f"Tuple(({INT64S}, {INT64S}, {INT64S}, {UINT64S}))"


@kernel(INT64S, INT64S, "boolean", _KEYS, _KEYS, _SHINGLES, _GROUPS, INT64S, "UniTuple(float64, 3)", INT64S, INT64)
def best_matches(
    standing: Any,
    coming: Any,
    joins: Any,
    index: Any,
    probes: Any,
    texts: Any,
    groups: Any,
    rank: Any,
    least: Any,
    having: Any,
    frequent: Any,
) -> Any:
    """For each document of `coming` in turn: the best indexed one that covers it (-1 for none), and their overlap.

    The best one has the highest Jaccard, then the largest overlap, then the best rank. The index starts with the
    documents of `standing`. If `joins`, each document that no other covers is added to it, and the first one found that
    covers a document is taken. Under each key the index has a linked list of the documents that were added, not of all
    that have the key: a thousand near copies of one text cost a thousand comparisons, not the half million pairs that
    they form. Where the lists of a document are longer than the list of the added documents of its group, the group is
    scanned, in the order of adding, instead of the lists of its frequent keys: all documents with such a key are of the
    group. A document found in this way must share a key as well.

    `standing`, `coming` int64 (rows). `index`, `probes`: the arrays of `Keys`. `texts`: (shingles, offsets). `groups`:
    the arrays of `PackedGroups`. `rank` int64 (n,). `least`: (near, contained, shingles of a contained document).
    `having`: how many documents have each key of the index. `frequent`: from how many on a key is frequent. Returns two
    int64 (coming,).
    """
    (starts, numbers), (_, offsets), (group, begins, places, packed) = index, texts, groups
    newest, entered = np.full(len(having), -1, np.int64), np.zeros(len(having), np.int64)
    before, owner = np.empty(len(numbers), np.int64), np.empty(len(numbers), np.int64)
    members, filled = np.empty(begins[-1], np.int64), begins.copy()
    best, best_common = np.full(len(coming), -1, np.int64), np.zeros(len(coming), np.int64)
    compared_with = np.full(len(rank), -1, np.int64)

    def enter(row: Any) -> None:
        """Add a document to the index, and to the members of its group."""
        for place in range(starts[row], starts[row + 1]):
            owner[place], before[place] = row, newest[numbers[place]]
            newest[numbers[place]] = place
            entered[numbers[place]] += 1
        if len(group) and group[row] >= 0:
            members[filled[group[row]]] = row
            filled[group[row]] += 1

    for row in standing:
        enter(row)
    for turn, row in enumerate(coming):
        size, keys = offsets[row + 1] - offsets[row], probes[1][probes[0][row] : probes[0][row + 1]]
        next_key, at, member, last, visits = 0, -1, 0, 0, 0
        if len(group) and places[row] >= 0:
            for key in keys:
                visits += entered[key] if having[key] >= frequent else 0
            member, last = begins[group[row]], filled[group[row]]
        scans = visits > last - member
        last = last if scans else member
        best_jaccard, for_size, enough = 0.0, -1, 0.0
        # One loop for both lists, so that the comparison, most of the kernel's code, is compiled only once. That is
        # also why this function is long.
        while not (joins and best[turn] >= 0):
            is_member = member < last
            if is_member:
                other, member = members[member], member + 1
                other_size = offsets[other + 1] - offsets[other]
                if for_size != other_size:
                    for_size, enough = other_size, wanted(size, other_size, best_jaccard, least)
                if places[other] >= 0 and most_common(packed, places[row], places[other]) <= enough - 1:
                    continue
            elif at >= 0:
                other, at = owner[at], before[at]
                if compared_with[other] == row:
                    continue
            elif next_key < len(keys):
                at = -1 if scans and having[keys[next_key]] >= frequent else newest[keys[next_key]]
                next_key += 1
                continue
            else:
                break
            compared_with[other] = row
            jaccard, common = score(row, other, best_jaccard, texts, groups, rank, least)
            known = (best_jaccard, best_common[turn], -rank[best[turn]])
            is_better = jaccard > 0 and (jaccard, common, -rank[other]) > known
            if is_better and (not is_member or have_common(keys, numbers[starts[other] : starts[other + 1]])):
                best[turn], best_common[turn], best_jaccard, for_size = other, common, jaccard, -1
        if joins and best[turn] < 0:
            enter(row)
    return best, best_common


@helper
def have_common(some: Any, others: Any) -> Any:
    """Whether any number is in both arrays."""
    for one in some:
        for other in others:
            if one == other:
                return True
    return False


@helper
def score(row: Any, other: Any, least_jaccard: Any, texts: Any, groups: Any, rank: Any, least: Any) -> Any:
    """The Jaccard similarity of two documents and the number of shingles they share, if `other` covers `row`.

    (-1, 0) where it does not; below `least_jaccard`, (-1, 0) or numbers that may be too low. `texts`, `groups`, `rank`
    and `least` are as in `best_matches`.
    """
    (_, offsets), (near, contained, contained_size) = texts, least
    size, other_size = offsets[row + 1] - offsets[row], offsets[other + 1] - offsets[other]
    larger = other_size > size or (other_size == size and rank[other] < rank[row])
    may_contain = larger and contained <= 1 and size >= contained_size
    # Jaccard is at most the ratio of the sizes.
    ratio = min(size, other_size) / max(size, other_size)
    if ratio < least_jaccard or not (ratio >= near or may_contain):
        return -1.0, 0
    common = overlap(row, other, wanted(size, other_size, least_jaccard, least), texts, groups)
    jaccard = common / (size + other_size - common)
    if jaccard >= near or (may_contain and common / size >= contained):
        return jaccard, common
    return -1.0, 0


@helper
def wanted(size: Any, other_size: Any, least_jaccard: Any, least: Any) -> Any:
    """How many shingles, not rounded, a document of `other_size` shingles must share with one of `size` to cover it.

    The Jaccard similarity must be at least `least_jaccard` too. `least` is as in `best_matches`. Of equally large
    documents, each is taken as one that may contain the other.
    """
    near, contained, contained_size = least
    number = (size + other_size) * near / (1 + near)
    if other_size >= size >= contained_size:
        number = min(number, size * contained)
    return max(number, (size + other_size) * least_jaccard / (1 + least_jaccard))


@helper
def most_common(packed: Any, at: Any, other_at: Any) -> Any:
    """An upper bound of the number of shingles that two documents of a group share, packed at `at` and `other_at`.

    It is the number of their common bits plus the smaller of their numbers of other shingles. At its position
    a document has its number of words of bits, its number of other shingles, then the words. The number of words at
    `at` is used for both.
    """
    common = np.int64(min(packed[at + 1], packed[other_at + 1]))
    for word in range(2, 2 + np.int64(packed[at])):
        common += ones(packed[at + word] & packed[other_at + word])
    return common


@helper
def overlap(one: Any, other: Any, wanted: Any, texts: Any, groups: Any) -> Any:
    """How many shingles two documents share; where that is at most `wanted` - 1, any number below `wanted`.

    `one` and `other` are rows; `texts` and `groups` are as in `best_matches`.
    """
    (shingles, offsets), (numbers, _, places, packed) = texts, groups
    if len(places) and places[one] >= 0 and places[other] >= 0 and numbers[one] == numbers[other]:
        at, other_at, words, common = places[one] + 2, places[other] + 2, np.int64(packed[places[one]]), 0
        for word in range(words):
            common += ones(packed[at + word] & packed[other_at + word])
        size, other_size = np.int64(packed[at - 1]), np.int64(packed[other_at - 1])
        if common + min(size, other_size) <= wanted - 1:
            return common
        at, other_at = at + words, other_at + words
        return common + shared(packed, at, at + size, other_at, other_at + other_size, wanted - common)
    return shared(shingles, offsets[one], offsets[one + 1], offsets[other], offsets[other + 1], wanted)


@helper
def shared(values: Any, at: Any, stop: Any, other_at: Any, other_stop: Any, wanted: Any) -> Any:
    """How many values the sorted runs `values[at:stop]` and `values[other_at:other_stop]` share.

    Where that is at most `wanted` - 1, any number below `wanted`.
    """
    common = 0
    # Past these places too many values of a run were unshared to reach the wanted number.
    last, other_last = stop - wanted + 1, other_stop - wanted + 1
    while at < stop and other_at < other_stop and at - common <= last and other_at - common <= other_last:
        left, right = values[at], values[other_at]
        common += left == right
        at += left <= right
        other_at += right <= left
    return common


@helper
def ones(word: Any) -> Any:
    """The number of set bits of a uint64. Source: Henry S. Warren, Hacker's Delight, section 5-1."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
