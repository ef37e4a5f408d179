"""Wording evidence: the words, affixes and listed phrases that an atom is or belongs to."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import (
    AFFIXES,
    CLASS,
    COUNT,
    FIRST,
    KIND,
    LAST,
    LETTERS,
    NUMBER,
    OTHER_SCRIPT,
    PREFIX,
    SUFFIX,
    URL,
    VALUE,
    WORD,
    Atoms,
)
from dedup.boilerplate.evidence.features import GROUP_TYPES, AtomFeature, Group, SegmentFeature, share
from dedup.boilerplate.lexicon.phrases import USER
from dedup.boilerplate.lexicon.table import TABLE_TYPE, Table
from dedup.boilerplate.lexicon.words import CLASSES, VOCABULARY_SIZE
from dedup.boilerplate.listed import filter_of, listed_phrase, may_hold
from dedup.kernel import INT32_ROWS, INT64_ROWS, UINT64S, helper, kernel

ATOM_FEATURES = (
    AtomFeature("word", VOCABULARY_SIZE + 1, "which of the most frequent words it is", "`المصدر`"),
    AtomFeature(
        "prefix", AFFIXES + 1, "its first three letters; of a number its value, of a link its beginning", "`الم`"
    ),
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
# The columns of the features of atoms and of segments.
_WORD, _PREFIX, _SUFFIX, _FREQUENCY, _NAMES, _PHRASE = range(len(ATOM_FEATURES))
_LISTED, _UNKNOWN, _FREQUENT = range(len(SEGMENT_FEATURES))
_LEAST_FREQUENT = 14  # log2 of the count of a frequent word in the corpora; the feature says so


def wording(atoms: Atoms, phrases: Table, out: Group | None = None) -> tuple[Group, NDArray[np.int64]]:
    """The wording evidence, in `out` if given, and for each atom the number of the user's phrase it is in.

    The evidence is which known words, affixes and listed phrases the atoms are: see `ATOM_FEATURES`. The numbers, (a,)
    int64, begin at 1; 0 is none. `phrases` is from `phrase_table`.
    """
    out = out or Group.alone(atoms, ATOM_FEATURES, SEGMENT_FEATURES)
    return out, _wording(atoms.rows, atoms.hashes, atoms.segments, phrases.arrays, *out)


@kernel(INT32_ROWS, UINT64S, INT64_ROWS, TABLE_TYPE, *GROUP_TYPES)
def _wording(
    rows: Any, hashes: Any, segments: Any, phrases: Any, values: Any, columns: Any, starts: Any
) -> Any:  # fmt: skip
    """Set the arrays of the group; returns for each atom the number of the user's phrase it is in, from 1, 0 for none.

    `values`, a row per atom, and `columns`, a row per segment, are set to the features; `starts` are the first value of
    each feature of atoms. Phrases, shipped or the user's, do not overlap: the one that begins first counts, of several
    the longest.
    """
    user = np.zeros(len(rows), np.int64)
    bits = filter_of(phrases[0])
    covered = 0  # atoms before this one are in a phrase already found
    for segment in range(len(segments)):
        first, last = segments[segment, FIRST], segments[segment, LAST]
        listed = unknown = frequent = words = 0
        for at in range(first, last):
            if at >= covered:
                values[at, _PHRASE] = starts[_PHRASE]
            kind = rows[at, KIND]
            prefix = 0
            if kind <= OTHER_SCRIPT:
                count = rows[at, COUNT]
                values[at, _WORD] = starts[_WORD] + rows[at, WORD]
                values[at, _SUFFIX] = starts[_SUFFIX] + 1 + rows[at, SUFFIX]
                values[at, _FREQUENCY] = starts[_FREQUENCY] + 1 + count
                values[at, _NAMES] = starts[_NAMES] + 1 + rows[at, CLASS]
                prefix = 1 + rows[at, PREFIX]
                words += 1
                unknown += count == 0
                frequent += count >= _LEAST_FREQUENT
                if at >= covered and may_hold(bits, hashes[at]):
                    covered = _mark_phrase(rows, hashes, at, phrases, values, user, starts[_PHRASE])
            else:
                for feature in (_WORD, _SUFFIX, _FREQUENCY, _NAMES):
                    values[at, feature] = starts[feature]
                value, letters = rows[at, VALUE], rows[at, LETTERS]
                if kind == NUMBER:
                    prefix = 1 + min(value, 60) if letters < 4 else 64 + min(letters, 9)
                elif kind == URL:
                    prefix = 1 + (value & (AFFIXES - 1))
            values[at, _PREFIX] = starts[_PREFIX] + prefix
            listed += values[at, _PHRASE] != starts[_PHRASE]
        columns[segment, _LISTED] = share(listed, last - first)
        columns[segment, _UNKNOWN], columns[segment, _FREQUENT] = share(unknown, words), share(frequent, words)
    return user


@helper
def _mark_phrase(rows: Any, hashes: Any, first: Any, phrases: Any, values: Any, user: Any, start: Any) -> Any:
    """Mark the longest listed phrase that begins at an atom; returns the atom after it, or `first` where there is none.

    The number of a phrase of the user, from 1, is noted in `user`, the value of another, plus `start`, in the phrase
    column of `values`.
    """
    found, end, _ = listed_phrase(rows, hashes, first, len(rows), phrases)
    for place in range(first, end):
        values[place, _PHRASE] = start
        if found >= USER:
            user[place] = found - USER + 1
        else:
            values[place, _PHRASE] += found + (USER if place > first else 0)
    return end
