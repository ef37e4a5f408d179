"""Inputs cut into chunks of raw bytes, the same chunks on every machine: the first half of reading."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, NamedTuple

from dedup.files.compressed import BrokenStreamError, decompressed
from dedup.files.encodings import checked_encoding, utf8_pieces
from dedup.files.inputs import InputFile, Inputs
from dedup.files.read_parquet import parquet_lines
from dedup.files.rejected import Rejected, rejected_record


class TextFile(NamedTuple):
    """One text file as it lies on disk."""

    name: str
    source: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Chunk:
    """Raw bytes that can be parsed by themselves.

    `number` counts from 0 over the run. For kind `jsonl`, `payload` holds whole lines of the file `file` in
    UTF-8, the first of which is line `first_line` (from 1; of a Parquet file, the row). For kind `text` it
    holds whole files, and `file` names the first.
    """

    number: int
    kind: Literal["text", "jsonl"]
    file: str
    source: str
    first_line: int
    payload: bytes | tuple[TextFile, ...]

    @property
    def size(self) -> int:
        """Bytes of input in this chunk, uncompressed."""
        if isinstance(self.payload, bytes):
            return len(self.payload)
        return sum(len(item.data) for item in self.payload)


def read_chunks(inputs: Inputs, chunk_bytes: int, encoding: str = "utf-8") -> Iterator[Chunk | Rejected]:
    """The files in order as chunks of about `chunk_bytes`; in between, what could not be read.

    A chunk ends with a line, so a longer line makes a longer chunk. Raises `DedupError` for an unknown
    encoding.
    """
    return _numbered(_unnumbered(inputs.files, chunk_bytes, checked_encoding(encoding)))


def _numbered(chunks: Iterable[Chunk | Rejected]) -> Iterator[Chunk | Rejected]:
    number = 0
    for item in chunks:
        if isinstance(item, Rejected):
            yield item
        else:
            yield replace(item, number=number)
            number += 1


def _unnumbered(files: Iterable[InputFile], chunk_bytes: int, encoding: str) -> Iterator[Chunk | Rejected]:
    for is_text, run in groupby(files, key=lambda file: file.kind == "text"):
        if is_text:
            yield from _text_chunks(run, chunk_bytes)
        else:
            for file in run:
                yield from _line_chunks(file, chunk_bytes, encoding)


def _text_chunks(files: Iterable[InputFile], chunk_bytes: int) -> Iterator[Chunk | Rejected]:
    """Whole text files, as many as fill a chunk; a file that cannot be read ends the chunk before it."""
    group: list[TextFile] = []
    size = 0
    for file in files:
        try:
            group.append(TextFile(file.name, file.source, file.path.read_bytes()))
        except OSError as error:
            yield from _text_chunk(group)
            yield _unreadable(file, error)
            group, size = [], 0
            continue
        size += len(group[-1].data)
        if size >= chunk_bytes:
            yield from _text_chunk(group)
            group, size = [], 0
    yield from _text_chunk(group)


def _text_chunk(group: list[TextFile]) -> Iterator[Chunk]:
    if group:
        yield Chunk(0, "text", group[0].name, group[0].source, 1, tuple(group))


def _unreadable(file: InputFile, error: OSError) -> Rejected:
    reason = error.strerror or str(error)
    return Rejected(
        file.name, "unreadable", f"{file.name} cannot be read ({reason}): check the path and its permissions"
    )


def _line_chunks(file: InputFile, chunk_bytes: int, encoding: str) -> Iterator[Chunk | Rejected]:
    """The lines of a file; where it breaks off, the whole lines before and one rejection for the rest."""
    line = 1
    try:
        for block in _line_blocks(_lines(file, encoding), chunk_bytes):
            yield Chunk(0, "jsonl", file.name, file.source, line, block)
            line += block.count(b"\n")
    except OSError as error:
        yield _unreadable(file, error)
    except BrokenStreamError as error:
        yield _broken_off(f"{file.name}:{line}", error)


def _broken_off(where: str, error: BrokenStreamError) -> Rejected:
    detail = f"{where}: {error}; what stands before this line was read"
    if error.rest:
        return rejected_record(where, error.reason, detail, error.rest)
    return Rejected(where, error.reason, detail)


def _line_blocks(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Whole lines: each block ends with the first line end that makes it at least `size` bytes long.

    Where the pieces break off, the whole lines before the break are a block, and the `BrokenStreamError`
    carries the rest.
    """
    held: list[bytes] = []
    held_bytes = 0
    try:
        for piece in pieces:
            start = 0
            while end := piece.find(b"\n", start + max(0, size - 1 - held_bytes)) + 1:
                yield b"".join((*held, piece[start:end]))
                held, held_bytes, start = [], 0, end
            held.append(piece[start:])
            held_bytes += len(piece) - start
    except BrokenStreamError as error:
        lines, line_end, error.rest = b"".join(held).rpartition(b"\n")
        if lines:
            yield lines + line_end
        raise
    if held_bytes:
        yield b"".join(held)


def _lines(file: InputFile, encoding: str) -> Iterator[bytes]:
    """The lines of a file in UTF-8, in pieces of any size, without a byte order mark."""
    if file.kind == "parquet":
        yield from parquet_lines(file.path)
        return
    with file.path.open("rb") as stream:
        pieces = utf8_pieces(decompressed(stream, file.compression), encoding)
        yield next(pieces, b"").removeprefix(codecs.BOM_UTF8)
        yield from pieces
