"""A text as rules read it: letters folded, marks dropped, punctuation and lines kept, and the way back."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import COMBINING_HAMZA, DROPPED, EXPANDED, SEPARATOR, folding
from dedup.arabic.words import NATIVE_UTF_32, code_points
from dedup.kernel import INT64S, UINT32S, helper, kernel

_decode = codecs.getdecoder(NATIVE_UTF_32)
_TATWEEL = 0x0640
_FIRST_LETTER = 0x0600
_DASH = 0x2D
_NOTHING = 0xFFFFFFFF
_LINE_BREAKS = "\n\v\f\x85\u2028\u2029"
_ZERO_WIDTH_SPACE = 0x200B
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


class Views(NamedTuple):
    """The views of n texts: page k has the `points` from `bounds[k]` to `bounds[k + 1]`.

    `offsets` has one entry more for each page, as in a `View`: those of page k begin at `bounds[k] + k`.
    """

    points: NDArray[np.uint32]
    bounds: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def view(self, number: int) -> View:
        """The view of one of the texts."""
        start, end = self.bounds[number : number + 2].tolist()
        points = self.points[start:end]
        return View(decoded(points), points, self.offsets[start + number : end + number + 1])


def views(texts: Sequence[str]) -> Views:
    """The views of several texts at once: for short ones, `view` takes longer to call than to do."""
    bounds = np.cumsum([0, *map(len, texts)])
    return Views(*_fold_all_in_place(code_points("".join(texts)), bounds, _table()))


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
    table[_ZERO_WIDTH_SPACE] = _NOTHING  # it parts words, but nobody sees it
    table[[ord(c) for c in _LINE_BREAKS]] = ord("\n")
    table[[ord(c) for c in _BLANKS]] = ord(" ")
    table[0x1A] = ord("*")  # stands for a bullet in some newsrooms' exports
    return table.astype(np.uint32)


@helper
def _fold_text(points: Any, table: Any, folded: Any, offsets: Any) -> Any:
    """Fill in the folded points of a text and their offsets; returns how many points there are."""
    count = 0
    for at in range(len(points)):
        point = table[points[at]]
        if points[at] == _TATWEEL and not (count and folded[count - 1] >= _FIRST_LETTER):
            point = np.uint32(_DASH)
        folded[count] = point
        offsets[count] = at
        count += point != _NOTHING
    offsets[count] = len(points)
    return count


@kernel(UINT32S, UINT32S)
def _fold_in_place(
    points: NDArray[np.uint32], table: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    folded = np.empty(len(points), dtype=np.uint32)
    offsets = np.empty(len(points) + 1, dtype=np.int64)
    count = _fold_text(points, table, folded, offsets)
    return folded[:count], offsets[: count + 1]


@kernel(UINT32S, INT64S, UINT32S)
def _fold_all_in_place(
    points: NDArray[np.uint32], bounds: NDArray[np.int64], table: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """The parts of the `Views` of texts that stand one after the other, text k from `bounds[k]` to `bounds[k + 1]`."""
    folded = np.empty(len(points), dtype=np.uint32)
    offsets = np.empty(len(points) + len(bounds) - 1, dtype=np.int64)
    folded_bounds = np.zeros_like(bounds)
    for text in range(len(bounds) - 1):
        own, begin = points[bounds[text] : bounds[text + 1]], folded_bounds[text]
        folded_bounds[text + 1] = begin + _fold_text(own, table, folded[begin:], offsets[begin + text :])
    count = folded_bounds[-1]
    return folded[:count], folded_bounds, offsets[: count + len(bounds) - 1]
