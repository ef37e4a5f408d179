"""Packed shingles of large groups of documents that share most of their shingles, for fast comparison of any two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.candidates import Keys, Rows
from dedup.duplicates.resources import Resources
from dedup.kernel import BOOLS, INT64, INT64S, UINT8S, UINT64S, kernel
from dedup.rows import offsets_of

# A vocabulary is made from at most so many documents of a group, and so many shingles. Both chosen.
_SAMPLED = 512
_SAMPLED_SHINGLES = 1 << 22
_WIDTH = 8  # the size of a vocabulary, at most, in shingles of the mean document; chosen
_SHINGLES_A_WORD = 3  # shingles that a word of 64 bits must replace; with fewer, packing does not pay. Chosen


@dataclass(frozen=True, slots=True, eq=False)
class PackedGroups:
    """Groups of documents that are connected by frequent keys, with their shingles packed.

    Of n documents, row i is in the group `numbers[i]`, -1 for none; its packed shingles begin at `packed[places[i]]`,
    and it is not packed where `places[i]` is -1. A group has a vocabulary: the shingles that many of its documents
    have. A packed document consists of the number of its words of bits; the number of its other shingles; a bit for
    each shingle of the vocabulary; and its shingles outside the vocabulary, sorted, without those that no other
    document has. The number of shingles that two documents of a group share is the number of bits and of other shingles
    that they share. `numbers` and `places` int64 (n,), or (0,) where there is no group; `packed` uint64.
    """

    numbers: NDArray[np.int64]
    places: NDArray[np.int64]
    packed: NDArray[np.uint64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each of g groups begins in a list of the members of all, group by group; int64 (g + 1,).

        The last number is the length of that list.
        """
        return offsets_of(np.bincount(self.numbers[self.numbers >= 0]))

    @classmethod
    def of(
        cls,
        shingles: NDArray[np.uint64],
        offsets: NDArray[np.int64],
        keys: Keys,
        frequency: NDArray[np.uint8],
        resources: Resources,
    ) -> PackedGroups:
        """Pack the documents that share a frequent key, directly or through other documents.

        A key is frequent from `resources.frequent` documents on. `frequency` is from `document_frequency`. `packed`
        takes at most an eighth of the memory limit. Documents beyond it, and those that `pack` leaves out, have a group
        but are not packed.
        """
        numbers, members = _frequent_groups(keys, resources.frequent)
        if not len(members):
            return cls(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint64))
        group, places = (np.full(len(offsets) - 1, -1, np.int64) for _ in range(2))
        packed: list[NDArray[np.uint64]] = []
        size = 0
        for rows in np.split(members, np.flatnonzero(np.diff(numbers)) + 1):
            vocabulary = _vocabulary(shingles, offsets, rows)
            room = resources.piece // shingles.itemsize - size
            words, begins = pack(shingles, offsets, rows, frequency, vocabulary, room)
            group[rows] = len(packed)
            places[rows] = np.where(begins < 0, -1, begins + size)
            packed.append(words)
            size += len(words)
            resources.release()
        return cls(group, places, np.concatenate(packed))


def _frequent_groups(keys: Keys, least: int) -> tuple[Rows, Rows]:
    """The documents that have a key of at least `least` documents: the group of each, ascending, and its row.

    A group is named by the row of its first document. Both arrays are empty where there is no such key.
    """
    counts = np.bincount(keys.numbers)
    if counts.max(initial=0) < least:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    group = first_connected(keys.starts, keys.numbers, counts >= least)
    order = np.argsort(group, kind="stable")
    members = order[np.searchsorted(group[order], 0) :]
    return group[members], members


@kernel(INT64S, INT64S, BOOLS)
def first_connected(starts: Any, numbers: Any, chosen: Any) -> Any:
    """The group of each document, as the number of its first document, int64 (n,); -1 for one without a chosen key.

    Documents that share a key that is `chosen` (bool, by key) are in one group, directly or through other documents.
    The keys of document i are `numbers[starts[i]:starts[i + 1]]`; `starts` is int64 (n + 1,), `numbers` int64.
    """
    above = np.arange(len(starts) - 1)
    first = np.full(len(chosen), -1, np.int64)
    found = np.full(len(starts) - 1, -1, np.int64)

    def root(row: Any) -> Any:
        """The first document of a tree of the union-find structure, with path halving."""
        while above[row] != row:
            above[row] = above[above[row]]
            row = above[row]
        return row

    for row in range(len(found)):
        for number in numbers[starts[row] : starts[row + 1]]:
            if chosen[number]:
                found[row] = row
                if first[number] < 0:
                    first[number] = row
                one, other = root(row), root(first[number])
                above[max(one, other)] = min(one, other)
    for row in range(len(found)):
        if found[row] >= 0:
            found[row] = root(row)
    return found


def _vocabulary(shingles: NDArray[np.uint64], offsets: NDArray[np.int64], rows: Rows) -> NDArray[np.uint64]:
    """The shingles that at least two of a sample of the documents have, sorted; of very many, the most frequent.

    At most `_WIDTH` times as many are chosen as a document of the sample has on average.
    """
    chosen = rows[:: -(-len(rows) // _SAMPLED)]
    sizes = offsets[chosen + 1] - offsets[chosen]
    fits = np.cumsum(sizes) <= _SAMPLED_SHINGLES
    chosen, sizes = chosen[fits], sizes[fits]
    if not len(chosen):
        return np.empty(0, np.uint64)
    sample = np.concatenate([shingles[offsets[row] : offsets[row + 1]] for row in chosen])
    values, counts = np.unique(sample, return_counts=True)
    values, counts = values[counts > 1], counts[counts > 1]
    most_frequent = np.argsort(-counts, kind="stable")[: int(_WIDTH * sizes.mean())]
    return values[np.sort(most_frequent)]


@kernel(UINT64S, INT64S, INT64S, UINT8S, UINT64S, INT64)
def pack(shingles: Any, offsets: Any, rows: Any, frequency: Any, vocabulary: Any, room: Any) -> Any:
    """Pack the documents `rows` that take, without their two counts, at most a third as many words as shingles.

    All take at most `room` words; a document that could exceed it is left out, and the next ones are tried. Of the
    shingles outside `vocabulary` (sorted), those with a `frequency` of 0 or 1 are left out. Returns the words, uint64,
    and the place where each document begins, int64 (rows,), -1 for one that is not packed.
    """
    words = (len(vocabulary) + 63) // 64
    packed, size = np.empty(64, np.uint64), 0
    begins = np.full(len(rows), -1, np.int64)
    for turn, row in enumerate(rows):
        most = (offsets[row + 1] - offsets[row]) // _SHINGLES_A_WORD
        if words > most or size + 2 + most > room:
            continue
        while size + 2 + most > len(packed):
            packed = np.concatenate((packed, np.empty_like(packed)))
        bits, others = size + 2, size + 2 + words
        packed[bits:others] = 0
        place = 0
        for at in range(offsets[row], offsets[row + 1]):
            while place < len(vocabulary) and vocabulary[place] < shingles[at]:
                place += 1
            if place < len(vocabulary) and vocabulary[place] == shingles[at]:
                packed[bits + place // 64] |= np.uint64(1) << np.uint64(place % 64)
            elif frequency[at] > 1:
                if others == bits + most:
                    others += 1
                    break
                packed[others] = shingles[at]
                others += 1
        if others <= bits + most:
            packed[size], packed[size + 1] = words, others - bits - words
            begins[turn], size = size, others
    return packed[:size].copy(), begins
