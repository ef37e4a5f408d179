"""Candidate pairs: documents that share a band of their signatures, or a rare shingle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.resources import UNLIMITED, Resources
from dedup.kernel import INT64, INT64S, UINT8_TABLE, UINT8S, UINT64S, kernel
from dedup.rows import is_first, offsets_of

Rows = NDArray[np.int64]

# Parts of the range of hashes, by their leading bits; with more, a document has too few shingles in each. Chosen.
_PARTS = 64
_PART_SHIFT = np.uint64(58)  # 64 - log2(_PARTS)


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys of n documents: document i has `numbers[starts[i]:starts[i + 1]]`.

    `starts` int64 (n + 1,), `numbers` int64 from 0 on. Documents that share a key are candidates for comparison.
    """

    starts: NDArray[np.int64]
    numbers: NDArray[np.int64]

    @property
    def rows(self) -> Rows:
        """The document of each entry of `numbers`, ascending, int64."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    @classmethod
    def of(cls, numbers: NDArray[np.int64], rows: Rows, documents: int) -> Keys:
        """The keys of `documents` documents, from `numbers` and the document of each, `rows`, ascending."""
        return cls(offsets_of(np.bincount(rows, minlength=documents)), numbers)

    @classmethod
    def shared(cls, hashes: NDArray[np.uint64], rows: Rows, documents: int) -> Keys:
        """Keys from hashes and their documents `rows`, ascending; hashes that occur once are left out.

        Equal hashes get one number. The numbers ascend with the hashes, with gaps.
        """
        likely = may_repeat(hashes)  # leaves out nearly all others before they are sorted
        hashes, rows = hashes[likely], rows[likely]
        order = np.argsort(hashes)
        ordered = hashes[order]
        number = np.cumsum(is_first(ordered)) - 1
        numbers = np.empty(len(order), dtype=np.int64)
        numbers[order] = number
        shared = np.bincount(number)[numbers] > 1
        return cls.of(numbers[shared], rows[shared], documents)

    def joined(self, other: Keys) -> Keys:
        """The keys of both for each document; the numbers of `other` are increased, so that they differ from these."""
        numbers = np.concatenate([self.numbers, other.numbers + self.numbers.max(initial=-1) + 1])
        rows = np.concatenate([self.rows, other.rows])
        order = np.argsort(rows, kind="stable")
        return Keys.of(numbers[order], rows[order], len(self.starts) - 1)


@kernel(UINT64S)
def may_repeat(hashes: Any) -> Any:
    """Which hashes share their low bits with another hash, bool (n,): all that occur twice, and a few more.

    They are counted in a table of one byte a slot, with 4 to 8 slots a hash.
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
    """The keys of `documents` documents from their bands; those that only one document has are left out.

    `band_keys` uint64 (m, bands) are those of the documents `rows` (m,), ascending; all other documents have no keys.
    """
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
    """The keys by which every container of each document of `rows` is found: an index, and the probes to look up in it.

    The index has, for each document of `rows`, its shingles that are a probe of any document. `frequency` is what
    `document_frequency` gives for these rows. A document of `size` shingles that is contained in another one shares at
    least o = ceil(threshold * size) of them with it, so at least one of any size - o + 1 (prefix filtering). The rarest
    size - o + 1 are in the fewest documents. Those that no other document has are among these and need no look-up; so a
    document with more than size - o of them, as most have, has no probes. A document with fewer than `least` shingles
    has none either.

    Source: Bayardo, Ma and Srikant, Scaling Up All Pairs Similarity Search, WWW 2007; Xiao, Wang, Lin and Yu, Efficient
    Similarity Joins for Near Duplicate Detection, WWW 2008.
    """
    sizes = np.diff(offsets)
    probes = rarest(frequency, offsets, rows[sizes[rows] >= least], least_overlap(sizes, threshold))
    wanted, numbers = np.unique(shingles[probes], return_inverse=True)
    found = _occurrences(shingles, offsets, rows, frequency, wanted, resources)
    return _keys_at(found, np.searchsorted(wanted, shingles[found]), offsets), _keys_at(probes, numbers, offsets)


def _keys_at(places: NDArray[np.int64], numbers: NDArray[np.int64], offsets: NDArray[np.int64]) -> Keys:
    """The keys from numbers of shingles and the ascending `places` of these in the array of all shingles."""
    rows = np.searchsorted(offsets, places, side="right") - 1
    return Keys.of(numbers, rows, len(offsets) - 1)


