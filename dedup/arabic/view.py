"""A text as rules read it: letters folded, marks dropped, punctuation and lines kept, with the way back to the original."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import fold
from dedup.arabic.words import code_points

_DROP = 0xFFFFFFFF
_PLANE = 0x10000


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
    """Fold letters one for one and drop marks, tatweel and formatting characters; everything else stays."""
    points = code_points(text)
    small = points < _PLANE
    folded = np.where(small, _table()[np.where(small, points, 0)], points)
    kept = np.flatnonzero(folded != _DROP)
    offsets = np.append(kept, len(points)).astype(np.int64)
    return View(folded[kept].tobytes().decode("utf-32-le", "surrogatepass"), offsets)


@cache
def _table() -> NDArray[np.uint32]:
    """What each code point of the basic plane becomes: itself, another, or nothing."""
    table = np.arange(_PLANE, dtype=np.uint32)
    for code in range(_PLANE):
        character = chr(code)
        category = unicodedata.category(character)
        if category in ("Mn", "Me", "Cf") or character == "ـ":
            table[code] = _DROP
        elif character in "\v\f\x85\u2028\u2029":
            table[code] = ord("\n")
        elif category == "Zs" or character in "\t\r\x1a":
            table[code] = ord(" ")
        elif category[0] in "LN":
            folded = fold(character)
            if len(folded) == 1:
                table[code] = ord(folded)
    return table
