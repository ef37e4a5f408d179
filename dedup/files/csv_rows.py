"""Reads comma- or tab-separated files as JSON lines, each cell a string, or null where a program wrote that."""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from dedup.files.compressed import BrokenStreamError
from dedup.files.encodings import invalid_at
from dedup.files.raw_lines import raw_lines
from dedup.files.records import Fault, Row
from dedup.files.rejected import Rejected, rejected_record, too_large
from dedup.names import bare

HEADER_ROW = 1
"""The number of the header; rows are counted from 1."""
_DELIMITERS = (",", "\t", ";", "|")  # the first of equally frequent ones is used
_QUOTED = re.compile(r'"[^"]*"?')
_STATED_DELIMITER = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)  # a line that Excel reads
_NO_HEADER = "the first row holds no column names: write a header above it"
_JSON = re.compile(r'[\s\[]*\{\s*"')
_IS_JSON = "this is JSON and no table: call the file .jsonl"
_LONGEST_NAME = 200
"""Characters of the longest name of a column. Chosen: a longer one is a text, in a file without a header."""
_ADD_CELLS = "write the missing cells, if only their delimiters, or quote cells that hold a line end"
NULLS = frozenset(("NULL", "null", "\\N", "(null)", "<NA>", "NaN", "nan", "NaT", "None", "N/A", "#N/A"))
"""The cells that databases and pandas write for a missing value."""
_CELL = re.compile(r"[\w .\-/()]{1,64}")  # a name of a column in a file without a suffix


def csv_rows(pieces: Iterable[bytes], name: str, limit: int) -> Iterator[Row | Rejected]:
    """The rows below the header in order, with rejections of rows that do not fit it, are broken or not UTF-8.

    `pieces` are the bytes of the file `name` in UTF-8. Blank rows are skipped. The delimiter is that of a line such as
    `sep=;` above the header, else the most frequent in the header of comma, tab, semicolon and bar. A row of more than
    `limit` bytes is rejected, so that a quote without an end does not take the whole file. Raises `BrokenStreamError`
    with the number of the line in `header` where there is no header that can be read, and where the stream ends early;
    then its `rest` holds the bytes of the unfinished row.
    """
    table = _Table(pieces, name, limit)
    while (rows := table.next_rows()) is not None:
        yield from rows


def looks_like_rows(sample: str, text_field: str) -> bool:
    """Whether the first line of `sample` is a header: two or more short, plain names, of which one is `text_field`."""
    first, _, _ = sample.lstrip("\ufeff").partition("\n")
    cells = next(csv.reader([first], delimiter=_delimiter(first)), [])
    cells = [bare(cell) for cell in cells]
    return len(cells) > 1 and text_field in cells and all(_CELL.fullmatch(cell) for cell in cells)


