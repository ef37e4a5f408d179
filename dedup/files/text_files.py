"""Reads text files as records, one page per file."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.files.chunks import TextFile
from dedup.files.encodings import decode_text, invalid_at
from dedup.files.json_lines import encode_json
from dedup.files.records import WRITTEN_MEMBERS, Record
from dedup.files.rejected import Rejected, rejected_record


def parse_texts(files: Iterable[TextFile], encoding: str, source_field: str) -> list[Record | Rejected]:
    """The records of whole text files, in order. An empty file is a page with an empty text.

    A file in a folder has one field, `source_field`: the folder, which is its source.
    """
    return [_parse_text(file, encoding, source_field) for file in files]


def _parse_text(file: TextFile, encoding: str, source_field: str) -> Record | Rejected:
    """The record of a text file, its id being its name; a rejection with its bytes where they cannot be decoded."""
    try:
        text = decode_text(file.data, encoding)
    except UnicodeDecodeError as error:
        detail = f"{file.name}: {invalid_at(error.start, file.data, error.encoding)}"
        return rejected_record(file.name, "invalid-encoding", detail, file.data)
    fields = b""
    if file.source and source_field not in WRITTEN_MEMBERS:
        fields = b"%b:%b" % (encode_json(source_field), encode_json(file.source))
    return Record(file.name, file.name, text, file.source, "", "", fields, None)
