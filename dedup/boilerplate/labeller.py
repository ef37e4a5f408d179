"""The labeller: evidence in, scores out, in whole numbers alone, so that every machine finds the same.

Weights are whole numbers of 1/64 from -127 to 127, activations of 1/32 from 0 to 127, sums of 1/2048 in 32 bits. An atom
is the sum of the table's rows of its evidence. A segment pools its atoms, then sees its page through six convolutions; the
atoms of segments that may hold something to cut, and of their neighbours, are scored one by one through four more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import FIRST, LAST, Atoms
from dedup.boilerplate.evidence import ROWS, SEGMENT_FEATURES, Evidence
from dedup.boilerplate.labels import CONTENT, LABELS
from dedup.errors import DedupError
from dedup.kernel import INT64S, helper, kernel

ONE = 2048
"""One, in scores: the natural logarithm of odds."""
_SHIFT = 6  # from sums of 1/2048 to activations of 1/32
_MOST = 127
_UNGATED = 6 * ONE
"""What labels of things to cut lose where the atoms were not looked at one by one."""
SEGMENT_DILATIONS = (1, 2, 4, 8, 16, 1)
ATOM_DILATIONS = (1, 2, 4, 8)
GATE = -3 * ONE

PROFILES = ("conservative", "balanced", "aggressive")
CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)
"""What a confidence may be."""

_MATRIX = "Array(int16, 2, 'C', True)"
_BIAS = "Array(int32, 1, 'C', True)"
_ROWS = "Array(int32, 2, 'C', True)"
_SEGMENTS = "Array(int64, 2, 'C', True)"


class Layer(NamedTuple):
    """`weights` (outputs, inputs) int16, `bias` (outputs,) int32."""

    weights: NDArray[np.int16]
    bias: NDArray[np.int32]


@dataclass(frozen=True)
class Weights:
    """What training has found.

    `table` (rows, n) int8; `layers` by name. `prices`: what content scores more, by profile. `margins` (k,) int64, rising:
    from which margin of a cut the confidences 1 - 1/2, 1 - 1/2.2, ... hold, see `confidence`. `facts`: data, seeds, scores.
    """

    table: NDArray[np.int8]
    layers: dict[str, Layer]
    prices: dict[str, int]
    margins: NDArray[np.int64]
    facts: str = ""

    @classmethod
    def read(cls, source: str | Path | IO[bytes]) -> Weights:
        """Read a file of weights. Raises DedupError where it is none, or one of another version of the evidence."""
        try:
            with np.load(source, allow_pickle=False) as arrays:
                names = sorted({name.rpartition(".")[0] for name in arrays.files if "." in name})
                layers = {
                    name: Layer(arrays[f"{name}.weights"].astype(np.int16), arrays[f"{name}.bias"].astype(np.int32))
                    for name in names
                }
                table, facts = arrays["table"], str(arrays["facts"])
                prices = dict(zip(PROFILES, arrays["prices"].tolist(), strict=True))
                margins = arrays["margins"].astype(np.int64)
        except (OSError, ValueError, KeyError, EOFError) as error:
            raise DedupError(f"{source}: not a file of weights that `dedup train` wrote ({error}).") from error
        if len(table) != ROWS[-1] or layers["into"].weights.shape[1] != 6 * table.shape[1] + len(SEGMENT_FEATURES):
            raise DedupError(f"{source}: weights for other evidence than this version's; train them again.")
        return cls(table, layers, prices, margins, facts)

    def write(self, target: Path) -> None:
        """Write the weights, compressed; the same weights give the same bytes."""
        arrays: dict[str, NDArray[Any]] = {"table": self.table, "facts": np.array(self.facts), "margins": self.margins}
        arrays["prices"] = np.array([self.prices[profile] for profile in PROFILES], dtype=np.int64)
        for name, layer in self.layers.items():
            arrays[f"{name}.weights"] = layer.weights.astype(np.int8)
            arrays[f"{name}.bias"] = layer.bias
        with target.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # the stub takes the names for options

    def confidence(self, margin: int) -> float:
        """How sure a cut is by how much more than keeping it scores: one of CONFIDENCES, as calibrated in training."""
        place = int(np.searchsorted(self.margins, margin, side="right"))
        return CONFIDENCES[max(place - 1, 0)]


@cache
def shipped_weights() -> Weights:
    """The weights that come with the package."""
    with (resources.files("dedup.boilerplate") / "weights.npz").open("rb") as file:
        return Weights.read(file)


class Scores(NamedTuple):
    """`atoms` (a, labels) int64: the score of each label. `layers`: the segments' activations after each layer.

    Atoms of segments that are not `gated` (s,) bool have the scores of their segment.
    """

    atoms: NDArray[np.int64]
    gated: NDArray[np.bool_]
    layers: Sequence[NDArray[np.int16]]


def score(atoms: Atoms, evidence: Evidence, weights: Weights) -> Scores:
    """The scores of all atoms of some pages."""
    layers = [segment_input(atoms, evidence, weights)]
    for number, dilation in enumerate(SEGMENT_DILATIONS):
        own = weights.layers[f"context.{number}"]
        layers.append(_convolve(layers[-1], atoms.segment_bounds, dilation, *own))
    last = layers[-1]
    segments = _dense(last, *weights.layers["segment_labels"])
    gates = _dense(last, *weights.layers["gate"])[:, 0]
    gated, chosen, runs = _gate(gates, atoms.segments, atoms.segment_bounds, GATE)
    found = _spread(segments, atoms.segments)
    if len(chosen):
        held = _embed(evidence.rows, weights.table, chosen)
        from_segments = _dense(last, *weights.layers["segment_into"])
        values = _add_segments(_dense(held, *weights.layers["atom_into"]), from_segments, chosen, atoms.segments)
        for number, dilation in enumerate(ATOM_DILATIONS):
            values = _convolve(values, runs, dilation, *weights.layers[f"atom_context.{number}"])
        _put(found, _dense(values, *weights.layers["atom_labels"]), segments, chosen, atoms.segments)
    return Scores(found, gated, layers)


def segment_input(atoms: Atoms, evidence: Evidence, weights: Weights) -> NDArray[np.int16]:
    """The first activations of the segments, each by itself."""
    pooled = _pool(evidence.rows, evidence.columns, atoms.segments, weights.table)
    return _rescaled(_dense(pooled, *weights.layers["into"]))


def segment_input_of(rows: NDArray[np.int32], columns: NDArray[np.int16], weights: Weights) -> NDArray[np.int16]:
    """The same for one segment, given the rows of its atoms and its columns."""
    pooled = _pool(rows, columns, np.array([[0, len(rows), 0]]), weights.table)
    return _rescaled(_dense(pooled, *weights.layers["into"]))


def dense(values: NDArray[np.int16], layer: Layer) -> NDArray[np.int32]:
    """The sums of a linear layer."""
    found: NDArray[np.int32] = _dense(values, *layer)
    return found


def convolve_some(
    own: NDArray[np.int16],
    before: NDArray[np.int16],
    segment: int,
    bounds: NDArray[np.int64],
    dilation: int,
    layer: Layer,
) -> NDArray[np.int16]:
    """What a convolution makes of one segment's changed activations `own` (1, n), its neighbours being as they were."""
    found: NDArray[np.int16] = _convolve_one(own, before, segment, bounds, dilation, *layer)
    return found


