"""The labeller's forward pass in whole numbers of plain Python, a row at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.boilerplate.weights import Parameters
from tests.boilerplate.reference.segments import Segment

Row = list[int]
ONE = 2048
CUT_FROM = 6
"""The first label of things to cut."""
SEGMENT_DILATIONS = (1, 2, 4, 8, 16, 1)
ATOM_DILATIONS = (1, 2, 4, 8)
PAGE_AFTER = 2
"""The convolution behind which segments learn of the whole page."""


class Linear(NamedTuple):
    """A linear layer in plain numbers."""

    weights: list[Row]
    bias: Row


class Plain(NamedTuple):
    """The parameters of a network in plain numbers."""

    table: Sequence[Row]
    layers: Mapping[str, Linear]


class Forward(NamedTuple):
    """What the labeller makes of a page: scores by atom, which segments' atoms were looked at, all activations.

    `page` are the sums that every segment gets of the whole page.
    """

    scores: list[Row]
    gated: list[bool]
    layers: list[list[Row]]
    page: Row


def plain(network: Parameters) -> Plain:
    """The parameters as lists."""
    layers = {name: Linear(layer.weights.tolist(), layer.bias.tolist()) for name, layer in network.layers.items()}
    return Plain(network.table.tolist(), layers)


def dense(values: Row, layer: Linear) -> Row:
    """The sums of a linear layer."""
    return [
        bias + sum(weight * value for weight, value in zip(weights, values, strict=True))
        for weights, bias in zip(layer.weights, layer.bias, strict=True)
    ]


def activation(total: int) -> int:
    """A sum of 1/2048, rounded to 1/32, from 0 to 127."""
    return min(max((total + 32) // 64, 0), 127)


def embedded(rows: Row, table: Sequence[Row]) -> Row:
    """The sum of an atom's rows of the table, each number from -127 to 127."""
    return [min(max(sum(column), -127), 127) for column in zip(*(table[row] for row in rows), strict=True)]


def pooled(atoms: list[Row], columns: Row) -> Row:
    """Mean, largest, first, second, last and last but one of a segment's atoms, and its columns."""
    parts = [
        [sum(column) // len(atoms) for column in zip(*atoms, strict=True)],
        [max(column) for column in zip(*atoms, strict=True)],
        atoms[0],
        atoms[:2][-1],
        atoms[-1],
        atoms[-2:][0],
    ]
    return [value for part in (*parts, columns) for value in part]


def first_activations(atoms: list[Row], columns: Row, weights: Plain) -> Row:
    """The activations of a segment by itself."""
    return [activation(total) for total in dense(pooled(atoms, columns), weights.layers["into"])]


def summary(rows: list[Row], size: int) -> Row:
    """Mean, rounded down, and largest of a page's activations; zeros where it has no segments."""
    columns = list(zip(*rows, strict=True)) if rows else [(0,)] * size
    return [sum(column) // len(column) for column in columns] + [max(column) for column in columns]


def added(row: Row, sums: Row) -> Row:
    """Activations and those of some sums, at most 127."""
    return [min(value + activation(total), 127) for value, total in zip(row, sums, strict=True)]


def convolved(rows: list[Row], dilation: int, layer: Linear) -> list[Row]:
    """Each row and the activations of what a layer makes of it and its neighbours; nothing stands beyond the ends."""
    nothing = [0] * len(rows[0]) if rows else []
    padded = [nothing] * dilation + rows + [nothing] * dilation
    found = []
    for at, row in enumerate(rows):
        found.append(added(row, dense([*padded[at], *row, *padded[at + 2 * dilation]], layer)))
    return found


def forward(rows: list[Row], columns: list[Row], segments: Sequence[Segment], weights: Plain) -> Forward:
    """The scores of the atoms of one page by their evidence: `rows` of the table, and `columns` of the segments."""
    layers = weights.layers
    values = [embedded(row, weights.table) for row in rows]
    first = [first_activations(values[own.first : own.last], columns[at], weights) for at, own in enumerate(segments)]
    activations = [first]
    page: Row = []
    for number, dilation in enumerate(SEGMENT_DILATIONS):
        found = convolved(activations[-1], dilation, layers[f"context.{number}"])
        if number == PAGE_AFTER:
            page = dense(summary(found, len(layers["page"].bias)), layers["page"])
            found = [added(row, page) for row in found]
        activations.append(found)
    last = activations[-1]
    labels = [dense(row, layers["segment_labels"]) for row in last]
    doubtful = [dense(row, layers["gate"])[0] > -3 * ONE for row in last]
    gated = [any(doubtful[max(at - 1, 0) : at + 2]) for at in range(len(segments))]
    scores = [
        [score - (6 * ONE if label >= CUT_FROM else 0) for label, score in enumerate(labels[at])]
        for at, own in enumerate(segments)
        for _ in range(own.first, own.last)
    ]
    for run in _runs(gated):
        atoms = [(atom, at) for at in run for atom in range(segments[at].first, segments[at].last)]
        seen = []
        for atom, at in atoms:
            both = zip(dense(values[atom], layers["atom_into"]), dense(last[at], layers["segment_into"]), strict=True)
            seen.append([activation(one + other) for one, other in both])
        for number, dilation in enumerate(ATOM_DILATIONS):
            seen = convolved(seen, dilation, layers[f"atom_context.{number}"])
        for (atom, at), row in zip(atoms, seen, strict=True):
            both = zip(dense(row, layers["atom_labels"]), labels[at], strict=True)
            scores[atom] = [one + other for one, other in both]
    return Forward(scores, gated, activations, page)


def margin(segment: int, atoms: list[Row], columns: Row, found: Forward, weights: Plain) -> int:
    """By how much cutting a segment scores more than keeping it, had it these rows of its atoms and these columns.

    Its neighbours and its page stay as they were found.
    """
    own = first_activations([embedded(row, weights.table) for row in atoms], columns, weights)
    for number, dilation in enumerate(SEGMENT_DILATIONS):
        around = list(found.layers[number])
        around[segment] = own
        own = convolved(around, dilation, weights.layers[f"context.{number}"])[segment]
        if number == PAGE_AFTER:
            own = added(own, found.page)
    labels = dense(own, weights.layers["segment_labels"])
    return max(labels[CUT_FROM:]) - max(labels[:CUT_FROM])


def _runs(gated: Sequence[bool]) -> list[list[int]]:
    """The segments that are gated, in runs without a gap."""
    runs: list[list[int]] = []
    for at, inside in enumerate(gated):
        if inside and at and gated[at - 1]:
            runs[-1].append(at)
        elif inside:
            runs.append([at])
    return runs
