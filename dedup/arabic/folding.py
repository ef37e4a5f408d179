"""The folding table: what each Unicode code point becomes before words are compared.

Folding is for matching only: no output text is folded. A code point becomes letters, nothing, or a separator of
words:

| rule                                     | example                | reason                              |
|------------------------------------------|------------------------|-------------------------------------|
| compatibility decomposition (NFKD)       | ﻼ -> لا, ﷺ -> 4 words  | presentation forms encode letters   |
| case folding                             | BBC -> bbc, ß -> ss    | headlines and agencies vary in case |
| tashkeel and all combining marks go      | مُحَمَّد -> محمد, é -> e  | most writers leave them out         |
| ﷲ brings no second alef                  | اﷲ -> الله, ﷲ -> الله  | fonts draw it with or without one   |
| signs of several words stand apart       | محمدﷺ -> 5 words, ﷽    | they are never part of a word       |
| tatweel, bidi, joiners, format signs go  | الـــعربية -> العربيه  | typography, not spelling; invisible |
| and do not separate words                |                        |                                     |
| the zero-width space separates           | أكد[U+200B]أن -> 2     | a place to break lines, of HTML     |
| أ إ آ ٱ ٲ ٳ -> ا                         | إيران -> ايران         | hamza on alef is often not typed    |
| ى ی ې ے -> ي                             | علی -> علي             | Persian keyboards; Egyptian yeh     |
| ک ڪ -> ك                                 | کتاب -> كتاب           | Persian and Urdu keyboards          |
| ة ۃ ہ ھ ە ۀ ۂ -> ه                       | مدرسة -> مدرسه         | teh marbuta typed as heh; Urdu heh  |
| ؤ ئ ۓ (و or yeh + combining hamza) -> ء  | شؤون, شئون -> شءون     | schools differ in the seat of hamza |
| decimal digits -> ASCII                  | ٢٠١٥, ۲۰۱۵ -> 2015     | one number in three sets of digits  |
| punctuation, symbols, space, controls,   | كوريا_الشمالية -> two  | none of them is part of a word; NUL |
| lone surrogates separate                 |                        | and surrogates are no text at all   |

Every other letter or number stays as it is, the Persian پ چ ژ گ too; so do private and unassigned code points.
Categories come from the `unicodedata` of the running Python: code points that are newer count as unassigned.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from dedup.rows import offsets_of

FOLDING_VERSION = 2
"""The version of folding: it grows whenever a text folds differently. Hashes of different versions do not compare."""

# Entries of the table that are not letters. The first letter is "0" (48), so small numbers are free for them.
SEPARATOR = 0
DROPPED = 1
COMBINING_HAMZA = 2
# EXPANDED + k stands for run k of letters in `Folding.expansions`.
EXPANDED = 1 << 31

ALEF, HEH, WAW, YEH, HAMZA, HAMZA_ABOVE = "\u0627\u0647\u0648\u064a\u0621\u0654"

ALLAH = "\ufdf2"
"""The ligature ﷲ: its alef is dropped if the letter before it in the word is an alef."""
_OWN_ALEF = "\x03"  # that alef until the letter before is known; a control character, which no folded text has

ZERO_WIDTH_SPACE = "\u200b"

# Signs that Unicode does not decompose (they were added late), and the words that they stand for: their names.
_SIGNS = {
    "\ufd40": "رحمه الله",
    "\ufd41": "رضي الله عنه",
    "\ufd42": "رضي الله عنها",
    "\ufd43": "رضي الله عنهم",
    "\ufd44": "رضي الله عنهما",
    "\ufd45": "رضي الله عنهن",
    "\ufd46": "صلى الله عليه وآله",
    "\ufd47": "عليه السلام",
    "\ufd48": "عليهم السلام",
    "\ufd49": "عليهما السلام",
    "\ufd4a": "عليه الصلاة والسلام",
    "\ufd4b": "قدس سره",
    "\ufd4c": "صلى الله عليه وآله وسلم",
    "\ufd4d": "عليها السلام",
    "\ufd4e": "تبارك وتعالى",
    "\ufd4f": "رحمهم الله",
    "\ufdcf": "سلامه علينا",
    "\ufdfd": "بسم الله الرحمن الرحيم",
    "\ufdfe": "سبحانه وتعالى",
    "\ufdff": "عز وجل",
}
# Signs of one word that never belong to the word beside them: صلعم and the currency ريال.
_APART = frozenset("\ufdf5\ufdfc")

# Code points that can fold to something other than themselves: the first two planes, the compatibility
# ideographs of the third, the format characters and variation selectors of the fifteenth.
_FOLDING_RANGES = (range(0x20000), range(0x2F800, 0x2FA20), range(0xE0000, 0xE1000))
_CODE_POINTS = 0x110000


@dataclass(frozen=True, slots=True)
class Folding:
    """The folding table in two forms: for kernels and for `str.translate`.

    `entries` uint32 (0x110000,): for each code point a folded letter, or one of the entries named above.
    `expansions` uint32 (m,): the letters and spaces of code points that fold to several, joined; run k is
    `expansions[expansion_offsets[k]:expansion_offsets[k + 1]]`, offsets int64 (runs + 1,).
    `translation`: code point -> folded string, a space for a separator; code points that are missing stay as they are.
    U+0654 and the alef of ﷲ depend on the letter before: in `translation` U+0654 stays and that alef is U+0003. In
    `expansions` the alef is an alef.
    """

    entries: NDArray[np.uint32]
    expansions: NDArray[np.uint32]
    expansion_offsets: NDArray[np.int64]
    translation: Mapping[int, str]


@cache
def folding() -> Folding:
    """The folding table, built at the first call (some 0.1 s)."""
    translation = _translation()
    entries = np.arange(_CODE_POINTS, dtype=np.uint32)
    runs: list[str] = []
    for point, folded in translation.items():
        if len(folded) > 1:
            entries[point] = EXPANDED + len(runs)
            runs.append(folded.replace(_OWN_ALEF, ALEF))
        else:
            entries[point] = _entry(folded)
    return Folding(
        entries,
        np.array([ord(letter) for run in runs for letter in run], dtype=np.uint32),
        offsets_of([len(run) for run in runs]),
        translation,
    )


def fold(text: str) -> str:
    """The folded words of a text, joined by single spaces.

    >>> fold("أكّدت «وزارة الشُّؤون» ٢٠١٥")
    'اكدت وزاره الشءون 2015'
    """
    return " ".join(_join_alef(_seat_hamza(text.translate(folding().translation))).split())


def _entry(folded: str) -> int:
    """The entry for kernels of a folded string of at most one letter."""
    special = {"": DROPPED, " ": SEPARATOR, HAMZA_ABOVE: COMBINING_HAMZA}
    return special[folded] if folded in special else ord(folded)


def _translation() -> dict[int, str]:
    """The folded string of every code point that does not fold to itself, and of U+0654 and the space, which do.

    U+0654 stays, and the alef of ﷲ is a placeholder, U+0003, until the letters before them are known.
    """
    points = [point for points in _FOLDING_RANGES for point in points]
    # One string with a code point in each line: C does in one call the work of a hundred thousand.
    lines = "\n".join(" " if point == ord("\n") else chr(point) for point in points)
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", lines).casefold())
    folded_lines = _seat_hamza(decomposed.translate(_letter_folds(points))).split("\n")
    translation = {
        point: _tidy(point, folded)
        for point, folded in zip(points, folded_lines, strict=True)
        if folded != chr(point) or folded == " "
    }
    translation[ord(HAMZA_ABOVE)] = HAMZA_ABOVE
    translation[ord(ALLAH)] = _OWN_ALEF + translation[ord(ALLAH)].removeprefix(ALEF)
    letters = _arabic_folds()
    signs = {ord(sign): f" {words.translate(letters)} " for sign, words in _SIGNS.items()}
    # Signs come last, so that the other runs keep their numbers: the labeller hashes these numbers.
    return {point: folded for point, folded in translation.items() if point not in signs} | signs


def _tidy(point: int, folded: str) -> str:
    """The folded string of a code point, with spaces around several words and around signs that stand apart.

    `folded` is the string without them. If it is only spaces, it becomes one space, or nothing if `point` is a letter:
    one that decomposes to a space and marks is a mark (ﹰ, isolated fathatan).
    """
    if folded.isspace():
        return "" if unicodedata.category(chr(point)).startswith("L") else " "
    return f" {folded} " if " " in folded.strip() or chr(point) in _APART else folded


def _seat_hamza(folded: str) -> str:
    """Replace waw or yeh with a combining hamza by the letter hamza, as for ؤ and ئ; drop it after other letters."""
    return folded.replace(WAW + HAMZA_ABOVE, HAMZA).replace(YEH + HAMZA_ABOVE, HAMZA).replace(HAMZA_ABOVE, "")


def _join_alef(folded: str) -> str:
    """Replace U+0003, the alef of ﷲ, by an alef; behind another alef, drop it."""
    return folded.replace(ALEF + _OWN_ALEF, ALEF).replace(_OWN_ALEF, ALEF)


def _letter_folds(points: list[int]) -> dict[int, str]:
    """The folds of decomposed letters, marks and signs; code points that are missing stay as they are.

    Of `points`, marks and format characters fold to nothing, digits to ASCII, and signs, punctuation, blanks and
    controls to a space, but a newline to itself. The folds of `_arabic_folds` are added and win.
    """
    folds: dict[int, str] = {}
    for point in points:
        category = unicodedata.category(chr(point))
        if category in _DROPPED_CATEGORIES:
            folds[point] = ""
        elif category == "Nd":
            folds[point] = str(unicodedata.decimal(chr(point)))
        elif category[0] in "PSZC" and category not in _LETTERLIKE_CATEGORIES:
            folds[point] = " "
    folds |= {ord("\n"): "\n", ord(ZERO_WIDTH_SPACE): " "}
    return folds | _arabic_folds()


# Marks that enclose or sit on a letter, and format characters.
_DROPPED_CATEGORIES = frozenset({"Mn", "Me", "Cf"})
# Private use and unassigned: letters of a private font, or letters newer than this Python.
_LETTERLIKE_CATEGORIES = frozenset({"Co", "Cn"})


def _arabic_folds() -> dict[int, str]:
    """The folds of Arabic letters and marks, from the letter groups of pyarabic.

    Persian and Urdu forms of yeh, kaf and heh are folded, too, and end-of-verse signs become a space. U+0654 stays: waw
    and yeh with hamza are folded by `_seat_hamza`.
    """
    from pyarabic import araby_const as arabic

    alefs = set(arabic.ALEFAT) - {arabic.ALEF_MAKSURA, arabic.SMALL_ALEF}
    folds = dict.fromkeys(alefs | set("ٲٳ"), arabic.ALEF)
    folds |= dict.fromkeys(arabic.ALEF_MAKSURA + "یېے", arabic.YEH)
    folds |= dict.fromkeys("کڪ", arabic.KAF)
    folds |= dict.fromkeys(arabic.TEH_MARBUTA + "ۃہھە", arabic.HEH)
    folds |= dict.fromkeys((*arabic.TASHKEEL, *arabic.SMALL, arabic.TATWEEL), "")
    folds |= dict.fromkeys("\u06dd\u08e2", " ")  # the end-of-verse signs: format characters, but visible
    folds[arabic.HAMZA_ABOVE] = HAMZA_ABOVE
    return {ord(letter): folded for letter, folded in folds.items()}
