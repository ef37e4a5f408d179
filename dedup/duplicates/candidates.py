"""Which documents are worth comparing: those that share a band of their signatures, or a rare shingle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.resources import UNLIMITED, Resources
from dedup.kernel import INT64, INT64S, UINT8_TABLE, UINT8S, UINT64S, kernel

Rows = NDArray[np.int64]

# Parts of the range of hashes: with more, each would find too little of a document to be worth a visit.
_PARTS = 64
_PART_SHIFT = np.uint64(58)


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
        likely = may_repeat(hashes)  # nearly all others are left out before it comes to sorting
        hashes, rows = hashes[likely], rows[likely]
        order = np.argsort(hashes)
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


@kernel(UINT64S)
def may_repeat(hashes: Any) -> Any:
    """Which hashes share their low bits with another, bool (n,): all that occur twice, and a few more.

    A table has 4 to 8 slots for each, of a byte.
    """
    slots = 64
    while slots < 4 * len(hashes):
        slots *= 2
    last = np.uint64(slots - 1)
    counts = np.zeros(slots, np.uint8)
    for value in hashes:
        counts[value & last] += counts[value & last] < 2
    found = np.empty(len(hashes), np.bool_)
    for place in range(len(hashes)):
        found[place] = counts[hashes[place] & last] > 1
    return found


def shared_bands(band_keys: NDArray[np.uint64], rows: Rows, documents: int) -> Keys:
    """The bands that two or more of `rows` (m,) have, from their `band_keys` (m, bands)."""
    return Keys.shared(band_keys.ravel(), np.repeat(rows, band_keys.shape[1]), documents)


def containment_keys(
    shingles: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    rows: Rows,
    threshold: float,
    frequency: NDArray[np.uint8],
    resources: Resources = UNLIMITED,
    least: int = 1,
) -> tuple[Keys, Keys]:
    """The few shingles of each of `rows` by which every container of it is found, and all that have these shingles.

    Returns an index and the probes to look up in it. `frequency` is what `document_frequency` says of these rows. A
    document of `size` shingles, contained in another to the threshold, shares at least o = ceil(threshold * size) of
    them with it, so at least one of any size - o + 1 (prefix filtering). The rarest size - o + 1 lead to the fewest
    documents: those that no other document has are among them and lead nowhere, so a document with more than size - o
    of those, as most have, is not looked up at all; nor is one of less than `least` shingles.

    Source: Bayardo, Ma and Srikant, Scaling Up All Pairs Similarity Search, WWW 2007; Xiao, Wang, Lin and Yu,
    Efficient Similarity Joins for Near Duplicate Detection, WWW 2008.
    """
    sizes = np.diff(offsets)
    probes = rarest(frequency, offsets, rows[sizes[rows] >= least], least_overlap(sizes, threshold))
    wanted, numbers = np.unique(shingles[probes], return_inverse=True)
    found = _occurrences(shingles, offsets, rows, frequency, wanted, resources)
    return _keys_at(found, np.searchsorted(wanted, shingles[found]), offsets), _keys_at(probes, numbers, offsets)


def _keys_at(places: NDArray[np.int64], numbers: NDArray[np.int64], offsets: NDArray[np.int64]) -> Keys:
    """Numbers of shingles, by the documents in which the shingles stand, at `places` that ascend."""
    rows = np.searchsorted(offsets, places, side="right") - 1
    return Keys.of(numbers, rows, len(offsets) - 1)


def document_frequency(
    shingles: NDArray[np.uint64], offsets: NDArray[np.int64], rows: Rows, resources: Resources = UNLIMITED
) -> NDArray[np.uint8]:
    """How many of `rows` have each of the shingles: at most 255, at times too many, never too few.

    Shingles are counted by their low bits in a table of 4 to 8 slots for each: of those that only one document has, one
    in six shares its slot with another and seems to occur twice. The table has parts by the leading bits, and some of
    them are counted at a time: as many as fit the processor's cache or, where shingles are read from a file, the
    memory, for it is read twice for each. Each thread counts parts of its own.
    """
    slots = slots_for(len(shingles))
    frequency = np.zeros(len(shingles), np.uint8)
    blocks = resources.blocks(offsets, rows)
    own = _PARTS // min(resources.lanes(offsets), _PARTS)
    at_once = min(own, resources.parts_at_once(slots, _PARTS, offsets))

    def count(first: int) -> None:
        begins = first_places(shingles, offsets, rows, first) if first else offsets[rows]
        for part in range(first, first + own, at_once):
            table = np.zeros(slots * at_once, np.uint8)
            for block in blocks:
                count_shingles(shingles, offsets, rows[block], begins[block], part, part + at_once, table)
                resources.release()
            for block in blocks:
                begins[block] = look_up_counts(
                    shingles, offsets, rows[block], begins[block], part, part + at_once, table, frequency
                )
                resources.release()

    resources.each(count, range(0, _PARTS, own))
    return frequency


def slots_for(shingles: int) -> int:
    """The slots of each of the 64 parts of the table in which so many shingles are counted."""
    slots = 64
    while slots * _PARTS < 4 * shingles:
        slots *= 2
    return slots


@kernel(UINT64S, INT64S, INT64S, INT64)
def first_places(shingles: Any, offsets: Any, rows: Any, part: Any) -> Any:
    """Where the shingles of a part begin in each of the rows, whose shingles ascend."""
    places = np.empty(len(rows), np.int64)
    least = np.uint64(part) << _PART_SHIFT
    for turn, row in enumerate(rows):
        places[turn] = offsets[row] + np.searchsorted(shingles[offsets[row] : offsets[row + 1]], least)
    return places


@kernel(UINT64S, INT64S, INT64S, INT64S, INT64, INT64, UINT8_TABLE)
def count_shingles(shingles: Any, offsets: Any, rows: Any, begins: Any, part: Any, end: Any, table: Any) -> Any:
    """Count in `table` the shingles of the parts from `part` to `end`, which start at `begins` in each of the rows."""
    slots = np.uint64(len(table) // (end - part))
    for turn, row in enumerate(rows):
        at, stop = begins[turn], offsets[row + 1]
        while at < stop and shingles[at] >> _PART_SHIFT < end:
            slot = ((shingles[at] >> _PART_SHIFT) - np.uint64(part)) * slots + (shingles[at] & (slots - np.uint64(1)))
            table[slot] += table[slot] < 255
            at += 1


@kernel(UINT64S, INT64S, INT64S, INT64S, INT64, INT64, UINT8S, UINT8_TABLE)
def look_up_counts(
    shingles: Any, offsets: Any, rows: Any, begins: Any, part: Any, end: Any, table: Any, frequency: Any
) -> Any:
    """Put what `count_shingles` has counted for each shingle into `frequency`; returns where the next part begins."""
    slots = np.uint64(len(table) // (end - part))
    ends = begins.copy()
    for turn, row in enumerate(rows):
        at, stop = begins[turn], offsets[row + 1]
        while at < stop and shingles[at] >> _PART_SHIFT < end:
            slot = ((shingles[at] >> _PART_SHIFT) - np.uint64(part)) * slots + (shingles[at] & (slots - np.uint64(1)))
            frequency[at] = table[slot]
            at += 1
        ends[turn] = at
    return ends


@kernel(UINT8S, INT64S, INT64S, INT64S)
def rarest(frequency: Any, offsets: Any, rows: Any, least: Any) -> Any:
    """The places of each document's probes among all shingles, ascending; `rows` ascend.

    `least` (n,) is the overlap o that a container has with each document: of the shingles that others have too, all
    but o - 1 are probes, the rarest of them.
    """
    places = np.empty(64, np.int64)
    count = 0
    having = np.zeros(257, np.int64)
    for row in rows:
        having[:] = 0
        for at in range(offsets[row], offsets[row + 1]):
            having[frequency[at]] += 1
        wanted = offsets[row + 1] - offsets[row] - having[0] - having[1] - least[row] + 1
        if wanted <= 0:
            continue
        limit = 2
        while wanted > having[limit]:
            wanted -= having[limit]
            limit += 1
        for at in range(offsets[row], offsets[row + 1]):
            is_last_kind = frequency[at] == limit and wanted > 0
            if is_last_kind or 1 < frequency[at] < limit:
                wanted -= is_last_kind
                if count == len(places):
                    places = np.concatenate((places, np.empty_like(places)))
                places[count] = at
                count += 1
    return places[:count].copy()


def _occurrences(
    shingles: NDArray[np.uint64],
    offsets: NDArray[np.int64],
    rows: Rows,
    frequency: NDArray[np.uint8],
    wanted: NDArray[np.uint64],
    resources: Resources,
) -> NDArray[np.int64]:
    """Where any of the shingles `wanted`, sorted, stands in the documents that were counted: int64 (m,), ascending."""
    among = np.zeros(1 << (16 * len(wanted)).bit_length(), np.uint8)
    among[wanted & np.uint64(len(among) - 1)] = 1

    def find(documents: Rows) -> NDArray[np.int64]:
        start, stop = offsets[documents[0]], offsets[documents[-1] + 1]
        found: NDArray[np.int64] = places_of(shingles, frequency, start, stop, wanted, among)
        return found

    found, lanes = [np.empty(0, np.int64)], resources.lanes(offsets)
    for block in resources.blocks(offsets, rows):
        found += resources.each(find, [part for part in np.array_split(rows[block], lanes) if len(part)])
        resources.release()
    return np.concatenate(found)


@kernel(UINT64S, UINT8S, INT64, INT64, UINT64S, UINT8S)
def places_of(shingles: Any, frequency: Any, start: Any, stop: Any, wanted: Any, among: Any) -> Any:
    """The places from `start` to `stop` of shared shingles that are `wanted`.

    `among` is a table of 16 to 32 slots for each of these, by low bits, which sorts out nearly all others.
    """
    places = np.empty(64, np.int64)
    count = 0
    last = np.uint64(len(among) - 1)
    for at in range(start, stop):
        if frequency[at] > 1 and among[shingles[at] & last]:
            number = np.searchsorted(wanted, shingles[at])
            if number < len(wanted) and wanted[number] == shingles[at]:
                if count == len(places):
                    places = np.concatenate((places, np.empty_like(places)))
                places[count] = at
                count += 1
    return places[:count].copy()


def least_overlap(sizes: NDArray[np.int64], threshold: float) -> NDArray[np.int64]:
    """The least o with o / size >= threshold, in the floating-point arithmetic that decides later."""
    least: NDArray[np.int64] = np.ceil(sizes * threshold).astype(np.int64)
    filled = np.maximum(sizes, 1)
    least -= (least - 1) / filled >= threshold
    least += least / filled < threshold
    return least
