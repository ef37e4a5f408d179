"""The labeller: scores each label for each atom from its evidence, in integers, so that every machine gets the same.

Weights are multiples of 1/64, from -127 to 127 of them; activations multiples of 1/32, from 0 to 127; sums multiples of
1/2048 in 32 bits. An atom is the sum of the table rows of its evidence. A segment pools its atoms, then takes in its
page through six convolutions. The atoms of segments that may hold something to cut, and of their neighbours, are scored
one by one through four more convolutions. After the third convolution, segments get a summary of the whole page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import Atoms
from dedup.boilerplate.evidence import GROUPS, Evidence, without
from dedup.boilerplate.labels import FIRST_CUT, LABELS, ONE
from dedup.boilerplate.layers import embed, gate, pool, spread, summaries
from dedup.boilerplate.linear import activations, add_activations, convolve, convolve_own, dense
from dedup.boilerplate.weights import ATOM_DILATIONS, SEGMENT_DILATIONS, Parameters

_UNSEEN = np.array([6 * ONE * (label >= FIRST_CUT) for label in range(len(LABELS))], dtype=np.int32)
"""What the scores of labels of cuts lose, in 1/2048, for atoms that were not scored one by one. Chosen."""
_BLOCK = 4096
"""Segments or atoms that are processed at a time, to bound the memory. Chosen."""
_HELD = 1 << 16
"""Segments of which the activations are kept; of more, they are computed again where they are needed, to bound the
memory. Chosen: only a page that is longer than a group of pages has more.
"""
PAGE_AFTER = 2
"""The number of the convolution after which segments get a summary of the whole page; the weights depend on it."""
GATE = -3 * ONE
"""The score of the gate, in 1/2048, above which the atoms of a segment, and of its neighbours, are scored one by one.
Chosen; the weights were trained with it.
"""


class Scores(NamedTuple):
    """The output of the labeller for some pages.

    `atoms` (a, labels) int32: the score of each label, in 1/2048; atoms of segments that are not `gated` (s,) bool have
    the scores of their segment. `layers`: the activations of the segments before the first and after each convolution,
    (s, n) int8; empty where `score` did not keep them. `pages` (n, k) int32: the sums that the segments of each page
    were given after convolution PAGE_AFTER.
    """

    atoms: NDArray[np.int32]
    gated: NDArray[np.bool_]
    layers: Sequence[NDArray[np.int8]]
    pages: NDArray[np.int32]


def score(atoms: Atoms, evidence: Evidence, network: Parameters, keep: bool = True) -> Scores:
    """The scores that one network gives all atoms of some pages.

    Atoms are scored one by one only in segments that the gate finds and their neighbours; others have the scores of
    their segment, with those of cuts lowered. The activations are in the result if `keep`, for at most 65,536 segments.
    """
    keep = keep and len(atoms.segments) <= _HELD
    values = _pooled(atoms.segments, evidence.columns, evidence, network)
    layers = [values] if keep else []
    pages = np.zeros((0, 0), dtype=np.int32)
    for number in range(len(SEGMENT_DILATIONS)):
        values = _convolved(values, atoms.segment_bounds, network, number)
        if number == PAGE_AFTER:
            pages = dense(summaries(values, atoms.segment_bounds), *network.linear["page"])
            values = add_activations(values, pages, _owners(atoms.segment_bounds))
        if keep:
            layers.append(values)
    segments = dense(values, *network.linear["heads"])
    gated, chosen, owners, runs = gate(segments[:, -1], atoms.segments, atoms.segment_bounds, GATE)
    found = spread(segments, _UNSEEN, atoms.segments)
    if len(chosen):
        _score_atoms(found, evidence, network, (values, segments), chosen, owners, runs)
    return Scores(found, gated, layers, pages)


def _owners(bounds: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of the page of each segment, int64 (s,)."""
    return np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))


def _pooled(
    segments: NDArray[np.int64], columns: NDArray[np.int16], evidence: Evidence, network: Parameters
) -> NDArray[np.int8]:
    """The activations of `segments` before the first convolution, (s, n) int8; `columns` are those of the segments."""
    found = np.empty((len(segments), len(network.layers["into"].bias)), dtype=np.int8)
    for at in range(0, len(segments), _BLOCK):
        block = slice(at, at + _BLOCK)
        pooled = pool(evidence.rows, columns[block], segments[block], network.table)
        found[block] = activations(dense(pooled, *network.linear["into"]))
    return found


def _convolved(
    values: NDArray[np.int8], bounds: NDArray[np.int64], network: Parameters, number: int
) -> NDArray[np.int8]:
    """The activations of segments after convolution `number`, from 0; `values` are those before it."""
    layer = network.linear[f"context.{number}"]
    found: NDArray[np.int8] = convolve(values, bounds, SEGMENT_DILATIONS[number], *layer)
    return found


