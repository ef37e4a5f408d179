"""Phrases of the user that are cut with a label, and wordings that the user excludes from the evidence."""

from __future__ import annotations

from functools import lru_cache
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.words import spelled_words
from dedup.boilerplate.atoms import GAP, GLUED, KIND, LINE, MARK, VALUE, Atoms, closes, ends_sentence
from dedup.boilerplate.evidence import ROWS, Evidence, places
from dedup.boilerplate.labels import LABELS
from dedup.boilerplate.lexicon.phrases import LONGEST, Phrase
from dedup.boilerplate.plain_units import PLAIN

_CERTAIN = 1 << 16
"""What a user's phrase adds to the score of its label, in 1/2048: 32, more than any evidence against it."""


def apply_phrases(
    scores: NDArray[np.int32], atoms: Atoms, numbers: NDArray[np.int64], phrases: tuple[Phrase, ...]
) -> NDArray[np.int64]:
    """Raise the scores of the labels of the user's phrases, where they are to be cut.

    `scores` (a, labels) is changed in place. `numbers` (a,): the phrase that the table found at each atom, from 1, 0
    for none; numbers above those of `phrases` are excluded wordings. Returns (a,) the phrase that each atom is cut for,
    from 1, 0 for none; numbers of excluded wordings are unchanged.
    """
    cut_for = np.where(numbers > len(phrases), numbers, 0)
    if not phrases or not numbers.any():
        return cut_for
    breaks = np.append(atoms.rows[:, GAP] >= LINE, True)
    starts = np.flatnonzero((np.diff(numbers, prepend=0) != 0) | breaks[:-1])
    ends = np.append(starts[1:], len(numbers))
    alike = _same_opening(phrases)
    covered = 0
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        if first < covered:
            continue
        for number in alike.get(int(numbers[first]), ()):
            phrase = phrases[number - 1]
            behind = _behind(phrase, atoms, breaks, last)
            begin = max(covered, _cut_begin(phrase, atoms, breaks, first))
            end = _cut_end(phrase, atoms, breaks, begin, behind) if behind else 0
            if end:
                scores[begin:end, LABELS.index(phrase.label)] += _CERTAIN
                cut_for[begin:end] = number
                covered = behind
                break
    return cut_for


def _behind(phrase: Phrase, atoms: Atoms, breaks: NDArray[np.bool_], at: int) -> int:
    """The atom after a phrase whose first words end before the atom `at`; 0 where its other words do not follow.

    Marks before each of these words are skipped; a line break before one of them gives 0. Where the phrase has no other
    words, it is `at` itself. `breaks` (a + 1,): whether each atom begins a line; true at the end.
    """
    for word in _words_beyond(phrase):
        while not breaks[at] and atoms.rows[at, KIND] == MARK:
            at += 1
        if breaks[at] or int(atoms.hashes[at]) != word:
            return 0
        at += 1
    return at


def _cut_begin(phrase: Phrase, atoms: Atoms, breaks: NDArray[np.bool_], first: int) -> int:
    """The beginning of the cut for a phrase whose words begin at the atom `first`: with the marks before it on its line
    that the phrase begins with, before a `line` with all marks, such as bullets.
    """
    own, _ = _own_marks(phrase)
    while not breaks[first] and atoms.rows[first - 1, KIND] == MARK:
        if phrase.kind != "line" and int(atoms.rows[first - 1, VALUE]) not in own:
            break
        first -= 1
    return first


@lru_cache(maxsize=1 << 12)
def _own_marks(phrase: Phrase) -> tuple[frozenset[int], frozenset[int]]:
    """The code points of the marks that a phrase begins and ends with, and those that atoms may have in their place."""
    before, behind = (
        frozenset(ord(own) for mark in takewhile(_is_mark, marks) for own in (mark, PLAIN.get(mark, mark)))
        for marks in (phrase.text, reversed(phrase.text))
    )
    return before, behind


def _is_mark(character: str) -> bool:
    return not character.isalnum()


def _cut_end(phrase: Phrase, atoms: Atoms, breaks: NDArray[np.bool_], first: int, last: int) -> int:
    """The end of the cut for a phrase in the atoms `first:last`; 0 where its kind does not allow it there.

    A `line`, `prefix` or `heading` must begin a line; after a `line` or `suffix`, only marks may follow on the line. A
    `line` or `prefix` is cut to the end of its line, with what follows there; all others end at `last`, or behind the
    full stop there and the marks that the phrase ends with.
    """
    if phrase.kind in ("line", "prefix", "heading") and not breaks[first]:
        return 0
    line_end = last + int(np.argmax(breaks[last:]))
    if phrase.kind in ("line", "suffix") and (atoms.rows[last:line_end, KIND] != MARK).any():
        return 0
    return line_end if phrase.kind in ("line", "prefix") else _with_marks(phrase, atoms, breaks, last)


def _with_marks(phrase: Phrase, atoms: Atoms, breaks: NDArray[np.bool_], end: int) -> int:
    """The end of a cut with the marks behind it that its phrase ends with, and with those glued to it that end a
    sentence or close a quotation: they go with the words.
    """
    _, own = _own_marks(phrase)
    while not breaks[end] and atoms.rows[end, KIND] == MARK:
        value = int(atoms.rows[end, VALUE])
        if not (value in own or (atoms.rows[end, GAP] == GLUED and (ends_sentence(value) or closes(value)))):
            break
        end += 1
    return end


@lru_cache(maxsize=8)
def _same_opening(phrases: tuple[Phrase, ...]) -> dict[int, list[int]]:
    """By the number of each phrase, from 1: the numbers of all phrases that begin with the same eight words.

    The table holds only the last of them. The one with most words comes first, of equally many the one given last.
    """
    words = [phrase.folded.split() for phrase in phrases]
    by_opening: dict[tuple[str, ...], list[int]] = {}
    for number in sorted(range(1, len(phrases) + 1), key=lambda number: (len(words[number - 1]), number), reverse=True):
        by_opening.setdefault(tuple(words[number - 1][:LONGEST]), []).append(number)
    return {number: by_opening[tuple(words[number - 1][:LONGEST])] for number in range(1, len(phrases) + 1)}


@lru_cache(maxsize=1 << 12)
def _words_beyond(phrase: Phrase) -> tuple[int, ...]:
    """The hashes of the words of a phrase after its first eight, by which the table finds it."""
    return tuple(spelled_words(phrase.folded).hashes[LONGEST:].tolist())


def hide_wordings(evidence: Evidence, phrases: int) -> Evidence:
    """The evidence without the wording of atoms whose phrase has a number above `phrases`: the excluded wordings.

    The columns of segments are unchanged. `evidence` itself is returned where no atom has such a phrase.
    """
    hidden = evidence.user > phrases
    if not hidden.any():
        return evidence
    columns, _ = places("wording")
    rows = evidence.rows.copy()
    rows[hidden, columns] = np.array(ROWS[:-1], dtype=np.int32)[columns]
    return evidence._replace(rows=rows)
