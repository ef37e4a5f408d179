"""The arithmetic of the labeller's layers, in whole numbers: sums of 32 bits, activations and weights of 16.

Every kernel goes row by row through plain loops that LLVM turns into products and sums of many numbers at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.kernel import INT64S, helper, kernel

SHIFT = 6
"""From sums of 1/2048 to activations of 1/32, in bits."""
MOST = 127
"""The largest activation."""

MATRIX = "Array(int16, 2, 'C', True)"
TABLE_OF_ROWS = "Array(int8, 2, 'C', True)"
ROWS_OF_TABLE = "Array(int32, 2, 'C', True)"
SUMS = "Array(int32, 2, 'C', True)"
SEGMENTS = "Array(int64, 2, 'C', True)"
_BIAS = "Array(int32, 1, 'C', True)"


@helper
def _activation(total: Any) -> Any:
    """A sum as an activation: rounded to 1/32, from 0 to 127."""
    return np.int16(min(max((total + (1 << (SHIFT - 1))) >> SHIFT, 0), MOST))


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
        out[place] = min(max(out[place], -MOST), MOST)


@kernel(ROWS_OF_TABLE, TABLE_OF_ROWS, INT64S)
def embed(rows: Any, table: Any, chosen: Any) -> Any:
    """The sums of the table's rows of the chosen atoms, (n, numbers) int16."""
    out = np.empty((len(chosen), table.shape[1]), np.int16)
    for place in range(len(chosen)):
        _sum_rows(rows, chosen[place], table, out[place])
    return out


@kernel(ROWS_OF_TABLE, MATRIX, SEGMENTS, TABLE_OF_ROWS)
def pool(rows: Any, columns: Any, segments: Any, table: Any) -> Any:
    """By segment: mean, largest, first, second, last and last but one of its atoms' sums, and its columns."""
    size, extra = table.shape[1], columns.shape[1]
    pooled = np.empty((len(segments), 6 * size + extra), np.int16)
    value, total = np.empty(size, np.int16), np.empty(size, np.int32)
    for segment in range(len(segments)):
        first, last = segments[segment, 0], segments[segment, 1]
        out, count = pooled[segment], np.float64(last - first)
        total[:] = 0
        out[size : 2 * size] = -MOST
        for at in range(first, last):
            _sum_rows(rows, at, table, value)
            for place in range(size):
                total[place] += value[place]
                out[size + place] = max(out[size + place], value[place])
            if at == first:
                out[2 * size : 3 * size] = value
            if at == min(first + 1, last - 1):
                out[3 * size : 4 * size] = value
            if at == last - 1:
                out[4 * size : 5 * size] = value
            if at == max(last - 2, first):
                out[5 * size : 6 * size] = value
        for place in range(size):
            out[place] = np.int16(np.floor(total[place] / count))
        out[6 * size :] = columns[segment]
    return pooled


@kernel(MATRIX, MATRIX, _BIAS)
def dense(values: Any, weights: Any, bias: Any) -> Any:
    """Sums of a linear layer, (n, outputs) int32."""
    out = np.empty((len(values), len(weights)), np.int32)
    for row in range(len(values)):
        own = values[row]
        for column in range(len(weights)):
            weight, total = weights[column], np.int32(0)
            for place in range(len(weight)):
                total += np.int32(own[place]) * np.int32(weight[place])
            out[row, column] = bias[column] + total
    return out


@kernel(SUMS)
def activations(sums: Any) -> Any:
    """Sums as activations."""
    out = np.empty(sums.shape, np.int16)
    for row in range(len(sums)):
        for column in range(sums.shape[1]):
            out[row, column] = _activation(sums[row, column])
    return out


@kernel(MATRIX, SUMS)
def add_activations(values: Any, sums: Any) -> Any:
    """Activations and those of some sums, at most 127."""
    out = np.empty_like(values)
    for row in range(len(values)):
        for column in range(values.shape[1]):
            out[row, column] = min(values[row, column] + _activation(sums[row, column]), MOST)
    return out


@kernel(MATRIX, INT64S, "int64")
def beside(values: Any, bounds: Any, dilation: Any) -> Any:
    """Each row between the rows `dilation` before and behind it, of the same run of rows; zeros where there is none."""
    count, size = values.shape
    out = np.zeros((count, 3 * size), np.int16)
    for run in range(len(bounds) - 1):
        first, last = bounds[run], bounds[run + 1]
        for row in range(first, last):
            if row - dilation >= first:
                out[row, :size] = values[row - dilation]
            out[row, size : 2 * size] = values[row]
            if row + dilation < last:
                out[row, 2 * size :] = values[row + dilation]
    return out


@kernel(MATRIX, MATRIX, SEGMENTS, "int64")
def own_beside(own: Any, values: Any, places: Any, dilation: Any) -> Any:
    """The same for changed rows between neighbours as they were: `places` (n, 3) says of each row which one of `values`
    it stands for, and the bounds of its page.
    """
    count, size = own.shape
    out = np.zeros((count, 3 * size), np.int16)
    for row in range(count):
        place, first, last = places[row]
        if place - dilation >= first:
            out[row, :size] = values[place - dilation]
        out[row, size : 2 * size] = own[row]
        if place + dilation < last:
            out[row, 2 * size :] = values[place + dilation]
    return out


@kernel(MATRIX, INT64S)
def summaries(values: Any, bounds: Any) -> Any:
    """By page: mean, rounded down, and largest of its segments' activations."""
    size = values.shape[1]
    out = np.zeros((len(bounds) - 1, 2 * size), np.int16)
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


@kernel("Array(int32, 1, 'A', True)", SEGMENTS, INT64S, "int64")
def gate(gates: Any, segments: Any, bounds: Any, least: Any) -> Any:
    """Which segments are gated, the atoms of these and the segment of each, and the bounds of runs of such atoms."""
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
