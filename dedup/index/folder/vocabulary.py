"""The vocabulary of an index: each distinct word hash has a number, and documents are stored as these numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64S, UINT8S, UINT32_TABLE, UINT64_TABLE, UINT64S, helper, kernel

_FREE = np.uint32(0xFFFFFFFF)  # marks an empty slot: no word has this number
_LEAST_SLOTS = 1 << 16  # slots of the smallest hash table, 256 KB; chosen


class Vocabulary:
    """Word hashes, uint64, numbered from 0 in the order of first occurrence, so frequent words get small numbers."""

    def __init__(self, known: NDArray[np.uint64]) -> None:
        self._count = len(known)
        self._words = known.copy()
        self._slots = np.empty(0, np.uint32)
        self._make_room(0)

    def __len__(self) -> int:
        return self._count

    def encode(
        self, words: NDArray[np.uint64], offsets: NDArray[np.int64]
    ) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Documents as bytes, uint8, and their offsets in these, int64 (n + 1,); new words get numbers.

        Document i has the words `words[offsets[i]:offsets[i + 1]]`. A number is written seven bits to a byte, the
        lowest first, the last byte below 128 (LEB128).
        """
        self._make_room(len(words))
        encoded, ends, self._count = _encode(words, offsets, self._slots, self._words, self._count)
        return encoded, ends

    def since(self, number: int) -> NDArray[np.uint64]:
        """The word hashes with the numbers from `number` on."""
        return self._words[number : self._count]

    def _make_room(self, coming: int) -> None:
        """Make room for `coming` more words, with at least half of the slots left empty."""
        wanted = self._count + coming
        if wanted > len(self._words):
            grown = np.empty(max(wanted, 2 * self._count), np.uint64)
            grown[: self._count] = self._words[: self._count]
            self._words = grown
        slots = max(len(self._slots), _LEAST_SLOTS)
        while slots < 2 * wanted:
            slots *= 2
        if slots > len(self._slots):
            self._slots = np.full(slots, _FREE)
            _enter(self._words, self._count, self._slots)


@helper
def find_slot(word: Any, slots: Any, words: Any) -> Any:
    """The slot of a word in a hash table with linear probing, or the empty slot in which it belongs.

    `slots` uint32, a power of two of them, hold numbers of words; `words` uint64 are the words by number.
    """
    last = np.uint64(len(slots) - 1)
    slot = word & last
    while slots[slot] != _FREE and words[slots[slot]] != word:
        slot = (slot + np.uint64(1)) & last
    return slot


@kernel(UINT64S, INT64, UINT32_TABLE)
def _enter(words: Any, count: Any, slots: Any) -> Any:
    """Enter the first `count` of `words` into an empty hash table `slots`."""
    for number in range(count):
        slots[find_slot(words[number], slots, words)] = number


@kernel(UINT64S, INT64S, UINT32_TABLE, UINT64_TABLE, INT64)
def _encode(sequence: Any, offsets: Any, slots: Any, words: Any, count: Any) -> Any:
    """Encode documents, see `Vocabulary.encode`; new words get the numbers from `count` on.

    `sequence` uint64 and `offsets` int64 (n + 1,) are the documents; `slots` and `words`, changed in place, the hash
    table. Returns the bytes, their offsets, and the new number of words.
    """
    encoded = np.empty(5 * len(sequence), np.uint8)
    ends = np.zeros_like(offsets)
    at = 0
    for row in range(len(offsets) - 1):
        for word in sequence[offsets[row] : offsets[row + 1]]:
            slot = find_slot(word, slots, words)
            if slots[slot] == _FREE:
                words[count], slots[slot] = word, count
                count += 1
            number = slots[slot]
            while number >= 128:
                encoded[at] = (number & 127) | 128
                number >>= np.uint32(7)
                at += 1
            encoded[at] = number
            at += 1
        ends[row + 1] = at
    return encoded[:at].copy(), ends, count


@kernel(UINT8S, INT64S, UINT64S)
def decode(encoded: Any, ends: Any, vocabulary: Any) -> Any:
    """Decode documents that `Vocabulary.encode` wrote: their word hashes, joined, and the offsets of each.

    Document i is `encoded[ends[i]:ends[i + 1]]`, uint8, which may hold any bytes; `ends` int64 (n + 1,); `vocabulary`
    uint64, the words by number. The third result is uint8 (n,): 0 for a document that is damaged, since a number is not
    in the vocabulary, which gives the word 0, or the last one breaks off, which gives no word.
    """
    words = np.empty(len(encoded), np.uint64)
    offsets = np.zeros_like(ends)
    whole = np.ones(len(ends) - 1, np.uint8)
    count = 0
    for row in range(len(ends) - 1):
        number, shift = np.uint64(0), np.uint64(0)
        for byte in encoded[ends[row] : ends[row + 1]]:
            number |= np.uint64(byte & 127) << shift
            shift = min(shift + np.uint64(7), np.uint64(63))
            if byte < 128:
                known = number < np.uint64(len(vocabulary))
                words[count] = vocabulary[number] if known else np.uint64(0)
                if not known:
                    whole[row] = 0
                count += 1
                number, shift = np.uint64(0), np.uint64(0)
        if shift:
            whole[row] = 0
        offsets[row + 1] = count
    return words[:count].copy(), offsets, whole
