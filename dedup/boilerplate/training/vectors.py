"""Word vectors of the vocabulary, from the words and marks beside each word in the corpora.

Positive pointwise mutual information of a word with the frequent words up to two places to its left and right, reduced
by a seeded randomised singular value decomposition (Levy and Goldberg, 2014; Halko, Martinsson and Tropp, 2011).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dedup.boilerplate.atoms import GAP, KIND, LINE, MARK, NUMBER, OTHER_SCRIPT, WORD, Atoms
from dedup.boilerplate.evidence.form import form
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.lexicon import VOCABULARY_SIZE

# Contexts: the most frequent words (their number is chosen), numbers, line breaks, links and 256 shapes of marks. They
# are counted at these places relative to a word.
_FREQUENT = 2000
_NUMBER, _LINE, _LINK, _MARKS = _FREQUENT + 1, _FREQUENT + 2, _FREQUENT + 3, _FREQUENT + 4
_CONTEXTS = _MARKS + 256
_OFFSETS = (-2, -1, 1, 2)


def word_vectors(texts: Iterable[Sequence[str]], dimensions: int, seed: int) -> Tensor:
    """Vectors of length 1.5 for the vocabulary, (VOCABULARY_SIZE, dimensions), from groups of texts.

    Row i is that of word number i + 1; a word that the texts do not have gets about zero.
    """
    counts = np.zeros((len(_OFFSETS), VOCABULARY_SIZE + 1, _CONTEXTS), dtype=np.float32)
    for group in texts:
        words, contexts = _sequence(find_atoms(group))
        for number, offset in enumerate(_OFFSETS):
            low, high = max(0, -offset), max(0, offset)
            own, beside = words[low : len(words) - high], contexts[low + offset : len(contexts) - high + offset]
            chosen = (own > 0) & (beside > 0)
            cells = own[chosen].astype(np.int64) * _CONTEXTS + beside[chosen]
            places, times = np.unique(cells, return_counts=True)
            counts[number].reshape(-1)[places] += times
    torch.manual_seed(seed)
    table = torch.from_numpy(np.concatenate(list(counts), axis=1)[1:])
    left, values, _ = torch.svd_lowrank(_positive_information(table), q=dimensions + 8, niter=3)
    vectors = left[:, :dimensions] * values[:dimensions].sqrt()
    return 1.5 * vectors / vectors.norm(dim=1, keepdim=True).clamp(min=1e-6)


def _positive_information(table: Tensor) -> Tensor:
    """The positive pointwise mutual information of counts (words, contexts), contexts smoothed by the power 0.75."""
    total = table.sum()
    rows = table.sum(1, keepdim=True) + 1
    columns = table.sum(0, keepdim=True) ** 0.75
    expected = rows * columns / columns.sum()
    return torch.log((table + 1e-9) / (expected + 1e-9)).clamp(min=0).masked_fill(table == 0, 0.0) * (total > 0)


def _sequence(atoms: Atoms) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For every atom its vocabulary row (0 for others), and its number as a context (0 for none).

    Each line break is an item of its own before its atom, with row 0.
    """
    kinds = atoms.rows[:, KIND]
    words = np.where(kinds <= OTHER_SCRIPT, atoms.rows[:, WORD], 0).astype(np.int64)
    contexts = np.where(words <= _FREQUENT, words, 0)
    contexts[kinds == NUMBER] = _NUMBER
    contexts[kinds > MARK] = _LINK
    marks = kinds == MARK
    contexts[marks] = _MARKS + form(atoms).atoms[marks, 0]
    breaks = np.flatnonzero(atoms.rows[:, GAP] >= LINE)
    return np.insert(words, breaks, 0), np.insert(contexts, breaks, _LINE)
