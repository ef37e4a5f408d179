"""The labeller: scores each label for each atom from its evidence, in integers, so that every machine gets the same.

Weights are multiples of 1/64, from -127 to 127 of them; activations multiples of 1/32, from 0 to 127; sums multiples of
1/2048 in 32 bits. An atom is the sum of the table rows of its evidence. A segment pools its atoms, then takes in its
page through six convolutions. The atoms of segments that may hold something to cut, and of their neighbours, are scored
one by one through four more convolutions. After the third convolution, segments get a summary of the whole page.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import IO, Any, NamedTuple, get_args
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import Atoms
from dedup.boilerplate.evidence import GROUPS, ROWS, SEGMENT_FEATURES, Evidence, without
from dedup.boilerplate.labels import CONTENT, LABELS, ONE
from dedup.boilerplate.layers import (
    activations,
    add_activations,
    convolve,
    convolve_own,
    dense,
    embed,
    gate,
    packed,
    pool,
    spread,
    summaries,
)
from dedup.errors import DedupError
from dedup.names import Profile

_UNSEEN = np.array([6 * ONE * (label >= CONTENT) for label in range(len(LABELS))], dtype=np.int32)
"""What the scores of labels of cuts lose, in 1/2048, for atoms that were not scored one by one. Chosen."""
SEGMENT_DILATIONS = (1, 2, 4, 8, 16, 1)
"""The distances, in segments, of the rows that each convolution combines; the weights were trained with them."""
ATOM_DILATIONS = (1, 2, 4, 8)
"""The same for the convolutions of atoms, in atoms."""
_BLOCK = 4096
"""Segments or atoms that are processed at a time, to bound the memory. Chosen."""
_HELD = 1 << 16
"""Segments of which the activations after every convolution are kept; of more, they are computed again where they are
needed, to bound the memory. Chosen: only a page that is longer than a group of pages has more.
"""
PAGE_AFTER = 2
"""The number of the convolution after which segments get a summary of the whole page; the weights depend on it."""
GATE = -3 * ONE
"""The score of the gate, in 1/2048, above which the atoms of a segment, and of its neighbours, are scored one by one.
Chosen; the weights were trained with it.
"""

PROFILES: tuple[str, ...] = get_args(Profile)
CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)
"""The values of a confidence. Chosen; their margins are calibrated in training."""


class Layer(NamedTuple):
    """A linear layer: `weights` (outputs, inputs) int16, `bias` (outputs,) int32."""

    weights: NDArray[np.int16]
    bias: NDArray[np.int32]


@dataclass(frozen=True)
class Weights:
    """The parameters of the labeller, found in training.

    `table` (rows, n) int8. `layers` by name. `prices`: what is added to the scores of content, in 1/2048, by profile:
    for a page alone, and for one whose crawl is known. `margins` (k,) int64, ascending: the least margin of a cut for
    each of CONFIDENCES, in 1/2048. `facts`: the data, seeds and scores of training, as text.
    """

    table: NDArray[np.int8]
    layers: dict[str, Layer]
    prices: dict[str, tuple[int, int]]
    margins: NDArray[np.int64]
    facts: str = ""

    @cached_property
    def heads(self) -> Layer:
        """The layers of the segments' labels and of the gate as one layer, since they have the same inputs."""
        labels, gate = self.layers["segment_labels"], self.layers["gate"]
        return Layer(np.concatenate((labels.weights, gate.weights)), np.concatenate((labels.bias, gate.bias)))

    @cached_property
    def convolutions(self) -> dict[str, Layer]:
        """The layers of the convolutions by name, with weights (inputs, outputs) as the kernels take them."""
        return {
            name: Layer(np.ascontiguousarray(layer.weights.T), layer.bias)
            for name, layer in self.layers.items()
            if "context." in name
        }

    @cached_property
    def rows(self) -> NDArray[np.uint64]:
        """The table in the packed form that the kernels take."""
        return packed(self.table)

    def __getitem__(self, layer: str) -> Layer:
        """The layer of this name."""
        return self.layers[layer]

    @classmethod
    def read(cls, source: str | Path | IO[bytes]) -> Weights:
        """Read a file of weights. Raises DedupError where it is none, or was made for another version of the
        evidence.
        """
        try:
            with np.load(source, allow_pickle=False) as arrays:
                names = sorted({name.rpartition(".")[0] for name in arrays.files if "." in name})
                layers = {
                    name: Layer(
                        np.ascontiguousarray(arrays[f"{name}.weights"], dtype=np.int16),
                        np.ascontiguousarray(arrays[f"{name}.bias"], dtype=np.int32),
                    )
                    for name in names
                }
                table, facts = np.ascontiguousarray(arrays["table"]), str(arrays["facts"])
                prices = dict(zip(PROFILES, _pairs(arrays["prices"]), strict=True))
                margins = arrays["margins"].astype(np.int64)
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
            raise DedupError(f"{source}: not a file of weights that `dedup train` wrote ({error}).") from error
        if margins.shape != (len(CONFIDENCES),) or not _fit(table, layers):
            raise DedupError(f"{source}: weights for other evidence than this version's; train them again.")
        return cls(table, layers, prices, margins, facts)

    def write(self, target: Path) -> None:
        """Write the weights to a compressed file; the same weights give the same bytes."""
        arrays: dict[str, NDArray[Any]] = {"table": self.table, "facts": np.array(self.facts), "margins": self.margins}
        arrays["prices"] = np.array([self.prices[profile] for profile in PROFILES], dtype=np.int64)
        for name, layer in sorted(self.layers.items()):
            arrays[f"{name}.weights"] = layer.weights.astype(np.int8)
            arrays[f"{name}.bias"] = layer.bias
        with target.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # the stub takes the names for options

    def confidence(self, margin: int) -> float:
        """The confidence of a cut by its margin over keeping the text, in 1/2048: one of CONFIDENCES, calibrated in
        training.
        """
        return CONFIDENCES[max(bisect_right(self._steps, margin) - 1, 0)]

    @cached_property
    def _steps(self) -> list[int]:
        """The margins as a list, which is faster to search."""
        found: list[int] = self.margins.tolist()
        return found


