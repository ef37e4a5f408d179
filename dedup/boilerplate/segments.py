"""Segments: runs of atoms that belong together by their form, and the rules for where one ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.atoms import (
    ARABIC,
    FIRST,
    GAP,
    GLUED,
    JOIN,
    KIND,
    LAST,
    LETTERS,
    LINE,
    LINE_OF,
    MARK,
    NUMBER,
    OTHER_SCRIPT,
    SPACE,
    URL,
    VALUE,
    WHOLE,
    WIDE,
    closes,
    ends_sentence,
)
from dedup.boilerplate.listed import is_heading, listed_phrase, may_begin
from dedup.kernel import helper

# Numbers of atoms. Chosen; the weights were trained with them and must be trained again if they change.
_LONGEST_SEGMENT = 28  # a segment has no more
_LONG_SEGMENT = 12  # from so many on, it also ends after a pause
_MARKED_SEGMENT = 3  # from so many on, it also ends before a bar, a bullet or a wide blank


_COLON = 0x3A


@helper
def _separates(value: Any) -> Any:
    """Whether a mark separates items of a line: | • ▪ ■ ● ► ◄ ▶ ◀ ← →"""
    return value in (0x7C, 0x2022, 0x25AA, 0x25A0, 0x25CF, 0x25BA, 0x25C4, 0x25B6, 0x25C0, 0x2190, 0x2192)


@helper
def _pauses(value: Any) -> Any:
    """Whether a long segment may end at a mark: : - – — / ، ؛ * « » and the straight quotation mark."""
    return value in (0x3A, 0x2D, 0x2013, 0x2014, 0x2F, 0x60C, 0x61B, 0x2A, 0xAB, 0xBB, 0x22)


@helper
def _begins_segment(rows: Any, at: Any, run: Any, finished: Any) -> Any:
    """Whether an atom that is not the first of its line begins a segment.

    It does where a space beside an Arabic word is lost, except after a single atom; after a sentence, unless a number
    or a word of another script is glued to it; with an Arabic word after a link; after 28 atoms; after 12 that end in a
    pause; and after 3 before a bar or a wide blank. `run`: the number of atoms in the segment before it. `finished`:
    whether that ends in the end of a sentence; marks that end or close go on with it.
    """
    kind, value, gap, before = rows[at, KIND], rows[at, VALUE], rows[at, GAP], rows[at - 1, KIND]
    if rows[at, JOIN] != WHOLE and (kind == ARABIC or before == ARABIC) and run > 1:
        return True
    if finished and not (kind == MARK and (closes(value) or ends_sentence(value))):
        latin = gap == GLUED and kind in (NUMBER, OTHER_SCRIPT)
        return not latin
    if run >= _LONG_SEGMENT and before == MARK and _pauses(rows[at - 1, VALUE]):
        return True
    if run >= _LONGEST_SEGMENT:
        return True
    if run >= _MARKED_SEGMENT and kind == MARK and _separates(value):
        return True
    if run >= _MARKED_SEGMENT and gap == WIDE:
        return True
    return before >= URL and kind == ARABIC


@helper
def _heading_at(rows: Any, hashes: Any, at: Any, last: Any, phrases: Any) -> Any:
    """Whether a listed heading begins at an atom, and the atom after the listed phrase, `at` where there is none.

    A heading has two words, or a colon behind it: `كلمات دلالية`, `المصدر:`.
    """
    number, end, words = listed_phrase(rows, hashes, at, last, phrases)
    colon = end < last and rows[end, KIND] == MARK and rows[end, VALUE] == _COLON and rows[end, LETTERS] == 1
    return is_heading(number) and (words > 1 or (colon and rows[end, GAP] < LINE)), end


@helper
def page_segments(rows: Any, hashes: Any, first: Any, last: Any, listed: Any, segments: Any, count: Any) -> Any:
    """Append the segments of the page whose atoms are `first:last` to the first `count` of `segments`.

    Returns the new count. `listed`: from `listed.shipped`. `segments` must have room for as many as there are atoms.
    Lines are numbered from 0 in each page. Behind a blank, a segment also begins at a listed heading: `رويترز كلمات
    دلالية: ...`.
    """
    phrases, bits = listed
    line, covered = -1, first
    run = words = 0
    finished = False
    for at in range(first, last):
        kind = rows[at, KIND]
        opens = False
        follows = at + 1 < last and rows[at + 1, KIND] <= NUMBER
        second = hashes[at + 1] if follows else np.uint64(0)
        if at >= covered and kind <= OTHER_SCRIPT and may_begin(bits, hashes[at], second):
            opens, covered = _heading_at(rows, hashes, at, last, phrases)
        if rows[at, GAP] >= LINE:
            line += 1
            begins = True
        else:
            begins = (opens and rows[at, GAP] >= SPACE) or _begins_segment(rows, at, run, finished)
        if begins:
            if run:
                segments[count - 1, LAST] = at
            segments[count, FIRST], segments[count, LAST], segments[count, LINE_OF] = at, last, line
            count += 1
            run = words = 0
            finished = False
        run += 1
        words += kind != MARK
        if kind != MARK:
            finished = False
        elif ends_sentence(rows[at, VALUE]):
            finished = words > 0
        elif not closes(rows[at, VALUE]):
            finished = False
    return count
