"""The network of the labeller in torch: the same integers as at inference, with gradients passed through the rounding.

Weights are multiples of 1/64 up to 127/64; activations multiples of 1/32 from 0 to 127/32 (those of atoms from
-127/32). Every sum is far below 2**24 units of 1/2048, so float32 holds it exactly, in any order of addition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from dedup.boilerplate.evidence import ROWS, SEGMENT_FEATURES
from dedup.boilerplate.labels import FIRST_CUT, LABELS
from dedup.boilerplate.training.examples import Example
from dedup.boilerplate.training.generator.repeats import FAMILY as REPEATS

ACTIVATION, WEIGHT = 32, 64
"""The number of units in 1: activations are in 1/32, weights in 1/64."""
MOST = 127
"""The most units of a weight or an activation."""
SEGMENT_DILATIONS = (1, 2, 4, 8, 16, 1)
ATOM_DILATIONS = (1, 2, 4, 8)
PAGE_AFTER = 2
"""The number of the convolution after which segments get a summary of the whole page."""
GATE = -3.0
"""The score of the gate above which the atoms of a segment, and of its neighbours, are scored one by one. These five
constants are those of `labeller`.
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The numbers of activations of an atom, of a segment, and of an atom in its context."""

    atom: int = 24
    segment: int = 64
    context: int = 48


class _Rounding(torch.autograd.Function):
    """What `rounded` computes, with few passes over the values, which took half of the time of training."""

    @staticmethod
    def forward(context: Any, values: Tensor, one: int, lowest: int, most: int) -> Tensor:
        """The rounded values."""
        context.save_for_backward(values)
        context.limits = (lowest - 0.5) / one, (most + 0.5) / one
        return (values * one).add_(0.5).floor_().clamp_(lowest, most).div_(one)

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor, None, None, None]:
        """The gradient, zero where a value was limited."""
        (values,) = context.saved_tensors
        return torch.ops.aten.hardtanh_backward(gradient, values, *context.limits), None, None, None


def rounded(values: Tensor, one: int, lowest: int, most: int = MOST) -> Tensor:
    """Values as multiples of 1/one from lowest/one to most/one; the gradient passes where a value was not limited."""
    found: Tensor = _Rounding.apply(values, one, lowest, most)
    return found


class Dense(nn.Module):
    """A linear layer whose weights and biases are rounded to whole units; its sums are not rounded."""

    def __init__(self, inputs: int, outputs: int) -> None:
        """A layer with random weights."""
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)

    def forward(self, values: Tensor) -> Tensor:
        """The sums of the layer."""
        weight = rounded(self.linear.weight, WEIGHT, -127)
        limit = 1 << 30  # of a 32-bit sum; no bias comes near
        return functional.linear(values, weight, rounded(self.linear.bias, ACTIVATION * WEIGHT, -limit, limit))


class Convolution(nn.Module):
    """A linear layer over each row and the rows at a distance before and after it in the same run of rows."""

    def __init__(self, size: int, dilation: int) -> None:
        """`size`: activations of a row; `dilation`: the distance of the other rows."""
        super().__init__()
        self.dilation = dilation
        self.dense = Dense(3 * size, size)

    def forward(self, rows: Tensor, runs: Tensor) -> Tensor:
        """The sums of the layer, (n, size); rows outside the run count as zeros.

        `runs` (n,): the number of the run of each row, ascending.
        """
        far, count = min(self.dilation, len(rows)), len(rows)
        same = (runs[far:] == runs[: count - far]).unsqueeze(1)
        before = functional.pad(rows[: count - far] * same, (0, 0, far, 0))
        behind = functional.pad(rows[far:] * same, (0, 0, 0, far))
        return self.dense(torch.cat([before, rows, behind], 1))


@dataclass(frozen=True, slots=True)
class Batch:
    """Several pages, concatenated: atoms (a), segments (s).

    `rows` (a, k), `labels` (a,), `sure` (a,); `columns` (s, m); `segment` (a,): the segment of each atom; `first`,
    `last` (s,): its atoms, half open; `page` (s,): the page of each segment. `bound` (pages,) bool: whether the labels
    of a page hold only with the evidence of its crawl.
    """

    rows: Tensor
    columns: Tensor
    segment: Tensor
    first: Tensor
    last: Tensor
    page: Tensor
    labels: Tensor
    sure: Tensor
    bound: Tensor


def collate(examples: Sequence[Example]) -> Batch:
    """Several examples as one batch: atoms, segments and pages are numbered through, columns divided by 32."""
    firsts, lasts, segments, pages = [], [], [], []
    atoms = segment_count = 0
    for number, example in enumerate(examples):
        count, size = len(example.first), len(example.rows)
        last = np.append(example.first[1:], size)
        firsts.append(example.first + atoms)
        lasts.append(last + atoms)
        segments.append(np.repeat(np.arange(count), last - example.first) + segment_count)
        pages.append(np.full(count, number))
        atoms, segment_count = atoms + size, segment_count + count
    return Batch(
        _whole([example.rows for example in examples]),
        torch.from_numpy(np.concatenate([example.columns for example in examples]).astype(np.float32)) / ACTIVATION,
        _whole(segments),
        _whole(firsts),
        _whole(lasts),
        _whole(pages),
        _whole([example.labels for example in examples]),
        torch.from_numpy(np.concatenate([example.sure for example in examples])).float(),
        torch.tensor([example.page.family == REPEATS for example in examples]),
    )


def _whole(parts: Sequence[NDArray[Any]]) -> Tensor:
    """Arrays, concatenated, as a tensor of int64."""
    return torch.from_numpy(np.concatenate(parts).astype(np.int64))


@dataclass(frozen=True, slots=True)
class Scores:
    """The output of the network for a batch.

    `segments` (s, labels): the scores of each segment; `gates` (s,): those of the gate; `atoms` (g, labels): those of
    the atoms scored one by one; `gated` (g,): the numbers of these atoms.
    """

    segments: Tensor
    gates: Tensor
    atoms: Tensor
    gated: Tensor


class Network(nn.Module):
    """The labeller: atoms are sums of table rows, segments pool them and see their page, gated atoms see each other."""

    def __init__(self, sizes: Sizes, vectors: Tensor) -> None:
        """A network with random weights.

        `vectors` (v, d): the word vectors of the vocabulary, for rows 1 to v of the first feature.
        """
        super().__init__()
        self.sizes = sizes
        self.table = nn.Parameter(torch.randn(ROWS[-1], sizes.atom) * 0.15)
        self.register_buffer("vectors", vectors)
        self.meaning = nn.Linear(vectors.shape[1], sizes.atom, bias=False)
        zeros = torch.zeros(ROWS[-1], 1, dtype=torch.bool)
        zeros[list(ROWS[:-1])] = True
        self.register_buffer("absent", zeros)
        self.into = Dense(6 * sizes.atom + len(SEGMENT_FEATURES), sizes.segment)
        self.context = nn.ModuleList(Convolution(sizes.segment, far) for far in SEGMENT_DILATIONS)
        self.page = Dense(2 * sizes.segment, sizes.segment)
        self.gate = Dense(sizes.segment, 1)
        self.segment_labels = Dense(sizes.segment, len(LABELS))
        self.atom_into = Dense(sizes.atom, sizes.context)
        self.segment_into = Dense(sizes.segment, sizes.context)
        self.atom_context = nn.ModuleList(Convolution(sizes.context, far) for far in ATOM_DILATIONS)
        self.atom_labels = Dense(sizes.context, len(LABELS))
        self.drop = nn.Dropout(0.1)

    def rows_of_table(self) -> Tensor:
        """The table plus the word vectors mapped to its size, rounded; the rows of absent evidence are zero."""
        known = self.table[1 : len(self.vectors) + 1] + self.meaning(self.vectors)
        table = torch.cat([self.table[:1], known, self.table[len(self.vectors) + 1 :]])
        return rounded(table.masked_fill(self.absent, 0.0), ACTIVATION, -127)

    def forward(self, batch: Batch, hidden: Tensor | None = None, gated: Tensor | None = None) -> Scores:
        """The scores of a batch.

        `hidden` (a, k) bool: evidence to make absent. `gated`: the numbers of the atoms to score one by one, else those
        of the gate.
        """
        rows = batch.rows
        if hidden is not None:
            rows = torch.where(hidden, torch.tensor(ROWS[:-1]), rows)
        atoms = functional.embedding_bag(rows, self.rows_of_table(), mode="sum")
        atoms = rounded(atoms, ACTIVATION, -127)
        segments = self._segments(atoms, batch)
        for number, layer in enumerate(self.context):
            segments = rounded(segments + rounded(layer(segments, batch.page), ACTIVATION, 0), ACTIVATION, 0)
            if number == PAGE_AFTER:
                segments = rounded(segments + self._page(segments, batch)[batch.page], ACTIVATION, 0)
        gates = self.gate(segments).squeeze(1)
        gated = self._gated(gates, batch) if gated is None else gated
        return Scores(self.segment_labels(segments), gates, self._atoms(atoms, segments, batch, gated), gated)

    def _page(self, segments: Tensor, batch: Batch) -> Tensor:
        """The activations of each page, (pages, segment), from the mean and the maximum of its segments."""
        pages, size = int(batch.page[-1]) + 1, segments.shape[1]
        total = segments.new_zeros(pages, size).index_add_(0, batch.page, segments)
        count = torch.bincount(batch.page, minlength=pages).unsqueeze(1)
        mean = total / count
        mean = mean + (torch.floor(torch.floor(total * ACTIVATION + 0.5) / count) / ACTIVATION - mean).detach()
        index = batch.page.unsqueeze(1).expand(-1, size)
        largest = segments.new_zeros(pages, size).scatter_reduce_(0, index, segments, "amax")
        return rounded(self.page(torch.cat([mean, largest], 1)), ACTIVATION, 0)

    def _segments(self, atoms: Tensor, batch: Batch) -> Tensor:
        """The first activations of the segments, (s, segment), from their atoms and their columns.

        Of the atoms count their mean, their maximum, the first two and the last two.
        """
        count = len(batch.first)
        size = (batch.last - batch.first).unsqueeze(1)
        total = atoms.new_zeros(count, atoms.shape[1]).index_add_(0, batch.segment, atoms)
        mean = total / size
        mean = mean + (torch.floor(torch.floor(total * ACTIVATION + 0.5) / size) / ACTIVATION - mean).detach()
        index = batch.segment.unsqueeze(1).expand(-1, atoms.shape[1])
        largest = atoms.new_full((count, atoms.shape[1]), -4.0).scatter_reduce_(0, index, atoms, "amax")
        second = torch.minimum(batch.first + 1, batch.last - 1)
        before = torch.maximum(batch.last - 2, batch.first)
        parts = [mean, largest, atoms[batch.first], atoms[second], atoms[batch.last - 1], atoms[before], batch.columns]
        return rounded(self.into(self.drop(torch.cat(parts, 1))), ACTIVATION, 0)

    def _gated(self, gates: Tensor, batch: Batch) -> Tensor:
        """The numbers of the atoms to score one by one, ascending: those of chosen segments and of their neighbours.

        Chosen are segments that pass the gate; in training also those with a cut in the gold, and a random 6 %.
        Neighbours are of the same page.
        """
        with torch.no_grad():
            chosen = gates > GATE
            if self.training:
                junk = torch.zeros(len(gates)).scatter_reduce_(
                    0, batch.segment, (batch.labels >= FIRST_CUT).float(), "amax"
                )
                chosen = chosen | (junk > 0) | (torch.rand(len(gates)) < 0.06)
            same = batch.page[1:] == batch.page[:-1]
            near = chosen.clone()
            near[1:] |= chosen[:-1] & same
            near[:-1] |= chosen[1:] & same
            return near[batch.segment].nonzero().squeeze(1)

    def _atoms(self, atoms: Tensor, segments: Tensor, batch: Batch, gated: Tensor) -> Tensor:
        """The scores of the gated atoms, (g, labels): their own plus those of their segment.

        They see only atoms of the same unbroken run of gated atoms of a page.
        """
        if not len(gated):
            return segments.new_zeros(0, len(LABELS))
        owner = batch.segment[gated]
        page = batch.page[owner]
        apart = torch.zeros(len(gated), dtype=torch.long)
        apart[1:] = ((gated[1:] - gated[:-1] > 1) | (page[1:] != page[:-1])).long()
        runs = apart.cumsum(0)
        values = rounded(self.atom_into(atoms[gated]) + self.segment_into(segments)[owner], ACTIVATION, 0)
        values = self.drop(values)
        for layer in self.atom_context:
            values = rounded(values + rounded(layer(values, runs), ACTIVATION, 0), ACTIVATION, 0)
        return self.atom_labels(values) + self.segment_labels(segments)[owner]