def _pairs(prices: NDArray[Any]) -> list[tuple[int, int]]:
    """The prices (alone, with the crawl) by profile. Raises ValueError for an array of another shape."""
    return [(int(alone), int(crawled)) for alone, crawled in prices.reshape(-1, 2).tolist()]


def _fit(table: NDArray[Any], layers: dict[str, Layer]) -> bool:
    """Whether the table and all layers are there, with shapes that fit each other, the evidence and the labels."""
    if any(layer.weights.ndim != 2 or layer.bias.shape != layer.weights.shape[:1] for layer in layers.values()):
        return False
    if table.ndim != 2 or table.dtype != np.int8 or table.shape[1] % 8 or not {"into", "atom_into"} <= layers.keys():
        return False
    size, segment, atom = table.shape[1], len(layers["into"].bias), len(layers["atom_into"].bias)
    shapes = {
        "into": (segment, 6 * size + len(SEGMENT_FEATURES)),
        "segment_labels": (len(LABELS), segment),
        "gate": (1, segment),
        "page": (segment, 2 * segment),
        "segment_into": (atom, segment),
        "atom_into": (atom, size),
        "atom_labels": (len(LABELS), atom),
    }
    shapes |= {f"context.{number}": (segment, 3 * segment) for number in range(len(SEGMENT_DILATIONS))}
    shapes |= {f"atom_context.{number}": (atom, 3 * atom) for number in range(len(ATOM_DILATIONS))}
    own = {name: layer.weights.shape for name, layer in layers.items() if len(layer.weights) == len(layer.bias)}
    return len(table) == ROWS[-1] and own == shapes


@cache
def shipped_weights() -> Weights:
    """The weights that are part of the package, read once."""
    with (resources.files("dedup.boilerplate") / "weights.npz").open("rb") as file:
        return Weights.read(file)


