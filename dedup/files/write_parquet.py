"""Writes JSON lines as Parquet files with typed columns."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dedup.errors import DedupError
from dedup.files.json_lines import RawValue, encode_json, members_of
from dedup.files.parquet_sql import blob_from_text, file_pattern, quoted
from dedup.files.read_parquet import connected
from dedup.files.whole import written_aside

# The SQL types of the members of `dedup` that documents and duplicates have.
_DEDUP = (
    "article INTEGER, parent VARCHAR, spans BIGINT[][], extracted STRUCT(title VARCHAR, source VARCHAR,"
    " published VARCHAR, byline VARCHAR, tags VARCHAR[]), input_id VARCHAR, input_dedup VARCHAR"
)
# The SQL types of the columns that every run writes.
DOCUMENT_COLUMNS: Mapping[str, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "dedup": f"STRUCT({_DEDUP}, empty BOOLEAN)",
}
DUPLICATE_COLUMNS: Mapping[str, str] = {
    **DOCUMENT_COLUMNS,
    "dedup": f"STRUCT({_DEDUP}, kept VARCHAR, kind VARCHAR, jaccard DOUBLE, containment DOUBLE, indexed BOOLEAN)",
}

_ROWS_PER_GROUP, _BYTES_PER_GROUP = 16_384, 64 << 20
"""The rows, and about the bytes, of a row group, which writers and readers hold in memory. Chosen: 16,384 news
articles are some 50 MB."""
_MOST_COLUMNS = 1_000
"""Columns for members without a type. Chosen: with more, writers and readers take seconds to plan."""
_OTHERS = "other_fields"
"""The column for the other members."""
_EXACT_IN_DOUBLE = 1 << 53
"""The largest number up to which every whole number is exact as a double. Derived."""
_INT64, _UINT64 = range(-(1 << 63), 1 << 63), range(1 << 64)
_LONGEST_INT64 = 20
"""Characters of the longest whole number of 64 bits, with its sign. Derived."""
_NOT_FINITE = frozenset({b"NaN", b"Infinity", b"-Infinity"})
_EXACT_TYPE = re.compile(r"DECIMAL\(|HUGEINT")
_BLOB = re.compile(r"\bBLOB(?=[,)\[]|$)")  # the type, not a field of that name
_NUMBER = re.compile(rb'("(?:[^"\\]|\\.)*")|-?\d[\d.eE+-]*')
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a character beyond U+FFFF
    rb"|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|\\."
)


def write_parquet(
    jsonl: Sequence[Path],
    targets: Sequence[Path],
    columns: Mapping[str, str],
    types: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
) -> int:
    """Write the objects of JSON lines files as rows, each file to its target; the number of replaced characters.

    All targets have the same columns. `columns` fixes the SQL types of some members, which are columns even if no row
    has them. `types` are the types that other members had in Parquet inputs; if one value does not have its type, all
    of them are ignored. A member without a type is text if all its values are strings, a number or a truth value if all
    are, else JSON as text. Beyond 1,000 columns, such members are joined in one column of JSON text, `other_fields`.
    `keep` are members that keep their names as `columns` do. A name that differs only in case from one of `columns`, of
    `keep`, or from an earlier one, gets a number. Parquet holds valid UTF-8 only, so each lone surrogate in a value
    becomes U+FFFD; the returned number counts these. One in the name of a member becomes `?`. Errors as in
    `written_aside`.
    """
    import duckdb

    table = _Table(columns, types or {}, keep)
    rows = [target.with_name(f".{target.name}.rows") for target in targets]
    try:
        groups = [table.copied(source, copy) for source, copy in zip(jsonl, rows, strict=True)]
        jobs = list(zip(rows, targets, groups, strict=True))
        try:
            _export(table, jobs)
        except (duckdb.IOException, duckdb.OutOfMemoryException):
            raise
        except duckdb.Error:  # values do not fit the given types, or DuckDB cannot read a type back
            if not table.forget_types():
                raise
            _export(table, jobs)
    except duckdb.Error as error:
        reason = str(error).partition("\n")[0]
        raise DedupError(
            f"{targets[0]} cannot be written ({reason}); free some space, or use --format jsonl"
        ) from error
    finally:
        for copy in rows:
            copy.unlink(missing_ok=True)
    return table.replaced


def _export(table: _Table, jobs: Iterable[tuple[Path, Path, int]]) -> None:
    """Write copied rows as Parquet; `jobs` are the file of the rows, the target, and the rows in a row group."""
    for rows, target, group in jobs:
        with written_aside(target) as aside, connected() as connection:
            connection.execute(table.export(rows, aside, group))


class _Table:
    """The columns of Parquet files, collected while the rows are copied under short column names.

    `fixed`, `given` and `keep` are the `columns`, `types` and `keep` of `write_parquet`. `replaced` is the number of
    lone surrogates replaced so far.
    """

    def __init__(self, fixed: Mapping[str, str], given: Mapping[str, str], keep: Sequence[str]) -> None:
        self.replaced = 0
        self._fixed = fixed
        self._keep = keep
        self._given = {name: kind for name, kind in given.items() if name not in fixed}
        self._exact = {name for name, kind in self._given.items() if _EXACT_TYPE.search(kind)}
        self._longest = 0
        self._kinds: dict[str, set[str]] = {}
        self._prefixes: dict[str, bytes] = {}
        self._others = False

    def copied(self, jsonl: Path, copy: Path) -> int:
        """Copy rows with short column names, and collect their columns; the number of rows for a row group.

        That is `_ROWS_PER_GROUP`, or fewer where these would have more than about `_BYTES_PER_GROUP` bytes.
        """
        number = size = 0
        with jsonl.open("rb") as lines, copy.open("wb") as file:
            for line in lines:
                row = self._row(line)
                file.write(row)
                number, size = number + 1, size + len(row)
                self._longest = max(self._longest, len(row))
        return min(_ROWS_PER_GROUP, max(1, number * _BYTES_PER_GROUP // max(size, 1)))

    def forget_types(self) -> bool:
        """Ignore the given types, and use those of the values; whether any were given."""
        given, self._given = self._given, {}
        return bool(given)

    def export(self, rows: Path, target: Path, group: int) -> str:
        """The SQL statement that turns copied rows into a Parquet file with the fixed columns and all collected ones.

        The type of a column is the fixed one, else the given one, else that of its values. `group` is the number of
        rows in a row group.
        """
        for name in self._fixed:
            self._prefix(name)
        names = [*self._kinds, _OTHERS] if self._others else [*self._kinds]
        unchanged = [*self._fixed, *(name for name in self._keep if name in self._kinds)]
        shown_names = _distinct(names, unchanged)
        read, shown = [], []
        for place, (name, unique) in enumerate(zip(self._kinds, shown_names, strict=False)):
            kind = self._fixed.get(name) or self._given.get(name) or _type(self._kinds[name])
            column = f"c{place}"
            read.append(f"{column}: {quoted(_BLOB.sub('VARCHAR', kind))}")
            if kind == "BLOB":
                column = blob_from_text(column)
            elif _BLOB.search(kind):
                column = f"{column}::{kind}"  # the cast reads the escapes
            elif kind == "JSON" and name not in self._given:
                column = f"{column}::VARCHAR"  # some readers do not know the type JSON
            shown.append(f"{column} AS {quoted(unique, chr(34))}")
        if self._others:
            read.append("o: 'JSON'")
            shown.append(f"o::VARCHAR AS {quoted(shown_names[-1], chr(34))}")
        return (
            f"COPY (SELECT {', '.join(shown)} FROM read_json({file_pattern(rows)}, columns = {{{', '.join(read)}}},"
            f" format = 'newline_delimited', maximum_object_size = {self._longest + 1024}))"
            f" TO {quoted(str(target))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {group})"
        )

    def _row(self, line: bytes) -> bytes:
        """A line with short column names; collects its columns and the kinds of its values.

        Members beyond `_MOST_COLUMNS` columns are joined in the member `o`. Lone surrogates are replaced and counted.
        """
        parts: list[RawValue] = []
        others: list[RawValue] = []
        for name, raw in self._valid_members(line).items():
            if not self._is_column(name):
                others += (b",", encode_json(_valid_name(name)), b":", raw)
                continue
            parts += (self._prefix(name), _exact(raw) if name in self._exact else raw)
            if name not in self._fixed:
                self._kinds[name].add(_kind(bytes(raw)))
        if others:
            self._others = True
            parts += (b',"o":{', *others[1:], b"}")
        return b"{" + b"".join(parts)[1:] + b"}\n"

    def _is_column(self, name: str) -> bool:
        """Whether a member has a column of its own, or may still get one."""
        return name in self._prefixes or name in self._fixed or name in self._given or len(self._kinds) < _MOST_COLUMNS

    def _prefix(self, name: str) -> bytes:
        """A comma, the short column name of a member, and a colon; a member that has none gets the next one."""
        if name not in self._prefixes:
            self._prefixes[name] = b',"c%d":' % len(self._prefixes)
            self._kinds[name] = set()
        return self._prefixes[name]

    def _valid_members(self, line: bytes) -> Mapping[str, RawValue]:
        """The members of a line; lone surrogates in values, not in names, are replaced by U+FFFD and counted."""
        members = members_of(line)
        if isinstance(next(iter(members.values()), None), bytes):  # the line was decoded leniently
            members = {name: self._without_lone_surrogates(bytes(raw)) for name, raw in members.items()}
        return members

    def _without_lone_surrogates(self, raw: bytes) -> bytes:
        """A value in which each lone surrogate is U+FFFD; they are counted."""

        def repaired(match: re.Match[bytes]) -> bytes:
            self.replaced += match["lone"] is not None
            return match[0] if match["lone"] is None else b"\\ufffd"

        return _ESCAPE.sub(repaired, raw)


def _exact(raw: RawValue) -> bytes:
    """A value with its numbers in quotes: some versions of DuckDB read others as doubles, whatever the column is."""
    return _NUMBER.sub(lambda match: match[1] or b'"%b"' % match[0], bytes(raw))


def _kind(raw: bytes) -> str:
    """What a value is to a column: text, bool, double, none, json, or a whole number as in `_number_kind`."""
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
    """What a number is to a column: double (also NaN), or json where nothing holds it, or what holds a whole number.

    That is int (exact as a double), int64 or uint64, the first two with a minus before them where it is below zero.
    """
    if not raw.lstrip(b"-").isdigit():
        return "double" if raw in _NOT_FINITE or math.isfinite(float(raw)) else "json"
    if len(raw) > _LONGEST_INT64:
        return "json"
    value = int(raw)
    sign = "-" if value < 0 else ""
    if abs(value) <= _EXACT_IN_DOUBLE:
        return f"{sign}int"
    if value in _INT64:
        return f"{sign}int64"
    return "uint64" if value in _UINT64 else "json"


def _type(kinds: set[str]) -> str:
    """The SQL type of a column, given the `_kind` of its values: VARCHAR for nulls only, JSON where none fits all."""
    kinds = kinds - {"none"}
    if kinds <= {"text"}:
        return "VARCHAR"
    if kinds == {"bool"}:
        return "BOOLEAN"
    if kinds <= {"int", "-int", "int64", "-int64"}:
        return "BIGINT"
    if kinds <= {"int", "int64", "uint64"}:
        return "UBIGINT"
    return "DOUBLE" if kinds <= {"int", "-int", "double"} else "JSON"


def _distinct(names: Iterable[str], fixed: Iterable[str] = ()) -> list[str]:
    """Names that Parquet readers can tell apart: valid UTF-8, not empty, different regardless of case.

    A name that is taken gets a number, such as `name_2`. The `fixed` names are not changed, but for those that differ
    only in case from an earlier one.
    """
    owners: dict[str, str] = {}
    for name in fixed:
        owners.setdefault(name.casefold(), name)
    taken, unchanged = set(owners), set(owners.values())
    distinct = []
    for name in names:
        base = _valid_name(name).replace("\0", "?") or "_"
        unique, number = base, 1
        while unique.casefold() in taken and name not in unchanged:
            number += 1
            unique = f"{base}_{number}"
        taken.add(unique.casefold())
        distinct.append(unique)
    return distinct


def _valid_name(name: str) -> str:
    """A name in which each lone surrogate is replaced by `?`."""
    return name.encode("utf-8", "replace").decode("utf-8")
