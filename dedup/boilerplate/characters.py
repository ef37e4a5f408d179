"""Characters: what each code point is to the atoms, and what plain Arabic letters fold to.

Numba's cache of the kernels in `finding` does not notice a change of these numbers: touch that file too.
"""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import COMBINING_HAMZA, EXPANDED, folding

# Classes of characters. Unseen ones count for nothing; attached ones (marks, tatweel) belong to the letter before.
IS_BLANK, IS_BREAK, IS_UNSEEN, IS_ARABIC, IS_ATTACHED, IS_LETTER, IS_DIGIT, IS_SIGN = range(8)

_LAST_LETTERS = (0x629, 0x649)
"""The letters that only end words: ة and ى."""
LAST_ONLY = 1 << 30
"""The bit that marks them in `plain_letters`; no code point has it."""


@cache
def char_classes() -> NDArray[np.uint8]:
    """What each code point is to the atoms."""
    classes = np.full(0x110000, IS_LETTER, dtype=np.uint8)
    for point in (*range(0x20000), *range(0xE0000, 0xE0200)):
        classes[point] = _class_of(chr(point))
    classes[0xD800:0xE000] = IS_SIGN
    return classes


@cache
def plain_letters() -> NDArray[np.uint32]:
    """The Arabic letters that fold to one letter, as that letter, with a bit for those that only end words; else 0."""
    entries = folding().entries
    plain = (char_classes() == IS_ARABIC) & (entries > COMBINING_HAMZA) & (entries < EXPANDED)
    letters = np.where(plain, entries, 0).astype(np.uint32)
    letters[list(_LAST_LETTERS)] |= LAST_ONLY
    return letters


_UNSEEN_CHARACTERS = "\u034f\u061c\u180e\ufeff\x00\xad" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)))
)


def _class_of(character: str) -> int:
    """The class of a character, by its category in the running Python's `unicodedata`."""
    if character in "\n\r\v\f\x85\u2028\u2029":
        return IS_BREAK
    if character in _UNSEEN_CHARACTERS:
        return IS_UNSEEN
    category = unicodedata.category(character)
    if category[0] == "Z" or character in "\t\x1f":
        return IS_BLANK
    if category[0] == "M" or character == "\u0640":
        return IS_ATTACHED
    if category == "Nd":
        return IS_DIGIT
    if category[0] == "L":
        arabic = "\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufefc"
        return IS_ARABIC if arabic else IS_LETTER
    return IS_SIGN