def _score_atoms(
    found: NDArray[np.int32],
    evidence: Evidence,
    network: Parameters,
    segments: tuple[NDArray[np.int8], NDArray[np.int32]],
    chosen: NDArray[np.int64],
    owners: NDArray[np.int64],
    runs: NDArray[np.int64],
) -> None:
    """Set in `found` (a, labels) the scores of the chosen atoms.

    `segments`: the last activations of all segments, and their scores with those of the gate. `chosen` (k,): the atoms,
    in order. `owners` (k,): the segment of each. `runs`: where runs of neighbouring chosen atoms begin, and the end of
    the last.
    """
    values = np.empty((len(chosen), len(network.layers["atom_into"].bias)), dtype=np.int8)
    blocks = [slice(at, at + _BLOCK) for at in range(0, len(chosen), _BLOCK)]
    for block in blocks:
        own = owners[block]
        begins = np.diff(own, prepend=-1) > 0
        sums = dense(segments[0][own[begins]], *network.linear["segment_into"])[begins.cumsum() - 1]
        inputs = embed(evidence.rows, network.table, chosen[block])
        values[block] = activations(dense(inputs, *network.linear["atom_into"]) + sums)
    for number, dilation in enumerate(ATOM_DILATIONS):
        values = convolve(values, runs, dilation, *network.linear[f"atom_context.{number}"])
    for block in blocks:
        found[chosen[block]] = dense(values[block], *network.linear["atom_labels"]) + segments[1][owners[block], :-1]


def margins_without(
    atoms: Atoms,
    evidence: Evidence,
    scores: Scores,
    network: Parameters,
    chosen: NDArray[np.int64],
    groups: Sequence[str] = tuple(GROUPS),
) -> NDArray[np.int64]:
    """The margins of segments with all evidence, and without each of `groups`: (k, 1 + groups) int64, in 1/2048.

    A margin is the best score of a cut minus that of content. `chosen` (k,): numbers of segments, ascending. Each is
    scored with its neighbours unchanged.
    """
    ends = np.searchsorted(chosen, np.arange(_BLOCK, len(atoms.segments), _BLOCK))
    blocks = [block for block in np.split(chosen, ends) if len(block)] or [chosen]
    return np.concatenate([_margins_of(evidence, atoms, scores, network, block, groups) for block in blocks])


def _margins_of(
    evidence: Evidence,
    atoms: Atoms,
    scores: Scores,
    network: Parameters,
    chosen: NDArray[np.int64],
    groups: Sequence[str],
) -> NDArray[np.int64]:
    """What `margins_without` returns, for few enough segments to take at once: (k, 1 + groups) int64, in 1/2048."""
    segments, own = _cut_out(evidence, atoms, chosen)
    pooled = [np.empty((0, network.layers["into"].weights.shape[1]), dtype=np.int8)]
    pooled += [pool(some.rows, some.columns, segments, network.table) for some in (without(own, g) for g in groups)]
    values = activations(dense(np.concatenate(pooled), *network.linear["into"]))
    page = np.searchsorted(atoms.segment_bounds, chosen, side="right") - 1
    bounds = atoms.segment_bounds
    layers, low = _layers_near(evidence, atoms, scores, network, chosen)
    places = np.stack((chosen, bounds[page], bounds[page + 1]), axis=1) - low
    for number, dilation in enumerate(SEGMENT_DILATIONS):
        values = convolve_own(values, layers[number], places, dilation, *network.linear[f"context.{number}"])
        if number == PAGE_AFTER:
            values = add_activations(values, scores.pages, np.tile(page, len(groups)))
    labels = dense(np.concatenate((layers[-1][chosen - low], values)), *network.linear["segment_labels"])
    found = labels[:, FIRST_CUT:].max(axis=1).astype(np.int64) - labels[:, :FIRST_CUT].max(axis=1)
    return np.ascontiguousarray(found.reshape(1 + len(groups), len(chosen)).T)


def _layers_near(
    evidence: Evidence, atoms: Atoms, scores: Scores, network: Parameters, chosen: NDArray[np.int64]
) -> tuple[Sequence[NDArray[np.int8]], int]:
    """The activations of segments before the first and after each convolution, and the segment that is their first row.

    They are those of `scores` if it has them; else they are computed again, and hold only for the segments that a
    convolution combines with one of `chosen`, which is ascending.
    """
    if scores.layers:
        return scores.layers, 0
    reach = sum(SEGMENT_DILATIONS)  # rows less far from an end may lack neighbours
    first, last = (int(chosen[0]), int(chosen[-1])) if len(chosen) else (0, 0)
    low, high = max(first - reach, 0), last + reach + 1
    segments = atoms.segments[low:high]
    layers = [_pooled(segments, evidence.columns[low:high], evidence, network)]
    bounds = atoms.segment_bounds.clip(low, low + len(segments)) - low
    for number in range(len(SEGMENT_DILATIONS)):
        values = _convolved(layers[-1], bounds, network, number)
        if number == PAGE_AFTER:
            values = add_activations(values, scores.pages, _owners(bounds))
        layers.append(values)
    return layers, low


def _cut_out(evidence: Evidence, atoms: Atoms, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], Evidence]:
    """The chosen segments alone, int64 (n, 2): the first and the end of each among the atoms kept, numbered from 0.

    Also returns the evidence with `rows` and `columns` of only these atoms and segments; its other fields are
    unchanged.
    """
    bounds = atoms.segments[chosen, :2]
    sizes = bounds[:, 1] - bounds[:, 0]
    ends = sizes.cumsum()
    own = np.arange(ends[-1] if len(ends) else 0) + np.repeat(bounds[:, 0] - ends + sizes, sizes)
    segments = np.stack((ends - sizes, ends), axis=1)
    return segments, evidence._replace(rows=evidence.rows[own], columns=evidence.columns[chosen])
