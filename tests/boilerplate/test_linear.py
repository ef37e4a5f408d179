"""Linear layers and convolutions of any size give what plain Python gives."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dedup.boilerplate.linear import ROWS_AT_ONCE, add_products, convolve, convolve_own, dense, paired
from dedup.kernel import kernel
from tests.boilerplate.reference import labeller as reference
from tests.searches import examples

SIZES = [0, 1, 6, 17, 64, 300]


@kernel("Array(int32, 2, 'C')", "Array(int32, 2, 'C', True)", "Array(int16, 3, 'C', True)")
def compiled(sums: Any, pairs: Any, weights: Any) -> None:
    """`add_products` as kernels have it."""
    add_products(sums, pairs, weights)


def layer(draw: np.random.Generator, outputs: int, inputs: int) -> tuple[NDArray[np.int16], NDArray[np.int32]]:
    """Random weights (outputs, inputs) and a bias."""
    weights = draw.integers(-127, 128, (outputs, inputs)).astype(np.int16)
    return weights, draw.integers(-9_000, 9_000, outputs).astype(np.int32)


def activations(draw: np.random.Generator, rows: int, size: int) -> NDArray[np.int8]:
    """Random activations, a third of them zero."""
    return np.maximum(draw.integers(-60, 128, (rows, size)), 0).astype(np.int8)


def plain(weights: NDArray[np.int16], bias: NDArray[np.int32]) -> reference.Linear:
    """A layer as lists."""
    return reference.Linear(weights.tolist(), bias.tolist())


@given(st.integers(0, 2**32), st.sampled_from([0, 4, 12, 100]), st.sampled_from([0, 16, 48]), st.integers(0, 1))
@settings(max_examples=examples(100))
def test_products_of_any_numbers_are_added(seed: int, pairs: int, outputs: int, least: int) -> None:
    draw = np.random.default_rng(seed)
    low = -(1 << 15)
    most = (1 << 15) if least else low + 1
    inputs = draw.integers(low, most, (ROWS_AT_ONCE, pairs, 2)).astype(np.int16)
    weights = draw.integers(low, most, (pairs, outputs, 2)).astype(np.int16)
    sums = draw.integers(-(1 << 31), 1 << 31, (ROWS_AT_ONCE, outputs)).astype(np.int32)
    exact = sums + np.einsum("rpi,poi->ro", inputs.astype(np.int64), weights.astype(np.int64))
    expected = (exact & 0xFFFFFFFF).astype(np.uint32).view(np.int32)
    for add in (add_products, compiled):
        found = sums.copy()
        add(found, inputs.reshape(ROWS_AT_ONCE, -1).view(np.int32), weights)
        assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("outputs", SIZES)
@pytest.mark.parametrize("inputs", SIZES)
def test_layers_of_any_size_are_those_of_the_reference(inputs: int, outputs: int) -> None:
    draw = np.random.default_rng(inputs * 1000 + outputs)
    values, (weights, bias) = activations(draw, 7, inputs), layer(draw, outputs, inputs)
    expected = [reference.dense(row, plain(weights, bias)) for row in values.tolist()]
    assert dense(values, paired(weights), bias).tolist() == expected


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dilation", [1, 4])
def test_convolutions_of_any_size_are_those_of_the_reference(size: int, dilation: int) -> None:
    draw = np.random.default_rng(size * 10 + dilation)
    rows, bounds = activations(draw, 12, size), np.array([0, 0, 5, 12])
    weights, bias = layer(draw, size, 3 * size)
    runs = [rows[first:end].tolist() for first, end in pairwise(bounds)]
    expected = [row for run in runs for row in reference.convolved(run, dilation, plain(weights, bias))]
    assert convolve(rows, bounds, dilation, paired(weights, 3), bias).tolist() == expected


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dilation", [1, 4])
def test_a_changed_row_gives_what_its_page_with_it_gives(size: int, dilation: int) -> None:
    draw = np.random.default_rng(size * 10 + dilation)
    rows, weights_and_bias = activations(draw, 12, size), layer(draw, size, 3 * size)
    places = np.array([[0, 0, 5], [4, 0, 5], [5, 5, 12], [8, 5, 12]])
    own = activations(draw, 2 * len(places), size)
    expected = []
    for number, row in enumerate(own.tolist()):
        at, first, end = places[number % len(places)].tolist()
        page = rows[first:end].tolist()
        page[at - first] = row
        expected.append(reference.convolved(page, dilation, plain(*weights_and_bias))[at - first])
    weights, bias = weights_and_bias
    assert convolve_own(own, rows, places, dilation, paired(weights, 3), bias).tolist() == expected


def test_weights_that_do_not_fit_are_refused() -> None:
    values, (weights, bias) = np.ones((2, 17), np.int8), layer(np.random.default_rng(1), 8, 8)
    for call in (
        lambda: dense(values, paired(weights), bias),
        lambda: dense(values[:, :8].copy(), paired(weights), np.zeros(20, np.int32)),
        lambda: convolve(values, np.array([0, 2]), 1, paired(weights, 1), bias),
        lambda: convolve_own(values, values, np.array([[0, 0, 2]]), 1, paired(weights, 1), bias),
    ):
        with pytest.raises(ValueError, match="do not fit"):
            call()
