"""Cleaning from a stream into a stream: one pass, without a survey of the crawl and without duplicates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from dedup.dates import iso_date
from dedup.files import Record, Rejected, encode_json
from dedup.files.json_lines import parse_lines
from dedup.files.rejected import too_large
from dedup.model import Page
from dedup.pipeline.cleaning import fields_of
from dedup.pipeline.identity import Identities
from dedup.pipeline.lines import article_json, document_line, finite, removed_json
from dedup.pipeline.settings import CleanSettings

_READ_BYTES = 1 << 16
_NAME = "standard input"


class Streamed(NamedTuple):
    """How many pages were read, and how many records could not be."""

    pages: int
    rejected: int


def clean_stream(
    source: BinaryIO,
    write: Callable[[Iterable[bytes]], None],
    settings: CleanSettings,
    tell: Callable[[Rejected], None],
) -> Streamed:
    """Clean the JSON lines of `source`; `write` is given the lines of each page's documents as soon as there are some.

    A line is that of `documents.jsonl`; of the page's own article, `dedup` has the spans cut from the page, too, in
    `removed`. Nothing is known of the crawl: the evidence of repeated lines is missing, and duplicates stay. `tell` is
    told of every record that is none. Encodings other than UTF-8 are not read.
    """
    cleaner, identities = settings.cleaner(), Identities()
    pages = rejected = 0
    for item in _records(source, settings):
        if isinstance(item, Rejected):
            rejected += 1
            tell(item)
            continue
        page = cleaner.clean(item.text, source=item.source, title=item.title)
        write(_lines(item, page, settings, identities))
        pages += 1
    return Streamed(pages, rejected)


def _records(source: BinaryIO, settings: CleanSettings) -> Iterator[Record | Rejected]:
    """The records of a stream of lines, each as soon as its line has ended."""
    for number, line in _numbered_lines(source, settings.page_bytes):
        if isinstance(line, int):
            yield too_large(f"{_NAME}:{number}", line, settings.page_bytes)
        else:
            yield from parse_lines(line, number, _NAME, "", settings.fields)


def _numbered_lines(source: BinaryIO, most: int) -> Iterator[tuple[int, bytes | int]]:
    """The lines with their numbers; of one that is longer than `most` bytes, its length."""
    number = 0
    while line := source.readline(most + 1):
        number += 1
        if len(line) <= most or line.endswith(b"\n"):
            yield number, line.removesuffix(b"\n")
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := source.readline(_READ_BYTES)):
            size += len(line)
        yield number, size


def _lines(record: Record, page: Page, settings: CleanSettings, identities: Identities) -> Iterator[bytes]:
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
