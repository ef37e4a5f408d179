"""JSON lines turned into a Parquet file with typed columns."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from dedup.errors import DedupError
from dedup.files.json_lines import RawValue, members_of
from dedup.files.read_parquet import SETTINGS, file_pattern, quoted
from dedup.files.whole import written_aside

_DEDUP = (
    "article INTEGER, parent VARCHAR, spans BIGINT[][], extracted STRUCT(title VARCHAR, source VARCHAR,"
    " published VARCHAR, byline VARCHAR, tags VARCHAR[]), input_id VARCHAR, input_dedup JSON"
)
DOCUMENT_COLUMNS: Mapping[str, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "dedup": f"STRUCT({_DEDUP}, empty BOOLEAN)",
}
DUPLICATE_COLUMNS: Mapping[str, str] = {
    **DOCUMENT_COLUMNS,
    "dedup": f"STRUCT({_DEDUP}, kept VARCHAR, kind VARCHAR, jaccard DOUBLE, containment DOUBLE, indexed BOOLEAN)",
}

_ROWS_PER_GROUP = 16_384  # some 50 MB of news at a time in memory, where DuckDB's default takes 400
_EXACT_IN_DOUBLE = 1 << 53
_INT64 = range(-(1 << 63), 1 << 63)
_LONGEST_INT64 = 20
_NOT_FINITE = frozenset({b"NaN", b"Infinity", b"-Infinity"})
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a character beyond U+FFFF
    rb"|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\."
)


def write_parquet(jsonl: Path, target: Path, columns: Mapping[str, str]) -> int:
    """Write the objects of a JSON lines file as rows, in their order; the characters it had to replace.

    `columns` fixes the DuckDB type of some members; they are columns even where no row has them. Any other is
    text where all its values are strings, a number or a truth value where all are, else JSON text. A member
    that differs from an earlier one in case only gets a number. Parquet holds UTF-8 alone, so each lone
    surrogate becomes U+FFFD: the number returned counts them. Errors as `written_aside`.
    """
    import duckdb

    with written_aside(target) as aside:
        rows = aside.with_name(f"{aside.name}.rows")
        try:
            with jsonl.open("rb") as lines, rows.open("wb") as copy:
                table = _Table(columns)
                table.copy(lines, copy)
            with duckdb.connect(config=SETTINGS) as connection:
                connection.execute(table.export(rows, aside))
        except duckdb.Error as error:
            reason = str(error).partition("\n")[0]
            raise DedupError(
                f"{target} cannot be written ({reason}); free some space, or use --format jsonl"
            ) from error
        finally:
            rows.unlink(missing_ok=True)
    return table.replaced


class _Table:
    """The columns of a Parquet file, found while the rows are copied under short column names."""

    def __init__(self, fixed: Mapping[str, str]) -> None:
        self.replaced = 0
        self._fixed = fixed
        self._longest = 0
        self._kinds: dict[str, set[str]] = {}
        self._prefixes: dict[str, bytes] = {}

    def copy(self, lines: Iterable[bytes], copy: BinaryIO) -> None:
        """Write the rows in a form that DuckDB reads whatever is in them."""
        for line in lines:
            parts: list[RawValue] = []
            for name, raw in self._valid_members(line).items():
                parts += (self._prefix(name), raw)
                if name not in self._fixed:
                    self._kinds[name].add(_kind(bytes(raw)))
            row = b"{" + b"".join(parts)[1:] + b"}\n"
            self._longest = max(self._longest, len(row))
            copy.write(row)

    def export(self, rows: Path, target: Path) -> str:
        """The SQL that turns the copied rows into a Parquet file."""
        for name in self._fixed:
            self._prefix(name)
        types = {name: self._fixed.get(name) or _type(kinds) for name, kinds in self._kinds.items()}
        read = ", ".join(f"c{place}: {quoted(kind)}" for place, kind in enumerate(types.values()))
        names = (f"c{place} AS {quoted(name, chr(34))}" for place, name in enumerate(_distinct(types)))
        return (
            f"COPY (SELECT {', '.join(names)} FROM read_json({file_pattern(rows)}, columns = {{{read}}},"
            f" format = 'newline_delimited', maximum_object_size = {self._longest + 1024}))"
            f" TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROWS_PER_GROUP})"
        )

    def _prefix(self, name: str) -> bytes:
        if name not in self._prefixes:
            self._prefixes[name] = b',"c%d":' % len(self._prefixes)
            self._kinds[name] = set()
        return self._prefixes[name]

    def _valid_members(self, line: bytes) -> Mapping[str, RawValue]:
        members = members_of(line)
        if isinstance(next(iter(members.values()), None), bytes):  # not read in the strict way
            members = {name: self._without_lone_surrogates(bytes(raw)) for name, raw in members.items()}
        return members

    def _without_lone_surrogates(self, raw: bytes) -> bytes:
        def repaired(match: re.Match[bytes]) -> bytes:
            self.replaced += match["lone"] is not None
            return match[0] if match["lone"] is None else b"\\ufffd"

        return _ESCAPE.sub(repaired, raw)


def _kind(raw: bytes) -> str:
    """What a value is to a column: text, bool, int, int64 (inexact as a double), double, none or json."""
    first = raw[:1]
    if first == b'"':
        return "text"
    if raw == b"null":
        return "none"
    if raw in (b"true", b"false"):
        return "bool"
    if first in b"{[":
        return "json"
    return _number_kind(raw)


def _number_kind(raw: bytes) -> str:
    if not raw.lstrip(b"-").isdigit():
        return "double" if raw in _NOT_FINITE or math.isfinite(float(raw)) else "json"
    if len(raw) > _LONGEST_INT64:
        return "json"
    if abs(int(raw)) <= _EXACT_IN_DOUBLE:
        return "int"
    return "int64" if int(raw) in _INT64 else "json"


def _type(kinds: set[str]) -> str:
    kinds = kinds - {"none"}
    if kinds <= {"text"}:
        return "VARCHAR"
    if kinds == {"bool"}:
        return "BOOLEAN"
    if kinds <= {"int", "int64"}:
        return "BIGINT"
    return "DOUBLE" if kinds <= {"int", "double"} else "JSON"


def _distinct(names: Iterable[str]) -> list[str]:
    """Names that Parquet readers tell apart: valid UTF-8, not empty, different without regard to case."""
    distinct: dict[str, str] = {}
    for name in names:
        base = name.encode("utf-8", "replace").decode("utf-8").replace("\0", "?") or "_"
        unique, number = base, 1
        while unique.casefold() in distinct:
            number += 1
            unique = f"{base}_{number}"
        distinct[unique.casefold()] = unique
    return list(distinct.values())
