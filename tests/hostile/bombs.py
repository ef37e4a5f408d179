"""Files that are small as they lie on disk, and expand to as much as is asked for."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

MEGABYTE = bytes(1 << 20)


def _opened(path: Path) -> BinaryIO:
    suffix = path.suffix
    if suffix == ".gz":
        return gzip.open(path, "wb", compresslevel=1)  # type: ignore[return-value]  # it is written to, and closed
    if suffix == ".bz2":
        return bz2.open(path, "wb", compresslevel=1)
    if suffix == ".xz":
        return lzma.open(path, "wb", preset=0)
    if suffix == ".zst":
        return zstandard.open(path, "wb")  # type: ignore[no-any-return]
    return path.open("wb")


def _line(megabytes: int) -> Iterator[bytes]:
    yield b'{"text":"before"}\n{"text":"'
    yield from [MEGABYTE.replace(b"\0", b"x")] * megabytes
    yield b'"}\n{"text":"after"}\n'


def _array(megabytes: int) -> Iterator[bytes]:
    yield b'[{"text":"before"},\n{"text":"'
    yield from [MEGABYTE.replace(b"\0", b"x")] * megabytes
    yield b'"},{"text":"after"}]'


def _brackets(megabytes: int) -> Iterator[bytes]:
    yield b'[{"text":"before"},\n{"text":["","'
    yield from [b"[" * (1 << 20)] * megabytes
    yield b'"]},{"text":"after"}]'


def _row(megabytes: int) -> Iterator[bytes]:
    yield b"id,text\n1,before\n2,"
    yield from [MEGABYTE.replace(b"\0", b"x")] * megabytes
    yield b"\n3,after\n"


def _open_quote(megabytes: int) -> Iterator[bytes]:
    yield b'id,text\n1,before\n2,"'
    yield from [(b"x" * 1023 + b"\n") * 1024] * megabytes
    yield b'"\n3,after\n'


def _zeros(megabytes: int) -> Iterator[bytes]:
    yield from [MEGABYTE] * megabytes


CONTENTS: dict[str, Callable[[int], Iterator[bytes]]] = {
    "line.jsonl": _line,
    "array.json": _array,
    "brackets.json": _brackets,
    "row.csv": _row,
    "quote.csv": _open_quote,
    "zeros.txt": _zeros,
}


def write_bomb(path: Path, megabytes: int) -> None:
    """Write a file that expands to so many MB, by its name; what stands before and behind can be read."""
    name = path.name if path.name in CONTENTS else path.stem
    with _opened(path) as file:
        for piece in CONTENTS[name](megabytes):
            file.write(piece)


def write_parquet_bomb(path: Path, megabytes: int) -> None:
    """Three rows, of which the middle one takes so many MB."""
    import duckdb

    long = f"repeat('x', {megabytes} * 1024 * 1024)"
    rows = f"SELECT unnest(['before', {long}, 'after']) AS text"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")


NESTED = {
    "list": "list_transform(range({n}), lambda i: 'xxxxxxx')",
    "numbers": "range({n})",
    "struct": "{{'deep': {{'one': 1, 'long': repeat('x', {n} * 8)}}}}",
    "map": "map_from_entries(list_transform(range({n}), lambda i: {{'k': i::VARCHAR, 'v': 'xxxxxxx'}}))",
    "lists": "[list_transform(range({n}), lambda i: 'xxxxxxx'), NULL]",
    "structs": "list_transform(range({n}), lambda i: {{'a': NULL, 'b': ['xxxxxxx']}})",
}
"""The SQL for nested values that take 8 bytes a time, by kind."""


def write_nested_bomb(path: Path, kind: str, megabytes: int, name: str = "nested") -> None:
    """Three rows, of which the middle one has a nested value of so many MB; the others have small ones."""
    import duckdb

    small, large = (NESTED[kind].format(n=n) for n in (2, megabytes << 17))
    rows = f"SELECT text, CASE text WHEN 'bomb' THEN {large} ELSE {small} END AS {name}"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY ({rows} FROM (SELECT unnest(['before', 'bomb', 'after']) AS text)) TO '{path}'"
            " (FORMAT parquet, COMPRESSION zstd)"
        )


def write_bomb_of_values(path: Path, values: int, rows_before: int = 0) -> None:
    """A row with so many values of one bit each, in a group of its own; so many rows before it."""
    import duckdb

    before = f"SELECT 'before' AS text, [true] AS nested FROM range({rows_before})"
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            f"COPY ({before} UNION ALL SELECT 'bomb', list_resize([true], {values}, true)) TO '{path}'"
            f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {max(rows_before, 2048)})"
        )
