"""Headings of links that run into a credit without a space, as in `المصدر: رويترزإقرأ أيضاً:`, and are no part of it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import GAP, GLUED, Atoms
from dedup.boilerplate.evidence import ATOM_COLUMN, ROWS, Evidence
from dedup.boilerplate.labels import CONTENT, LABELS, METADATA, ONE
from dedup.boilerplate.lexicon.phrases import CATEGORIES, USER

_HEADING = LABELS.index("related_head")
_OF_METADATA = slice(CONTENT, CONTENT + len(METADATA))
_PHRASE = ATOM_COLUMN["phrase"]
_RELATED = 1 + 2 * CATEGORIES.index("related")
"""The value of the feature `phrase` of an atom that opens a listed heading of links whose risk is not high."""
_MORE = 2 * ONE
"""How much more such a heading scores than the credit before it, for each of its words, in 1/2048: enough for two words
to outweigh the cost of a change of label before them and behind. Chosen.
"""


def part_glued_headings(scores: NDArray[np.int32], atoms: Atoms, evidence: Evidence) -> None:
    """Raise the score of `related_head`, in place, where a listed heading of links is glued to a credit.

    `scores` (a, labels). It must have two words or more, and its words must score more as metadata than as content: so
    nothing is cut that was not cut before. The network takes such a heading for a part of the credit.
    """
    values = evidence.rows[:, _PHRASE] - ROWS[_PHRASE]
    opens = (values > 0) & (values < USER)
    glued = (values == _RELATED) & (atoms.rows[:, GAP] == GLUED)
    glued &= np.append(values[1:], 0) == _RELATED + USER
    if not glued.any():
        return
    number = opens.cumsum()
    inside = np.isin(number, number[glued]) & (values % USER == _RELATED)
    own = scores[inside]
    metadata = own[:, _OF_METADATA].max(axis=1)
    cut = metadata > own[:, :CONTENT].max(axis=1)
    own[:, _HEADING] = np.where(cut, np.maximum(own[:, _HEADING], metadata + _MORE), own[:, _HEADING])
    scores[inside] = own
