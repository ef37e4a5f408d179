"""Evaluates networks on gold pages that they were not trained on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from dedup.boilerplate.atoms import END, GAP, GLUED, START, Atoms
from dedup.boilerplate.decoder import COSTS, decode
from dedup.boilerplate.evidence import ROWS, places
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labels import FIRST_CUT, METADATA, ONE
from dedup.boilerplate.training.examples import Example
from dedup.boilerplate.training.network import Batch, Network, collate
from dedup.boilerplate.training.scores import Judged


@dataclass(frozen=True, slots=True)
class Predicted:
    """A page, its atoms, and the scores of networks for them: of the first one, and the mean of all, (a, labels) int32
    in 1/2048.
    """

    example: Example
    atoms: Atoms
    first: NDArray[np.int32]
    scores: NDArray[np.int32]


def predict(networks: Sequence[Network], examples: Iterable[Example]) -> Iterator[Predicted]:
    """Yield the scores of every atom of each page, the same as those of the labeller."""
    for example in examples:
        batch = collate([example])
        scores = [_scores(network, batch) for network in networks]
        mean = np.sum(scores, axis=0) // len(scores)
        yield Predicted(example, find_atoms([example.page.text]), scores[0], mean.astype(np.int32))


def _scores(network: Network, batch: Batch) -> NDArray[np.int32]:
    """The scores of a network for every atom of a batch, (a, labels) int32 in 1/2048.

    Atoms that were scored one by one have their own scores; the others have those of their segment, with 6 * 2048 less
    for labels of cuts. Puts the network in evaluation mode.
    """
    network.eval()
    with torch.no_grad():
        found = network(batch)
    segments = (found.segments * ONE).round().long()
    segments[:, FIRST_CUT:] -= 6 * ONE
    scores = segments[batch.segment].int()
    scores[found.gated] = (found.atoms * ONE).round().int()
    return np.asarray(scores.numpy())


def judge(predicted: Predicted, price: int, costs: Sequence[int] = COSTS) -> Judged:
    """The labels of a page at a price of content, beside those of the gold.

    `price` and `costs` are as in `decode`, in 1/2048. As in `averaging`, the mean of all networks decides only if the
    first one cuts something of the page; else all of it is kept.
    """
    page, atoms = predicted.example.page, predicted.atoms
    decoded = decode(atoms, predicted.first, price, costs)
    if (decoded.labels >= FIRST_CUT).any():
        decoded = decode(atoms, predicted.scores, price, costs)
    starts = atoms.rows[:, START].astype(np.int64)
    ends = np.array([span.end for span in page.spans])
    numbers = np.array([span.article for span in page.spans])
    place = np.minimum(np.searchsorted(ends, starts, side="right"), len(ends) - 1)
    gold = predicted.example.labels.astype(np.int64)
    owned = gold < FIRST_CUT + len(METADATA)
    return Judged(
        page,
        gold,
        decoded.labels,
        np.where(owned, numbers[place], 0),
        decoded.articles,
        (atoms.rows[:, END] - atoms.rows[:, START]).astype(np.int64),
        atoms.rows[:, GAP] == GLUED,
        predicted.example.sure,
    )


def alone(example: Example) -> Example:
    """The example with its crawl evidence absent."""
    atom_columns, segment_columns = places("crawl")
    rows, columns = example.rows.copy(), example.columns.copy()
    rows[:, atom_columns] = np.array(ROWS[:-1], dtype=rows.dtype)[atom_columns]
    columns[:, segment_columns] = 0
    return dataclasses.replace(example, rows=rows, columns=columns, crawled=False)
