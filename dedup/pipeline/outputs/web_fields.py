"""The fields of the record of a web page, taken from its markup, its text and the header of its capture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from dedup.files import Fields, Record, encode_json
from dedup.files.json_lines import members_of
from dedup.model import Page, Printed, Stated
from dedup.pipeline.outputs.lines import WRITTEN_MEMBERS

_EMPTY = frozenset((b'""', b"null"))


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


def web_fields(record: Record, page: Page, names: Fields) -> bytes:
    """The fields of a web page as joined JSON members, like `Record.fields`, except those that a run writes itself.

    First those of its record, as they are, but for empty ones that the page fills; then, of other names, the URL,
    source, date (`web_date`), its origin, title, time of capture and language, and the objects `markup`, what the
    markup states, and `printed`, what the text says. What was not found is an empty string or list.
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
    kept = {name: bytes(value) for name, value in own.items() if name not in values or bytes(value) not in _EMPTY}
    if names.date in kept:
        values["date_from"] = b'"record"'
    members = kept | {name: value for name, value in values.items() if name not in kept}
    return b",".join(
        b"%b:%b" % (encode_json(name), value) for name, value in members.items() if name not in WRITTEN_MEMBERS
    )
