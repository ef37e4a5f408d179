"""Words of a text as hashes with their places: one pass over its code points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import COMBINING_HAMZA, EXPANDED, HAMZA, SEPARATOR, WAW, YEH, folding
from dedup.kernel import INT64S, UINT32S, kernel, mix64

# A word hashes to mix64 of a polynomial over its folded letters modulo 2**64, so hashes of its prefixes and suffixes
# can be had from the same pass. The multiplier is odd, so no letter is ever shifted out (Knuth's MMIX generator).
_MULTIPLIER = np.uint64(6364136223846793005)
# Where a word's polynomial starts: as if it had U+0001 in front, which no word has, so that length counts too.
_EMPTY = np.uint64(1)
_WAW, _YEH, _HAMZA = ord(WAW), ord(YEH), ord(HAMZA)


@dataclass(frozen=True, slots=True)
class Words:
    """The folded words of a text, in order.

    `hashes` (n,) uint64; `starts` and `ends` (n,) int64, half open, in code points of the text as given.
    A word starts at its first letter and ends after the last code point before the separator: marks, tatweel and format
    characters that follow its last letter belong to it, those before its first letter do not. Words that come out of one
    code point (ﷺ is four) share that code point. Code points that all fold to nothing are no word.
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.hashes)


def code_points(text: str) -> NDArray[np.uint32]:
    """The code points of a text, shape (len(text),); lone surrogates are code points like others."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint32, copy=False)


def words(text: str) -> Words:
    """The folded words of a text: their hashes, and where they stand in it."""
    table = folding()
    return Words(*_scan(code_points(text), table.entries, table.expansions, table.expansion_offsets))


def word_hash(word: str) -> int:
    """The hash that `words` gives a word; the word is given as folded, one word of `fold(text)`."""
    state = int(_EMPTY)
    for letter in word:
        state = (state * int(_MULTIPLIER) + ord(letter)) % 2**64
    return int(mix64(np.array([state], dtype=np.uint64))[0])


@kernel(UINT32S, UINT32S, UINT32S, INT64S)
def _scan(points: Any, entries: Any, expansions: Any, expansion_offsets: Any) -> Any:
    """Hashes, starts and ends of the words. Inside a word, every code point that separates nothing moves its end."""
    found = np.empty((len(points) // 4 + 8, 3), np.uint64)
    count = 0
    inside = False
    state = before = _EMPTY
    letter = np.uint32(0)
    end = 0
    for place in range(len(points)):
        entry = entries[points[place]]
        following = stop = 0
        if entry >= EXPANDED:
            following, stop = expansion_offsets[entry - EXPANDED], expansion_offsets[entry - EXPANDED + 1]
            entry = expansions[following]
        while True:
            if entry > COMBINING_HAMZA:
                if not inside:
                    inside, state = True, _EMPTY
                    if count == len(found):
                        found = np.concatenate((found, np.empty_like(found)))
                    found[count, 1] = place
                    count += 1
                before, letter = state, entry
                state = before * _MULTIPLIER + np.uint64(letter)
                end = place + 1
            elif inside and entry == SEPARATOR:
                found[count - 1, 0] = mix64(state)
                found[count - 1, 2] = end
                inside = False
            elif inside:
                end = place + 1
                if entry == COMBINING_HAMZA and (letter == _WAW or letter == _YEH):
                    letter = np.uint32(_HAMZA)
                    state = before * _MULTIPLIER + np.uint64(letter)
            following += 1
            if following >= stop:
                break
            entry = expansions[following]
    if inside:
        found[count - 1, 0] = mix64(state)
        found[count - 1, 2] = end
    found = found[:count]
    return found[:, 0].copy(), found[:, 1].astype(np.int64), found[:, 2].astype(np.int64)
