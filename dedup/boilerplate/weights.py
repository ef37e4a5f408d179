"""The weights of the labeller: the parameters of its networks, and the numbers that decide; as a file."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import IO, Any, NamedTuple, get_args
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.evidence import ROWS, SEGMENT_FEATURES
from dedup.boilerplate.labels import LABELS
from dedup.boilerplate.linear import paired
from dedup.errors import DedupError
from dedup.names import Profile

SEGMENT_DILATIONS = (1, 2, 4, 8, 16, 1)
"""The distances, in segments, of the rows that each convolution combines; the weights were trained with them."""
ATOM_DILATIONS = (1, 2, 4, 8)
"""The same for the convolutions of atoms, in atoms."""
PROFILES: tuple[str, ...] = get_args(Profile)
CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995)
"""The values of a confidence. Chosen; their margins are calibrated in training."""

_DAMAGES = (
    OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, MemoryError, NotImplementedError, BadZipFile,
    zlib.error,
)  # fmt: skip
"""What numpy and zipfile raise for files that are none of theirs, or damaged."""


class Layer(NamedTuple):
    """A linear layer: `weights` (outputs, inputs) int16, `bias` (outputs,) int32."""

    weights: NDArray[np.int16]
    bias: NDArray[np.int32]


@dataclass(frozen=True)
class Parameters:
    """The parameters of one network: `table` (rows, n) int8, and `layers` by name."""

    table: NDArray[np.int8]
    layers: Mapping[str, Layer]

    def __getstate__(self) -> dict[str, object]:
        """What is pickled: the parameters alone, not the forms of them that are made for the kernels."""
        return {"table": self.table, "layers": self.layers}

    @cached_property
    def linear(self) -> dict[str, Layer]:
        """The layers by name with weights as the kernels take them, see `paired`.

        `heads` are the layers of the segments' labels and of the gate as one layer, since they have the same inputs.
        """
        labels, gate = self.layers["segment_labels"], self.layers["gate"]
        heads = Layer(np.concatenate((labels.weights, gate.weights)), np.concatenate((labels.bias, gate.bias)))
        return {
            name: Layer(paired(layer.weights, 3 if "context." in name else 1), layer.bias)
            for name, layer in {**self.layers, "heads": heads}.items()
        }


@dataclass(frozen=True)
class Weights:
    """What the labeller decides by, found in training.

    `networks`: one or more, trained alike with other seeds; the mean of their scores decides. `prices`: what is added
    to the scores of content, in 1/2048, by profile: for a page alone, and for one whose crawl is known. `margins` (k,)
    int64, ascending: the least margin of a cut for each of CONFIDENCES, in 1/2048. `facts`: the data, seeds and scores
    of training, as text.
    """

    networks: tuple[Parameters, ...]
    prices: dict[str, tuple[int, int]]
    margins: NDArray[np.int64]
    facts: str = ""

    @classmethod
    def read(cls, source: str | Path | IO[bytes]) -> Weights:
        """Read a file of weights.

        Raises DedupError where it cannot be read, is none, or was made for another version of the evidence.
        """
        try:
            with np.load(source, allow_pickle=False) as arrays:
                if {"table", "into.weights"} <= set(arrays.files):
                    raise DedupError(f"{source}: weights of an earlier version; train them again.")
                networks = tuple(_network(arrays, f"{number}/") for number in range(int(arrays["networks"])))
                facts = str(arrays["facts"])
                prices = dict(zip(PROFILES, _pairs(arrays["prices"]), strict=True))
                margins = arrays["margins"].astype(np.int64)
        except _DAMAGES as error:
            why = "" if "pickle" in str(error) else f" ({error})"  # what numpy says of any other file
            raise DedupError(f"{source}: not a file of weights that `dedup train` wrote{why}.") from error
        if margins.shape != (len(CONFIDENCES),) or not networks or not all(map(_fit, networks)):
            raise DedupError(f"{source}: weights for other evidence than this version's; train them again.")
        return cls(networks, prices, margins, facts)

    def write(self, target: Path) -> None:
        """Write the weights to a compressed file; the same weights give the same bytes."""
        arrays: dict[str, NDArray[Any]] = {"facts": np.array(self.facts), "margins": self.margins}
        arrays["networks"] = np.array(len(self.networks))
        arrays["prices"] = np.array([self.prices[profile] for profile in PROFILES], dtype=np.int64)
        for number, network in enumerate(self.networks):
            arrays[f"{number}/table"] = network.table
            for name, layer in sorted(network.layers.items()):
                arrays[f"{number}/{name}.weights"] = layer.weights.astype(np.int8)
                arrays[f"{number}/{name}.bias"] = layer.bias
        with target.open("wb") as file:
            np.savez_compressed(file, **arrays)  # type: ignore[arg-type]  # the stub takes the names for options

    def confidence(self, margin: int) -> float:
        """The confidence of a cut by its margin over keeping the text, in 1/2048, calibrated in training.

        It is the largest of CONFIDENCES whose least margin is reached, or the smallest, 0.5, where none is.
        """
        return CONFIDENCES[max(bisect_right(self._steps, margin) - 1, 0)]

    @cached_property
    def _steps(self) -> list[int]:
        """The margins as a list, which is faster to search."""
        found: list[int] = self.margins.tolist()
        return found


def _network(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Parameters:
    """The network whose arrays have names with this prefix. Raises KeyError where one is missing."""
    own = [name.removeprefix(prefix) for name in arrays if name.startswith(prefix)]
    layers = {
        name: Layer(
            np.ascontiguousarray(arrays[f"{prefix}{name}.weights"], dtype=np.int16),
            np.ascontiguousarray(arrays[f"{prefix}{name}.bias"], dtype=np.int32),
        )
        for name in sorted({name.rpartition(".")[0] for name in own if "." in name})
    }
    return Parameters(np.ascontiguousarray(arrays[f"{prefix}table"]), layers)


def _pairs(prices: NDArray[Any]) -> list[tuple[int, int]]:
    """The prices (alone, with the crawl) of each profile, in order. Raises ValueError for an odd number of prices."""
    return [(int(alone), int(crawled)) for alone, crawled in prices.reshape(-1, 2).tolist()]


def _fit(network: Parameters) -> bool:
    """Whether the table and all layers are there, with shapes that fit each other, the evidence and the labels."""
    table, layers = network.table, network.layers
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
