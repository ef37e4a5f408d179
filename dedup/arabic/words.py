"""The words of a text as hashes with offsets, in one pass over its code points."""

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
from dedup.kernel import INT64S, MULTIPLIER, UINT32S, UINT64_ROWS, kernel, mix64

NATIVE_UTF_32 = f"utf-32-{sys.byteorder[0]}e"
"""The name of UTF-32 in the byte order of this machine: a text in it is an array of code points."""

# The hash of a word is `mix64` of a polynomial over its folded letters modulo 2**64, with the factor `MULTIPLIER`, so
# that the hashes of its prefixes and suffixes can be computed on the way.
# The start of the polynomial, as if each word began with U+0001, which no word has: so the length counts too.
_EMPTY = np.uint64(1)
_ALEF, _HEH, _WAW, _YEH, _HAMZA, _ALLAH = map(ord, (ALEF, HEH, WAW, YEH, HAMZA, ALLAH))

# Many fonts draw ﷲ without its alef: with them, اﷲ is written for الله and ﷲ for لله ("to God"); with other fonts, ﷲ is
# الله. The code point does not tell which, so matching treats these words as equal, also after a lam (لﷲ).
_ALIKE = tuple(
    (conjunction + "الله", conjunction + form) for conjunction in ("", "و", "ف") for form in ("لله", "لالله")
)


@dataclass(frozen=True, slots=True)
class Words:
    """The n folded words of a text, in order.

    `hashes` uint64 (n,); `starts` and `ends` int64 (n,): word i is `text[starts[i]:ends[i]]`, in code points of the
    text as given. A word starts with its first letter and ends before the separator: marks, tatweel and format
    characters after its last letter belong to it, those before its first letter do not. Several words of one code
    point (ﷺ is four) all have the offsets of that code point. Code points that all fold to nothing are not a word.
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.hashes)


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text, uint32 (len(text),); lone surrogates are kept."""
    return np.frombuffer(text.encode(NATIVE_UTF_32, "surrogatepass"), dtype=np.uint32)


def words(text: str) -> Words:
    """The folded words of a text as matching compares them.

    Words that are written with the same ligature have the same hash: لله has that of الله.
    """
    return _found(text, _alike())


def spelled_words(text: str) -> Words:
    """The folded words of a text, with different hashes for all different words: لله is not الله here."""
    return _found(text, np.empty((0, 2), np.uint64))


def _found(text: str, alike: NDArray[np.uint64]) -> Words:
    """The words of a text; `alike` are pairs of hashes that count as equal, as from `_alike`."""
    table = folding()
    points = code_points(text)
    (hashes, starts, ends), expands = _scan(points, table.entries, alike)
    if expands:
        points, places = _expand(points, table.entries, table.expansions, table.expansion_offsets)
        (hashes, starts, ends), _ = _scan(points, table.entries, alike)
        starts, ends = places[starts], places[ends - 1] + 1
    return Words(hashes.view(np.uint64), starts, ends)


def word_hash(word: str) -> int:
    """The hash that `words` gives to a word, which must be folded: one word of `fold(text)`."""
    return _spelled_hash(matched_spelling(word))


def matched_spelling(word: str) -> str:
    """The spelling of all folded words that have the hash of this word: الله for لله, the word itself for most."""
    return next((first for first, other in _ALIKE if other == word), word)


def _spelled_hash(word: str) -> int:
    """The hash of the letters of a folded word, in Python: what `_scan` computes."""
    state = int(_EMPTY)
    for letter in word:
        state = (state * int(MULTIPLIER) + ord(letter)) % 2**64
    return int(mix64(np.array([state], dtype=np.uint64))[0])


@cache
def _alike() -> NDArray[np.uint64]:
    """Pairs of hashes, uint64 (n, 2): of a word, and of another word that gets the hash of the first."""
    return np.array([[_spelled_hash(word) for word in pair] for pair in _ALIKE], dtype=np.uint64)


@kernel(UINT32S, UINT32S, UINT32S, INT64S)
def _expand(points: Any, entries: Any, expansions: Any, offsets: Any) -> Any:
    """The text with its expanding code points replaced by their letters, and the place of each in the original.

    After an alef, ﷲ brings no second one. `points` uint32 (n,); `entries`, `expansions` and `offsets` as in `Folding`.
    Returns uint32 (m,) and int64 (m,).
    """
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
    """The hashes, starts and ends of words, int64 (3, n), and whether code points must be expanded first.

    `points` uint32 (m,); `entries` as in `Folding`; `alike` uint64 (k, 2) as from `_alike`. Where code points must be
    expanded, the words are not valid: call it again with the text from `_expand`.
    """
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
                state = before * MULTIPLIER + np.uint64(entry)
            elif entry == COMBINING_HAMZA and last in (_WAW, _YEH):
                last = np.uint32(_HAMZA)
                state = before * MULTIPLIER + np.uint64(_HAMZA)
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
