"""What a user says of wordings: labels for some of them, and others to be taken away as evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import GAP, KIND, LINE, MARK, Atoms
from dedup.boilerplate.evidence import ROWS, Evidence, places
from dedup.boilerplate.labels import LABELS
from dedup.boilerplate.lexicon.phrases import LONGEST, Phrase

_CERTAIN = 1 << 16
"""What a user's phrase adds to the score of its label: 32, far more than any evidence against it."""


def apply_phrases(
    scores: NDArray[np.int32], atoms: Atoms, numbers: NDArray[np.int64], phrases: Sequence[Phrase]
) -> None:
    """Raise the scores of the labels of a user's phrases. `numbers` (a,): the phrase of each atom from 1, 0 for none.

    A `line` counts where it is a whole line, a `prefix` for the rest of its line too, a `heading` at a line's start.
    """
    if not phrases or not numbers.any():
        return
    breaks = np.append(atoms.rows[:, GAP] >= LINE, True)
    starts = np.flatnonzero((np.diff(numbers, prepend=0) != 0) | breaks[:-1])
    ends = np.append(starts[1:], len(numbers))
    for first, last in zip(starts.tolist(), ends.tolist(), strict=True):
        number = int(numbers[first])
        if not 0 < number <= len(phrases):
            continue
        phrase = phrases[number - 1]
        if phrase.kind in ("line", "prefix", "heading") and not breaks[first]:
            continue
        line_end = last + int(np.argmax(breaks[last:]))
        if phrase.kind == "suffix" and (atoms.rows[last:line_end, KIND] != MARK).any():
            continue
        if phrase.kind == "line" and line_end > last and numbers[last:line_end].any():
            continue
        if phrase.kind == "line" and int((atoms.rows[last:line_end, KIND] != MARK).sum()) != _words_beyond(phrase):
            continue
        if phrase.label in LABELS:
            end = line_end if phrase.kind in ("line", "prefix") else last
            scores[first:end, LABELS.index(phrase.label)] += _CERTAIN


def _words_beyond(phrase: Phrase) -> int:
    """How many words a phrase has behind those by which it is found."""
    return max(len(phrase.folded.split()) - LONGEST, 0)


def hide_wordings(evidence: Evidence, phrases: int) -> Evidence:
    """The evidence without the wording of atoms in phrases with higher numbers: those that a user wants left out."""
    hidden = evidence.user > phrases
    if not hidden.any():
        return evidence
    columns, _ = places("wording")
    rows = evidence.rows.copy()
    rows[hidden, columns] = np.array(ROWS[:-1], dtype=np.int32)[columns]
    return evidence._replace(rows=rows)
