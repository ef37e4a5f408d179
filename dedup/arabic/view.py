"""A text as rules read it: letters folded, marks dropped, punctuation and lines kept, with the way back to the original."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import COMBINING_HAMZA, DROPPED, EXPANDED, SEPARATOR, folding
from dedup.arabic.words import code_points

_TATWEEL = 0x0640
_FIRST_LETTER = 0x0600
_LINE_BREAKS = "\n\v\f\x85\u2028\u2029"
# U+001A stands for a bullet in some newsrooms' exports: a blank to the rules, as the carriage return is.
_BLANKS = "\t\r\x1a\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


@dataclass(frozen=True, slots=True)
class View:
    """A folded text for pattern matching.

    `text` holds one folded character for each kept code point of the original; `offsets` (len(text) + 1) says where
    each stood, and ends with the length of the original.
    """

    text: str
    offsets: NDArray[np.int64]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the half-open stretch `start:end` of the view."""
        return int(self.offsets[start]), int(self.offsets[end - 1]) + 1 if end > start else int(
            self.offsets[start]
        )


def view(text: str) -> View:
    """Fold letters one for one and drop marks, tatweel and formatting characters; punctuation and line breaks stay."""
    points = code_points(text)
    folded = _table()[points]
    tatweel = np.flatnonzero(points == _TATWEEL)
    if len(tatweel):
        # A tatweel that lengthens no letter is a dash: newsrooms open list items and names with it.
        lone = tatweel[(tatweel == 0) | (folded[tatweel - 1] < _FIRST_LETTER) & (folded[tatweel - 1] != DROPPED)]
        folded[lone] = ord("-")
    kept = np.flatnonzero(folded != DROPPED)
    offsets = np.append(kept, len(points))
    return View(folded[kept].tobytes().decode("utf-32-le", "surrogatepass"), offsets)


@cache
def _table() -> NDArray[np.uint32]:
    """What each code point becomes: a folded letter, DROPPED, or itself where folding would expand or separate."""
    entries = folding().entries
    table = np.where((entries == SEPARATOR) | (entries >= EXPANDED), np.arange(len(entries)), entries)
    table[entries == COMBINING_HAMZA] = DROPPED
    table[[ord(c) for c in _LINE_BREAKS]] = ord("\n")
    table[[ord(c) for c in _BLANKS]] = ord(" ")
    return table.astype(np.uint32)
