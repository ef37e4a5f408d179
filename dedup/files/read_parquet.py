"""Reads the rows of Parquet files as JSON lines, and the types of their columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dedup.files.compressed import BrokenStreamError
from dedup.files.json_lines import encode_json
from dedup.files.parquet_sql import as_json, file_pattern, quoted, size_of
from dedup.files.partitions import partition_values
from dedup.files.rejected import TooLong

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROWS_AT_ONCE = 1024
"""Rows that are fetched at once. Chosen."""
_BYTES_AT_ONCE = 64 << 20
"""Bytes of rows that are held in memory at once, about. Chosen."""
_VALUES_AT_ONCE = 1 << 25
"""Values of one column, in lists, that the engine may hold at once. Chosen: it needs 16 bytes for each."""
_ROWS_OF_A_VECTOR = 2048
"""Rows that DuckDB reads at once, whichever are asked for; the default of its builds."""
_LEAST_MEMORY, _MOST_MEMORY = 1 << 29, 1 << 31
"""Bounds of the bytes that the engine may take to measure rows: four times what their group says it holds. Chosen."""
_MEMORY_FOR_TEXT = 3 << 29
"""Bytes more that it may take to write rows as text. Chosen: it copies what the lists of a vector hold, also where a
dictionary in the file has it once, and makes text of all of them, whichever rows are asked for.
"""
# One thread, so that the process has no other threads when it starts its workers. No extension from the network.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
}
_MOST_DIGITS = 38
"""The most digits of a decimal that DuckDB reads exactly."""
_NULLS = '"NULL"'
"""The type that DuckDB gives to a column of nulls."""


class _Column(NamedTuple):
    """A column: its name, its SQL type, and the SQL expression for its values."""

    name: str
    kind: str
    values: str


def parquet_lines(path: Path, names: Collection[str] = (), limit: int = 0) -> Iterator[bytes | TooLong]:
    r"""The rows of a file in order, each a JSON object on a line, in pieces of many lines.

    With `names`, only these columns. Folders `key=value` directly above the file are columns of strings. Numbers keep
    their digits. Times become ISO 8601, those with a time zone in UTC. Binary values become strings where they are
    UTF-8, else strings with escapes such as `\xFF`. A `TooLong` replaces a row of more than `limit` bytes, and one that
    takes too much memory; 0 is no limit. Raises `BrokenStreamError` where the file is no complete Parquet file, or has
    decimals that are not read exactly.
    """
    import duckdb

    path.open("rb").close()  # raises OSError where the system refuses, as for other files
    try:
        with connected() as connection:
            _check_decimals(connection, path)
            present = _columns(connection, path)
            columns = [column for column in present if not names or column.name in names]
            members = ", ',', ".join(map(_member, columns))
            numbered = _numbered(path, present)
            total = _number_of_rows(connection, path)
            for rows in _in_ranges(connection, path, columns, numbered, total, limit):
                if isinstance(rows, TooLong):
                    yield rows
                    continue
                source = _source(path) if len(rows) == total else f"{numbered.source}{_rows(numbered.name, rows)}"
                given = 0
                try:
                    found = connection.execute(f"SELECT concat('{{', {members}, '}}') FROM {source}")
                    while batch := found.fetchmany(_ROWS_AT_ONCE):
                        yield "".join(f"{line}\n" for (line,) in batch).encode("utf-8")
                        given += len(batch)
                except duckdb.OutOfMemoryException:
                    if not limit:
                        raise
                    left = len(rows) - given
                    yield from [TooLong(0, _too_much_memory(left))] * left
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        message = f"the Parquet file cannot be read ({reason}): fetch or write it again"
        raise BrokenStreamError("damaged", message) from error


class _Numbered(NamedTuple):
    """The SQL source of rows with their numbers, from 0, and the name of the column of these numbers."""

    source: str
    name: str


def _numbered(path: Path, columns: Sequence[_Column]) -> _Numbered:
    """The rows of a file with their numbers, in a column whose name no other column has."""
    name = "file_row_number"
    if all(column.name.lower() != name for column in columns):
        return _Numbered(_source(path, numbered=True), name)
    while any(column.name.lower() == name for column in columns):
        name = f"own_{name}"
    return _Numbered(f"(SELECT *, row_number() OVER () - 1 AS {name} FROM {_source(path)})", name)


def _number_of_rows(connection: DuckDBPyConnection, path: Path) -> int:
    [(number,)] = connection.execute(f"SELECT num_rows FROM parquet_file_metadata({file_pattern(path)})").fetchall()
    return int(number)


def _largest_group(connection: DuckDBPyConnection, path: Path) -> int:
    """The bytes that the largest group of rows takes before it is compressed, as the file says; 0 without groups."""
    [(size,)] = connection.execute(
        "SELECT max(size) FROM (SELECT sum(total_uncompressed_size)::BIGINT AS size"
        f" FROM parquet_metadata({file_pattern(path)}) GROUP BY row_group_id)"
    ).fetchall()
    return size or 0


def _too_much_memory(rows: int) -> str:
    return (
        f"this is one of {rows:,} rows that take too much memory to be read together: write the file with fewer rows in"
        " a group, or without what repeats a long value in each"
    )


def _in_ranges(
    connection: DuckDBPyConnection,
    path: Path,
    columns: Sequence[_Column],
    numbered: _Numbered,
    total: int,
    limit: int,
) -> Iterator[range | TooLong]:
    """Ranges of the `total` row numbers, in order, each read by one query; a `TooLong` for each row not to be read.

    That is a row of more than `limit` bytes (0: no limit), or one that can be read only with others that take too much
    memory; its `detail` says so. Most files are one range, but a few bytes of a compressed file may be a long value in
    thousands of rows: `_ROWS_AT_ONCE` rows with more than `_BYTES_AT_ONCE` bytes are split.
    """
    name, sizes = numbered.name, _sizes(connection, columns)
    first = 0
    for rows, blocks in _measured(connection, path, numbered, sizes, total, limit):
        if isinstance(blocks, str):
            if rows.start > first:
                yield range(first, rows.start)
            yield from [TooLong(0, blocks)] * len(rows)
            first = rows.stop
            continue
        for block, size, longest in blocks:
            if size <= _BYTES_AT_ONCE and not (limit and longest > limit):
                continue
            at = max(rows.start, block * _ROWS_AT_ONCE)
            if at > first:
                yield range(first, at)
            within = _rows(name, range(at, min((block + 1) * _ROWS_AT_ONCE, rows.stop)))
            own = connection.execute(
                f"SELECT {name}, ({sizes})::BIGINT FROM {numbered.source}{within} ORDER BY 1"
            ).fetchall()
            first, held = at, 0
            for row, row_size in own:
                is_too_long = limit and row_size > limit
                if row > first and (is_too_long or held + row_size > _BYTES_AT_ONCE):
                    yield range(first, row)
                    first, held = row, 0
                held += row_size
                if is_too_long:
                    yield TooLong(row_size)
                    first, held = row + 1, 0
    if total > first:
        yield range(first, total)


class _Measured(NamedTuple):
    """A range of rows and its blocks of `_ROWS_AT_ONCE` rows, or in their place the reason why it cannot be read.

    A block is its number, counted from the first row of the file, its bytes, and the bytes of its longest row.
    """

    rows: range
    blocks: Sequence[tuple[int, int, int]] | str


def _measured(
    connection: DuckDBPyConnection, path: Path, numbered: _Numbered, sizes: str, total: int, limit: int
) -> Iterator[_Measured]:
    """Ranges of rows, each with its blocks (number, sum and maximum of `sizes`) or the reason why it cannot be read.

    `sizes` is the SQL expression for the bytes of a row. All rows are one range where they fit in memory and no row
    group is known to be unreadable; else there is one for each group, halved while it needs too much. Without a `limit`
    (0) memory is not bounded here. Changes the memory limit of the connection.
    """
    import duckdb

    memory = max(_LEAST_MEMORY, min(_MOST_MEMORY, 4 * _largest_group(connection, path)))

    def blocks(rows: range) -> list[tuple[int, int, int]]:
        """The blocks of rows; with a `limit`, under the memory limit `memory`, which is raised again afterwards."""
        if limit:
            connection.execute(f"SET memory_limit = '{memory} bytes'")
        try:
            return connection.execute(
                f"SELECT {numbered.name} // {_ROWS_AT_ONCE} AS block, sum({sizes})::BIGINT, max({sizes})::BIGINT FROM"
                f" {numbered.source}{_rows(numbered.name, rows)} GROUP BY 1 ORDER BY 1"
            ).fetchall()
        finally:
            if limit:
                connection.execute(f"SET memory_limit = '{memory + _MEMORY_FOR_TEXT} bytes'")

    groups = _groups(connection, path)
    if not (limit and any(groups.values())):
        try:
            yield _Measured(range(total), blocks(range(total)))
            return
        except duckdb.OutOfMemoryException:
            if not limit:
                raise
    waiting = list(groups.items())[::-1]
    while waiting:
        rows, reason = waiting.pop()
        try:
            yield _Measured(rows, reason or blocks(rows))
        except duckdb.OutOfMemoryException:
            vectors = range(0, len(rows), _ROWS_OF_A_VECTOR)
            if len(vectors) > 1:
                middle = vectors[len(vectors) // 2]
                waiting += [(rows[middle:], ""), (rows[:middle], "")]
            else:
                yield _Measured(rows, _too_much_memory(len(rows)))


def _groups(connection: DuckDBPyConnection, path: Path) -> dict[range, str]:
    """The row numbers of each group of rows in the file, with the reason why it cannot be read, empty where it can.

    The reason is a column whose lists may have more than `_VALUES_AT_ONCE` values in the `_ROWS_OF_A_VECTOR` rows that
    are read together. These are taken to have their share of the values of the group; where the column has less than
    a byte for each row, all of them.
    """
    found = connection.execute(
        "SELECT row_group_id, row_group_num_rows, num_values, path_in_schema, total_uncompressed_size"
        f" FROM parquet_metadata({file_pattern(path)}) ORDER BY row_group_id"
    ).fetchall()
    rows_of, reasons = dict.fromkeys((number for number, *_ in found), 0), dict.fromkeys((n for n, *_ in found), "")
    for number, rows, values, column, size in found:
        rows_of[number] = rows
        is_spread = size >= rows
        held = values * min(1.0, _ROWS_OF_A_VECTOR / max(rows, 1)) if is_spread else values
        if values > rows and held > _VALUES_AT_ONCE:
            reasons[number] = (
                f"this is one of {rows:,} rows that have {values:,} values in the column {column!r}, too many to be "
                "read together: write the file with fewer rows in a group, or without this column"
            )
    groups, start = dict[range, str](), 0
    for number, rows in rows_of.items():
        groups[range(start, start + rows)] = reasons[number]
        start += rows
    return groups


def _sizes(connection: DuckDBPyConnection, columns: Sequence[_Column]) -> str:
    """The SQL expression for the bytes of a row. Values of fixed size count in lists only."""
    parts = [size_of(column.values, connection.type(column.kind), 0) for column in columns if column.kind != _NULLS]
    return " + ".join(["0", *filter(None, parts)])


def _rows(name: str, rows: range) -> str:
    return f" WHERE {name} >= {rows.start} AND {name} < {rows.stop}"


def column_types(paths: Iterable[Path]) -> dict[str, str]:
    """The SQL types of columns, by name, as far as all Parquet files that have a column agree on its type.

    A column of nulls agrees with any type. Files that cannot be read are skipped.
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
    """A connection to DuckDB that gives times with a zone in UTC on every machine, and draws no progress on stdout."""
    import duckdb

    connection = duckdb.connect(config=_SETTINGS)
    connection.execute("SET enable_progress_bar = false")  # true at a prompt, in a notebook and in `python -c`
    with suppress(duckdb.Error):  # a build without time zones gives times in UTC
        connection.execute("SET TimeZone = 'UTC'")
    return connection


