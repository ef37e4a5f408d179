"""The labeller's layers that are not linear: the table, pooling, the gate. See `linear` for the others.

Every kernel works row by row in plain loops, which LLVM vectorises.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.linear import MOST
from dedup.kernel import (
    INT8_ROWS,
    INT16_ROWS,
    INT32_ROWS,
    INT32S,
    INT64,
    INT64_ROWS,
    INT64S,
    before_compiling,
    helper,
    kernel,
)

_LANES = 8
"""Numbers that `sum_rows` adds up at a time; rows of the table have a multiple of them."""


def sum_rows(sums: Any, place: Any, rows: Any, at: Any, table: Any) -> None:
    """Set `sums[place]` (n,) int16 to the sum of the rows of the table, (k, n) int8, that `rows[at]` names.

    `n` must be a multiple of 8, which kernels do not check. Sums beyond 16 bits wrap around.
    """
    sums[place] = table[rows[at]].sum(axis=0, dtype=np.int16)


@before_compiling
def _compile_sum_rows() -> None:
    """Tell numba how to compile `sum_rows`: with vectors, which it does not make of plain loops here."""
    from llvmlite import ir
    from numba import types
    from numba.core import cgutils
    from numba.extending import intrinsic, overload

    long = ir.IntType(64)
    bytes_, words = ir.VectorType(ir.IntType(8), _LANES), ir.VectorType(ir.IntType(16), _LANES)
    none = ir.Constant(words, [0] * _LANES)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        """Write the loops over the numbers of a row, some at a time, and over the rows."""
        sums, rows, table = (
            context.make_array(signature.args[number])(context, builder, arguments[number]) for number in (0, 2, 4)
        )
        size, count = (builder.extract_value(array.shape, 1) for array in (sums, rows))
        out = builder.gep(sums.data, [builder.mul(arguments[1], size)])
        own = builder.gep(rows.data, [builder.mul(arguments[3], count)])
        with builder.goto_entry_block():
            total = builder.alloca(words)
        zero, at_once = ir.Constant(long, 0), ir.Constant(long, _LANES)
        with cgutils.for_range_slice(builder, zero, size, at_once, intp=long) as (first, _):
            builder.store(none, total)
            column = builder.gep(table.data, [first])
            with cgutils.for_range(builder, count, intp=long) as loop:
                row = builder.sext(builder.load(builder.gep(own, [loop.index])), long)
                numbers = builder.bitcast(builder.gep(column, [builder.mul(row, size)]), bytes_.as_pointer())
                added = builder.sext(builder.load(numbers, align=1), words)
                builder.store(builder.add(builder.load(total), added), total)
            place = builder.bitcast(builder.gep(out, [first]), words.as_pointer())
            builder.store(builder.load(total), place, align=2)
        return context.get_dummy_value()

    @intrinsic
    def add(_typing: Any, sums: Any, _place: Any, rows: Any, _at: Any, table: Any) -> Any:
        """`sum_rows` for numba."""
        return types.void(sums, types.int64, rows, types.int64, table), generate

    @overload(sum_rows)
    def compiled(sums: Any, place: Any, rows: Any, at: Any, table: Any) -> Any:  # noqa: ARG001  # their types
        """`sum_rows` in kernels."""

        def call(sums: Any, place: Any, rows: Any, at: Any, table: Any) -> Any:
            """A call of `add`."""
            return add(sums, place, rows, at, table)  # type: ignore[call-arg]  # numba gives the first argument

        return call


@helper
def _limited(value: Any) -> Any:
    """A sum limited to -127..127, int16, so that many fit a register."""
    value = np.int16(-MOST) if value < np.int16(-MOST) else value
    return np.int16(MOST) if value > np.int16(MOST) else value


@kernel(INT32_ROWS, INT8_ROWS, INT64S)
def embed(rows: Any, table: Any, chosen: Any) -> Any:
    """The sums of the table rows of the chosen atoms, limited to -127..127: (n, numbers) int8.

    `rows` (a, k): the table rows of each atom. `chosen` (n,): numbers of atoms.
    """
    size = table.shape[1]
    sums = np.empty((1, size), np.int16)
    out = np.empty((len(chosen), size), np.int8)
    for place in range(len(chosen)):
        sum_rows(sums, 0, rows, chosen[place], table)
        for number in range(size):
            out[place, number] = _limited(sums[0, number])
    return out


@kernel(INT32_ROWS, INT16_ROWS, INT64_ROWS, INT8_ROWS)
def pool(rows: Any, columns: Any, segments: Any, table: Any) -> Any:
    """The inputs of each segment, (s, 6 * numbers + columns) int8.

    Of the sums of its atoms, limited to -127..127: the mean (rounded down), the maximum, the first, second, last and
    last but one; of a single atom these are all its own. Then its own columns.
    """
    size, extra = table.shape[1], columns.shape[1]
    longest = 0
    for segment in range(len(segments)):
        longest = max(longest, segments[segment, 1] - segments[segment, 0])
    sums = np.empty((longest, size), np.int16)
    total, most = np.empty(size, np.int32), np.empty(size, np.int16)
    pooled = np.empty((len(segments), 6 * size + extra), np.int8)
    for segment in range(len(segments)):
        first, count = segments[segment, 0], segments[segment, 1] - segments[segment, 0]
        total[:] = 0
        most[:] = -MOST
        for at in range(count):
            sum_rows(sums, at, rows, first + at, table)
            for place in range(size):
                value = _limited(sums[at, place])
                sums[at, place] = value
                total[place] = np.int32(total[place] + value)
                most[place] = value if value > most[place] else most[place]
        second, before = min(1, count - 1), max(count - 2, 0)
        out = pooled[segment]
        for place in range(size):
            out[place] = np.int8(np.floor(total[place] / np.float64(count)))
            out[size + place] = most[place]
            out[2 * size + place] = sums[0, place]
            out[3 * size + place] = sums[second, place]
            out[4 * size + place] = sums[count - 1, place]
            out[5 * size + place] = sums[before, place]
        for place in range(extra):
            out[6 * size + place] = columns[segment, place]
    return pooled


@kernel(INT8_ROWS, INT64S)
def summaries(values: Any, bounds: Any) -> Any:
    """For each page the mean, rounded down, and the maximum of the activations of its segments: (n, 2 * size) int8.

    Both are zero for a page without segments.
    """
    size = values.shape[1]
    out = np.zeros((len(bounds) - 1, 2 * size), np.int8)
    total = np.empty(size, np.int64)
    for page in range(len(bounds) - 1):
        first, last = bounds[page], bounds[page + 1]
        total[:] = 0
        for row in range(first, last):
            for place in range(size):
                total[place] += values[row, place]
                out[page, size + place] = max(out[page, size + place], values[row, place])
        for place in range(size):
            out[page, place] = total[place] // max(last - first, 1)
    return out


@kernel("Array(int32, 1, 'A', True)", INT64_ROWS, INT64S, INT64)
def gate(gates: Any, segments: Any, bounds: Any, least: Any) -> Any:
    """The segments to score atom by atom: those that score more than `least`, and their neighbours on the page.

    `gates` (s,) are the scores. Returns: which segments these are, (s,) bool; their atoms (k,); the segment of each of
    these atoms (k,); and where runs of atoms of neighbouring segments begin among them, with the end of the last.
    """
    gated = np.zeros(len(segments), np.bool_)
    count = 0
    for page in range(len(bounds) - 1):
        for at in range(bounds[page], bounds[page + 1]):
            if gates[at] > least:
                for near in range(max(at - 1, bounds[page]), min(at + 2, bounds[page + 1])):
                    count += 0 if gated[near] else segments[near, 1] - segments[near, 0]
                    gated[near] = True
    chosen, owners = np.empty(count, np.int64), np.empty(count, np.int64)
    ends, runs = np.zeros(len(segments) + 1, np.int64), 0
    count = 0
    for page in range(len(bounds) - 1):
        for at in range(bounds[page], bounds[page + 1]):
            if not gated[at]:
                continue
            if at == bounds[page] or not gated[at - 1]:
                runs += 1
            for atom in range(segments[at, 0], segments[at, 1]):
                chosen[count], owners[count] = atom, at
                count += 1
            ends[runs] = count
    return gated, chosen, owners, ends[: runs + 1].copy()


@kernel(INT32_ROWS, INT32S, INT64_ROWS)
def spread(sums: Any, less: Any, segments: Any) -> Any:
    """For each atom the scores of its segment minus `less` (labels,): (a, labels) int32.

    `sums` (s, labels or more): the scores of segments; columns beyond those of `less` are left out.
    """
    last = 0
    for segment in range(len(segments)):
        last = max(last, segments[segment, 1])
    out = np.empty((last, len(less)), np.int32)
    for segment in range(len(segments)):
        for atom in range(segments[segment, 0], segments[segment, 1]):
            for label in range(len(less)):
                out[atom, label] = sums[segment, label] - less[label]
    return out
