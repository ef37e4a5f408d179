"""Words of a text as hashes with their places: one pass over its code points."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import (
    ALEF,
    ALLAH,
    COMBINING_HAMZA,
    EXPANDED,
    HAMZA,
    HEH,
    SEPARATOR,
    WAW,
    YEH,
    folding,
)
from dedup.kernel import INT64S, UINT32S, UINT64_ROWS, kernel, mix64

NATIVE_UTF_32 = f"utf-32-{sys.byteorder[0]}e"
"""The encoding of a text in which it is an array of code points of this machine."""

# A word hashes to mix64 of a polynomial over its folded letters modulo 2**64, so hashes of its prefixes and
# suffixes can be had on the way. The multiplier is odd: no letter is ever shifted out (Knuth's, for MMIX).
_MULTIPLIER = np.uint64(6364136223846793005)
# Where the polynomial starts: as if U+0001 stood in front, which no word contains, so that length counts too.
_EMPTY = np.uint64(1)
_ALEF, _HEH, _WAW, _YEH, _HAMZA, _ALLAH = map(ord, (ALEF, HEH, WAW, YEH, HAMZA, ALLAH))

# Many fonts draw ﷲ without its alef, so that it is printed for الله as اﷲ and for لله ("to God") as ﷲ; to others it
# is الله by itself. Nobody can tell from the letter: these words, that behind a lam too (لﷲ), are one to matching.
_ALIKE = tuple(
    (conjunction + "الله", conjunction + form) for conjunction in ("", "و", "ف") for form in ("لله", "لالله")
)


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of a text, in order.

    `hashes` (n,) uint64; `starts` and `ends` (n,) int64, half open, in code points of the text as given.
    A word starts at its first letter and ends at the separator: marks, tatweel and format characters after
    its last letter belong to it, those before its first do not. Words that come out of one code point (ﷺ is
    four) share that code point. A run of code points that all fold to nothing is no word.
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.hashes)


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text, shape (len(text),); lone surrogates are code points like others."""
    return np.frombuffer(text.encode(NATIVE_UTF_32, "surrogatepass"), dtype=np.uint32)


def words(text: str) -> Words:
    """The folded words of a text as matching compares them: their hashes, and where they stand in it.

    Words that one ligature is printed for have one hash: لله that of الله.
    """
    return _found(text, _alike())


def spelled_words(text: str) -> Words:
    """The folded words of a text, told apart by every letter."""
    return _found(text, np.empty((0, 2), np.uint64))


def _found(text: str, alike: NDArray[np.uint64]) -> Words:
    table = folding()
    points = code_points(text)
    (hashes, starts, ends), expands = _scan(points, table.entries, alike)
    if expands:
        points, places = _expand(points, table.entries, table.expansions, table.expansion_offsets)
        (hashes, starts, ends), _ = _scan(points, table.entries, alike)
        starts, ends = places[starts], places[ends - 1] + 1
    return Words(hashes.view(np.uint64), starts, ends)


def word_hash(word: str) -> int:
    """The hash that `words` gives a word; the word is given as folded, one word of `fold(text)`."""
    return _spelled_hash(matched_spelling(word))


def matched_spelling(word: str) -> str:
    """The spelling that stands for all folded words which have the hash of this one: الله for لله, else the word."""
    return next((first for first, other in _ALIKE if other == word), word)


def _spelled_hash(word: str) -> int:
    state = int(_EMPTY)
    for letter in word:
        state = (state * int(_MULTIPLIER) + ord(letter)) % 2**64
    return int(mix64(np.array([state], dtype=np.uint64))[0])


@cache
def _alike() -> NDArray[np.uint64]:
    """Pairs of hashes (n, 2): that of a word, and that of another which counts as the same."""
    return np.array([[_spelled_hash(word) for word in pair] for pair in _ALIKE], dtype=np.uint64)


@kernel(UINT32S, UINT32S, UINT32S, INT64S)
def _expand(points: Any, entries: Any, expansions: Any, offsets: Any) -> Any:
    """The text with code points that fold to several written out, and each one's place in the original."""
    length = len(points)
    for point in points:
        if entries[point] >= EXPANDED:
            run = entries[point] - EXPANDED
            length += offsets[run + 1] - offsets[run] - 1
    expanded, places = np.empty(length, np.uint32), np.empty(length, np.int64)
    count = 0
    last = np.uint32(SEPARATOR)  # the folded letter before, in the same word
    for place in range(len(points)):
        entry = entries[points[place]]
        if entry < EXPANDED:
            expanded[count], places[count] = points[place], place
            count += 1
            if entry > COMBINING_HAMZA or entry == SEPARATOR:
                last = entry
        else:
            run = entry - EXPANDED
            first = offsets[run] + (points[place] == _ALLAH and last == _ALEF)
            for letter in expansions[first : offsets[run + 1]]:
                expanded[count], places[count] = letter, place
                count += 1
            last = expansions[offsets[run + 1] - 1]
    return expanded[:count].copy(), places[:count].copy()


@kernel(UINT32S, UINT32S, UINT64_ROWS)
def _scan(points: Any, entries: Any, alike: Any) -> Any:
    """Hashes, starts, ends of the words, shape (3, n), and whether code points must be written out first."""
    found = np.empty((3, len(points) // 2 + 1), np.int64)
    every_bit = np.uint32(0)
    count = place = 0
    while place < len(points):
        entry = entries[points[place]]
        if entry <= COMBINING_HAMZA:
            place += 1
            continue
        found[1, count] = place
        state = before = _EMPTY
        last = entry
        while entry != SEPARATOR:
            every_bit |= entry
            if entry > COMBINING_HAMZA:
                before, last = state, entry
                state = before * _MULTIPLIER + np.uint64(entry)
            elif entry == COMBINING_HAMZA and last in (_WAW, _YEH):
                last = np.uint32(_HAMZA)
                state = before * _MULTIPLIER + np.uint64(_HAMZA)
            place += 1
            if place == len(points):
                break
            entry = entries[points[place]]
        value = mix64(state)
        if last == _HEH:  # as in all of `_ALIKE`: few words get here
            for pair in range(len(alike)):
                if value == alike[pair, 1]:
                    value = alike[pair, 0]
        found[0, count], found[2, count] = np.int64(value), place
        count += 1
    return found[:, :count].copy(), every_bit >= EXPANDED
