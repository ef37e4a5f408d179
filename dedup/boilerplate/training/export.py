"""Converts a trained network to the integer parameters of the package, and back."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dedup.boilerplate.training.network import ACTIVATION, WEIGHT, Dense, Network, Sizes
from dedup.boilerplate.weights import Layer, Parameters


def export(network: Network) -> Parameters:
    """The parameters of a network, rounded."""
    with torch.no_grad():
        table = _whole(network.rows_of_table(), ACTIVATION).astype(np.int8)
        return Parameters(table, {name: _layer(dense) for name, dense in _layers(network).items()})


def restored(parameters: Parameters) -> Network:
    """A network that scores as the parameters do, to be trained further; its word vectors are merged in its table."""
    size = parameters.table.shape[1]
    sizes = Sizes(size, len(parameters.layers["into"].bias), len(parameters.layers["atom_into"].bias))
    network = Network(sizes, torch.zeros(0, 1))
    with torch.no_grad():
        network.table.copy_(torch.from_numpy(parameters.table.astype(np.float32)) / ACTIVATION)
        for name, dense in _layers(network).items():
            dense.linear.weight.copy_(torch.from_numpy(parameters.layers[name].weights.astype(np.float32)) / WEIGHT)
            one = ACTIVATION * WEIGHT
            dense.linear.bias.copy_(torch.from_numpy(parameters.layers[name].bias.astype(np.float32)) / one)
    return network


def _layers(network: Network) -> dict[str, Dense]:
    """The layers of the network, by their names in a file of weights."""
    return {
        "into": network.into,
        **{f"context.{number}": layer.dense for number, layer in enumerate(network.context)},
        "page": network.page,
        "gate": network.gate,
        "segment_labels": network.segment_labels,
        "atom_into": network.atom_into,
        "segment_into": network.segment_into,
        **{f"atom_context.{number}": layer.dense for number, layer in enumerate(network.atom_context)},
        "atom_labels": network.atom_labels,
    }


def _layer(dense: Dense) -> Layer:
    """The layer in integers: weights in 1/64, from -127 to 127, biases in 1/2048."""
    weights = _whole(dense.linear.weight.clamp(-127 / WEIGHT, 127 / WEIGHT), WEIGHT).astype(np.int16)
    return Layer(weights, _whole(dense.linear.bias, ACTIVATION * WEIGHT).astype(np.int32))


def _whole(values: Tensor, one: int) -> NDArray[np.float32]:
    """Values in units of 1 / `one`, rounded to whole numbers, as float32."""
    found: NDArray[np.float32] = torch.floor(values * one + 0.5).numpy()
    return found
