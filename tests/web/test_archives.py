"""Web archives and files of HTML in a run: every page of theirs is kept, a duplicate, or rejected with its reason."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from fastwarc.warc import WarcRecordType
from hypothesis import given
from hypothesis import strategies as st

from dedup.dates.relative import relative_day
from dedup.files.archives import Capture, captures
from dedup.files.records import Record
from dedup.files.rejected import Rejected
from dedup.files.web_files import parse_captures
from dedup.pipeline import CleanSettings, RunSettings, run
from dedup.restore import restore
from dedup.web.domains import registered_domain
from tests.web.pages import BODY, OTHERS, TITLE, page, record, response, zipped

PAGES = tuple(
    page(tuple(text.replace("وزارة", f"هيئة {name}") for text in BODY), title=f"{TITLE} {name}")
    for name in ("أ", "ب", "ج")
)


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]


def cleaned(tmp_path: Path, files: dict[str, bytes], settings: RunSettings | None = None) -> tuple[Path, Any]:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return out, run([folder], out, settings or RunSettings(workers=1))


def test_the_pages_of_an_archive_are_the_records_of_a_run(tmp_path: Path) -> None:
    records = [
        record(WarcRecordType.warcinfo, "", "application/warc-fields", b"software: x\r\n"),
        record(
            WarcRecordType.request,
            "https://a.example.com/1",
            "application/http; msgtype=request",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        response("https://www.example.com/1", PAGES[0]),
        response("https://www.example.com/2", gzip.compress(PAGES[1].encode()), headers="Content-Encoding: gzip\r\n"),
        response(
            "https://www.example.com/1",
            PAGES[2].encode("windows-1256", "replace"),
            kind="text/html; charset=windows-1256",
        ),
        response("https://www.example.com/x.png", b"\x89PNG", kind="image/png"),
        response("https://www.example.com/gone", "gone", status="404 Not Found"),
    ]
    out, summary = cleaned(tmp_path, {"a.warc.gz": zipped(records)})
    documents = rows(out, "documents") + rows(out, "duplicates")
    assert sorted(own["id"] for own in documents) == [
        "https://www.example.com/1", "https://www.example.com/1~2", "https://www.example.com/2",
    ]  # fmt: skip
    assert {own["source"] for own in documents} == {"example.com"}
    assert all((own["date"], own["date_from"]) == ("2024-05-02T10:00:00Z", "capture") for own in documents)
    assert summary.skipped == {"not-html": 1, "request": 1, "status-404": 1, "warcinfo": 1}
    assert not any(text in own["text"] for own in documents for text in OTHERS)
    restore(out, tmp_path / "again")
    assert any(OTHERS[0] in own["text"] for own in rows(tmp_path / "again", "pages"))


def test_a_page_is_dated_by_what_it_states_before_its_capture(tmp_path: Path) -> None:
    head = '<meta property="article:published_time" content="2023-01-05T06:00:00+03:00">'
    out, _ = cleaned(tmp_path, {"a.warc": response("https://e.com/1", page(head=head))})
    (document,) = rows(out, "documents")
    assert (document["date"], document["date_from"]) == ("2023-01-05T06:00:00+03:00", "markup")
    assert (document["captured"], document["language"]) == ("2024-05-02T10:00:00Z", "ar")


def test_a_relative_date_needs_a_time_of_fetching_that_can_be() -> None:
    assert relative_day("منذ 3 ساعات", "2024-05-02T01:30:00Z") == "2024-05-01"
    assert relative_day("منذ 3 ساعات", "0001-01-01T00:00:00Z") is None
    assert relative_day("منذ 3 ساعات", "1970-01-01T00:00:00Z") is None
    (own,) = parsed(re.sub(rb"(WARC-Date: )[^\r]+", rb"\g<1>0001-01-01T00:00:00Z", response("https://e.com/1", HTML)))
    assert isinstance(own, Record)


def test_what_is_stated_and_what_is_printed_are_both_written(tmp_path: Path) -> None:
    """What the markup states comes first, in the fields of the document."""
    article = {
        "@type": "NewsArticle",
        "headline": f"{TITLE} قريبا",
        "datePublished": "2024-05-01",
        "author": {"name": "سيد حسن"},
        "publisher": {"name": "المدينة"},
        "keywords": ["وزارة النقل", "الطريق الجديد"],
    }
    head = f'<script type="application/ld+json">{json.dumps({"@graph": [article]})}</script>'
    html = page((*BODY, "المصدر: وكالات", "كلمات دلالية: الشمال"), head=head, published="تاريخ النشر: 30 أبريل 2024")
    out, _ = cleaned(tmp_path, {"a.warc": response("https://e.com/1", html)})
    (document,) = rows(out, "documents")
    stated, printed, extracted = document["markup"], document["printed"], document["dedup"]["extracted"]
    assert (stated["title"], printed["title"], document["title"]) == (f"{TITLE} قريبا", TITLE, f"{TITLE} قريبا")
    assert (stated["published"], printed["published"], document["date"]) == ("2024-05-01", "2024-04-30", "2024-05-01")
    assert (stated["outlet"], printed["source"], extracted["source"]) == ("المدينة", "وكالات", "المدينة")
    assert (stated["keywords"], extracted["tags"]) == (article["keywords"], article["keywords"])
    assert printed["tags"] == ["الشمال"]
    assert extracted["byline"] == stated["author"] == "سيد حسن"


def test_records_that_are_skipped_are_counted_by_reason(tmp_path: Path) -> None:
    kinds = {"not-html": "image/png", "status-404": "text/html"}
    records = [
        *(
            response("https://e.com/x", b"x", "404 Not Found" if "404" in why else "200 OK", kinds[why])
            for why in kinds
        ),
        *(record(WarcRecordType.revisit, "https://e.com/y", "application/http", b"") for _ in range(3)),
        response("https://e.com/0", PAGES[0]),
    ]
    out, _ = cleaned(tmp_path, {"a.warc.gz": zipped(records)})
    skipped = json.loads((out / "stats.json").read_text("utf-8"))["counts"]["skipped"]
    assert skipped == {"not-html": 1, "revisit": 3, "status-404": 1}


@pytest.mark.parametrize("workers", [1, 2])
def test_kinds_of_files_give_the_same_texts(tmp_path: Path, workers: int) -> None:
    archive = b"".join(response(f"https://e.com/{n}", html) for n, html in enumerate(PAGES))
    files = {
        "a.warc": archive,
        "b.warc.zst": zstandard.compress(archive),
        "c": archive,
        "p.html": PAGES[0].encode(),
        "q.htm.gz": gzip.compress(PAGES[1].encode()),
        "r.xhtml": PAGES[2].encode(),
    }
    out, summary = cleaned(tmp_path, files, RunSettings(workers=workers))
    assert (summary.pages, summary.kept, summary.rejected) == (12, 3, {})
    assert "p.html" in {own["id"] for own in rows(out, "duplicates")}


def _chunked(data: bytes, extension: bytes = b"") -> bytes:
    pieces = (data[at : at + 500] for at in range(0, len(data), 500))
    return b"".join(b"%x%b\r\n%b\r\n" % (len(own), extension, own) for own in pieces) + b"0\r\n\r\n"


HTML = page().encode()
CHUNKS, GZIP = "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (_chunked(HTML), CHUNKS),
        (_chunked(HTML, b"; a=b"), CHUNKS),
        (HTML, CHUNKS),
        (_chunked(gzip.compress(HTML, mtime=0)), CHUNKS + GZIP),
        (HTML, GZIP),
        (gzip.compress(HTML, mtime=0), ""),
        (gzip.compress(HTML, mtime=0), "Content-Encoding: x-gzip\r\n"),
        (zlib.compress(HTML), "Content-Encoding: deflate\r\n"),
        (zlib.compress(HTML)[2:-4], "Content-Encoding: deflate\r\n"),
        (HTML, "Content-Encoding: br\r\n"),
        (HTML, "Content-Encoding: utf-8\r\n"),
        (zstandard.compress(HTML), "Content-Encoding: zstd\r\n"),
    ],
)
def test_bodies_are_unpacked_whatever_the_header_says_of_them(body: bytes, headers: str) -> None:
    """Archives that unpack bodies often leave the header as it was, and servers forget to announce what they do."""
    (read,) = parsed(response("https://example.com/1", body, headers=headers))
    assert isinstance(read, Record)
    assert all(text in read.text for text in BODY)


def parsed(data: bytes) -> list[Record | Rejected]:
    found = captures(io.BytesIO(data), "", "a.warc", "", 1 << 24)
    return [own for item in found for own in (parse_captures([item]) if isinstance(item, Capture) else [item])]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (_chunked(HTML)[:-200], CHUNKS),
        (gzip.compress(HTML, mtime=0)[:-20], GZIP),
        (_chunked(gzip.compress(HTML, mtime=0)[:-20]), CHUNKS + GZIP),
        (gzip.compress(HTML, mtime=0)[:-20], ""),
        (_chunked(HTML)[:-5], CHUNKS),
        (zlib.compress(HTML)[:-20], "Content-Encoding: deflate\r\n"),
        (zlib.compress(HTML)[2:-20], "Content-Encoding: deflate\r\n"),
    ],
)
def test_a_body_cut_short_is_rejected_and_the_next_read(body: bytes, headers: str) -> None:
    broken, whole = parsed(response("a:1", body, headers=headers) + response("a:2", HTML))
    assert isinstance(broken, Rejected)
    assert (broken.reason, broken.where) == ("broken-record", "a.warc:0")
    assert isinstance(whole, Record)


@pytest.mark.parametrize("line", ["HTTP/2 200", "HTTP/2.0 200 OK", "HTTP/3 200", "HTTP/1.0 200"])
def test_status_lines_of_all_versions_are_read(line: str) -> None:
    own = f"{line}\r\ncontent-type: TEXT/HTML;Charset=UTF-8\r\nX-Title: خبر\r\nno header\r\n\r\n".encode() + HTML
    (read,) = parsed(record(WarcRecordType.response, "https://example.com/1", "application/http", own))
    assert isinstance(read, Record)
    assert BODY[0] in read.text


def test_records_that_hold_no_page_are_skipped_by_their_type() -> None:
    kinds = [WarcRecordType.revisit, WarcRecordType.metadata, WarcRecordType.request, WarcRecordType.continuation]
    found = parsed(b"".join(record(kind, "https://example.com/1", "text/plain", b"x") for kind in kinds))
    assert [(item.reason, item.is_skipped) for item in found if isinstance(item, Rejected)] == [
        (name, True) for name in ("revisit", "metadata", "request", "continuation")
    ]


def test_a_record_without_length_is_rejected_the_next_read() -> None:
    own = response("https://example.com/1", HTML)
    head, _, rest = own.partition(b"\r\n\r\n")
    fields = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    first, second = parsed(b"\r\n".join(fields) + b"\r\n\r\n" + rest + own)
    assert isinstance(first, Rejected)
    assert (first.reason, first.where) == ("broken-record", "a.warc:0")
    assert isinstance(second, Record)


def test_texts_of_wet_files_are_pages(tmp_path: Path) -> None:
    text = "\n".join((TITLE, *BODY, "المصدر: وكالات"))
    archive = zipped([record(WarcRecordType.conversion, "https://www.mof.gov.sa/1", "text/plain", text.encode())])
    out, _ = cleaned(tmp_path, {"a.wet.gz": archive})
    (document,) = rows(out, "documents")
    assert (document["id"], document["source"]) == ("https://www.mof.gov.sa/1", "mof.gov.sa")
    assert all(text in document["text"] for text in BODY)
    assert "وكالات" not in document["text"]


def broken(kind: str) -> tuple[bytes, set[str], str]:
    records = [response(f"https://e.com/{n}", html) for n, html in enumerate(PAGES)]
    if kind == "truncated":
        return b"".join(records)[:-900], {"https://e.com/0", "https://e.com/1"}, "truncated"
    if kind == "garbage between":
        return (
            records[0] + b"garbage\r\n" * 50 + b"".join(records[1:]),
            {"https://e.com/0", "https://e.com/1", "https://e.com/2"},
            "broken-record",
        )
    if kind == "wrong length":
        lies = records[1].replace(b"Content-Length: ", b"Content-Length: 1", 1)
        return records[0] + lies + records[2], {"https://e.com/0", "https://e.com/2"}, "broken-record"
    if kind == "truncated gzip":
        return zipped(records)[:-400], {"https://e.com/0", "https://e.com/1"}, "truncated"
    first, second, third = (gzip.compress(own, mtime=0) for own in records)
    if kind == "damaged first gzip":
        return first[:11] + b"\xff" * 50 + first[61:] + second, {"https://e.com/1"}, "damaged"
    middle = len(second) // 2
    second = second[:middle] + b"\xff" * 40 + second[middle + 40 :]
    return first + second + third, {"https://e.com/0", "https://e.com/2"}, "damaged"


@pytest.mark.parametrize(
    "kind",
    ["truncated", "garbage between", "wrong length", "truncated gzip", "damaged gzip", "damaged first gzip",
    ],
)  # fmt: skip
def test_a_broken_record_is_rejected_and_the_rest_is_read(tmp_path: Path, kind: str) -> None:
    data, expected, reason = broken(kind)
    out, summary = cleaned(tmp_path, {"a.warc.gz" if "gzip" in kind else "a.warc": data})
    assert {own["id"] for own in rows(out, "documents") + rows(out, "duplicates")} == expected
    rejected = rows(out, "rejected")
    assert rejected
    assert all(own["where"].startswith("a.warc") and own["where"].rpartition(":")[2].isdigit() for own in rejected)
    assert reason in summary.rejected


def test_an_archive_of_which_only_the_beginning_came_is_told() -> None:
    begun = gzip.compress(response("https://e.com/1", HTML))[:20]
    found = list(captures(io.BytesIO(begun), "gzip", "a.warc.gz", "", 1 << 24))
    assert [(own.where, own.reason) for own in found if isinstance(own, Rejected)] == [("a.warc.gz:0", "truncated")]


def test_a_record_that_is_too_large_is_rejected_packed_or_not(tmp_path: Path) -> None:
    bomb = gzip.compress(b"<p>x" * 3_000_000)
    records = [
        response("https://e.com/bomb", bomb, headers="Content-Encoding: gzip\r\n"),
        response("https://e.com/large", "<p>" + "x" * 3_000_000),
        response("https://e.com/0", PAGES[0]),
    ]
    settings = RunSettings(CleanSettings(page_bytes=2 << 20), workers=1)
    out, summary = cleaned(tmp_path, {"a.warc.gz": zipped(records)}, settings)
    assert summary.rejected == {"too-large": 2}
    assert [own["id"] for own in rows(out, "documents")] == ["https://e.com/0"]


def test_pages_in_another_language_are_rejected_if_asked(tmp_path: Path) -> None:
    english = page(("The ministry said on Monday that the work on the new road will begin next month.",) * 20)
    records = {"a.warc": response("https://e.com/ar", PAGES[0]) + response("https://e.com/en", english)}
    out, summary = cleaned(tmp_path, records, RunSettings(CleanSettings(language="ar"), workers=1))
    assert summary.rejected == {"other-language": 1}
    assert [own["id"] for own in rows(out, "documents")] == ["https://e.com/ar"]


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.youm7.com/story/1", "youm7.com"),
        ("http://news.bbc.co.uk:80/x", "bbc.co.uk"),
        ("https://x.blogspot.com/", "x.blogspot.com"),
        ("http://10.0.0.1/x", "10.0.0.1"),
        ("no address", ""),
        ("http://[", ""),
        ("https://خبر.com/1", "خبر.com"),
    ],
)
def test_the_registered_domain_stands_for_the_publisher(url: str, domain: str) -> None:
    assert registered_domain(url) == domain


def test_many_small_records_are_read_in_linear_time() -> None:
    request = record(WarcRecordType.request, "https://e.com/", "application/http; msgtype=request", b"GET /\r\n\r\n")
    found = list(captures(io.BytesIO(request * 20_000), "", "a.warc", "", 1 << 20))
    assert len(found) == 20_000
    assert [one.name for one in found if isinstance(one, Capture)][-1] == f"a.warc:{19_999 * len(request)}"


@pytest.mark.parametrize(("compress", "cut"), [(bytes, 5), (bytes, 400), (gzip.compress, 400)])
def test_a_truncated_record_is_rejected_with_its_offset(compress: Callable[[bytes], bytes], cut: int) -> None:
    """The offset is that of the record in the uncompressed file, wherever in it the file ends."""
    first, last = (compress(response(f"https://e.com/{n}", html)) for n, html in enumerate(PAGES[:2]))
    compression: Any = "" if compress is bytes else "gzip"
    whole, broken = captures(io.BytesIO(first + last[:-cut]), compression, "a.warc", "", 1 << 20)
    assert isinstance(whole, Capture)
    assert isinstance(broken, Rejected)
    assert (broken.where, broken.reason) == (f"a.warc:{len(response('https://e.com/0', PAGES[0]))}", "truncated")


@given(st.binary(max_size=400), st.integers(0, 2000), st.integers(0, 60))
def test_damage_in_a_record_loses_no_other_one(data: bytes, at: int, gone: int) -> None:
    first, second = (response(f"https://e.com/{n}", "<p>نص") for n in range(2))
    middle = response("https://e.com/x", "<p>" + "x" * 1500)
    at = min(max(at, middle.index(b"\r\n\r\n") + 4), len(middle))  # its header is whole
    found = list(captures(io.BytesIO(first + middle[:at] + data + middle[at + gone :] + second), "", "a", "", 1 << 20))
    urls = [one.url for one in found if isinstance(one, Capture)]
    assert urls[0] == "https://e.com/0"
    assert urls[-1] == "https://e.com/1"


@pytest.mark.parametrize("kind", ["request", "metadata", "warcinfo", "resource"])
def test_a_record_with_too_great_a_length_swallows_no_other(kind: str) -> None:
    """Nor does one that is not read."""

    def made(kind: str, body: bytes, length: int) -> bytes:
        return b"WARC/1.0\r\nWARC-Type: %b\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (kind.encode(), length, body)

    whole = made("resource", b"page", 4)
    for length in (8, 9, 60, 10_000):
        found = list(captures(io.BytesIO(made(kind, b"abc", length) + whole), "", "a.warc", "", 1 << 20))
        first, last = found[0], found[-1]
        assert not isinstance(first, Capture)
        assert first.reason in ("broken-record", "truncated")
        assert isinstance(last, Capture)
        assert last.data == b"page"


@pytest.mark.parametrize("kind", ["response", "request", "resource"])
@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_a_record_that_claims_too_much_swallows_no_other(kind: str, compress: Callable[[bytes], bytes]) -> None:
    """Twelve of them, more than the file is read again for; one whose length leads into another's middle."""

    def made(kind: str, body: bytes, length: int) -> bytes:
        return b"WARC/1.0\r\nWARC-Type: %b\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n" % (kind.encode(), length, body)

    page, limit = made("resource", b"page", 4), 1 << 20
    filler = made("resource", b"x" * limit, limit)
    inner = b"text\r\n\r\n" + made("resource", b"no record of its own", 20) + b"x" * limit
    honest = made("resource", inner, len(inner))
    for length in (limit + 7, 2 * limit, 10**9, 10**14):
        lying = made(kind, b"abc", length)
        data = (honest + lying + page) * 6 + filler * 2 + (lying + page) * 6
        found = list(captures(io.BytesIO(compress(data)), "", "a.warc", "", limit))
        assert [one.data for one in found if isinstance(one, Capture) and len(one.data) < 9] == [b"page"] * 12
        assert [len(one.data) for one in found if isinstance(one, Capture) and len(one.data) > 99] == [limit] * 2
        told = [one.where for one in found if isinstance(one, Rejected) and one.reason == "broken-record"]
        at = [place.start() for place in re.finditer(re.escape(lying), data)]
        assert told == [f"a.warc:{place}" for place in at]
