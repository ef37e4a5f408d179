"""Cuts inputs into chunks of raw bytes, the same chunks on every machine: the first half of reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count, groupby
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Generic, Literal, NamedTuple, TypeVar

from dedup.files.archives import Capture, captures
from dedup.files.compressed import BrokenStreamError
from dedup.files.contents import content_of, pieces_of, unreadable
from dedup.files.encodings import checked_encoding, utf8_pieces
from dedup.files.inputs import InputFile, Inputs, changed
from dedup.files.json_values import one_value_a_line, spans_lines
from dedup.files.partitions import partition_folders
from dedup.files.read_parquet import parquet_lines
from dedup.files.records import Fault
from dedup.files.rejected import Rejected, TooLong, Unit, rejected_record, told_place, too_large
from dedup.files.remote import RemoteFile
from dedup.files.rows import ROW_READERS
from dedup.files.wrapped import begins_columns
from dedup.names import InputKind

LARGEST_PAGE = 16 << 20
"""Bytes of the largest record or text file that is read by default. Chosen: the longest novels have a quarter of it."""
_TELLING_BYTES = 4096
"""Bytes of a JSON file that show whether it has one record per line. Chosen."""
_COPIED_BYTES = 1 << 22
"""Bytes that are copied at once. Chosen."""
_MOST_EMPTY = 1 << 16  # rows without a record that a chunk passes over; behind more a new one begins; chosen
_MOST_CAPTURES = 4096
"""Records of a web archive in a chunk, since those that are no pages add no bytes to it. Chosen."""

Item = TypeVar("Item")


class TextFile(NamedTuple):
    """One file of text or HTML; `name` and `source` are those of its `InputFile`, `data` its uncompressed bytes."""

    name: str
    source: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Chunk:
    """Raw bytes that can be parsed without any others.

    For kind `jsonl`, `payload` holds whole lines of the file `file` in UTF-8; `first_line` is the number of the first
    one, from 1 (of a Parquet file, the row; of a table, the row, where the header is 1; of a JSON array, the value).
    For kind `text` it holds whole files, for kind `web` whole files of HTML or records of a web archive; `file` and
    `source` are then those of the first, and `first_line` is 1. Messages call what is numbered `unit`. `faults` are
    those of all its records. `number` counts from 0 over the run.
    """

    kind: Literal["text", "jsonl", "web"]
    file: str
    source: str
    first_line: int
    payload: bytes | tuple[TextFile, ...] | tuple[Capture, ...]
    unit: Unit = "line"
    faults: tuple[Fault, ...] = ()
    number: int = 0

    @property
    def size(self) -> int:
        """Bytes of input in this chunk, uncompressed."""
        if isinstance(self.payload, bytes):
            return len(self.payload)
        return sum(len(item.data) for item in self.payload)


def read_chunks(
    inputs: Inputs,
    chunk_bytes: int,
    encoding: str = "utf-8",
    scratch: Path | None = None,
    page_bytes: int = LARGEST_PAGE,
) -> Iterator[Chunk | Rejected]:
    """The files in order as chunks of about `chunk_bytes` bytes, and in between what could not be read.

    A chunk ends with a line, so a longer line makes a longer chunk. Text files, lines, rows and pages of more than
    `page_bytes` bytes are rejected, which bounds memory however far files expand. `encoding` is that of JSON and tables
    without a byte order mark. A Parquet file at an address is copied to the folder `scratch` (None: that of the system)
    while it is read. Raises `DedupError` for an unknown encoding.
    """
    limits = _Limits(chunk_bytes, page_bytes)
    return _numbered(_unnumbered(inputs.files, limits, checked_encoding(encoding), scratch))


class _Limits(NamedTuple):
    """The size in bytes at which a chunk is full, and the largest page in bytes."""

    chunk: int
    page: int


def _numbered(chunks: Iterable[Chunk | Rejected]) -> Iterator[Chunk | Rejected]:
    """The chunks, numbered from 0, and the rejections between them as they are."""
    numbers = count()
    for item in chunks:
        yield item if isinstance(item, Rejected) else replace(item, number=next(numbers))


def _unnumbered(
    files: Iterable[InputFile], limits: _Limits, encoding: str, scratch: Path | None
) -> Iterator[Chunk | Rejected]:
    """The chunks of all files, and rejections; consecutive files of text, or of HTML, share chunks.

    Each chunk still has the number 0.
    """
    for kind, run in groupby(files, key=lambda file: file.kind):
        if kind == "text" or kind == "html":
            yield from _text_chunks(run, limits, kind)
            continue
        for file in run:
            if kind == "archive":
                yield from _archive_chunks(file, limits)
            elif kind in ROW_READERS:
                yield from _row_chunks(file, limits, encoding)
            else:
                yield from _line_chunks(file, limits, encoding, scratch)
            yield from changed(file, is_read=True)


class _Group(Generic[Item]):
    """What is to be one chunk: items, until they have `limit` bytes or are `most`."""

    def __init__(self, limit: int, most: int = 0) -> None:
        self._limit, self._most = limit, most
        self._items: list[Item] = []
        self._size = 0

    def __len__(self) -> int:
        return len(self._items)

    def add(self, item: Item, size: int) -> bool:
        """Add an item of so many bytes; returns whether the group is full."""
        self._items.append(item)
        self._size += size
        return self._size >= self._limit or len(self._items) == self._most

    def taken(self) -> list[Item]:
        """The items so far, which are then forgotten."""
        items, self._items, self._size = self._items, [], 0
        return items


def _text_chunks(files: Iterable[InputFile], limits: _Limits, kind: InputKind) -> Iterator[Chunk | Rejected]:
    """Chunks of whole files of text or HTML. One ends with the file that fills it, or before a rejected file."""
    group = _Group[TextFile](limits.chunk)
    for file in files:
        content = content_of(file, limits.page)
        if isinstance(content, Rejected):
            yield from _text_chunk(group.taken(), kind)
            yield content
        elif group.add(TextFile(file.name, file.source, content), len(content)):
            yield from _text_chunk(group.taken(), kind)
    yield from _text_chunk(group.taken(), kind)


def _text_chunk(files: Sequence[TextFile], kind: InputKind) -> Iterator[Chunk]:
    """The chunk of some files of text or HTML; none for no files."""
    if files and kind == "text":
        yield Chunk(kind="text", file=files[0].name, source=files[0].source, first_line=1, payload=tuple(files))
    elif files:
        yield from _web_chunk([Capture(*file) for file in files])


def _web_chunk(group: Sequence[Capture]) -> Iterator[Chunk]:
    """The chunk of some web pages; none for no pages."""
    if group:
        yield Chunk(kind="web", file=group[0].name, source=group[0].source, first_line=1, payload=tuple(group))


def _archive_chunks(file: InputFile, limits: _Limits) -> Iterator[Chunk | Rejected]:
    """The records of a web archive in chunks, and rejections, each of which ends a chunk.

    A chunk also ends with the record that brings it to `limits.chunk` bytes or to `_MOST_CAPTURES` records.
    """
    group = _Group[Capture](limits.chunk, _MOST_CAPTURES)
    try:
        with file.path.open("rb") as stream:
            for item in captures(stream, file.compression, file.name, file.source, limits.page):
                if isinstance(item, Rejected):
                    yield from _web_chunk(group.taken())
                    yield item
                elif group.add(item, len(item.data)):
                    yield from _web_chunk(group.taken())
        yield from _web_chunk(group.taken())
    except OSError as error:
        yield from _web_chunk(group.taken())
        yield unreadable(file, error)


def _line_chunks(file: InputFile, limits: _Limits, encoding: str, scratch: Path | None) -> Iterator[Chunk | Rejected]:
    """The lines of a JSON file, or the rows of a Parquet file as such lines, in chunks, and rejections.

    A line that is too long is rejected, and counts as a line. What cannot be read from some line on is one rejection.
    """
    line = 1
    unit: Unit = "line"
    try:
        with _lines(file, encoding, scratch, limits.page) as (unit, pieces):
            for block in _line_blocks(pieces, limits):
                if isinstance(block, TooLong):
                    yield _too_long(f"{file.name}:{line}", block, limits.page, unit)
                    line += 1
                    continue
                yield Chunk(kind="jsonl", file=file.name, source=file.source, first_line=line, payload=block, unit=unit)
                line += block.count(b"\n")
    except OSError as error:
        yield unreadable(file, error)
    except BrokenStreamError as error:
        yield _broken_off(f"{file.name}:{line}", error, is_first=line == 1, unit=unit)


def _too_long(where: str, line: TooLong, limit: int, unit: Unit) -> Rejected:
    """The rejection of a line that is too long."""
    if not line.size:
        return Rejected(where, "too-large", f"{where}: {line.detail}")
    return too_large(where, line.size, limit, f"{line.detail}, " if line.detail else "", unit)


def _row_chunks(file: InputFile, limits: _Limits, encoding: str) -> Iterator[Chunk | Rejected]:
    """The rows of a file, of a kind in `ROW_READERS`, as JSON lines in chunks of about `limits.chunk` bytes, and
    rejections.

    The rows of a chunk have consecutive numbers: an empty line stands for a rejected or blank row. Where the file
    breaks off, the rejection of its rest comes last.
    """
    group = _Group[bytes](limits.chunk)
    reader = ROW_READERS[file.kind]
    first, number = 0, reader.header
    faults: tuple[Fault, ...] = ()

    def block() -> Iterator[Chunk]:
        """The chunk of the rows so far, which are then forgotten; none for no rows."""
        if rows := b"".join(group.taken()):
            yield Chunk(kind="jsonl", file=file.name, source=file.source, first_line=first, payload=rows, faults=faults)

    try:
        with file.path.open("rb") as stream:
            for item in reader.read(utf8_pieces(pieces_of(stream, file), encoding), file.name, limits.page):
                if isinstance(item, Rejected):
                    yield item
                    continue
                if item.number - number > _MOST_EMPTY:
                    yield from block()
                    number = item.number - 1
                first = first if group else number + 1
                row = b"\n" * (item.number - number - 1) + item.line
                number, faults = item.number, item.faults
                if group.add(row, len(row)):
                    yield from block()
        yield from block()
    except OSError as error:
        yield from block()
        yield unreadable(file, error)
    except BrokenStreamError as error:
        yield from block()
        line = error.header or error.line or number + 1
        yield _broken_off(f"{file.name}:{line}", error, is_first=error.header > 0 or not number)


def _broken_off(where: str, error: BrokenStreamError, *, is_first: bool, unit: Unit = "line") -> Rejected:
    """The rejection of a file from the line in which it ends early, at `where`, with the bytes that there are of it.

    `is_first`: nothing of the file was read; else the message says that what stands before this `unit` was.
    """
    detail = f"{told_place(where, unit)}: {error}"
    if not is_first:
        detail += f"; what stands before this {unit} was read"
    if error.rest:
        return rejected_record(where, error.reason, detail, error.rest)
    return Rejected(where, error.reason, detail)


def _line_blocks(pieces: Iterable[bytes | TooLong], limits: _Limits) -> Iterator[bytes | TooLong]:
    """Whole lines in blocks, each of which ends with the line that brings it to `limits.chunk` bytes, or before.

    A `TooLong` stands in the place of a line of more than `limits.page` bytes. Where `pieces` raise OSError or
    `BrokenStreamError`, the whole lines before are given first; the latter gets the begun line as its `rest`, empty
    where that is too long.
    """
    held: list[bytes] = []
    held_bytes = 0
    skipped, remedy = 0, ""  # bytes of a line that is too long
    try:
        for piece in pieces:
            if isinstance(piece, TooLong):  # it is never inside of a line
                yield from _short_enough(b"".join(held), limits.page)
                yield piece
                held, held_bytes = [], 0
                continue
            start = 0
            if skipped:
                end = piece.find(b"\n")
                skipped += len(piece) if end < 0 else end
                if end < 0:
                    continue
                yield TooLong(skipped, remedy)
                skipped, start = 0, end + 1
            while end := piece.find(b"\n", start + max(0, limits.chunk - 1 - held_bytes)) + 1:
                yield from _short_enough(b"".join((*held, piece[start:end])), limits.page)
                held, held_bytes, start = [], 0, end
            held.append(piece[start:])
            held_bytes += len(piece) - start
            if held_bytes - limits.chunk > limits.page:
                lines, line_end, rest = b"".join(held).rpartition(b"\n")
                yield from _short_enough(lines + line_end, limits.page)
                held, held_bytes, skipped, remedy = [], 0, len(rest), begins_columns(rest[:_TELLING_BYTES])
    except (OSError, BrokenStreamError) as error:
        lines, line_end, rest = b"".join(held).rpartition(b"\n")
        yield from _short_enough(lines + line_end, limits.page)
        if isinstance(error, BrokenStreamError):
            error.rest = rest if len(rest) <= limits.page else b""
        raise
    if skipped:
        yield TooLong(skipped, remedy)
    yield from _short_enough(b"".join(held), limits.page)


def _short_enough(lines: bytes, limit: int) -> Iterator[bytes | TooLong]:
    """Lines in few blocks, with a `TooLong` in the place of each line of more than `limit` bytes without its end."""
    first = at = 0
    while len(lines) - at > limit:
        line_end = lines.find(b"\n", at)
        size = (len(lines) if line_end < 0 else line_end) - at
        if size > limit:
            if at > first:
                yield lines[first:at]
            yield TooLong(size, begins_columns(lines[at : at + _TELLING_BYTES]))
            first = at + size + 1
        at += size + 1
    if first < len(lines):
        yield lines[first:]


@contextmanager
def _lines(
    file: InputFile, encoding: str, scratch: Path | None, page_bytes: int
) -> Iterator[tuple[Unit, Iterable[bytes | TooLong]]]:
    """A JSON or Parquet file as JSON lines in UTF-8, in pieces of any size, or a `TooLong` for a long Parquet row.

    Before it stands what messages call a line: `record` where the lines of the file are others.
    """
    if file.kind == "parquet":
        with _on_disk(file.path, scratch) as path:
            yield "line", parquet_lines(path, limit=page_bytes)
        return
    with file.path.open("rb") as stream:
        start, pieces = _start(utf8_pieces(pieces_of(stream, file), encoding))
        yield ("record", one_value_a_line(pieces)) if spans_lines(start) else ("line", pieces)


def _start(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes of a stream, and the whole of it again; only the latter raises an error of the stream.

    The first bytes are `_TELLING_BYTES` or more, fewer where the stream ends or breaks off before.
    """
    start, error = b"", None
    try:
        while len(start) < _TELLING_BYTES and (piece := next(pieces, b"")):
            start += piece
    except BrokenStreamError as broken:
        error = broken

    def whole() -> Iterator[bytes]:
        """The first bytes again, then the error that they ended with, or the rest."""
        yield start
        if error is not None:
            raise error
        yield from pieces

    return start, whole()


@contextmanager
def _on_disk(path: Path | RemoteFile, scratch: Path | None) -> Iterator[Path]:
    """A path to a file on disk: its own, or for one at an address that of a copy in `scratch`, removed at the end.

    The copy is in folders of the same names, as far as these are such as `year=2024` and directly above the file.
    """
    if isinstance(path, Path):
        yield path
        return
    with TemporaryDirectory(dir=scratch) as folder, path.open("rb") as stream:
        copy = Path(folder, *partition_folders(PurePosixPath(path.address).parts[:-1]), "copy.parquet")
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("wb") as file:
            copyfileobj(stream, file, _COPIED_BYTES)
        yield copy
