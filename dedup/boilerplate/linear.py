"""The labeller's linear layers and convolutions in integers: 32-bit sums, 16-bit weights, 8-bit activations."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT8_ROWS, INT32_ROWS, INT32S, INT64, INT64_ROWS, INT64S, before_compiling, helper, kernel

SHIFT = 6
"""Bits between the units of sums, 1/2048, and of activations, 1/32."""
MOST = 127
"""The largest activation."""
_HALF = 1 << (SHIFT - 1)
"""Half of the unit of activations, in that of sums: added before rounding down."""

WEIGHTS = "Array(int16, 3, 'C', True)"

_OUTPUTS = 16
"""Outputs that `add_products` adds up at a time."""
ROWS_AT_ONCE = 8
"""Rows that `add_products` takes at a time."""
_ROWS_OF_A_LOOP = 4
"""Rows of which the sums fit the registers of processors without 512 bits: weights are fetched once for all of them.
With 512 bits all rows fit, which takes two thirds of the time: so many independent sums keep the processor busy.
"""


def paired(weights: NDArray[np.int16], parts: int = 1) -> NDArray[np.int16]:
    """The weights (outputs, inputs) of a layer in the form that the kernels take: (pairs, outputs, 2).

    Row p holds for all outputs the weights of inputs 2p and 2p + 1. Each of `parts` equal parts of the inputs is padded
    with zeros to an even number, and the outputs to a multiple of sixteen. The number of inputs must be a multiple of
    `parts`.
    """
    outputs, inputs = weights.shape
    own = inputs // parts
    taken, given = _up_to(own, 2), _up_to(outputs, _OUTPUTS)
    padded = np.zeros((given, parts, taken), dtype=np.int16)
    padded[:outputs, :, :own] = weights.reshape(outputs, parts, own)
    return np.ascontiguousarray(padded.reshape(given, parts * taken // 2, 2).transpose(1, 0, 2))


def _up_to(size: int, multiple: int) -> int:
    """The smallest multiple of a number that is no less than `size`."""
    return -(-size // multiple) * multiple


def add_products(sums: Any, pairs: Any, weights: Any) -> None:
    """Add to `sums` (8, outputs) int32 the products of inputs and weights, in kernels by instructions for pairs.

    `pairs` (8, p) int32: two inputs, int16, in each; `weights` (p, outputs, 2) int16. There must be ROWS_AT_ONCE rows,
    and the number of outputs must be a multiple of 16, which kernels do not check. Sums beyond 32 bits wrap around.
    """
    inputs = pairs.view(np.int16)
    sums += np.tensordot(inputs.reshape(len(pairs), -1, 2).astype(np.int32), weights.astype(np.int32), ((1, 2), (0, 2)))


@before_compiling
def _compile_add_products() -> None:
    """Tell numba how to compile `add_products`.

    LLVM 20, which comes with numba 0.62, makes one instruction of two products of 16 bits and their sum (`pmaddwd` on
    x86), if they are written as below, with vectors; from plain loops it does not. The results are the same with older
    releases and on processors without such an instruction; only slower.
    """
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic, overload

    wide, long = ir.IntType(32), ir.IntType(64)
    some_sums, products = ir.VectorType(wide, _OUTPUTS), ir.VectorType(wide, 2 * _OUTPUTS)
    factors = ir.VectorType(ir.IntType(16), 2 * _OUTPUTS)
    none, undefined = ir.Constant(some_sums, [0] * _OUTPUTS), ir.Constant(products, ir.Undefined)
    evens, odds = (ir.Constant(some_sums, [*range(first, 2 * _OUTPUTS, 2)]) for first in (0, 1))

    def products_of(builder: Any, pair: Any, own: Any) -> Any:
        """The sums of two products for some outputs: of a pair of inputs and their weights, extended to 32 bits."""
        one = builder.insert_element(ir.Constant(some_sums, ir.Undefined), pair, ir.Constant(wide, 0))
        same = builder.bitcast(builder.shuffle_vector(one, one, none), factors)
        both = builder.mul(own, builder.sext(same, products), flags=("nsw",))
        first, second = (builder.shuffle_vector(both, undefined, places) for places in (evens, odds))
        return builder.add(first, second)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        """Write the loops over the outputs and the pairs."""
        arrays = [
            context.make_array(kind)(context, builder, own) for kind, own in zip(signature.args, arguments, strict=True)
        ]
        sums, pairs, weights = (array.data for array in arrays)
        outputs, count = (builder.extract_value(array.shape, 1) for array in arrays[:2])
        step = builder.mul(outputs, ir.Constant(long, 2))
        _, _, features = context.codegen().magic_tuple()
        taken = ROWS_AT_ONCE if "+avx512f" in features else _ROWS_OF_A_LOOP
        with builder.goto_entry_block():
            totals = [builder.alloca(some_sums) for _ in range(taken)]
        zero, at_once = ir.Constant(long, 0), ir.Constant(long, _OUTPUTS)
        for first in range(0, ROWS_AT_ONCE, taken):
            rows = [ir.Constant(long, first + row) for row in range(taken)]
            with cgutils.for_range_slice(builder, zero, outputs, at_once, intp=long) as (output, _):
                places = [
                    builder.bitcast(builder.gep(sums, [builder.add(builder.mul(row, outputs), output)]),
                                    some_sums.as_pointer())
                    for row in rows
                ]  # fmt: skip
                for total, place in zip(totals, places, strict=True):
                    builder.store(builder.load(place, align=4), total)
                column = builder.gep(weights, [builder.mul(output, ir.Constant(long, 2))])
                with cgutils.for_range(builder, count, intp=long) as loop:
                    own = builder.bitcast(builder.gep(column, [builder.mul(loop.index, step)]), factors.as_pointer())
                    own = builder.sext(builder.load(own, align=2), products)
                    for row, total in zip(rows, totals, strict=True):
                        pair = builder.load(builder.gep(pairs, [builder.add(builder.mul(row, count), loop.index)]))
                        builder.store(builder.add(builder.load(total), products_of(builder, pair, own)), total)
                for total, place in zip(totals, places, strict=True):
                    builder.store(builder.load(total), place, align=4)
        return context.get_dummy_value()

    @intrinsic
    def add(_typing: Any, sums: Any, pairs: Any, weights: Any) -> Any:
        """`add_products` for numba."""
        return types.void(sums, pairs, weights), generate

    @overload(add_products)
    def compiled(sums: Any, pairs: Any, weights: Any) -> Any:  # noqa: ARG001  # their types, which do not matter
        """`add_products` in kernels."""

        def call(sums: Any, pairs: Any, weights: Any) -> Any:
            """A call of `add`."""
            return add(sums, pairs, weights)  # type: ignore[call-arg]  # numba gives the first argument, `_typing`

        return call


@helper
def _activation(total: Any) -> Any:
    """A sum, in 1/2048, as an activation, in 1/32: rounded and limited to 0..127, int32.

    Every step stays within 32 bits, so that more numbers fit a register.
    """
    halved = np.int32(np.int32(total + _HALF) >> SHIFT)
    return min(max(halved, np.int32(0)), np.int32(MOST))


@helper
def _add_activations(values: Any, sums: Any, out: Any) -> None:
    """Set `out` to a row of activations plus the activations of some sums, at most 127."""
    for column in range(len(values)):
        out[column] = min(np.int32(values[column] + _activation(sums[column])), np.int32(MOST))


@helper
def _check(inputs: Any, parts: Any, weights: Any, bias: Any) -> None:
    """Raise ValueError where weights are for fewer inputs or outputs than given; more are no error.

    `weights` are `paired` in `parts` parts, whose number must divide that of the pairs. `inputs` is the number of
    inputs of each part; `bias` has a number for each output.
    """
    if 2 * len(weights) < parts * inputs or weights.shape[1] < len(bias) or len(weights) % parts:
        raise ValueError("the weights of a layer do not fit its inputs or its bias")


@helper
def _work_for(weights: Any) -> Any:
    """Work space of `add_products`, int32: pairs of inputs of eight rows, (8, pairs), and their sums, (8, outputs)."""
    return (
        np.zeros((ROWS_AT_ONCE, len(weights)), np.int32),
        np.zeros((ROWS_AT_ONCE, weights.shape[1]), np.int32),
    )


@kernel(INT8_ROWS, WEIGHTS, INT32S)
def dense(values: Any, weights: Any, bias: Any) -> Any:
    """The sums of a linear layer, bias included, (n, outputs) int32; `values` (n, inputs), `weights` are `paired`."""
    _check(values.shape[1], 1, weights, bias)
    out = np.empty((len(values), len(bias)), np.int32)
    pairs, sums = _work_for(weights)
    inputs = pairs.view(np.int16)
    for first in range(0, len(values), ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, len(values) - first)
        for row in range(rows):
            for place in range(values.shape[1]):
                inputs[row, place] = values[first + row, place]
            for column in range(len(bias)):
                sums[row, column] = bias[column]
        add_products(sums, pairs, weights)
        for row in range(rows):
            for column in range(len(bias)):
                out[first + row, column] = sums[row, column]
    return out


@kernel(INT32_ROWS)
def activations(sums: Any) -> Any:
    """Sums, in 1/2048, as activations, in 1/32, of the same shape: rounded and limited to 0..127, int8."""
    out = np.empty(sums.shape, np.int8)
    for row in range(len(sums)):
        for column in range(sums.shape[1]):
            out[row, column] = _activation(sums[row, column])
    return out


@kernel(INT8_ROWS, INT32_ROWS, INT64S)
def add_activations(values: Any, sums: Any, owners: Any) -> Any:
    """Each row of `values` plus, for row r, the activations of the row `owners[r]` of `sums`; at most 127: int8."""
    out = np.empty_like(values)
    for row in range(len(values)):
        _add_activations(values[row], sums[owners[row]], out[row])
    return out


@kernel(INT8_ROWS, INT64S, INT64, WEIGHTS, INT32S)
def convolve(values: Any, bounds: Any, dilation: Any, weights: Any, bias: Any) -> Any:
    """Add to each row the activations of a layer over it and the rows `dilation` before and after it; (n, size) int8.

    `bounds`: where runs of rows begin, and the end of the last; rows outside a run count as zeros. `weights` are
    `paired` in three parts, for the row before, the row and the row after.
    """
    size, taken = values.shape[1], len(weights) // 3
    _check(size, 3, weights, bias)
    out = np.empty_like(values)
    pairs, sums = _work_for(weights[:taken])
    inputs = pairs.view(np.int16)
    begins, ends = np.empty(ROWS_AT_ONCE, np.int64), np.empty(ROWS_AT_ONCE, np.int64)
    run = 0
    for first in range(0, len(values), ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, len(values) - first)
        for row in range(rows):
            while first + row >= bounds[run + 1]:
                run += 1
            begins[row], ends[row] = bounds[run], bounds[run + 1]
            for column in range(size):
                sums[row, column] = bias[column]
        for tap in range(3):
            is_within = False
            for row in range(rows):
                near = first + row + (tap - 1) * dilation
                if begins[row] <= near < ends[row]:
                    is_within = True
                    for place in range(size):
                        inputs[row, place] = values[near, place]
                else:
                    inputs[row] = 0
            if is_within:  # rows of short runs have few that are far away
                add_products(sums, pairs, weights[tap * taken : (tap + 1) * taken])
        for row in range(rows):
            _add_activations(values[first + row], sums[row], out[first + row])
    return out


@kernel(INT8_ROWS, INT8_ROWS, INT64_ROWS, INT64, WEIGHTS, INT32S)
def convolve_own(own: Any, values: Any, places: Any, dilation: Any, weights: Any, bias: Any) -> Any:
    """What `convolve` returns for changed rows, each with the neighbours that it has in `values`: (k * n, size) int8.

    `places` (n, 3): the row of `values` that is replaced, and the first and last row (half open) of its page. `own`
    (k * n, size): k variants of these n rows, one variant after the other. The rest is as in `convolve`. What the
    neighbours add is the same for all variants of a row, and is added up once.
    """
    count, size, taken = places.shape[0], own.shape[1], len(weights) // 3
    _check(size, 3, weights, bias)
    out = np.empty_like(own)
    around = np.empty((count, size), np.int32)
    pairs, sums = _work_for(weights[:taken])
    inputs = pairs.view(np.int16)
    for first in range(0, count, ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, count - first)
        for row in range(rows):
            for column in range(size):
                sums[row, column] = bias[column]
        for tap in (0, 2):
            for row in range(rows):
                near = places[first + row, 0] + (tap - 1) * dilation
                if places[first + row, 1] <= near < places[first + row, 2]:
                    for column in range(size):
                        inputs[row, column] = values[near, column]
                else:
                    inputs[row] = 0
            add_products(sums, pairs, weights[tap * taken : (tap + 1) * taken])
        for row in range(rows):
            for column in range(size):
                around[first + row, column] = sums[row, column]
    for first in range(0, len(own), ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, len(own) - first)
        for row in range(rows):
            for column in range(size):
                inputs[row, column] = own[first + row, column]
                sums[row, column] = around[(first + row) % count, column]
        add_products(sums, pairs, weights[taken : 2 * taken])
        for row in range(rows):
            _add_activations(own[first + row], sums[row], out[first + row])
    return out