@helper
def _sum_rows(rows: Any, at: Any, table: Any, out: Any) -> None:
    """The sum of an atom's rows of the table, cut to -127..127."""
    for place in range(len(out)):
        out[place] = 0
    for column in range(rows.shape[1]):
        row = table[rows[at, column]]
        for place in range(len(out)):
            out[place] += row[place]
    for place in range(len(out)):
        out[place] = min(max(out[place], -127), 127)


@kernel(_ROWS, _MATRIX, _SEGMENTS, "Array(int8, 2, 'C', True)")
def _pool(rows: Any, columns: Any, segments: Any, table: Any) -> Any:
    """By segment: mean, largest, first, second, last and last but one of its atoms, and its columns."""
    size, extra = table.shape[1], columns.shape[1]
    pooled = np.empty((len(segments), 6 * size + extra), np.int16)
    value, total = np.empty(size, np.int16), np.empty(size, np.int32)
    for segment in range(len(segments)):
        first, last = segments[segment, 0], segments[segment, 1]
        out = pooled[segment]
        total[:] = 0
        count = last - first
        for at in range(first, last):
            _sum_rows(rows, at, table, value)
            for place in range(size):
                total[place] += value[place]
            if at == first:
                for place in range(size):
                    out[size + place] = value[place]
                    out[2 * size + place] = value[place]
                    out[3 * size + place] = value[place]
                    out[5 * size + place] = value[place]
            else:
                for place in range(size):
                    out[size + place] = max(out[size + place], value[place])
                if at == first + 1:
                    for place in range(size):
                        out[3 * size + place] = value[place]
                if at == last - 2:
                    for place in range(size):
                        out[5 * size + place] = value[place]
            if at == last - 1:
                for place in range(size):
                    out[4 * size + place] = value[place]
        for place in range(size):
            out[place] = total[place] // np.int32(count)
        for place in range(extra):
            out[6 * size + place] = columns[segment, place]
    return pooled


