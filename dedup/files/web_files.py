"""Files of HTML and records of web archives as records of a run: one page each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from dedup.errors import DedupError
from dedup.files.archives import Capture
from dedup.files.records import Record
from dedup.files.rejected import Rejected, too_large

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

_HTML = ("text/html", "application/xhtml+xml", "application/xhtml")
_TEXT = ("text/plain", "")


def parse_captures(captures: Iterable[Capture]) -> list[Record | Rejected]:
    """The pages of some captures in order, and in their places what is none. Raises DedupError without the extra."""
    return [_parsed(capture) for capture in captures]


def _parsed(capture: Capture) -> Record | Rejected:
    if capture.kind == "file":
        return _page(capture, capture.data, "")
    if capture.kind == "conversion":
        return _text(capture)
    if capture.kind not in ("response", "resource"):
        return _skipped(capture, capture.kind or "no-type")
    if capture.kind == "resource" or not capture.data.startswith(b"HTTP/"):
        return _page(capture, capture.data, "") if _looks_like_html(capture.data) else _skipped(capture, "not-html")
    return _response(capture)


def _response(capture: Capture) -> Record | Rejected:
    """The page of an HTTP response: status 200, and HTML."""
    record = _http(capture.data)
    if record is None:
        return Rejected(
            capture.name, "broken-record", f"{capture.name}: the HTTP header cannot be read: fetch the page again"
        )
    headers = record.http_headers
    if headers.status_code != 200:
        return _skipped(capture, f"status-{headers.status_code or 'none'}")
    kind = (record.http_content_type or "").partition(";")[0].strip().lower()
    if kind and kind not in _HTML:
        return _skipped(capture, "not-html")
    try:
        data = record.reader.read(capture.limit + 1)
    except (OSError, ValueError) as error:
        return Rejected(
            capture.name, "broken-record", f"{capture.name}: the page cannot be unpacked ({error}): fetch it again"
        )
    if len(data) > capture.limit:
        return too_large(capture.name, len(data), capture.limit)
    if not kind and not _looks_like_html(data):
        return _skipped(capture, "not-html")
    return _page(capture, data, record.http_charset or "")


def _http(data: bytes) -> WarcRecord | None:
    """A record around an HTTP response, with its headers read and its body to be unpacked while it is read."""
    try:
        from fastwarc.warc import WarcRecord, WarcRecordType
    except ImportError as error:
        raise DedupError("reading web archives needs fastwarc: pip install 'dedup-arabic[web]'") from error
    record = WarcRecord()
    record.init_headers(WarcRecordType.response, content_length=0)
    record.set_bytes_content(data)
    record.is_http = True
    try:
        record.parse_http(auto_decode="all", quirks_mode=True)
    except (OSError, ValueError):
        return None
    return record if record.http_headers is not None else None


def _page(capture: Capture, data: bytes, charset: str) -> Record:
    from dedup.web.decoding import decoded
    from dedup.web.domains import registered_domain
    from dedup.web.page import page_from_html

    page = page_from_html(decoded(data, charset), capture.url)
    stated = page.stated
    source = registered_domain(capture.url) or capture.source or registered_domain(stated.canonical)
    identity = capture.url or capture.name
    web = replace(page, text="")
    return Record(
        capture.name, identity, page.text, source, stated.published, stated.title, b"", None, web, capture.captured
    )


def _text(capture: Capture) -> Record:
    """A text that another program made of a page."""
    from dedup.web.domains import registered_domain
    from dedup.web.page import WebPage

    source = registered_domain(capture.url) or capture.source
    text = capture.data.decode("utf-8", "replace")
    web = WebPage("", capture.url)
    return Record(capture.name, capture.url or capture.name, text, source, "", "", b"", None, web, capture.captured)


def _skipped(capture: Capture, why: str) -> Rejected:
    return Rejected(capture.name, why, f"{capture.name}: no page", is_skipped=True)


def _looks_like_html(data: bytes) -> bool:
    head = data[:1024].lstrip().lower()
    return b"<html" in head or head.startswith((b"<!doctype html", b"<head", b"<body"))
