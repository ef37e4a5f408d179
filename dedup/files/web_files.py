"""Reads files of HTML and records of web archives as records, one page each."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from dedup.errors import DedupError
from dedup.files.archives import Capture
from dedup.files.records import Record
from dedup.files.rejected import Rejected, too_large

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

# The media types of HTML.
_HTML = ("text/html", "application/xhtml+xml", "application/xhtml")
# The line with its size before each chunk of a body.
_CHUNK = re.compile(rb"(?:\r\n)?([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
_OWN_CODINGS = frozenset(("", "identity", "gzip", "x-gzip"))
"""Codings of bodies that need no decoding here, or are recognised by the first bytes."""
_GZIP = b"\x1f\x8b\x08"
_GZIP_WINDOW = zlib.MAX_WBITS | 16  # the value by which zlib expects gzip


def parse_captures(captures: Iterable[Capture]) -> list[Record | Rejected]:
    """The pages of captures in order, with rejections in the places of others.

    Raises `DedupError` where a package for web pages is missing.
    """
    return [_parsed(capture) for capture in captures]


def _parsed(capture: Capture) -> Record | Rejected:
    """The record of a capture that holds a page, else a rejection; one that is no page is only counted.

    A page is a file of HTML, a text that another program extracted (`conversion`), a `resource` or a `response` without
    an HTTP header that looks like HTML, or an HTTP `response` with the status 200 and HTML. A response that is broken
    or too large is rejected with a reason.
    """
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
    """The page of an HTTP response that has the status 200 and holds HTML, or its rejection.

    Without a media type, it holds HTML if it begins like HTML. Other statuses and types are only counted; what is
    broken or too large is rejected with a reason.
    """
    try:
        record = _http(capture.data, "none")
    except (OSError, ValueError):
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
        data = _unpacked(capture, record)
    except (OSError, ValueError, zlib.error) as error:
        return Rejected(
            capture.name, "broken-record", f"{capture.name}: the page cannot be unpacked ({error}): fetch it again"
        )
    if len(data) > capture.limit:
        return too_large(capture.name, len(data), capture.limit)
    if not kind and not _looks_like_html(data):
        return _skipped(capture, "not-html")
    return _page(capture, data, record.http_charset or "")


def _http(data: bytes, unpacking: Literal["none", "transfer", "all"]) -> WarcRecord:
    """A record with an HTTP response, whose headers are parsed, and whose body is decoded as far as `unpacking` says.

    That is not at all, from its transfer coding (chunks), or also from its content coding. Raises OSError or ValueError
    where it cannot be, and `DedupError` without the package for it.
    """
    try:
        from fastwarc.warc import WarcRecord, WarcRecordType
    except ImportError as error:
        raise DedupError("reading web archives needs fastwarc: pip install 'dedup-arabic[web]'") from error
    record = WarcRecord()
    record.init_headers(WarcRecordType.response, content_length=0)
    record.set_bytes_content(data)
    record.is_http = True
    record.parse_http(auto_decode=unpacking, quirks_mode=True)
    if record.http_headers is None:
        raise ValueError("no HTTP header")
    return record


def _unpacked(capture: Capture, record: WarcRecord) -> bytes:
    """The body of a response, whose headers `record` has: at most one byte more than a page may have.

    Archives that decode bodies often keep the header that names the coding, and servers send codings that they do not
    name: a body that begins like HTML, or like gzip, is read as that. Raises OSError, ValueError or zlib.error, also
    where a body breaks off.
    """
    most = capture.limit + 1
    coding, transfer = (record.http_headers.get(name) or "" for name in ("Content-Encoding", "Transfer-Encoding"))
    coding = coding.strip().lower()
    data: bytes = record.reader.read()
    if transfer and _CHUNK.match(data):
        data, transfer = _joined_chunks(data), ""
    if coding == "deflate" and not (_looks_like_html(data) or data.startswith(_GZIP)):
        return _inflated(data, most)
    if transfer or coding not in _OWN_CODINGS:
        unpacking: Literal["transfer", "all"] = "transfer" if coding in _OWN_CODINGS else "all"
        try:
            data = _http(capture.data, unpacking).reader.read(most)
        except (OSError, ValueError):
            data = _joined_chunks(data) if _CHUNK.match(data) else data
            if not (_looks_like_html(data) or data.startswith(_GZIP)):
                raise
    return _gunzipped(data, most) if data.startswith(_GZIP) else data


def _inflated(data: bytes, most: int) -> bytes:
    """The content of deflate data, with the header of zlib or, as many servers send it, without: at most `most` bytes.

    Raises ValueError where it ends early, zlib.error for damage.
    """
    try:
        unpacker = zlib.decompressobj()
        found = unpacker.decompress(data, most)
    except zlib.error:
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        found = unpacker.decompress(data, most)
    if len(found) < most and not unpacker.eof:
        raise ValueError("its deflate data breaks off")
    return found


def _gunzipped(data: bytes, most: int) -> bytes:
    """The content of gzip data, at most `most` bytes. Raises ValueError where it ends early, zlib.error for damage."""
    found = b""
    while data.startswith(_GZIP) and len(found) < most:
        unpacker = zlib.decompressobj(_GZIP_WINDOW)
        found += unpacker.decompress(data, most - len(found))
        if len(found) < most and not unpacker.eof:
            raise ValueError("its gzip data breaks off")
        data = unpacker.unused_data
    return found


def _joined_chunks(data: bytes) -> bytes:
    """A body that was sent in chunks, joined. Raises ValueError where the last chunk is missing."""
    chunks, at = [], 0
    while (found := _CHUNK.match(data, at)) and (size := int(found[1], 16)):
        at = found.end() + size
        chunks.append(data[found.end() : at])
    if not found:
        raise ValueError("its chunks break off")
    return b"".join(chunks)


def _page(capture: Capture, data: bytes, charset: str) -> Record:
    """The record of a page of HTML, its id being its address, else its name; date and title are those it states.

    Its source is that of `publisher_of`.
    """
    from dedup.web.decoding import decoded
    from dedup.web.domains import publisher_of
    from dedup.web.page import page_from_html

    page = page_from_html(decoded(data, charset), capture.url)
    stated = page.stated
    identity = capture.url or capture.name
    return Record(
        where=capture.name,
        input_id=identity,
        text=page.text,
        source=publisher_of(capture.url, capture.source, stated.canonical),
        date=stated.published,
        title=stated.title,
        web=replace(page, text=""),
        captured=capture.captured,
    )


def _text(capture: Capture) -> Record:
    """The record of a text that another program extracted from a page; bytes that are not UTF-8 are replaced.

    Its id is its address, else its name; its source the domain of its address, else that of the capture.
    """
    from dedup.web.domains import registered_domain
    from dedup.web.page import WebPage

    return Record(
        where=capture.name,
        input_id=capture.url or capture.name,
        text=capture.data.decode("utf-8", "replace"),
        source=registered_domain(capture.url) or capture.source,
        web=WebPage("", capture.url),
        captured=capture.captured,
    )


def _skipped(capture: Capture, why: str) -> Rejected:
    """The rejection of a capture that is no page, which is only counted."""
    return Rejected(capture.name, why, f"{capture.name}: no page", is_skipped=True)


def _looks_like_html(data: bytes) -> bool:
    """Whether data has `<html` in its first 1024 bytes, or begins with an HTML doctype, `<head` or `<body`.

    White space before them and the case of letters are ignored.
    """
    head = data[:1024].lstrip().lower()
    return b"<html" in head or head.startswith((b"<!doctype html", b"<head", b"<body"))
