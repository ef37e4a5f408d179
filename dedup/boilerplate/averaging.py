"""The mean of the scores of several networks, which is steadier than the scores of any one of them.

Networks that were trained alike differ by chance of their seed: each has its own oddities, which a mean smooths away
(deep ensembles, Lakshminarayanan, Pritzel and Blundell 2017).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import Atoms
from dedup.boilerplate.decoder import decode
from dedup.boilerplate.evidence import Evidence
from dedup.boilerplate.labeller import Scores, score
from dedup.boilerplate.labels import CONTENT
from dedup.boilerplate.weights import Weights


def mean_scores(atoms: Atoms, evidence: Evidence, weights: Weights, prices: NDArray[np.int64]) -> Scores:
    """The mean of the scores of all networks, rounded down, on pages of which the first network cuts something at the
    price of content (n,), in 1/2048; on the others its own scores, so that a page to keep whole costs one network.

    All but the scores of atoms is from the first network.
    """
    first, *others = weights.networks
    scores = score(atoms, evidence, first)
    if not others:
        return scores
    is_cut = np.concatenate(([0], (decode(atoms, scores.atoms, prices).labels >= CONTENT).cumsum()))
    chosen = np.diff(is_cut[atoms.atom_bounds]) > 0
    if not chosen.any():
        return scores
    if chosen.all():  # one long page: nothing is copied
        total, own, known = scores.atoms, atoms, evidence
    else:
        _, of_atoms, of_segments = atoms.belong(chosen)
        total, own, known = scores.atoms[of_atoms], atoms.pages(chosen), evidence.of(of_atoms, of_segments)
    for network in others:
        total += score(own, known, network).atoms
    total //= len(weights.networks)
    if total is not scores.atoms:
        scores.atoms[of_atoms] = total
    return scores
