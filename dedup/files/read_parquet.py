"""Rows of a Parquet file as JSON lines, and the types of its columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dedup.files.compressed import BrokenStreamError
from dedup.files.json_lines import encode_json
from dedup.files.partitions import partition_values
from dedup.files.rejected import TooLong

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROWS_AT_ONCE = 1024
_BYTES_AT_ONCE = 64 << 20
_SIZES = {"VARCHAR": "strlen", "BLOB": "octet_length"}
# One thread: none is left running in the parent when it starts its workers. No extension from the network.
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
}
_GLOB = re.compile(r"([*?\[])")
_NULLS = '"NULL"'  # the type of a column of nulls, in the words of DuckDB


class _Column(NamedTuple):
    """A column: its name, its SQL type, and the SQL for its values."""

    name: str
    kind: str
    values: str


def parquet_lines(path: Path, names: Collection[str] = (), limit: int = 0) -> Iterator[bytes | TooLong]:
    """The rows in the order of the file, each a JSON object on a line, in pieces of many lines.

    Of all columns, or of those with some `names`. Folders `key=value` that the file lies directly in are columns
    too, of strings. Numbers keep their digits, times become ISO 8601 (with an offset: in UTC), binary values that are
    UTF-8 become strings, others have escapes such as `\\xFF`. A row whose values take more than `limit` bytes is not
    given, 0 for any. Raises `BrokenStreamError` where the file is no whole Parquet file.
    """
    import duckdb

    path.open("rb").close()  # what the system refuses is told as of any other file
    try:
        with connected() as connection:
            columns = [column for column in _columns(connection, path) if not names or column.name in names]
            members = ", ',', ".join(map(_member, columns))
            for rows in _in_ranges(connection, path, columns, limit):
                if isinstance(rows, TooLong):
                    yield rows
                    continue
                source = f"{_source(path, numbered=bool(rows))}{rows}"
                found = connection.execute(f"SELECT concat('{{', {members}, '}}') FROM {source}")
                while batch := found.fetchmany(_ROWS_AT_ONCE):
                    yield "".join(f"{line}\n" for (line,) in batch).encode("utf-8")
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        message = f"the Parquet file cannot be read ({reason}): fetch or write it again"
        raise BrokenStreamError("damaged", message) from error


def _in_ranges(
    connection: DuckDBPyConnection, path: Path, columns: Sequence[_Column], limit: int
) -> Iterator[str | TooLong]:
    """Conditions for ranges of rows that can be held in memory at once; most files are one range.

    A few bytes of a compressed file may be a long value in thousands of rows.
    """
    if any(column.name.lower() == "file_row_number" for column in columns):
        yield ""  # its own rows cannot be told by number then
        return
    sizes = " + ".join(["0", *(f"coalesce({_SIZES[c.kind]}({c.values}), 0)" for c in columns if c.kind in _SIZES)])
    numbered = f"{_source(path, numbered=True)}"
    blocks = connection.execute(
        f"SELECT file_row_number // {_ROWS_AT_ONCE} AS block, sum({sizes})::BIGINT, max({sizes})::BIGINT"
        f" FROM {numbered} GROUP BY block ORDER BY block"
    ).fetchall()
    large = [block for block, size, longest in blocks if size > _BYTES_AT_ONCE or (limit and longest > limit)]
    if not large:
        yield ""
        return
    first = 0
    for block in large:
        start = block * _ROWS_AT_ONCE
        if start > first:
            yield _rows(first, start)
        own = connection.execute(
            f"SELECT file_row_number, ({sizes})::BIGINT FROM {numbered}{_rows(start, start + _ROWS_AT_ONCE)} ORDER BY 1"
        ).fetchall()
        first, held = start, 0
        for row, size in own:
            is_too_long = limit and size > limit
            if row > first and (is_too_long or held + size > _BYTES_AT_ONCE):
                yield _rows(first, row)
                first, held = row, 0
            held += size
            if is_too_long:
                yield TooLong(size)
                first, held = row + 1, 0
    yield f" WHERE file_row_number >= {first}"


def _rows(first: int, end: int) -> str:
    return f" WHERE file_row_number >= {first} AND file_row_number < {end}"


def column_types(paths: Iterable[Path]) -> dict[str, str]:
    """The SQL types of the columns that all Parquet files which have them give the same type, by name.

    A file that has nothing but nulls there has no say, nor has one that cannot be read.
    """
    import duckdb

    types: dict[str, str] = {}
    several: set[str] = set()
    with connected() as connection:
        for path in paths:
            try:
                columns = _columns(connection, path)
            except duckdb.Error:
                continue
            for name, kind, _ in columns:
                if types.get(name, _NULLS) == _NULLS:
                    types[name] = kind
                elif kind not in (types[name], _NULLS):
                    several.add(name)
    return {name: kind for name, kind in types.items() if name not in several}


def connected() -> DuckDBPyConnection:
    """A connection to an engine that gives times with a zone in UTC, as it does on any machine."""
    import duckdb

    connection = duckdb.connect(config=SETTINGS)
    with suppress(duckdb.Error):  # a build that knows of no time zones gives no other
        connection.execute("SET TimeZone = 'UTC'")
    return connection


def _columns(connection: DuckDBPyConnection, path: Path) -> list[_Column]:
    """The columns of a file and of the folders it lies in, under the names they are given there."""
    described = connection.execute(f"DESCRIBE SELECT * FROM {_source(path)}").fetchall()
    names = _told_apart(_top_level(connection, path), [row[0] for row in described])
    columns = [
        _Column(name, kind, quoted(sql_name, chr(34)))
        for name, (sql_name, kind, *_) in zip(names, described, strict=True)
    ]
    for name, value in partition_values(path.parts[:-1]).items():
        if name not in names:
            columns.append(_Column(name, "VARCHAR", f"{'NULL' if value is None else quoted(value)}::VARCHAR"))
    return columns


def _top_level(connection: DuckDBPyConnection, path: Path) -> list[str]:
    """The names of the columns as the file has them: in SQL, those that differ in case only get a number."""
    schema = connection.execute(
        f"SELECT name, coalesce(num_children, 0) FROM parquet_schema({file_pattern(path)})"
    ).fetchall()
    names: list[str] = []
    inside = 0  # how many elements are left of the column that was met last
    for name, children in schema[1:]:
        if not inside:
            names.append(name)
            inside = 1
        inside += children - 1
    return names


def _told_apart(written: Sequence[str], in_sql: Sequence[str]) -> list[str]:
    """The names as written; but for one that an earlier column has too, which keeps the number it has in SQL."""
    if len(written) != len(in_sql):
        return list(in_sql)
    names: dict[str, None] = {}
    for name, numbered in zip(written, in_sql, strict=True):
        names[numbered if name in names else name] = None
    return list(names) if len(names) == len(in_sql) else list(in_sql)


def _source(path: Path, *, numbered: bool = False) -> str:
    rows = ", file_row_number = true" if numbered else ""
    return f"read_parquet({file_pattern(path)}, hive_partitioning = false{rows})"


def _member(column: _Column) -> str:
    """The SQL for one member of the JSON object: its name and its value."""
    key = quoted(encode_json(column.name).decode("utf-8") + ":")
    return f"{key}, coalesce({_json(column.values, column.kind)}, 'null')"


def _json(values: str, kind: str) -> str:
    """The SQL for values as JSON text; `to_json` rounds decimals and writes times without a T."""
    if kind.startswith("DECIMAL") and not kind.endswith("]"):
        return f"{values}::VARCHAR"
    if kind.startswith("TIMESTAMP") and not kind.endswith("]"):
        iso = rf"regexp_replace({values}::VARCHAR, '^(\S+) (\d)', '\1T\2')"
        return f"""'"' || regexp_replace({iso}, '\\+00$', '+00:00') || '"'"""
    if kind == "BLOB":
        text, escaped = f"TRY(decode({values}))", f"{values}::VARCHAR"
        return (
            rf"to_json(CASE WHEN contains({text}, '\x') THEN {escaped} ELSE coalesce({text}, {escaped}) END)::VARCHAR"
        )
    return f"to_json({values})::VARCHAR"


def blob_from_text(text: str) -> str:
    """The SQL for the binary values that a line has as text."""
    return rf"CASE WHEN contains({text}, '\x') THEN {text}::BLOB ELSE encode({text}) END"


def file_pattern(path: Path) -> str:
    """A path as an SQL literal where DuckDB takes patterns: its own wildcards stand for themselves."""
    return quoted(_GLOB.sub(r"[\1]", str(path)))


def quoted(text: str, quote: str = "'") -> str:
    """Text as an SQL literal, or with double quotes as a name."""
    return f"{quote}{text.replace(quote, quote * 2)}{quote}"