class _TooLongError(Exception):
    """The current row has more bytes than the limit: at least `size`."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class _Lines:
    """The lines of a file as text. `taken` are the bytes of the lines of the current row, with their line ends.

    Bytes that are not UTF-8 become lone surrogates. Raises `_TooLongError` where the lines of a row, or a single line,
    have more than `limit` bytes; the next call then gives the line after that.
    """

    def __init__(self, pieces: Iterable[bytes], limit: int) -> None:
        self.limit = limit
        self.taken: list[bytes] = []
        self._size = 0
        self._lines = raw_lines(pieces, limit)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        """The next line, which is added to `taken`; raises `_TooLongError` where it or the row is too long."""
        line = next(self._lines)
        self._size += line if isinstance(line, int) else len(line)
        if isinstance(line, int) or self._size > self.limit:
            raise _TooLongError(self._size)
        self.taken.append(line)
        return line.decode("utf-8", "surrogateescape")

    def begin_row(self) -> None:
        """Begin a new row: forget the lines of the last one."""
        self.taken.clear()
        self._size = 0


class _Table:
    """A table that is read row by row."""

    def __init__(self, pieces: Iterable[bytes], name: str, limit: int) -> None:
        """Read the header. `limit` also becomes the longest cell of all csv readers of the process.

        Raises `BrokenStreamError` where the header is broken, too long, or holds no names, or the stream ends before it
        does.
        """
        csv.field_size_limit(min(limit, sys.maxsize))
        self._name = name
        self._number = HEADER_ROW
        self._lines = _Lines(pieces, limit)
        try:
            first = self._next_visible()
            if stated := _STATED_DELIMITER.fullmatch(first):
                first = self._next_visible()
            if _JSON.match(first):
                raise BrokenStreamError("no-header", _IS_JSON)
            self._delimiter = stated[1] if stated else _delimiter(first)
            self._reader = csv.reader(_chained(first, self._lines), delimiter=self._delimiter, strict=True)
            self._columns = self._header()
        except _TooLongError as error:
            broken = BrokenStreamError("no-header", _NO_HEADER)
            broken.header = self._number
            raise broken from error
        except BrokenStreamError as error:
            error.header = self._number
            raise
        # A new reader without the generator, since an error that passes through a generator ends it.
        self._reader = csv.reader(self._lines, delimiter=self._delimiter, strict=True)

    def next_rows(self) -> list[Row | Rejected] | None:
        """Read the next row: a list of the row or its rejection, empty for a blank row; None at the end.

        In a tab-separated file, a row of several lines that does not fit the header may come from a stray quote: if
        each line is a row when quotes are plain characters, the list has these rows. Otherwise, the lines of a broken
        row are one rejection. Where the
        stream ends early, the `BrokenStreamError` carries the bytes of the row and its number.
        """
        self._lines.begin_row()
        self._number += 1
        try:
            cells = next(self._reader, None)
        except _TooLongError as error:
            where = f"{self._name}:{self._number}"
            return [too_large(where, error.size, self._lines.limit, "close the quote of a cell that does not end, ")]
        except csv.Error as error:
            return self._unquoted() or [self._rejected("broken-row", _explained(error) + self._taken_along())]
        except BrokenStreamError as error:
            error.rest, error.line = self._raw() + error.rest, self._number
            raise
        if cells is None:
            return None
        if len(self._lines.taken) > 1 and len(cells) != len(self._columns) and (rows := self._unquoted()):
            return rows
        return [self._row(cells)] if cells else []

    def _next_visible(self) -> str:
        """The next line that is not blank; those before it count as rows. Empty at the end."""
        while (line := next(self._lines, "")) and not line.strip():
            self._number += 1
        return line

    def _header(self) -> Sequence[str]:
        """The names of the columns from the first row, bare and made distinct; a blank third one is `column_3`.

        A name stays as it is written where another column is called by its bare name. An empty file gives none. Notes
        the fault of a header in which names are equal, or differ in blanks alone. Raises BrokenStreamError where the
        row is broken or a cell is too long for a name.
        """
        try:
            cells = next(self._reader, [])
        except csv.Error as error:
            raise BrokenStreamError("broken-row", f"the header is broken: {_explained(error)}") from error
        if any(len(cell) > _LONGEST_NAME for cell in cells):
            raise BrokenStreamError("no-header", _NO_HEADER)
        bare_names = [bare(cell) for cell in cells]
        exact = {cell for cell, name in zip(cells, bare_names, strict=True) if cell == name}
        names = [cell if name and name in exact else name for cell, name in zip(cells, bare_names, strict=True)]
        named = [name or f"column_{place}" for place, name in enumerate(names, 1)]
        columns = _distinct(named)
        kept = [cell for cell, name in zip(cells, bare_names, strict=True) if name in exact and cell != name]
        self._faults = _repeated(named, columns) or _alike(kept)
        return columns

    def _row(self, cells: list[str]) -> Row | Rejected:
        """A row as a JSON line, with null for the cells of `NULLS`; a rejection where it has more or fewer cells than
        columns, or is not UTF-8.

        Surplus cells that are all empty are removed from `cells`.
        """
        width = len(self._columns)
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
        if len(cells) != width:
            more = f"quote cells that hold {_named(self._delimiter)} or a line end"
            remedy = more if len(cells) > width else _ADD_CELLS
            return self._rejected(
                "broken-row",
                f"{len(cells)} cells, where the header has {width} columns: {remedy}",
            )
        try:
            values = cells if NULLS.isdisjoint(cells) else [None if cell in NULLS else cell for cell in cells]
            line = msgspec.json.encode(dict(zip(self._columns, values, strict=True))) + b"\n"
            return Row(self._number, line, self._faults)
        except UnicodeEncodeError:
            raw = self._raw()
            return self._rejected("invalid-encoding", f"in this row, {_invalid_utf8(raw)}")

    def _unquoted(self) -> list[Row | Rejected]:
        """The lines of the current row as rows in which quotes are plain characters; `_number` moves on to the last.

        Empty where the file is not tab-separated, or a line does not have as many cells as the header, or begins with
        an empty one.
        """
        lines = [line.decode("utf-8", "surrogateescape") for line in self._lines.taken]
        rows = [line.rstrip("\r\n").split("\t") for line in lines]
        if self._delimiter != "\t" or any(len(row) != len(self._columns) or not row[0] for row in rows):
            return []
        made = list[Row | Rejected]()
        for cells in rows:
            made.append(self._row(cells))
            self._number += 1
        self._number -= 1
        return made

    def _rejected(self, reason: str, detail: str) -> Rejected:
        """The rejection of the current row, with its bytes; its place is put before `detail`, a clause."""
        where = f"{self._name}:{self._number}"
        return rejected_record(where, reason, f"{where}: {detail}", self._raw().rstrip(b"\r\n"))

    def _taken_along(self) -> str:
        """A clause that says how many lines behind its first a broken row has; empty for none."""
        more = len(self._lines.taken) - 1
        return f"; with it go the {more:,} lines behind it, {len(self._raw()):,} bytes in all" if more > 0 else ""

    def _raw(self) -> bytes:
        """The bytes of the current row."""
        return b"".join(self._lines.taken)


def _chained(first: str, rest: Iterator[str]) -> Iterator[str]:
    """The first line, unless it is empty, and the rest."""
    if first:
        yield first
    yield from rest


def _delimiter(header: str) -> str:
    """The most frequent of comma, tab, semicolon and bar outside quotes in a header; in a tie, the first of these.

    A comma where there are none.
    """
    unquoted = _QUOTED.sub("", header)
    return max(_DELIMITERS, key=unquoted.count)


def _distinct(names: Sequence[str]) -> list[str]:
    """Column names that differ: of equal names, the later ones get a number, such as `name_2`."""
    distinct: dict[str, None] = {}
    numbers: dict[str, int] = {}  # the last number given to each name
    for name in names:
        unique = name
        while unique in distinct:
            numbers[name] = numbers.get(name, 1) + 1
            unique = f"{name}_{numbers[name]}"
        distinct[unique] = None
    return list(distinct)


def _repeated(names: Sequence[str], columns: Sequence[str]) -> tuple[Fault, ...]:
    """The fault of a header in which a name repeats; else none. `columns` are the names as `_distinct` makes them."""
    for name, column in zip(names, columns, strict=True):
        if name != column:
            remedy = (
                f'a table has the column "{name}" more than once, and a later one is read as "{column}"; give each '
                "column a name of its own"
            )
            return (Fault("repeated-columns", remedy),)
    return ()


def _alike(kept: Sequence[str]) -> tuple[Fault, ...]:
    """The fault of a header with names (`kept`) that differ from others in blanks around them alone."""
    if not kept:
        return ()
    remedy = (
        f'a table has the columns "{kept[0]}" and "{bare(kept[0])}", which differ in blanks alone; the second '
        "is read; give each column a name of its own"
    )
    return (Fault("repeated-columns", remedy),)


def _named(delimiter: str) -> str:
    """A delimiter in words."""
    return {",": "a comma", "\t": "a tab", ";": "a semicolon"}.get(delimiter, repr(delimiter))


def _explained(error: csv.Error) -> str:
    """A clause that says what is wrong with a row, and the remedy."""
    reason = str(error)
    if "field limit" in reason or "unexpected end" in reason:
        return "a quoted cell does not end: close its quote"
    if "expected after" in reason:
        return 'text stands behind a closing quote: write a quote inside a quoted cell as two ("")'
    if "new-line character" in reason:
        return "a line end stands in a cell without quotes: quote such cells, and end all rows alike"
    return f"not a row of cells ({reason}): repair or remove it"


def _invalid_utf8(raw: bytes) -> str:
    """A clause that says which byte of a row is not UTF-8."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return invalid_at(error.start, raw, "utf-8")
    return "a cell is not valid UTF-8"