class Scores(NamedTuple):
    """The output of the labeller for some pages.

    `atoms` (a, labels) int32: the score of each label, in 1/2048; atoms of segments that are not `gated` (s,) bool have
    the scores of their segment. `layers`: the activations of the segments before the first and after each convolution;
    of more than 65,536 segments only before the first and after the last, see `_layers_near`. `pages` (n, k) int32: the
    sums that the segments of each page were given after convolution PAGE_AFTER.
    """

    atoms: NDArray[np.int32]
    gated: NDArray[np.bool_]
    layers: Sequence[NDArray[np.int8]]
    pages: NDArray[np.int32]


def score(atoms: Atoms, evidence: Evidence, weights: Weights) -> Scores:
    """The scores of all atoms of some pages."""
    layers = [_pooled(atoms, evidence, weights)]
    pages = np.zeros((0, 0), dtype=np.int32)
    sizes = np.diff(atoms.segment_bounds)
    for number, dilation in enumerate(SEGMENT_DILATIONS):
        values = convolve(layers[-1], atoms.segment_bounds, dilation, *weights.convolutions[f"context.{number}"])
        if number == PAGE_AFTER:
            pages = dense(summaries(values, atoms.segment_bounds), *weights["page"])
            values = add_activations(values, np.repeat(pages, sizes, axis=0))
        if number and len(values) > _HELD:
            layers.pop()
        layers.append(values)
    segments = dense(layers[-1], *weights.heads)
    gated, chosen, owners, runs = gate(segments[:, -1], atoms.segments, atoms.segment_bounds, GATE)
    segments = np.ascontiguousarray(segments[:, :-1])
    found = spread(segments, _UNSEEN, atoms.segments)
    if len(chosen):
        _score_atoms(found, evidence, weights, (layers[-1], segments), chosen, owners, runs)
    return Scores(found, gated, layers, pages)


def _pooled(atoms: Atoms, evidence: Evidence, weights: Weights) -> NDArray[np.int8]:
    """The first activations of the segments, (s, n) int8, computed in blocks to bound the memory."""
    blocks = range(0, max(len(atoms.segments), 1), _BLOCK)
    parts = [(evidence.columns[at : at + _BLOCK], atoms.segments[at : at + _BLOCK]) for at in blocks]
    found: NDArray[np.int8] = np.concatenate(
        [activations(dense(pool(evidence.rows, *part, weights.rows), *weights["into"])) for part in parts]
    )
    return found


def _score_atoms(
    found: NDArray[np.int32],
    evidence: Evidence,
    weights: Weights,
    segments: tuple[NDArray[np.int8], NDArray[np.int32]],
    chosen: NDArray[np.int64],
    owners: NDArray[np.int64],
    runs: NDArray[np.int64],
) -> None:
    """Set in `found` (a, labels) the scores of the chosen atoms.

    `segments`: the last activations and the scores of all segments. `chosen` (k,): the atoms, in order. `owners` (k,):
    the segment of each. `runs`: where runs of neighbouring chosen atoms begin, and the end of the last.
    """
    values = np.empty((len(chosen), len(weights["atom_into"].bias)), dtype=np.int8)
    blocks = [slice(at, at + _BLOCK) for at in range(0, len(chosen), _BLOCK)]
    for block in blocks:
        owned, place = np.unique(owners[block], return_inverse=True)
        sums = dense(segments[0][owned], *weights["segment_into"])[place]
        own = embed(evidence.rows, weights.rows, chosen[block])
        values[block] = activations(dense(own, *weights["atom_into"]) + sums)
    for number, dilation in enumerate(ATOM_DILATIONS):
        values = convolve(values, runs, dilation, *weights.convolutions[f"atom_context.{number}"])
    for block in blocks:
        found[chosen[block]] = dense(values[block], *weights["atom_labels"]) + segments[1][owners[block]]


