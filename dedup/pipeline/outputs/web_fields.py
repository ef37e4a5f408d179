"""The fields of the record of a web page, taken from its markup, its text and the header of its capture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from dedup.files import Fields, Record, encode_json
from dedup.files.json_lines import members_of
from dedup.model import Page, Printed, Stated
from dedup.pipeline.outputs.lines import WRITTEN_MEMBERS


class _Markup(msgspec.Struct):
    """The member `markup` of a web page's line: what the markup states."""

    title: str
    published: str
    author: str
    outlet: str
    section: str
    keywords: tuple[str, ...]
    canonical: str


class _Printed(msgspec.Struct):
    """The member `printed` of a web page's line: what its text says."""

    title: str
    source: str
    published: str
    byline: str
    tags: tuple[str, ...]


def web_date(record: Record, page: Page) -> str:
    """The date of a web page: the one that its markup states, else that in its text, else when it was fetched."""
    return record.date or page.published or record.captured


def as_written(record: Record, page: Page, names: Fields) -> Record:
    """The record of a web page with the source, date and fields that its line has, which the page tells in part."""
    record = record._replace(source=record.source or page.source or "")
    return record._replace(date=web_date(record, page), fields=web_fields(record, page, names))


def web_fields(record: Record, page: Page, names: Fields) -> bytes:
    """The fields of a web page as joined JSON members, like `Record.fields`, except those that a run writes itself.

    First those of its record, as they are; then, of other names, the URL, source, date (`web_date`), its origin, title,
    time of capture and language, and the objects `markup`, what the markup states, and `printed`, what the text says.
    What was not found is an empty string or list.
    """
    stated, printed = page.stated or Stated(), page.printed or Printed()
    url = record.web.url if record.web else ""
    dated_by = page.dated_by or ("capture" if record.captured else "")
    named: Mapping[str, Any] = {
        "url": url,
        names.source: record.source,
        names.date: web_date(record, page),
        "date_from": dated_by,
        names.title: page.title or "",
        "captured": record.captured,
        "language": stated.language,
    }
    markup = _Markup(*(getattr(stated, name) for name in _Markup.__struct_fields__))
    shown = _Printed(
        printed.title or "", printed.source or "", printed.published or "", printed.byline or "", printed.tags
    )
    values = {name: encode_json(value) for name, value in named.items()}
    values |= {"markup": msgspec.json.encode(markup), "printed": msgspec.json.encode(shown)}
    own = members_of(b"{%b}" % record.fields)
    if names.date in own:
        values["date_from"] = b'"record"'
    taken = WRITTEN_MEMBERS | own.keys()
    members = [b"%b:%b" % (encode_json(name), value) for name, value in values.items() if name not in taken]
    return b",".join(filter(None, [record.fields, *members]))
