"""Listed phrases among the atoms of a page, for kernels."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import GAP, KIND, LINE, MARK, NUMBER
from dedup.boilerplate.lexicon.phrases import CATEGORIES, GOES_ON, LONGEST, NUMBER_SHIFT, load_shipped, phrase_table
from dedup.boilerplate.lexicon.table import TABLE_TYPE, lookup
from dedup.kernel import UINT64S, helper, kernel, mix64

_CATEGORIES = ("date", "related", "source", "tags")
_HEADINGS = tuple(2 * CATEGORIES.index(category) + 1 for category in _CATEGORIES)
"""The numbers of the shipped phrases of these categories, of low or medium risk."""
LISTED = f"Tuple(({TABLE_TYPE}, {UINT64S}))"
"""Numba's type of `shipped`."""


@cache
def shipped() -> tuple[tuple[NDArray[np.uint64], NDArray[np.int64]], NDArray[np.uint64]]:
    """The arrays of the table of shipped headings, and their filter for `may_begin`; made once."""
    table = phrase_table(phrase for phrase in load_shipped() if phrase.category in _CATEGORIES)
    return table.arrays, _filter(table.keys)


@kernel(UINT64S)
def _filter(keys: Any) -> Any:
    """`filter_of` the keys, (1024,) uint64."""
    return filter_of(keys)


@helper
def filter_of(keys: Any) -> Any:
    """A filter of 65,536 bits for keys; it fits the fastest cache and rules out most words that begin no phrase."""
    bits = np.zeros(1024, np.uint64)
    for key in keys:
        if key:
            bits[(key >> np.uint64(6)) & np.uint64(1023)] |= np.uint64(1) << (key & np.uint64(63))
    return bits


@helper
def may_hold(bits: Any, key: Any) -> Any:
    """Whether a key may be one of the keys that the filter was made from; it is none of them where this is false."""
    return (bits[(key >> np.uint64(6)) & np.uint64(1023)] >> (key & np.uint64(63))) & np.uint64(1) != 0


@helper
def may_begin(bits: Any, first: Any, second: Any) -> Any:
    """Whether a heading of `shipped` may begin with the words of two hashes; `second` is 0 where no word comes next.

    It does not where this is false: one of a single word has a colon behind it. This takes numbers, not the arrays of a
    page, so that it costs next to nothing.
    """
    if not may_hold(bits, first):
        return False
    return second == 0 or may_hold(bits, mix64(first ^ mix64(second)))


@helper
def listed_phrase(rows: Any, hashes: Any, first: Any, last: Any, phrases: Any) -> Any:
    """The number of the longest listed phrase that begins at the atom `first`, the atom after it, and its words.

    Where there is none, 0, `first` and 0. Marks between its words are skipped; a line break and the atom `last` end it.
    """
    state = hashes[first]
    found, end, length = np.int64(0), first, 0
    at, words = first, 1
    while True:
        value = lookup(phrases, state)
        if value >> NUMBER_SHIFT:
            found, end, length = value >> NUMBER_SHIFT, at + 1, words
        if not value & GOES_ON or words == LONGEST:
            break
        at += 1
        while at < last and rows[at, KIND] == MARK and rows[at, GAP] < LINE and at - first < 2 * LONGEST:
            at += 1
        if at == last or rows[at, GAP] >= LINE or rows[at, KIND] > NUMBER:
            break
        state = mix64(state ^ mix64(hashes[at]))
        words += 1
    return found, end, length


@helper
def is_heading(number: Any) -> Any:
    """Whether the number is that of phrases that announce what follows: fields, topics and links."""
    return number in _HEADINGS