def document_frequency(
    shingles: NDArray[np.uint64], offsets: NDArray[np.int64], rows: Rows, resources: Resources = UNLIMITED
) -> NDArray[np.uint8]:
    """How many of the documents `rows` have each shingle, uint8 (shingles,); 0 for shingles of other documents.

    The numbers are at most 255, sometimes too high, otherwise never too low. Shingles are counted by their low bits in
    a table of 4 to 8 slots a shingle. One in six of those that only one document has shares its slot with another
    shingle and seems to occur twice. The table is split by the leading bits, and as many parts are counted at a time as
    fit the processor's cache or, where the shingles are in a file that is read twice for each pass, the memory. Each
    thread counts parts of its own.
    """
    slots = slots_for(len(shingles))
    frequency = np.zeros(len(shingles), np.uint8)
    blocks = resources.blocks(offsets, rows)
    own = _PARTS // min(resources.lanes(offsets), _PARTS)
    at_once = min(own, resources.parts_at_once(slots, _PARTS, offsets))

    def count(first: int) -> None:
        """Count the parts from `first` on that belong to one thread, and write their counts into `frequency`."""
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
    """The number of slots of each of the 64 parts of the table in which so many shingles are counted.

    It is a power of two, at least 64, with at least 4 slots a shingle in all parts together.
    """
    slots = 64
    while slots * _PARTS < 4 * shingles:
        slots *= 2
    return slots


@kernel(UINT64S, INT64S, INT64S, INT64)
def first_places(shingles: Any, offsets: Any, rows: Any, part: Any) -> Any:
    """The place, among all shingles, of the first one of each row in this part or a later one, int64 (rows,).

    It is the end of the row where there is none.
    """
    places = np.empty(len(rows), np.int64)
    least = np.uint64(part) << _PART_SHIFT
    for turn, row in enumerate(rows):
        places[turn] = offsets[row] + np.searchsorted(shingles[offsets[row] : offsets[row + 1]], least)
    return places


@kernel(UINT64S, INT64S, INT64S, INT64S, INT64, INT64, UINT8_TABLE)
def count_shingles(shingles: Any, offsets: Any, rows: Any, begins: Any, part: Any, end: Any, table: Any) -> Any:
    """Count in `table` the shingles of the parts from `part` to `end` (half open) of each row, up to 255 in a slot.

    `begins` int64 (rows,) has the place of the first shingle of each row in `part` or a later one, or the row's end.
    `table` uint8 has a power of two slots for each of these parts, one part after the other.
    """
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
    """Copy into `frequency` what `count_shingles`, with the same parameters, counted of each shingle.

    Returns the place from which each row has shingles of part `end` or later, or the row's end, int64 (rows,).
    """
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
    """The places in the array of all shingles of the probes of each document of `rows`, int64, document by document.

    `frequency` uint8 has a count for each shingle; `least` int64 (n,) is the overlap o that a container has with each
    document. Of the shingles with a frequency above 1, all but o - 1 are probes: the rarest ones, and of equally
    frequent ones the first. A document with fewer than o of them has none.
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
    """The places in the documents `rows` (ascending) of shingles in `wanted` (sorted), int64 (m,), ascending.

    Only shingles with a frequency above 1 are found.
    """
    among = np.zeros(1 << (16 * len(wanted)).bit_length(), np.uint8)
    among[wanted & np.uint64(len(among) - 1)] = 1

    def find(documents: Rows) -> NDArray[np.int64]:
        """The places in some consecutive documents."""
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
    """The places from `start` to before `stop` of shingles in `wanted` (sorted) with a frequency above 1, int64.

    `among` is a table of 16 to 32 slots a wanted shingle, by low bits. It rules out nearly all others at once.
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
    """The least overlap o with o / size >= `threshold` for each of `sizes` (n,), int64 (n,); 1 for a size of 0.

    Computed in the same floating-point arithmetic as the decision.
    """
    least: NDArray[np.int64] = np.ceil(sizes * threshold).astype(np.int64)
    filled = np.maximum(sizes, 1)
    least -= (least - 1) / filled >= threshold
    least += least / filled < threshold
    return least
