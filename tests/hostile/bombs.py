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
