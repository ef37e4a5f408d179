"""Reads text files as records, one page per file."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.files.chunks import TextFile
from dedup.files.encodings import decode_text, invalid_at
from dedup.files.records import Record
from dedup.files.rejected import Rejected, rejected_record


def parse_texts(files: Iterable[TextFile], encoding: str) -> list[Record | Rejected]:
    """The records of whole text files, in order, with rejections of those that `decode_text` cannot decode.

    An empty file is a page with an empty text.
    """
    return [_parse_text(file, encoding) for file in files]


def _parse_text(file: TextFile, encoding: str) -> Record | Rejected:
    """The record of a text file, its id being its name; a rejection with its bytes where they cannot be decoded."""
    try:
        text = decode_text(file.data, encoding)
    except UnicodeDecodeError as error:
        detail = f"{file.name}: {invalid_at(error.start, file.data, error.encoding)}"
        return rejected_record(file.name, "invalid-encoding", detail, file.data)
    return Record(where=file.name, input_id=file.name, text=text, source=file.source, is_text_file=True)