@helper
def _dot(left: Any, right: Any, size: Any) -> Any:
    """The product of two rows of int16: compilers make single instructions of sixteen such products and sums."""
    total = np.int32(0)
    for place in range(size):
        total += np.int32(left[place]) * np.int32(right[place])
    return total


@kernel(_MATRIX, _MATRIX, _BIAS)
def _dense(values: Any, weights: Any, bias: Any) -> Any:
    """Sums of a linear layer, (n, outputs) int32."""
    out = np.empty((len(values), len(weights)), np.int32)
    for row in range(len(values)):
        for column in range(len(weights)):
            out[row, column] = bias[column] + _dot(values[row], weights[column], values.shape[1])
    return out


@helper
def _activation(total: Any) -> Any:
    """A sum as an activation: rounded to 1/32, from 0 to 127."""
    return np.int16(min(max((total + (1 << (_SHIFT - 1))) >> _SHIFT, 0), _MOST))


@kernel("Array(int32, 2, 'C', True)")
def _rescaled(sums: Any) -> Any:
    """Sums as activations."""
    out = np.empty(sums.shape, np.int16)
    for row in range(len(sums)):
        for column in range(sums.shape[1]):
            out[row, column] = _activation(sums[row, column])
    return out


@kernel(_MATRIX, INT64S, "int64", _MATRIX, _BIAS)
def _convolve(values: Any, bounds: Any, dilation: Any, weights: Any, bias: Any) -> Any:
    """Each row and what a layer makes of it and the rows `dilation` before and behind it, of the same run of rows."""
    size = values.shape[1]
    out = np.empty_like(values)
    joined = np.zeros(3 * size, np.int16)
    for run in range(len(bounds) - 1):
        first, last = bounds[run], bounds[run + 1]
        for row in range(first, last):
            before, behind = row - dilation, row + dilation
            for place in range(size):
                joined[place] = values[before, place] if before >= first else 0
                joined[size + place] = values[row, place]
                joined[2 * size + place] = values[behind, place] if behind < last else 0
            for column in range(size):
                total = bias[column] + _dot(joined, weights[column], 3 * size)
                out[row, column] = min(values[row, column] + _activation(total), _MOST)
    return out


