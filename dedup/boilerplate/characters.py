"""The class of each code point for finding atoms, and the letter that each plain Arabic letter folds to.

Numba's cache of the kernels in `finding` does not notice changes of these constants: change that file as well.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import COMBINING_HAMZA, EXPANDED, folding
from dedup.kernel import helper

# Classes of characters. Unseen ones are skipped; attached ones (vowel marks, tatweel) belong to the letter before.
IS_BLANK, IS_BREAK, IS_UNSEEN, IS_ARABIC, IS_ATTACHED, IS_LETTER, IS_DIGIT, IS_SIGN = range(8)

_LAST_LETTERS = (0x629, 0x649)
"""The letters that only end words: ة and ى."""
LAST_ONLY = 1 << 30
"""The bit of such a letter in `plain_letters`; no code point has it."""


@cache
def char_classes() -> NDArray[np.uint8]:
    """The class of each code point, one of the constants above: uint8 (0x110000,).

    Surrogates are signs. Code points from U+20000 on are letters without being looked up, but for U+E0000 to U+E01FF.
    """
    classes = np.full(0x110000, IS_LETTER, dtype=np.uint8)
    for point in (*range(0x20000), *range(0xE0000, 0xE0200)):
        classes[point] = _class_of(chr(point))
    classes[0xD800:0xE000] = IS_SIGN
    return classes


@cache
def plain_letters() -> NDArray[np.uint32]:
    """By code point, the letter that an Arabic letter folds to if that is one letter, else 0: uint32 (0x110000,).

    Letters that only end words also have the bit `LAST_ONLY`.
    """
    entries = folding().entries
    plain = (char_classes() == IS_ARABIC) & (entries > COMBINING_HAMZA) & (entries < EXPANDED)
    letters = np.where(plain, entries, 0).astype(np.uint32)
    letters[list(_LAST_LETTERS)] |= LAST_ONLY
    return letters


_WRITTEN = r"(?:\\r\\n|\\n|\\r(?!\\n))"
WRITTEN_BREAK = re.compile(
    rf"(?<!\\){_WRITTEN}(?![a-zA-Z])|(?<![\\a-zA-Z\d:]){_WRITTEN}|"
    rf"(?<=\\n)(?<!\\\\n){_WRITTEN}|(?<=\\r)(?<!\\\\r)(?!\\n){_WRITTEN}"
)
"""The line ends of `written_break` in a string; letters are those of ASCII here."""


@helper
def _ends_break(points: Any, first: Any, at: Any) -> Any:
    r"""Whether a line end written as two characters, `\n` or `\r`, ends before `at`; none is behind a backslash.

    `first` is where the page begins.
    """
    if at - first < 2 or points[at - 2] != 0x5C or points[at - 1] not in (0x6E, 0x72):
        return False
    return at - first == 2 or points[at - 3] != 0x5C


@helper
def written_break(points: Any, first: Any, at: Any, end: Any, classes: Any) -> Any:
    r"""The length of the line end that the backslash at `at` begins, written as characters: `\r\n`, `\n` or `\r`.

    0 for none, as behind another backslash, and in paths such as `C:\new`: where a letter of another script follows
    and such a letter, a digit or a colon stands before it, which is not that of another line end. The page is
    `points[first:end]`.
    """
    if at + 1 == end or points[at + 1] not in (0x6E, 0x72) or (at > first and points[at - 1] == 0x5C):
        return 0
    size = 2
    if points[at + 1] == 0x72 and at + 3 < end and points[at + 2] == 0x5C and points[at + 3] == 0x6E:
        size = 4
    if at > first and at + size < end and classes[points[at + size]] == IS_LETTER:
        if _ends_break(points, first, at) and (points[at - 1] == 0x6E or points[at + 1] == 0x72):
            return size
        before = classes[points[at - 1]]
        if before in (IS_LETTER, IS_DIGIT) or points[at - 1] == 0x3A:
            return 0
    return size


# Controls, byte order marks, joiners of no width, direction marks and variation selectors.
_UNSEEN_CHARACTERS = "\u034f\u061c\u180e\ufeff\x00\xad" + "".join(
    map(chr, (*range(0x200C, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)))
)


def _class_of(character: str) -> int:
    """The class of a character: a line break, an unseen one, or by its category in the `unicodedata` of this Python.

    The space of no width, U+200B, is a blank, as in the folding: some pages have no other between words. Tatweel and
    combining marks are attached. Letters of the blocks U+0600 to U+08FF and U+FB50 to U+FEFC are Arabic. All that is
    none of these, no decimal digit and no letter is a sign.
    """
    if character in "\n\r\v\f\x85\u2028\u2029":
        return IS_BREAK
    if character in _UNSEEN_CHARACTERS:
        return IS_UNSEEN
    category = unicodedata.category(character)
    if category[0] == "Z" or character in "\t\x1f\u200b":
        return IS_BLANK
    if category[0] == "M" or character == "\u0640":
        return IS_ATTACHED
    if category == "Nd":
        return IS_DIGIT
    if category[0] == "L":
        arabic = "\u0600" <= character <= "\u08ff" or "\ufb50" <= character <= "\ufefc"
        return IS_ARABIC if arabic else IS_LETTER
    return IS_SIGN
