"""Parses chunks of raw bytes into records: the second half of reading."""

from __future__ import annotations

from typing import cast

from dedup.files.archives import Capture
from dedup.files.chunks import Chunk, TextFile
from dedup.files.encodings import checked_encoding
from dedup.files.json_lines import parse_lines
from dedup.files.languages import only_in
from dedup.files.records import Fault, Fields, Record
from dedup.files.rejected import Rejected
from dedup.files.text_files import parse_texts


def parse_chunk(chunk: Chunk, fields: Fields, encoding: str = "utf-8", language: str = "") -> list[Record | Rejected]:
    """The records of a chunk in order, with rejections in their places.

    With `language`, pages in another language are rejected (see `only_in`). Raises `DedupError` for an unknown encoding
    of text files, and where a package for web pages is missing; broken content is only rejected.
    """
    return only_in(language, _parse(chunk, fields, encoding))


def _parse(chunk: Chunk, fields: Fields, encoding: str) -> list[Record | Rejected]:
    """The records of a chunk in any language."""
    if isinstance(chunk.payload, bytes):
        items = parse_lines(chunk.payload, chunk.first_line, chunk.file, chunk.source, fields, chunk.unit)
        return [_with_faults(item, chunk.faults) for item in items] if chunk.faults else items
    if chunk.kind == "web":
        from dedup.files.web_files import parse_captures  # not loaded where there are none

        return parse_captures(cast(tuple[Capture, ...], chunk.payload))
    return parse_texts(cast(tuple[TextFile, ...], chunk.payload), checked_encoding(encoding))


def _with_faults(item: Record | Rejected, faults: tuple[Fault, ...]) -> Record | Rejected:
    """A record with more faults; a rejection as it is."""
    return item._replace(faults=item.faults + faults) if isinstance(item, Record) else item
