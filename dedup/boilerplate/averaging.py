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
from dedup.boilerplate.labels import FIRST_CUT
from dedup.boilerplate.weights import Weights


def mean_scores(atoms: Atoms, evidence: Evidence, weights: Weights, prices: NDArray[np.int64]) -> Scores:
    """The scores, those of atoms averaged over all networks on the pages of which the first network cuts something.

    Means are rounded down. The other pages, and all fields but `atoms`, have the first network's scores: a page to keep
    whole costs one network. `prices` (n,): what is added to the scores of content to see what is cut, in 1/2048, by
    page. Markup and the user's phrases are not looked at.
    """
    first, *others = weights.networks
    scores = score(atoms, evidence, first)
    if not others:
        return scores
    is_cut = np.concatenate(([0], (decode(atoms, scores.atoms, prices).labels >= FIRST_CUT).cumsum()))
    chosen = np.diff(is_cut[atoms.atom_bounds]) > 0
    if not chosen.any():
        return scores
    _, of_atoms, of_segments = atoms.belong(chosen)
    most = 2 * np.count_nonzero(of_atoms) > len(of_atoms)
    if most:  # a long page is not copied
        own, known, total, rest = atoms, evidence, scores.atoms, scores.atoms[~of_atoms]
    else:
        own, known = atoms.pages(chosen), evidence.of(of_atoms, of_segments)
        total, rest = scores.atoms[of_atoms], scores.atoms
    for network in others:
        total += score(own, known, network, keep=False).atoms
    total //= len(weights.networks)
    if most:
        total[~of_atoms] = rest
    else:
        rest[of_atoms] = total
    return scores
