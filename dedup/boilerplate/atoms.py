"""Atoms: words, numbers, marks and links, between which a page may be cut; and the segments that they make.

`finding` finds them. An atom is never a part of a word, unless letters or script prove that two words lost the space
between them, see `joins`. A segment is a run of atoms that belong together by their form: a sentence, a short line, an
item between bars.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import helper

# Kinds of atoms. A mark is a run of one character that is neither letter nor digit.
ARABIC, OTHER_SCRIPT, NUMBER, MARK, URL, MAIL, HANDLE = range(7)

# What stands before an atom: nothing, a space, several or a tab, a line break, an empty line.
GLUED, SPACE, WIDE, LINE, PARAGRAPH = range(5)

# Why a cut is possible before an atom that is glued to letters: it is not; script or letters prove it; two known words.
WHOLE, PROVEN, KNOWN_WORDS = range(3)

# Columns of `Atoms.rows`. START and END are offsets in the joined text; VALUE is a number's value, or what a mark or
# the beginning of a link is, as a hash of 16 bits; LETTERS counts letters or digits; WORD, COUNT and CLASS are the
# lexicon's; PREFIX and SUFFIX are hashes of 12 bits of the first and last three letters.
START, END, KIND, GAP, JOIN, LETTERS, VALUE, WORD, COUNT, CLASS, PREFIX, SUFFIX = range(12)
ATOM_COLUMNS = 12

# Columns of `Atoms.segments`: its atoms are rows FIRST to LAST (half open), LINE_OF is its line's number in the page.
FIRST, LAST, LINE_OF = range(3)

AFFIXES = 4096
"""So many different values PREFIX and SUFFIX have."""


class Atoms(NamedTuple):
    """The atoms and segments of n pages, page after page.

    `points` (c,) uint32: the pages' code points, joined; `bounds` (n + 1,) int64 where each begins there.
    `rows` (a, 12) int32, columns as named above; `hashes` (a,) uint64: the folded word's hash, of words and numbers,
    else 0. `segments` (s, 3) int64. Page k has atoms `atom_bounds[k]:atom_bounds[k + 1]`, segments likewise.
    """

    points: NDArray[np.uint32]
    bounds: NDArray[np.int64]
    rows: NDArray[np.int32]
    hashes: NDArray[np.uint64]
    segments: NDArray[np.int64]
    atom_bounds: NDArray[np.int64]
    segment_bounds: NDArray[np.int64]


@helper
def ends_sentence(value: Any) -> Any:
    """Whether a mark ends sentences: . ! ? ؟ … ۔"""
    return value in (0x2E, 0x21, 0x3F, 0x61F, 0x2026, 0x6D4)


@helper
def closes(value: Any) -> Any:
    """Whether a mark closes a quotation or a bracket."""
    return value in (0x22, 0xBB, 0x201D, 0x2019, 0x29, 0x5D, 0x7D)
