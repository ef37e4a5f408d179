"""Rows of a Parquet file as JSON lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from dedup.files.compressed import BrokenStreamError
from dedup.files.json_lines import encode_json

_ROWS_AT_ONCE = 1024
# One thread: none is left running in the parent when it starts its workers. No extension from the network.
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
}
_GLOB = re.compile(r"([*?\[])")


def parquet_lines(path: Path) -> Iterator[bytes]:
    """The rows in the order of the file, each a JSON object on a line, in pieces of many lines.

    Numbers keep their digits (nested decimals their value as a double), times become ISO 8601 (of any unit; with a
    zone: in UTC, whatever the zone of the machine), binary columns that hold UTF-8 become strings. Names are those of
    the file, told apart by case. Raises `BrokenStreamError` where the file is no whole Parquet file.
    """
    import duckdb

    path.open("rb").close()  # what the system refuses is told as of any other file
    source = f"read_parquet({file_pattern(path)}, hive_partitioning = false)"
    try:
        with duckdb.connect(config=SETTINGS) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            columns = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            nodes = connection.execute(
                f"SELECT name, num_children FROM parquet_schema({file_pattern(path)})"
            ).fetchall()
            names = _names([name for name, *_ in columns], _top_level(nodes))
            members = (_member(name, own, kind) for name, (own, kind, *_) in zip(names, columns, strict=True))
            row = " || ',' || ".join(members)
            rows = connection.execute(f"SELECT '{{' || {row} || '}}' FROM {source}")
            while batch := rows.fetchmany(_ROWS_AT_ONCE):
                yield "".join(f"{line}\n" for (line,) in batch).encode("utf-8")
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        message = f"the Parquet file cannot be read ({reason}): fetch or write it again"
        raise BrokenStreamError("damaged", message) from error


def _top_level(nodes: Sequence[tuple[str, int | None]]) -> list[str]:
    """The names of a file's columns, given the nodes of its schema: the root, then each node before those below it."""
    names: list[str] = []
    below = 0  # nodes still to come below the last column
    for name, children in nodes[1:]:
        if below:
            below -= 1
        else:
            names.append(name)
        below += children or 0
    return names


def _names(own: Sequence[str], written: Sequence[str]) -> Sequence[str]:
    """The columns as the file names them; DuckDB gives a number to one whose name is another's but for case."""
    if len(own) != len(written):
        return own
    return [
        mine if theirs in written[:at] else theirs for at, (mine, theirs) in enumerate(zip(own, written, strict=True))
    ]


def _member(name: str, column: str, kind: str) -> str:
    """The SQL for one member of the JSON object: its name, and its value from the column that DuckDB calls so."""
    key = quoted(encode_json(name).decode("utf-8") + ":")
    return f"{key} || coalesce({_value(quoted(column, chr(34)), kind)}, 'null')"


def _value(column: str, kind: str) -> str:
    """The SQL for a value as JSON text; `to_json` rounds decimals and writes times without a T."""
    if kind.startswith("DECIMAL") and not kind.endswith("]"):
        return f"{column}::VARCHAR"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"""'"' || replace(make_timestamp(epoch_us({column}))::VARCHAR, ' ', 'T') || '+00:00"'"""
    if kind == "TIMESTAMPTZ_NS":
        return f"""'"' || replace(make_timestamp_ns(epoch_ns({column}))::VARCHAR, ' ', 'T') || '+00:00"'"""
    if kind.startswith("TIMESTAMP") and not kind.endswith("]"):
        return f"""'"' || replace({column}::VARCHAR, ' ', 'T') || '"'"""
    if kind == "BLOB":
        return f"to_json(coalesce(TRY(decode({column})), {column}::VARCHAR))::VARCHAR"
    return f"to_json({column})::VARCHAR"


def file_pattern(path: Path) -> str:
    """A path as an SQL literal where DuckDB takes patterns: its own wildcards stand for themselves."""
    return quoted(_GLOB.sub(r"[\1]", str(path)))


def quoted(text: str, quote: str = "'") -> str:
    """Text as an SQL literal, or with double quotes as a name."""
    return f"{quote}{text.replace(quote, quote * 2)}{quote}"