@kernel(_MATRIX, _MATRIX, "int64", INT64S, "int64", _MATRIX, _BIAS)
def _convolve_one(own: Any, values: Any, row: Any, bounds: Any, dilation: Any, weights: Any, bias: Any) -> Any:
    """The row `row` of `_convolve` with `own` in its place."""
    size = values.shape[1]
    out, joined = np.empty_like(own), np.zeros(3 * size, np.int16)
    before, behind = row - dilation, row + dilation
    for place in range(size):
        joined[place] = values[before, place] if before >= bounds[0] else 0
        joined[size + place] = own[0, place]
        joined[2 * size + place] = values[behind, place] if behind < bounds[1] else 0
    for column in range(size):
        total = bias[column] + _dot(joined, weights[column], 3 * size)
        out[0, column] = min(own[0, column] + _activation(total), _MOST)
    return out


@kernel("Array(int32, 1, 'A', True)", _SEGMENTS, INT64S, "int64")
def _gate(gates: Any, segments: Any, bounds: Any, least: Any) -> Any:
    """Which segments are gated, their atoms and each atom's segment (n, 2), and the bounds of runs of such atoms."""
    gated = np.zeros(len(segments), np.bool_)
    for page in range(len(bounds) - 1):
        for at in range(bounds[page], bounds[page + 1]):
            if gates[at] > least:
                for near in range(max(at - 1, bounds[page]), min(at + 2, bounds[page + 1])):
                    gated[near] = True
    count = runs = 0
    for at in range(len(segments)):
        if gated[at]:
            count += segments[at, 1] - segments[at, 0]
            runs += 1
    chosen, ends = np.empty((count, 2), np.int64), np.zeros(runs + 1, np.int64)
    count = runs = 0
    for page in range(len(bounds) - 1):
        for at in range(bounds[page], bounds[page + 1]):
            if not gated[at]:
                continue
            if at == bounds[page] or not gated[at - 1]:
                runs += 1
            for atom in range(segments[at, 0], segments[at, 1]):
                chosen[count, 0], chosen[count, 1] = atom, at
                count += 1
            ends[runs] = count
    return gated, chosen, ends[: runs + 1].copy()


@kernel("Array(int32, 2, 'C', True)", _SEGMENTS)
def _spread(segments: Any, bounds: Any) -> Any:
    """The segments' scores for each of their atoms; what would be cut scores less, unseen as the atoms are."""
    count = bounds[-1, 1] if len(bounds) else 0
    out = np.empty((count, segments.shape[1]), np.int64)
    for segment in range(len(bounds)):
        for at in range(bounds[segment, 0], bounds[segment, 1]):
            for label in range(segments.shape[1]):
                out[at, label] = segments[segment, label] - (_UNGATED if label >= CONTENT else 0)
    return out


@kernel(_ROWS, "Array(int8, 2, 'C', True)", _SEGMENTS)
def _embed(rows: Any, table: Any, chosen: Any) -> Any:
    """The sums of the table's rows of the chosen atoms."""
    out = np.empty((len(chosen), table.shape[1]), np.int16)
    for place in range(len(chosen)):
        _sum_rows(rows, chosen[place, 0], table, out[place])
    return out


@kernel("Array(int32, 2, 'C', True)", "Array(int32, 2, 'C', True)", _SEGMENTS, _SEGMENTS)
def _add_segments(atoms: Any, segments: Any, chosen: Any, bounds: Any) -> Any:
    """The chosen atoms' sums and those of their segments, as activations."""
    out = np.empty(atoms.shape, np.int16)
    for place in range(len(chosen)):
        for column in range(atoms.shape[1]):
            out[place, column] = _activation(atoms[place, column] + segments[chosen[place, 1], column])
    return out


@kernel("Array(int64, 2, 'C')", "Array(int32, 2, 'C', True)", "Array(int32, 2, 'C', True)", _SEGMENTS, _SEGMENTS)
def _put(out: Any, atoms: Any, segments: Any, chosen: Any, bounds: Any) -> None:
    """Put the scores of the chosen atoms, added to those of their segments, into the table of scores."""
    for place in range(len(chosen)):
        for label in range(atoms.shape[1]):
            out[chosen[place, 0], label] = atoms[place, label] + segments[chosen[place, 1], label]
