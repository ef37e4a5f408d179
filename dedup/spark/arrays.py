"""Arrow batches as arrays that kernels take, and back: columns of bytes hold arrays, one in each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from dedup.rows import is_first

Batch: TypeAlias = Any
"""A batch of Arrow, of which the types are not known to checkers."""
_BYTES_AT_ONCE = 1 << 24
_TYPES = {
    "boolean": pa.bool_(),
    "int": pa.int32(),
    "long": pa.int64(),
    "double": pa.float64(),
    "string": pa.string(),
    "binary": pa.binary(),
}
_MEMBER = re.compile(r"\s*(\w+)[ :](\w+(?:<.*>)?)\s*\Z")


@cache
def arrow_schema(described: str) -> Any:
    """The Arrow schema of columns described as Spark does: `row long, ids array<binary>`."""
    return pa.schema(_members(described))


def _members(described: str) -> list[Any]:
    """The Arrow fields of columns described as `row long, ids array<binary>`, or with colons between names and types.

    Between a name and its type is one space or one colon, not both. Raises ValueError for a column that is not
    described so, KeyError for an unknown type.
    """
    found, depth, start = [], 0, 0
    for at, letter in enumerate(f"{described},"):
        depth += (letter == "<") - (letter == ">")
        if letter == "," and depth == 0:
            member = _MEMBER.match(described[start:at])
            if member is None:
                raise ValueError(f"no column is described by {described[start:at]!r}")
            found.append(pa.field(member[1], _type(member[2])))
            start = at + 1
    return found


def _type(described: str) -> Any:
    """The Arrow type for a type of Spark: an array, a struct or one of `_TYPES`. Raises KeyError for any other."""
    if described.startswith("array<"):
        return pa.list_(_type(described[6:-1]))
    if described.startswith("struct<"):
        return pa.struct(_members(described[7:-1]))
    return _TYPES[described]


def numbers(column: Any) -> NDArray[Any]:
    """A column of numbers or booleans without nulls, as an array (n,)."""
    values: NDArray[Any] = column.to_numpy(zero_copy_only=False)
    return values


def joined(column: Any, dtype: DTypeLike) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The arrays in the rows of an Arrow column of bytes, joined, and where that of each row begins in them.

    The second is int64 (n + 1,), in elements of `dtype`; its last is the number of all. A null is an empty array.
    """
    if not len(column):
        return np.empty(0, dtype), np.zeros(1, np.int64)
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    data = column.buffers()[2]
    size = np.dtype(dtype).itemsize
    first, last = int(offsets[0]), int(offsets[-1])
    values = np.frombuffer(data, np.uint8, last - first, first) if data is not None else np.empty(0, np.uint8)
    return np.frombuffer(values.tobytes(), dtype), (offsets.astype(np.int64) - first) // size


def binary(arrays: Iterable[NDArray[Any]]) -> Any:
    """A column of bytes with an array in each row."""
    return pa.array([array.tobytes() for array in arrays], pa.binary())


def cut(values: NDArray[Any], offsets: NDArray[np.int64]) -> Any:
    """A column of bytes: row i holds `values[offsets[i]:offsets[i + 1]]`."""
    values = np.ascontiguousarray(values)
    bounds = (offsets * values.itemsize).astype(np.int64)
    data = pa.py_buffer(values)
    if bounds[-1] >= 1 << 31:
        return binary(values[start:end] for start, end in pairwise(offsets))
    return pa.Array.from_buffers(pa.binary(), len(offsets) - 1, [None, pa.py_buffer(bounds.astype(np.int32)), data])


def batch(schema: Any, columns: Mapping[str, Any]) -> Batch:
    """A batch of `schema` from arrays or lists by column; columns not given are null, those not in it are ignored."""
    rows = max(map(len, columns.values()))
    arrays = [
        _as_array(columns[field.name], field.type) if field.name in columns else pa.nulls(rows, field.type)
        for field in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _as_array(values: Any, kind: Any) -> Any:
    return values if isinstance(values, pa.Array) and values.type == kind else pa.array(values, kind)


def whole(batches: Iterable[Batch], schema: Any) -> Batch:
    """All rows of some batches as one batch of `schema`, without rows for no batches. Columns are taken by position."""
    alike = [
        pa.RecordBatch.from_arrays(own.columns, schema=schema) for own in batches
    ]  # Spark's columns may hold no null
    table = pa.Table.from_batches(alike, schema=schema).combine_chunks()
    found = table.to_batches()
    return found[0] if found else batch(schema, {field.name: [] for field in schema})


def in_groups(batches: Iterable[Batch], rows: int) -> Iterator[Batch]:
    """The same rows in batches of at most `rows` rows; batches are split, not joined."""
    for own in batches:
        for start in range(0, own.num_rows, rows):
            yield own.slice(start, rows)


def grouped(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The same rows in fewer batches: batches are joined until they have 16 MB or more, and not split."""
    held, size = list[Batch](), 0
    for own in batches:
        held.append(own)
        size += own.nbytes
        if size >= _BYTES_AT_ONCE:
            yield whole(held, held[0].schema)
            held, size = [], 0
    if held:
        yield whole(held, held[0].schema)


def mixed(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """A hash of each number, int64 (n,), from 0 on. Equal numbers have the same hash in every task."""
    from dedup.kernel import mix64

    mixed: NDArray[np.int64] = (mix64(rows.view(np.uint64)) >> np.uint64(1)).astype(np.int64)
    return mixed


def split_by(bucket: NDArray[np.int64], *columns: NDArray[Any]) -> tuple[NDArray[np.int64], list[Any]]:
    """Values by bucket: the distinct buckets, ascending, and for each of `columns` the values of each bucket as bytes.

    `bucket` (n,) holds the bucket of each value, from 0 on. Within a bucket, values keep their order.
    """
    order = ascending(bucket)
    ordered = bucket[order]
    begins = np.flatnonzero(is_first(ordered))
    offsets = np.append(begins, len(ordered))
    return ordered[begins], [cut(column[order], offsets) for column in columns]


def ascending(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of numbers from 0 on, ascending by number; of equal ones the first comes first.

    Numbers of 16 bits are sorted by their digits, which takes a tenth of the time.
    """
    is_short = numbers.max(initial=0) < 1 << 16
    return np.argsort(numbers.astype(np.uint16) if is_short else numbers, kind="stable")
