"""A trained network as the whole numbers that the package computes with."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dedup.boilerplate.labeller import CONFIDENCES, ONE, PROFILES, Layer, Weights
from dedup.boilerplate.training.network import ACTIVATION, ATOM_DILATIONS, SEGMENT_DILATIONS, WEIGHT, Dense, Network


def export(
    network: Network, prices: dict[str, int] | None = None, margins: Sequence[int] | None = None, facts: str = ""
) -> Weights:
    """The weights of a network; see `Weights` for the others. Without prices and margins: 0, and evenly spread."""
    prices = prices or dict.fromkeys(PROFILES, 0)
    steps = np.array(margins if margins is not None else [ONE // 2 * step for step in range(len(CONFIDENCES))])
    with torch.no_grad():
        table = _whole(network.rows_of_table(), ACTIVATION).astype(np.int8)
        layers = {
            "into": network.into,
            **{f"context.{number}": network.context[number].dense for number in range(len(SEGMENT_DILATIONS))},
            "gate": network.gate,
            "segment_labels": network.segment_labels,
            "atom_into": network.atom_into,
            "segment_into": network.segment_into,
            **{f"atom_context.{number}": network.atom_context[number].dense for number in range(len(ATOM_DILATIONS))},
            "atom_labels": network.atom_labels,
        }
        return Weights(table, {name: _layer(dense) for name, dense in layers.items()}, prices, steps, facts)


def _layer(dense: Dense) -> Layer:
    weights = _whole(dense.linear.weight.clamp(-127 / WEIGHT, 127 / WEIGHT), WEIGHT).astype(np.int16)
    return Layer(weights, _whole(dense.linear.bias, ACTIVATION * WEIGHT).astype(np.int32))


def _whole(values: Tensor, one: int) -> NDArray[np.float32]:
    found: NDArray[np.float32] = torch.floor(values * one + 0.5).numpy()
    return found
