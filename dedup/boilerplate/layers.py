"""The labeller's layers that are not linear: the table, pooling, the gate. See `linear` for the others.

Every kernel works row by row in plain loops, which LLVM vectorises.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.linear import ACTIVATIONS, MOST, SUMS
from dedup.kernel import INT64S, helper, kernel

# Numba's types of the arrays that kernels take.
COLUMNS = "Array(int16, 2, 'C', True)"
TABLE_OF_ROWS = "Array(uint64, 2, 'C', True)"
ROWS_OF_TABLE = "Array(int32, 2, 'C', True)"
SEGMENTS = "Array(int64, 2, 'C', True)"


# The packed table: what is added to each number, the even bytes of a word, and the bits of a byte.
_OFFSET = 128
_EVEN = np.uint64(0x00FF00FF00FF00FF)
_BYTE = np.uint64(8)


def packed(table: NDArray[np.int8]) -> NDArray[np.uint64]:
    """The table (rows, n) int8 in the form that the kernels add up: uint64 (rows, n / 8), eight numbers in a word, each
    plus 128.

    The even bytes of a word are four numbers and the odd bytes the next four. As fields of 16 bits, up to 257 of them
    can be added without overflow into the next field.
    """
    rows, size = table.shape
    bytes_ = (table.astype(np.int16) + _OFFSET).astype(np.uint8).reshape(rows, size // 8, 2, 4)
    return np.ascontiguousarray(bytes_.transpose(0, 1, 3, 2)).reshape(rows, size).view(np.uint64)


@helper
def _sum_rows(rows: Any, at: Any, table: Any, out: Any) -> None:
    """Set `out` to the sums of the rows of the `packed` table that `rows[at]` names.

    They are uint64 words of four 16-bit sums each, with the 128 that `packed` adds still in them, once a row.
    """
    for word in range(table.shape[1]):
        even = odd = np.uint64(0)
        for column in range(rows.shape[1]):
            packed = table[np.uint32(rows[at, column]), word]
            even += packed & _EVEN
            odd += (packed >> _BYTE) & _EVEN
        out[2 * word], out[2 * word + 1] = even, odd


@kernel(ROWS_OF_TABLE, TABLE_OF_ROWS, INT64S)
def embed(rows: Any, table: Any, chosen: Any) -> Any:
    """The sums of the table rows of the chosen atoms, limited to -127..127: (n, numbers) int8.

    `rows` (a, k): the table rows of each atom. `table`: as from `packed`. `chosen` (n,): numbers of atoms.
    """
    size, offset = 8 * table.shape[1], _OFFSET * rows.shape[1]
    words = np.empty((1, 2 * table.shape[1]), np.uint64)
    sums = words.view(np.uint16)[0]
    out = np.empty((len(chosen), size), np.int8)
    for place in range(len(chosen)):
        _sum_rows(rows, chosen[place], table, words[0])
        for number in range(size):
            out[place, number] = min(max(np.int64(sums[number]) - offset, -MOST), MOST)
    return out


@kernel(ROWS_OF_TABLE, COLUMNS, SEGMENTS, TABLE_OF_ROWS)
def pool(rows: Any, columns: Any, segments: Any, table: Any) -> Any:
    """The inputs of each segment, (s, 6 * numbers + columns) int8.

    Of the sums of its atoms, limited to -127..127: the mean (rounded down), the maximum, the first, second, last and
    last but one; of a single atom these are all its own. Then its own columns.
    """
    size, extra, offset = 8 * table.shape[1], columns.shape[1], _OFFSET * rows.shape[1]
    low, high = np.uint16(offset - MOST), np.uint16(offset + MOST)
    longest = 0
    for segment in range(len(segments)):
        longest = max(longest, segments[segment, 1] - segments[segment, 0])
    words = np.empty((longest, 2 * table.shape[1]), np.uint64)
    sums = words.view(np.uint16)
    total, most = np.empty(size, np.uint32), np.empty(size, np.uint16)
    pooled = np.empty((len(segments), 6 * size + extra), np.int8)
    for segment in range(len(segments)):
        first, count = segments[segment, 0], segments[segment, 1] - segments[segment, 0]
        for at in range(count):
            _sum_rows(rows, first + at, table, words[at])
        total[:] = 0
        most[:] = low
        for at in range(count):
            own = sums[at]
            for place in range(size):
                value = low if own[place] < low else own[place]
                value = high if value > high else value
                own[place] = value
                total[place] = np.uint32(total[place] + value)
                most[place] = value if value > most[place] else most[place]
        second, before = min(1, count - 1), max(count - 2, 0)
        out = pooled[segment]
        for place in range(size):
            out[place] = np.int8(np.floor((np.int64(total[place]) - offset * count) / np.float64(count)))
            out[size + place] = most[place] - offset
            out[2 * size + place] = sums[0, place] - offset
            out[3 * size + place] = sums[second, place] - offset
            out[4 * size + place] = sums[count - 1, place] - offset
            out[5 * size + place] = sums[before, place] - offset
        for place in range(extra):
            out[6 * size + place] = columns[segment, place]
    return pooled


@kernel(ACTIVATIONS, INT64S)
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


@kernel("Array(int32, 1, 'A', True)", SEGMENTS, INT64S, "int64")
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


@kernel(SUMS, "Array(int32, 1, 'C', True)", SEGMENTS)
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