def _columns(connection: DuckDBPyConnection, path: Path) -> list[_Column]:
    """The columns of a file, under the names that the file has, and those that only its folders give."""
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


def _check_decimals(connection: DuckDBPyConnection, path: Path) -> None:
    """Raise `BrokenStreamError` where a column has decimals of more than 38 digits, which DuckDB reads as doubles."""
    schema = connection.execute(
        f"SELECT name, coalesce(num_children, 0), coalesce(precision, 0) FROM parquet_schema({file_pattern(path)})"
    ).fetchall()
    column, inside = "", 0  # elements of the current column that are still to come
    for name, children, digits in schema[1:]:
        column = column if inside else name
        inside = (inside or 1) + children - 1
        if digits > _MOST_DIGITS:
            raise BrokenStreamError(
                "unsupported-type",
                f"the column {column} holds decimals of more than {_MOST_DIGITS} digits, which would lose some: write "
                "it as text, or as decimals of fewer digits",
            )


def _top_level(connection: DuckDBPyConnection, path: Path) -> list[str]:
    """The names of the columns as the file has them. In SQL, names that differ only in case get a number."""
    schema = connection.execute(
        f"SELECT name, coalesce(num_children, 0) FROM parquet_schema({file_pattern(path)})"
    ).fetchall()
    names: list[str] = []
    inside = 0  # elements of the current column that are still to come
    for name, children in schema[1:]:
        if not inside:
            names.append(name)
            inside = 1
        inside += children - 1
    return names


def _told_apart(written: Sequence[str], in_sql: Sequence[str]) -> list[str]:
    """The names as written; a name that an earlier column has, too, is replaced by its numbered name in SQL.

    All names are those in SQL where the two lists differ in length, or the result would have equal names.
    """
    if len(written) != len(in_sql):
        return list(in_sql)
    names: dict[str, None] = {}
    for name, numbered in zip(written, in_sql, strict=True):
        names[numbered if name in names else name] = None
    return list(names) if len(names) == len(in_sql) else list(in_sql)


def _source(path: Path, *, numbered: bool = False) -> str:
    """The SQL source of the rows of a file; with their numbers, from 0, as `file_row_number`, if `numbered`."""
    rows = ", file_row_number = true" if numbered else ""
    return f"read_parquet({file_pattern(path)}, hive_partitioning = false{rows})"


def _member(column: _Column) -> str:
    """Two SQL expressions, joined with a comma, for a member of a JSON object: its name with a colon, and its value."""
    key = quoted(encode_json(column.name).decode("utf-8") + ":")
    return f"{key}, coalesce({as_json(column.values, column.kind)}, 'null')"
