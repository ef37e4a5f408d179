"""Rows of comma- or tab-separated files as JSON lines, every cell a string."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from dedup.files.compressed import BrokenStreamError
from dedup.files.encodings import invalid_at
from dedup.files.rejected import Rejected, rejected_record

HEADER_ROW = 1
_DELIMITERS = (",", "\t", ";", "|")  # of equally frequent ones, the first
_QUOTED = re.compile(r'"[^"]*"?')
_STATED_DELIMITER = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)  # how Excel is told
_LONGEST_CELL = 1 << 26  # characters; a quote that is never closed must not swallow a whole file
_LONGEST_NAME = 200  # characters
_CELL = re.compile(r"[\w .\-/()]{1,64}")


class Row(NamedTuple):
    """A row as a JSON object on a line; `number` counts from 1, the header being the first."""

    number: int
    line: bytes


def csv_rows(pieces: Iterable[bytes], name: str) -> Iterator[Row | Rejected]:
    """The rows below the header in order, and in their places those that cannot be told apart into its columns.

    `pieces` are the bytes of the file `name` in UTF-8; blank rows are passed over. The header decides what separates
    the cells: comma, tab, semicolon or bar. Where the stream breaks off, a `BrokenStreamError` carries the rest.
    """
    table = _Table(pieces, name)
    while (rows := table.next_rows()) is not None:
        yield from rows


def looks_like_rows(sample: str, text_field: str) -> bool:
    """Whether a file begins with a header that has a column named `text_field`."""
    first, _, _ = sample.lstrip("\ufeff").partition("\n")
    cells = next(csv.reader([first], delimiter=_delimiter(first)), [])
    return len(cells) > 1 and text_field in cells and all(_CELL.fullmatch(cell) for cell in cells)


class _Table:
    """A file that is being read row by row."""

    def __init__(self, pieces: Iterable[bytes], name: str) -> None:
        csv.field_size_limit(_LONGEST_CELL)
        self._name = name
        self._number = HEADER_ROW
        self._taken: list[str] = []  # the lines of the row at hand, as they stand in the file
        self._lines = _text_lines(pieces)
        first = next(self._lines, "")
        if stated := _STATED_DELIMITER.fullmatch(first):
            first = next(self._lines, "")
        self._delimiter = stated[1] if stated else _delimiter(first)
        self._reader = csv.reader(self._recorded(first), delimiter=self._delimiter, strict=True)
        self._columns = self._header()

    def next_rows(self) -> list[Row | Rejected] | None:
        """The next row or rows, or what is none; None at the end."""
        self._taken.clear()
        self._number += 1
        try:
            cells = next(self._reader, None)
        except csv.Error as error:
            return self._unquoted() or [self._rejected("broken-row", _explained(error))]
        except BrokenStreamError as error:
            error.rest = self._raw() + error.rest
            raise
        if cells is None:
            return None
        return [self._row(cells)] if cells else []

    def _recorded(self, first: str) -> Iterator[str]:
        for line in _chained(first, self._lines):
            self._taken.append(line)
            yield line

    def _header(self) -> Sequence[str]:
        try:
            cells = next(self._reader, [])
        except csv.Error as error:
            raise BrokenStreamError("broken-row", f"the header is broken: {_explained(error)}") from error
        if any(len(cell) > _LONGEST_NAME for cell in cells):
            raise BrokenStreamError("no-header", "the first row holds no column names: write a header above it")
        names = [cell.strip() or f"column_{place}" for place, cell in enumerate(cells, 1)]
        return _distinct(names)

    def _row(self, cells: list[str]) -> Row | Rejected:
        width = len(self._columns)
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
        if len(cells) != width:
            return self._rejected(
                "broken-row",
                f"{len(cells)} cells, where the header has {width} columns: quote cells that hold "
                f"{_named(self._delimiter)} or a line end",
            )
        try:
            return Row(self._number, msgspec.json.encode(dict(zip(self._columns, cells, strict=True))) + b"\n")
        except UnicodeEncodeError:
            raw = self._raw()
            return self._rejected("invalid-encoding", f"in this row, {_invalid_utf8(raw)}")

    def _unquoted(self) -> list[Row | Rejected]:
        """Rows of a tab-separated file that knows no quotes, if that is what makes sense of them."""
        rows = [line.rstrip("\r\n").split("\t") for line in self._taken]
        if self._delimiter != "\t" or any(len(row) != len(self._columns) for row in rows):
            return []
        made = list[Row | Rejected]()
        for cells in rows:
            made.append(self._row(cells))
            self._number += 1
        self._number -= 1
        return made

    def _rejected(self, reason: str, detail: str) -> Rejected:
        where = f"{self._name}:{self._number}"
        return rejected_record(where, reason, f"{where}: {detail}", self._raw().rstrip(b"\r\n"))

    def _raw(self) -> bytes:
        return "".join(self._taken).encode("utf-8", "surrogateescape")


def _text_lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Lines with their ends; bytes that are no UTF-8 are kept as lone surrogates."""
    held, end = b"", b""
    try:
        for piece in pieces:
            held += piece
            end = end or _line_end(held)
            if end and end in piece:
                *lines, held = held.split(end)
                for line in lines:
                    yield (line + end).decode("utf-8", "surrogateescape")
    except BrokenStreamError as error:
        error.rest = held
        raise
    if held:
        yield held.decode("utf-8", "surrogateescape")


def _line_end(start: bytes) -> bytes:
    """What ends the lines of a file that begins so; empty where that cannot be told yet."""
    if b"\n" in start:
        return b"\n"
    return b"\r" if b"\r" in start[:-1] else b""


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _delimiter(header: str) -> str:
    unquoted = _QUOTED.sub("", header)
    return max(_DELIMITERS, key=unquoted.count)


def _distinct(names: Sequence[str]) -> list[str]:
    """Column names that differ: of equal ones, the later get a number, so that no cell is lost."""
    distinct: list[str] = []
    for name in names:
        unique, number = name, 1
        while unique in distinct:
            number += 1
            unique = f"{name}_{number}"
        distinct.append(unique)
    return distinct


def _named(delimiter: str) -> str:
    return {",": "a comma", "\t": "a tab", ";": "a semicolon"}.get(delimiter, repr(delimiter))


def _explained(error: csv.Error) -> str:
    reason = str(error)
    if "field limit" in reason or "unexpected end" in reason:
        return "a quoted cell does not end: close its quote"
    if "expected after" in reason:
        return 'text stands behind a closing quote: write a quote inside a quoted cell as two ("")'
    return f"not a row of cells ({reason}): repair or remove it"


def _invalid_utf8(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return invalid_at(error.start, raw, "utf-8")
    return "a cell is not valid UTF-8"
