"""The fields of a web page's record, which it does not bring along but that its markup, its text and its crawl give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from dedup.files import Fields, Record, encode_json
from dedup.model import Page, Printed, Stated


class _Markup(msgspec.Struct):
    title: str
    published: str
    author: str
    outlet: str
    section: str
    keywords: tuple[str, ...]
    canonical: str


class _Printed(msgspec.Struct):
    title: str
    source: str
    published: str
    byline: str
    tags: tuple[str, ...]


def web_date(record: Record, page: Page) -> str:
    """When a web page is from: what its markup states, else its text, else when it was fetched."""
    return record.date or page.published or record.captured


def web_fields(record: Record, page: Page, names: Fields) -> bytes:
    """Joined members, as `Record.fields` has them: what is stated and what is printed both, empty where nothing is."""
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
    members = [b"%b:%b" % (encode_json(name), encode_json(value)) for name, value in named.items() if name not in _OWN]
    markup = _Markup(*(getattr(stated, name) for name in _Markup.__struct_fields__))
    own = _Printed(
        printed.title or "", printed.source or "", printed.published or "", printed.byline or "", printed.tags
    )
    members += [b'"markup":%b' % msgspec.json.encode(markup), b'"printed":%b' % msgspec.json.encode(own)]
    return b",".join(members)


_OWN = frozenset(("id", "text", "dedup"))
"""What a run writes itself."""
