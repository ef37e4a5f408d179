"""Words by number: each distinct word is stored once, and documents as runs of small numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64S, UINT8S, UINT32_TABLE, UINT64_TABLE, UINT64S, helper, kernel

_FREE = np.uint32(0xFFFFFFFF)
_LEAST_SLOTS = 1 << 16


class Vocabulary:
    """The words of an index, numbered in the order in which they were first met: frequent ones have small numbers."""

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
        """Sequences of words as bytes, and where each begins and the last ends; new words are numbered.

        A number is written seven bits to a byte, the lowest first, the last byte below 128 (LEB128).
        """
        self._make_room(len(words))
        encoded, ends, self._count = _encode(words, offsets, self._slots, self._words, self._count)
        return encoded, ends

    def since(self, number: int) -> NDArray[np.uint64]:
        """The words numbered from `number` on."""
        return self._words[number : self._count]

    def _make_room(self, coming: int) -> None:
        """Room for as many more words, half of the slots staying free."""
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
    """The slot of a word in an open-addressing table of numbers, or the free one where it would stand."""
    last = np.uint64(len(slots) - 1)
    slot = word & last
    while slots[slot] != _FREE and words[slots[slot]] != word:
        slot = (slot + np.uint64(1)) & last
    return slot


@kernel(UINT64S, INT64, UINT32_TABLE)
def _enter(words: Any, count: Any, slots: Any) -> Any:
    """Enter the first `count` words into an empty table."""
    for number in range(count):
        slots[find_slot(words[number], slots, words)] = number


@kernel(UINT64S, INT64S, UINT32_TABLE, UINT64_TABLE, INT64)
def _encode(sequence: Any, offsets: Any, slots: Any, words: Any, count: Any) -> Any:
    """Number the words of each sequence, new ones from `count` on; returns bytes, their offsets, and the new count."""
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
    """The words of documents that `Vocabulary.encode` wrote, one after the other, and where each begins.

    Document i lies in `encoded[ends[i]:ends[i + 1]]`, which may be any bytes. Also uint8 (n,): 0 for a document whose
    numbers do not end where it ends, or are not of the vocabulary: the word 0 stands for these.
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
