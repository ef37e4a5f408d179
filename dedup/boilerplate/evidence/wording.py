"""Wording: which words, affixes and listed phrases an atom is or stands in."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.atoms import (
    AFFIXES,
    CLASS,
    COUNT,
    FIRST,
    GAP,
    KIND,
    LAST,
    LETTERS,
    LINE,
    MARK,
    NUMBER,
    OTHER_SCRIPT,
    PREFIX,
    SUFFIX,
    URL,
    VALUE,
    WORD,
    Atoms,
)
from dedup.boilerplate.evidence.features import AtomFeature, Group, SegmentFeature, share
from dedup.boilerplate.lexicon.phrases import GOES_ON, LONGEST, NUMBER_SHIFT, USER
from dedup.boilerplate.lexicon.table import TABLE, Table, lookup
from dedup.boilerplate.lexicon.words import CLASSES, VOCABULARY_SIZE
from dedup.kernel import UINT64S, helper, kernel, mix64

ATOM_FEATURES = (
    AtomFeature("word", VOCABULARY_SIZE + 1, "which of the most frequent words it is", "`المصدر`"),
    AtomFeature("prefix", AFFIXES + 1, "its first three letters; of a number its value, of a link its beginning", "`الم`"),
    AtomFeature("suffix", AFFIXES + 1, "its last three letters", "`در`"),
    AtomFeature("frequency", 24, "log of how often the corpora have the word", "`في`: 19"),
    AtomFeature("names", len(CLASSES) + 2, "what the word names", "`أغسطس`: a month"),
    AtomFeature("phrase", 2 * USER, "the category and risk of a listed phrase it opens or stands in", "`اقرأ أيضا`"),
)
SEGMENT_FEATURES = (
    SegmentFeature("listed", "share of its atoms in listed phrases", "`اقرأ أيضا`: all"),
    SegmentFeature("unknown", "share of its words that the corpora have less than eight times", "a made-up name"),
    SegmentFeature("frequent", "share of its words that the corpora have 16,384 times or more", "`في`, `من`"),
)
_FREQUENT = 14


def wording(atoms: Atoms, phrases: Table) -> tuple[Group, np.ndarray[Any, np.dtype[np.int64]]]:
    """The evidence of wording, and by atom the number of the user's phrase it stands in, from 1; 0 for none."""
    values, columns, user = _wording(atoms.rows, atoms.hashes, atoms.segments, phrases.arrays)
    return Group(values, columns), user


@kernel("Array(int32, 2, 'C', True)", UINT64S, "Array(int64, 2, 'C', True)", TABLE)
def _wording(rows: Any, hashes: Any, segments: Any, phrases: Any) -> Any:
    """The arrays of the group, and the numbers of the user's phrases."""
    values = np.zeros((len(rows), 6), np.int64)
    user = np.zeros(len(rows), np.int64)
    covered = 0  # atoms before this one stand in a phrase that was found
    for at in range(len(rows)):
        row, out = rows[at], values[at]
        kind = row[KIND]
        if kind <= OTHER_SCRIPT:
            out[0], out[1], out[2] = row[WORD], 1 + row[PREFIX], 1 + row[SUFFIX]
            out[3], out[4] = 1 + row[COUNT], 1 + row[CLASS]
            if at >= covered:
                covered = _mark_phrase(rows, hashes, at, phrases, values, user)
        elif kind == NUMBER:
            out[1] = 1 + min(row[VALUE], 60) if row[LETTERS] < 4 else 64 + min(row[LETTERS], 9)
        elif kind == URL:
            out[1] = 1 + (row[VALUE] & (AFFIXES - 1))
    columns = np.zeros((len(segments), 3), np.int64)
    for segment in range(len(segments)):
        first, last = segments[segment, FIRST], segments[segment, LAST]
        listed = unknown = frequent = words = 0
        for at in range(first, last):
            listed += values[at, 5] != 0
            if rows[at, KIND] <= OTHER_SCRIPT:
                words += 1
                unknown += rows[at, COUNT] == 0
                frequent += rows[at, COUNT] >= _FREQUENT
        columns[segment, 0] = share(listed, last - first)
        columns[segment, 1], columns[segment, 2] = share(unknown, words), share(frequent, words)
    return values, columns, user


@helper
def _mark_phrase(rows: Any, hashes: Any, first: Any, phrases: Any, values: Any, user: Any) -> Any:
    """Mark the longest listed phrase that begins with an atom; returns the atom behind it, or `first`."""
    state = hashes[first]
    found, end = np.int64(0), first
    at = first
    words = 1
    while True:
        value = lookup(phrases, state)
        if value >> NUMBER_SHIFT:
            found, end = value >> NUMBER_SHIFT, at + 1
        if not value & GOES_ON or words == LONGEST:
            break
        at += 1
        while at < len(rows) and rows[at, KIND] == MARK and rows[at, GAP] < LINE and at - first < 2 * LONGEST:
            at += 1
        if at == len(rows) or rows[at, GAP] >= LINE or rows[at, KIND] > NUMBER:
            break
        state = mix64(state ^ hashes[at])
        words += 1
    for place in range(first, end):
        if found >= USER:
            user[place] = found - USER + 1
        else:
            values[place, 5] = found + (USER if place > first else 0)
    return end
