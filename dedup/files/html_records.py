"""Records whose text is a page of HTML."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from dedup.dates import read_recorded
from dedup.files.json_lines import encode_json, members_of
from dedup.files.records import Fields, Record

_ADDRESS = "://"
_ISO = re.compile(rb'"(\d{4}-\d\d-\d\d(?:[T ][\d:.+Zz-]*)?)"')


def as_web_page(record: Record, names: Fields, url: str, folder: str) -> Record:
    """The record with the visible text of its HTML in the place of that, and what the markup says.

    Its date and title are its own, else those that the markup states. Its source is its own, else that of
    `publisher_of`, with the `folder` of its file. Its address is `url`, else the id
    where this is one. A member `captured` that is a date in ISO 8601 is when the page was fetched. Members for these
    that hold nothing are left out of its fields: what the page says takes their names. Raises `DedupError` where a
    package for web pages is missing.
    """
    from dedup.web.domains import publisher_of
    from dedup.web.page import page_from_html

    address = url or (record.input_id if _ADDRESS in record.input_id else "")
    page = page_from_html(record.text, address)
    stated = page.stated
    date = "" if read_recorded(record.date).is_absent else record.date
    title = record.title if record.title.strip() else ""
    captured = _captured(record.fields)
    own = ((names.source, record.source), (names.date, date), (names.title, title), ("url", url))
    return record._replace(
        text=page.text,
        source=record.source or publisher_of(address, folder, stated.canonical),
        date=date or stated.published,
        title=title or stated.title,
        fields=_without(record.fields, [name for name, value in own if not value]),
        web=replace(page, text=""),
        captured=captured,
    )


def _captured(fields: bytes) -> str:
    """The member `captured` of joined JSON members, if it is a date in ISO 8601; else empty."""
    raw = members_of(b"{%b}" % fields).get("captured", b"") if b'"captured"' in fields else b""
    found = _ISO.fullmatch(raw)
    value = found[1].decode() if found else ""
    return value if value and read_recorded(value).iso else ""


def _without(fields: bytes, names: Collection[str]) -> bytes:
    """Joined JSON members without those of these names."""
    members = members_of(b"{%b}" % fields)
    return b",".join(b"%b:%b" % (encode_json(name), raw) for name, raw in members.items() if name not in names)