def margins_without(
    atoms: Atoms,
    evidence: Evidence,
    scores: Scores,
    weights: Weights,
    chosen: NDArray[np.int64],
    groups: Sequence[str] = tuple(GROUPS),
) -> NDArray[np.int64]:
    """The margins of segments, cutting over keeping: with all evidence, and without each of `groups`. (k, 1 + groups)
    int64

    `chosen` (k,): numbers of segments. Each is scored with its neighbours unchanged. Margins are in 1/2048.
    """
    ends = np.searchsorted(chosen, np.arange(_BLOCK, len(atoms.segments), _BLOCK))
    blocks = [block for block in np.split(chosen, ends) if len(block)] or [chosen]
    return np.concatenate([_margins_of(evidence, atoms, scores, weights, block, groups) for block in blocks])


def _margins_of(
    evidence: Evidence,
    atoms: Atoms,
    scores: Scores,
    weights: Weights,
    chosen: NDArray[np.int64],
    groups: Sequence[str],
) -> NDArray[np.int64]:
    """The margins of some segments, as `margins_without`, in one block."""
    segments, own = _cut_out(evidence, atoms, chosen)
    pooled = [np.empty((0, len(weights["into"].weights[0])), dtype=np.int8)]
    pooled += [pool(some.rows, some.columns, segments, weights.rows) for some in (without(own, g) for g in groups)]
    values = activations(dense(np.concatenate(pooled), *weights["into"]))
    page = np.searchsorted(atoms.segment_bounds, chosen, side="right") - 1
    bounds = atoms.segment_bounds
    layers, low = _layers_near(atoms, scores, weights, chosen)
    places = np.stack((chosen, bounds[page], bounds[page + 1]), axis=1) - low
    for number, dilation in enumerate(SEGMENT_DILATIONS):
        values = convolve_own(values, layers[number], places, dilation, *weights.convolutions[f"context.{number}"])
        if number == PAGE_AFTER:
            values = add_activations(values, np.tile(scores.pages[page], (len(groups), 1)))
    labels = dense(np.concatenate((scores.layers[-1][chosen], values)), *weights["segment_labels"])
    found = labels[:, CONTENT:].max(axis=1).astype(np.int64) - labels[:, :CONTENT].max(axis=1)
    return np.ascontiguousarray(found.reshape(1 + len(groups), len(chosen)).T)


def _layers_near(
    atoms: Atoms, scores: Scores, weights: Weights, chosen: NDArray[np.int64]
) -> tuple[Sequence[NDArray[np.int8]], int]:
    """The activations of segments before each convolution, and the number of the segment that their first row is.

    They hold for all segments that a convolution combines with one of `chosen`.
    """
    if len(scores.layers) > len(SEGMENT_DILATIONS):
        return scores.layers, 0
    reach = sum(SEGMENT_DILATIONS)  # rows less far from an end may lack neighbours
    first, last = (int(chosen[0]), int(chosen[-1])) if len(chosen) else (0, 0)
    low, high = max(first - reach, 0), last + reach + 1
    layers = [scores.layers[0][low:high]]
    bounds = atoms.segment_bounds.clip(low, low + len(layers[0])) - low
    for number, dilation in enumerate(SEGMENT_DILATIONS[:-1]):
        values = convolve(layers[-1], bounds, dilation, *weights.convolutions[f"context.{number}"])
        if number == PAGE_AFTER:
            values = add_activations(values, np.repeat(scores.pages, np.diff(bounds), axis=0))
        layers.append(values)
    return layers, low


def _cut_out(evidence: Evidence, atoms: Atoms, chosen: NDArray[np.int64]) -> tuple[NDArray[np.int64], Evidence]:
    """The chosen segments alone: the first and the end of each among the atoms kept, int64 (n, 2), renumbered from 0;
    and the evidence of only these atoms and segments.
    """
    bounds = atoms.segments[chosen, :2]
    sizes = bounds[:, 1] - bounds[:, 0]
    ends = sizes.cumsum()
    own = np.arange(ends[-1] if len(ends) else 0) + np.repeat(bounds[:, 0] - ends + sizes, sizes)
    segments = np.stack((ends - sizes, ends), axis=1)
    return segments, evidence._replace(rows=evidence.rows[own], columns=evidence.columns[chosen])
