"""Labellers of random numbers: what is promised whatever the model says must hold for these."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.evidence import ROWS, SEGMENT_FEATURES
from dedup.boilerplate.labels import FIRST_CUT, LABELS, ONE
from dedup.boilerplate.weights import (
    ATOM_DILATIONS,
    CONFIDENCES,
    PROFILES,
    SEGMENT_DILATIONS,
    Layer,
    Parameters,
    Weights,
)

SIZE, SEGMENT_SIZE, ATOM_SIZE = 8, 8, 6
_FOLDER = TemporaryDirectory(prefix="dedup-models-")


@cache
def random_parameters(seed: int, cut: int = 0, gate: int = 0) -> Parameters:
    """A small network of random numbers: `cut` is what labels of things to cut score more, `gate` opens the gate.

    Values that stand for absent evidence add nothing, as training leaves them.
    """
    random = np.random.default_rng(seed)

    def whole(*shape: int) -> NDArray[np.int64]:
        return random.integers(-127, 128, shape)

    def layer(outputs: int, inputs: int, most: int = 127) -> Layer:
        weights = random.integers(-most, most + 1, (outputs, inputs))
        return Layer(weights.astype(np.int16), (8 * whole(outputs)).astype(np.int32))

    table = whole(ROWS[-1], SIZE).astype(np.int8)
    table[list(ROWS[:-1])] = 0
    layers = {
        "into": layer(SEGMENT_SIZE, 6 * SIZE + len(SEGMENT_FEATURES), 12),
        "segment_labels": layer(len(LABELS), SEGMENT_SIZE),
        "gate": layer(1, SEGMENT_SIZE),
        "page": layer(SEGMENT_SIZE, 2 * SEGMENT_SIZE, 12),
        "segment_into": layer(ATOM_SIZE, SEGMENT_SIZE),
        "atom_into": layer(ATOM_SIZE, SIZE),
        "atom_labels": layer(len(LABELS), ATOM_SIZE),
    }
    layers |= {f"context.{n}": layer(SEGMENT_SIZE, 3 * SEGMENT_SIZE, 12) for n in range(len(SEGMENT_DILATIONS))}
    layers |= {f"atom_context.{n}": layer(ATOM_SIZE, 3 * ATOM_SIZE, 12) for n in range(len(ATOM_DILATIONS))}
    for name, own in layers.items():
        if "context" in name or name == "page":
            own.bias[:] -= 1_200  # or all activations would grow to their most
    layers["segment_labels"].bias[FIRST_CUT:] += cut
    layers["gate"].bias[:] += gate
    return Parameters(table, layers)


@cache
def random_weights(seed: int, cut: int = 0, gate: int = 0) -> Weights:
    """A labeller of random numbers; an odd seed has three networks, an even one only one."""
    networks = tuple(random_parameters(seed + 1000 * number, cut, gate) for number in range(3 if seed % 2 else 1))
    prices = dict(zip(PROFILES, ((3 * ONE, 2 * ONE), (ONE, ONE), (0, 0)), strict=True))
    margins = np.arange(len(CONFIDENCES), dtype=np.int64) * ONE
    return Weights(networks, prices, margins, f"random numbers, seed {seed}")


@cache
def random_model(seed: int, cut: int = 0, gate: int = 0) -> Path:
    """The same as a file, for the whole session."""
    path = Path(_FOLDER.name) / f"{seed},{cut},{gate}.weights"
    random_weights(seed, cut, gate).write(path)
    return path
