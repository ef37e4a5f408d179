"""Crowds: very many documents that share most of their shingles, in a form in which any two are compared quickly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.candidates import Keys, Rows
from dedup.duplicates.resources import Resources
from dedup.kernel import INT64, INT64S, UINT8S, UINT64S, kernel

# What a vocabulary is made from: so many documents of a crowd, while they have so many shingles.
_SAMPLED = 512
_SAMPLED_SHINGLES = 1 << 22
# At most so many times the shingles of one of these documents are in the vocabulary.
_WIDTH = 8
# A packed document has at most one word of 64 bits for so many shingles: else comparing the shingles is as good.
_SHINGLES_A_WORD = 3


@dataclass(frozen=True, slots=True, eq=False)
class Crowds:
    """Documents of n in crowds: row i is in the crowd `numbers[i]`, -1 for none; documents under a key that very many
    have are in one crowd.

    Row i is packed at `packed[places[i]:]`, or not packed where that is -1. A crowd has a vocabulary, the shingles that
    many of its documents have. A packed document is how many words of bits and how many other shingles follow, a bit
    for each shingle of the vocabulary, and its shingles that are not in the vocabulary, sorted, without those that no
    other document has. Two documents of a crowd share as many shingles as they share bits and other shingles.
    `numbers` and `places` int64 (n,), or (0,) where there is no crowd; `packed` uint64.
    """

    numbers: NDArray[np.int64]
    places: NDArray[np.int64]
    packed: NDArray[np.uint64]

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each crowd begins in a list of all their documents, by crowd; at last the length of the list."""
        sizes = np.bincount(self.numbers[self.numbers >= 0])
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])

    @classmethod
    def of(
        cls,
        shingles: NDArray[np.uint64],
        offsets: NDArray[np.int64],
        keys: Keys,
        frequency: NDArray[np.uint8],
        resources: Resources,
    ) -> Crowds:
        """Pack the documents that share a key with many others, directly or through others.

        `frequency` is how many documents have each of the shingles, as from `document_frequency`. What is packed takes
        at most an eighth of the memory that there is.
        """
        numbers, members = _crowds(keys, resources.crowd)
        if not len(members):
            return cls(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.uint64))
        crowd, places = (np.full(len(offsets) - 1, -1, np.int64) for _ in range(2))
        packed: list[NDArray[np.uint64]] = []
        size = 0
        for rows in np.split(members, np.flatnonzero(np.diff(numbers)) + 1):
            vocabulary = _vocabulary(shingles, offsets, rows)
            room = resources.piece // shingles.itemsize - size
            words, begins = pack(shingles, offsets, rows, frequency, vocabulary, room)
            crowd[rows] = len(packed)
            places[rows] = np.where(begins < 0, -1, begins + size)
            packed.append(words)
            size += len(words)
            resources.release()
        return cls(crowd, places, np.concatenate(packed))


def _crowds(keys: Keys, least: int) -> tuple[Rows, Rows]:
    """Documents that share a key with at least `least` - 1 others: the numbers of their crowds, ascending, and they."""
    counts = np.bincount(keys.numbers)
    if counts.max(initial=0) < least:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    crowd = connected(keys.starts, keys.numbers, counts >= least)
    order = np.argsort(crowd, kind="stable")
    members = order[np.searchsorted(crowd[order], 0) :]
    return crowd[members], members


@kernel(INT64S, INT64S, "Array(boolean, 1, 'C', True)")
def connected(starts: Any, numbers: Any, chosen: Any) -> Any:
    """For each document the first one that it is connected with by `chosen` keys, -1 where it has none. int64 (n,)"""
    above = np.arange(len(starts) - 1)
    first = np.full(len(chosen), -1, np.int64)
    found = np.full(len(starts) - 1, -1, np.int64)

    def root(row: Any) -> Any:
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
    """The shingles that several of a few of the documents have, sorted: the most frequent, if there are very many."""
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
    """Pack the documents that get smaller by it, in at most `room` words: the words, and where each of them begins."""
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
