"""The view of a text: letters folded, marks dropped, punctuation and line breaks kept, offsets to the original."""

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
from dedup.rows import offsets_of

_decode = codecs.getdecoder(NATIVE_UTF_32)
# Code points.
_TATWEEL = 0x0640
_FIRST_LETTER = 0x0600  # the first of the Arabic block
_DASH = 0x2D
_NOTHING = 0xFFFFFFFF  # no code point: entry of the table for what is dropped
_LINE_BREAKS = "\n\v\f\x85\u2028\u2029"
_ZERO_WIDTH_SPACE = 0x200B
_BLANKS = "\t\r\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


class View(NamedTuple):
    """A folded text for pattern matching.

    `text` holds one folded character for each kept code point of the original, `points` (n,) uint32 the same as code
    points; `offsets` (n + 1,) int64 are their places in the original, and at the end its length.
    """

    text: str
    points: NDArray[np.uint32]
    offsets: NDArray[np.int64]

    def part(self, start: int, end: int) -> View:
        """The view of `original[start:end]`; its offsets are counted from `start`, so the last is `end - start`."""
        first, last = int(self.offsets.searchsorted(start)), int(self.offsets.searchsorted(end))
        last = min(last, len(self.text))
        offsets = self.offsets[first : last + 1] - start
        offsets[-1] = end - start
        return View(self.text[first:last], self.points[first:last], offsets)


class Views(NamedTuple):
    """The views of n texts: text k has the `points` from `bounds[k]` to before `bounds[k + 1]`.

    `points` uint32 (m,), `bounds` int64 (n + 1,), `offsets` int64 (m + n,). As in a `View`, each text has one offset
    more than points: those of text k begin at `bounds[k] + k`.
    """

    points: NDArray[np.uint32]
    bounds: NDArray[np.int64]
    offsets: NDArray[np.int64]

    def view(self, number: int) -> View:
        """The view of text `number`."""
        start, end = self.bounds[number : number + 2].tolist()
        points = self.points[start:end]
        return View(decoded(points), points, self.offsets[start + number : end + number + 1])


def views(texts: Sequence[str]) -> Views:
    """The views of several texts in one call: for short texts, a call costs more than the work."""
    bounds = offsets_of([len(text) for text in texts])
    return Views(*_fold_texts(code_points("".join(texts)), bounds, _table()))


def view(text: str) -> View:
    """The view of a text: each letter is folded to one letter, marks, tatweel and format characters are dropped.

    Punctuation stays, and so do code points that fold to several letters. Line breaks become newlines, blanks and
    carriage returns spaces. A tatweel that follows no letter becomes a dash: newsrooms begin list items and names with
    it.
    """
    points, offsets = folded_points(text)
    return View(decoded(points), points, offsets)


def decoded(points: NDArray[np.uint32]) -> str:
    """Code points, uint32 (n,), as a string."""
    return _decode(points.data, "surrogatepass")[0]


def folded_points(text: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The `points` and `offsets` of the view of a text, without building its string."""
    return fold_points(code_points(text))


def fold_points(points: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The `points` and `offsets` of the view of a text that is given as code points, uint32 (n,)."""
    return _fold_one(points, _table())


@cache
def _table() -> NDArray[np.uint32]:
    """The folded point of each code point, uint32 (0x110000,): a letter, `_NOTHING`, or the code point itself.

    It stays itself where folding would make several letters or a separator of it, but line breaks become newlines,
    blanks spaces, and U+001A an asterisk.
    """
    entries = folding().entries
    table = np.where((entries == SEPARATOR) | (entries >= EXPANDED), np.arange(len(entries)), entries)
    table[(entries == COMBINING_HAMZA) | (entries == DROPPED)] = _NOTHING
    table[_ZERO_WIDTH_SPACE] = _NOTHING  # it separates words, but is invisible
    table[[ord(c) for c in _LINE_BREAKS]] = ord("\n")
    table[[ord(c) for c in _BLANKS]] = ord(" ")
    table[0x1A] = ord("*")  # some newsrooms export bullets as this control character
    return table.astype(np.uint32)


@helper
def _fold_text(points: Any, table: Any, folded: Any, offsets: Any) -> Any:
    """Write the folded points of a text and their offsets into `folded` and `offsets`; returns how many points.

    `points` uint32 (n,); `table` as from `_table`; `folded` uint32 (n or more,); `offsets` int64 (n + 1 or more,). A
    tatweel that follows no letter becomes a dash.
    """
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
def _fold_one(points: NDArray[np.uint32], table: NDArray[np.uint32]) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The folded points of a text and their offsets, as in a `View`; `points` uint32 (n,), `table` as from `_table`."""
    folded = np.empty(len(points), dtype=np.uint32)
    offsets = np.empty(len(points) + 1, dtype=np.int64)
    count = _fold_text(points, table, folded, offsets)
    return folded[:count], offsets[: count + 1]


@kernel(UINT32S, INT64S, UINT32S)
def _fold_texts(
    points: NDArray[np.uint32], bounds: NDArray[np.int64], table: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.int64]]:
    """The fields `points`, `bounds` and `offsets` of `Views` for n joined texts.

    Each point becomes its one entry in the `table` of `_table`, or is dropped; a tatweel after no letter becomes a
    dash. Text k is `points[bounds[k]:bounds[k + 1]]`. Of m folded points, the offsets are int64 (m + n,): those of a
    text count from its own start, and end with its length.
    """
    folded = np.empty(len(points), dtype=np.uint32)
    offsets = np.empty(len(points) + len(bounds) - 1, dtype=np.int64)
    folded_bounds = np.zeros_like(bounds)
    for text in range(len(bounds) - 1):
        own, begin = points[bounds[text] : bounds[text + 1]], folded_bounds[text]
        folded_bounds[text + 1] = begin + _fold_text(own, table, folded[begin:], offsets[begin + text :])
    count = folded_bounds[-1]
    return folded[:count], folded_bounds, offsets[: count + len(bounds) - 1]
