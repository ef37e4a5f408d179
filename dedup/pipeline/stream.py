"""`dedup clean - -o -`: pages are cleaned one by one, without crawl evidence, and duplicates stay."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from dedup.dates import iso_date
from dedup.errors import DedupError, UsageError
from dedup.files import Record, Rejected, encode_json
from dedup.files.json_lines import parse_lines
from dedup.files.languages import only_in
from dedup.files.rejected import too_large
from dedup.files.standard_input import EMPTY
from dedup.model import Page
from dedup.pipeline.figures.named import met_in, named_fields, present_in, unmet_field
from dedup.pipeline.outputs.identities import Identities
from dedup.pipeline.outputs.lines import article_json, document_line, finite, removed_json
from dedup.pipeline.outputs.web_fields import as_written
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.stages.clean import fields_of, page_input
from dedup.pipeline.work.rejections import nothing_readable

_READ_BYTES = 1 << 16
"""Bytes that are read at once of a line that is too long. Chosen."""
_NO_JSON_LINES = (
    "standard input does not begin with a JSON object: -o - reads JSON lines alone, one {...} to a line; what holds "
    "anything else is read with a folder for the results: dedup clean - --out FOLDER"
)
_NAME = "stdin"  # as in the names of records of a run that stores standard input first


class Streamed(NamedTuple):
    """The number of pages cleaned, and of records rejected, for whatever reason.

    `fault` is an error that shows only at the end: not one record could be read, or no record has a field that the user
    named; None where all is well.
    """

    pages: int
    rejected: int
    fault: DedupError | None = None


def clean_stream(
    source: BinaryIO,
    write: Callable[[Iterable[bytes]], None],
    settings: CleanSettings,
    tell: Callable[[Rejected], None],
) -> Streamed:
    """Clean the JSON lines of `source`, in UTF-8, and call `write` once for each page, with the lines of its documents.

    Lines are those of `documents.jsonl`; that of a page's own article also has the spans cut from the page, as
    `removed` in `dedup`. `tell` is called with every rejection: a record that cannot be read, is too large, or is in
    another language than that of the settings, if they have one. A byte order mark at the start is
    ignored. Raises DedupError where `source` is empty, and UsageError where it begins with no JSON object; what else is
    wrong with the stream as a whole is in the result.
    """
    cleaner, identities = settings.cleaner(), Identities()
    unmet = named_fields(settings.fields)
    details: dict[str, str] = {}  # the first of each reason
    present = list[str]()  # the names of the fields of the first record
    pages = rejected = 0
    for item in _records(source, settings):
        if isinstance(item, Rejected):
            rejected += 1
            details.setdefault(item.reason, item.detail)
            tell(item)
            continue
        if unmet:  # as a rule empty from the first record on
            present = present or present_in(item)
            met = set(met_in(item.fields, unmet))
            unmet = tuple(own for own in unmet if own.name not in met)
        (page,) = cleaner.clean_inputs([page_input(item)])
        record = item if item.web is None else as_written(item, page, settings.fields)
        write(_lines(record, page, settings, identities))
        pages += 1
    fault = unmet_field(unmet[0], present) if unmet and pages else None
    if rejected and not pages:
        fault = nothing_readable(rejected, [*details.values()])
    return Streamed(pages, rejected, fault)


def _records(source: BinaryIO, settings: CleanSettings) -> Iterator[Record | Rejected]:
    """Yield the record of each line as soon as the line has ended, or its rejection; blank lines are skipped.

    A line of more than `page_bytes` bytes is rejected without being held in memory, and a record in another language
    than that of the settings is rejected, too. Raises DedupError for an empty stream, and UsageError where its first
    line that is not blank begins no JSON object, or only begins it.
    """
    is_first = True
    for number, line in _numbered_lines(source, settings.page_bytes):
        if is_first and isinstance(line, bytes) and (begun := line.strip()):
            if begun == b"{" or not begun.startswith(b"{"):
                raise UsageError(_NO_JSON_LINES)
            is_first = False
        if isinstance(line, int):
            yield too_large(f"{_NAME}:{number}", line, settings.page_bytes)
        else:
            yield from only_in(settings.language, parse_lines(line, number, _NAME, "", settings.fields))


def _numbered_lines(source: BinaryIO, most: int) -> Iterator[tuple[int, bytes | int]]:
    """Yield each line without its newline, with its number from 1; for one of more than `most` bytes, its size instead.

    That size is in bytes and includes the newline, which `most` does not. A byte order mark before the first line is
    removed. Raises DedupError where there is no line.
    """
    number, most = 0, min(most, sys.maxsize - 1)
    while line := source.readline(most + 1):
        number += 1
        line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if len(line) <= most or line.endswith(b"\n"):
            yield number, line.removesuffix(b"\n")
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := source.readline(_READ_BYTES)):
            size += len(line)
        yield number, size
    if not number:
        raise DedupError(EMPTY)


def _lines(record: Record, page: Page, settings: CleanSettings, identities: Identities) -> Iterator[bytes]:
    """Yield the output lines of a page, one for each article, the page's own first.

    Only this one has the removed spans, the id of the record if it was replaced, and the member `dedup` that the record
    had; in the others these are empty, and the parent is its id. The source is the record's, else the page's. NaN and
    infinities become null.
    """
    ids = identities.page(record.input_id, [article.number for article in page.articles])
    removed = removed_json(record.text, page.removed).replace(b"\n", b",")
    lost = "" if ids[0] == record.input_id else record.input_id
    own = b',"input_id":%b,"input_dedup":%b,"removed":[%b]' % (
        encode_json(lost),
        encode_json((record.input_dedup or b"").decode()),
        removed,
    )
    source = record.source or page.source or ""
    for identity, article in zip(ids, page.articles, strict=True):
        published = iso_date(article.published) or None if article.published else None
        is_host = article.number == 1
        entry = article_json(article, fields_of(article, record, source, settings.fields), published)
        entry.fields = finite(entry.fields)
        extra = own if is_host else b',"input_id":"","input_dedup":"","removed":[]'
        parent = b'""' if is_host else encode_json(ids[0])
        yield document_line(encode_json(identity), entry, extra, parent)
