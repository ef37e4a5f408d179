"""Word shingles: a text as the set of the hashes of its runs of five folded words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64S, MULTIPLIER, UINT64S, helper, kernel, mix64

SHINGLE_WORDS = 5
"""Words in a shingle. Chosen: five words in a row are rarely equal by chance, and small edits keep most of them."""

_FREE = np.uint64(2**64 - 1)  # marks an empty slot: no shingle has this hash


def shingle_set(word_hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The 64-bit hashes of the shingles of a text, uint64 (n,), sorted and distinct.

    `word_hashes` uint64 (m,) as in `Words.hashes`. A text shorter than a shingle is one shingle of all its words; a
    text without words has none.
    """
    return shingle_sets(word_hashes, np.array([0, len(word_hashes)], np.int64))[0]


def shingle_sets(
    word_hashes: NDArray[np.uint64], offsets: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The shingle sets of n texts, joined, uint64, and their offsets, int64 (n + 1,).

    Text i has the words `word_hashes[offsets[i]:offsets[i + 1]]`, uint64; offsets int64 (n + 1,).
    """
    sets: tuple[NDArray[np.uint64], NDArray[np.int64]] = _sorted_runs(
        np.ascontiguousarray(word_hashes, np.uint64), np.ascontiguousarray(offsets, np.int64)
    )
    return sets


@helper
def shingle_hash(word_hashes: Any, first: Any, length: Any) -> Any:
    """The hash of the shingle of `length` words that starts at word `first` of `word_hashes`.

    `mix64` of a polynomial over the word hashes modulo 2**64. It starts from 1, so that the only shingle of a short
    text differs from longer ones. It is never 2**64 - 1. Kernels of other modules call this too: see `mix64` on
    changing it.
    """
    state = np.uint64(1)
    for word in range(first, first + length):
        state = state * MULTIPLIER + word_hashes[word]
    return min(mix64(state), _FREE - np.uint64(1))


@kernel(UINT64S, INT64S)
def _sorted_runs(word_hashes: Any, offsets: Any) -> Any:
    """`shingle_sets`: hash the runs of words of each text, sort the hashes, and remove repeated ones.

    Hashes are uniform, so each goes into a table at the place that its leading bits give, or shortly after: a
    linear-probing table that is kept in order needs no comparison sort. Source: Gonnet and Munro, The Analysis of
    Linear Probing Sort by the Use of a New Mathematical Transform, 1984.
    """
    longest = 0
    for text in range(len(offsets) - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    table = np.full(5 * longest + 2, _FREE)
    sets = np.empty(len(word_hashes), np.uint64)
    set_offsets = np.zeros_like(offsets)
    count = 0
    for text in range(len(offsets) - 1):
        words = offsets[text + 1] - offsets[text]
        length = min(SHINGLE_WORDS, words)
        runs = words - length + 1 if length else 0
        bits = 1
        while 1 << bits < 2 * runs:
            bits += 1
        for first in range(offsets[text], offsets[text] + runs):
            value = shingle_hash(word_hashes, first, length)
            slot: Any = np.int64(value >> np.uint64(64 - bits))
            while table[slot] < value:
                slot += 1
            while table[slot] != value and value != _FREE:
                table[slot], value = value, table[slot]
                slot += 1
        for slot in range((1 << bits) + runs):
            if table[slot] != _FREE:
                sets[count] = table[slot]
                count += 1
                table[slot] = _FREE
        set_offsets[text + 1] = count
    return sets[:count].copy(), set_offsets
