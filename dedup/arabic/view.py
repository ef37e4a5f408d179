"""A text as rules read it: letters folded, marks dropped, punctuation and lines kept, and the way back."""

from __future__ import annotations

import codecs
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import COMBINING_HAMZA, DROPPED, EXPANDED, SEPARATOR, folding
from dedup.arabic.words import NATIVE_UTF_32, code_points
from dedup.kernel import UINT32S, kernel

_decode = codecs.getdecoder(NATIVE_UTF_32)
_TATWEEL = 0x0640
_FIRST_LETTER = 0x0600
_DASH = 0x2D
_NOTHING = 0xFFFFFFFF
_LINE_BREAKS = "\n\v\f\x85\u2028\u2029"
_BLANKS = "\t\r\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


class View(NamedTuple):
    """A folded text for pattern matching.

    `text` holds one folded character for each kept code point of the original, `points` (n,) uint32 the same as code
    points; `offsets` (n + 1,) int64 says where each stood, and ends with the length of the original.
    """

    text: str
    points: NDArray[np.uint32]
    offsets: NDArray[np.int64]

    def part(self, start: int, end: int) -> View:
        """The view of the stretch `start:end` of the original."""
        first, last = int(self.offsets.searchsorted(start)), int(self.offsets.searchsorted(end))
        last = min(last, len(self.text))
        offsets = self.offsets[first : last + 1] - start
        offsets[-1] = end - start
        return View(self.text[first:last], self.points[first:last], offsets)


def view(text: str) -> View:
    """Fold letters one for one and drop marks, tatweel and formatting characters; punctuation and line breaks stay.

    A tatweel that lengthens no letter is a dash: newsrooms open list items and names with it.
    """
    points, offsets = folded_points(text)
    return View(decoded(points), points, offsets)


def decoded(points: NDArray[np.uint32]) -> str:
    """Code points as a string."""
    return _decode(points.data, "surrogatepass")[0]


def folded_points(text: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The `points` and `offsets` of the view, without its text."""
    return fold_points(code_points(text))


def fold_points(points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The same for the code points of a text."""
    return _fold_in_place(points, _table())


@cache
def _table() -> NDArray[np.uint32]:
    """What each code point becomes: a folded letter, _NOTHING, or itself where folding would expand or separate."""
    entries = folding().entries
    table = np.where((entries == SEPARATOR) | (entries >= EXPANDED), np.arange(len(entries)), entries)
    table[(entries == COMBINING_HAMZA) | (entries == DROPPED)] = _NOTHING
    table[[ord(c) for c in _LINE_BREAKS]] = ord("\n")
    table[[ord(c) for c in _BLANKS]] = ord(" ")
    table[0x1A] = ord("*")  # stands for a bullet in some newsrooms' exports
    return table.astype(np.uint32)


@kernel(UINT32S, UINT32S)
def _fold_in_place(
    points: NDArray[np.uint32], table: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    folded = np.empty(len(points), dtype=np.uint32)
    offsets = np.empty(len(points) + 1, dtype=np.int64)
    count = 0
    for at in range(len(points)):
        point = table[points[at]]
        if points[at] == _TATWEEL and not (count and folded[count - 1] >= _FIRST_LETTER):
            point = np.uint32(_DASH)
        folded[count] = point
        offsets[count] = at
        count += point != _NOTHING
    offsets[count] = len(points)
    return folded[:count], offsets[: count + 1]
