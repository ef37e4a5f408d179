"""Hostile HTML: nothing raises, nothing is lost without a reason, and the time grows as the page does.

With `--large`, pages have 10 MB, and archives a hundred thousand records.
"""

from __future__ import annotations

import gzip
import io
import time

import pytest
import zstandard
from fastwarc.warc import WarcRecordType

import dedup
from dedup.files.archives import Capture, captures
from dedup.files.records import Record
from dedup.files.rejected import Rejected
from dedup.files.web_files import parse_captures
from dedup.web import page_from_html
from dedup.web.source import canonical
from tests.web.pages import BODY, record, response

LAST = f"<p>{BODY[0]}</p>"
# What a page begins with, what follows again and again, and what it ends with; `#` is a number.
SHAPES: dict[str, tuple[str, str, str]] = {
    "nested tables": ("", "<table><tr><td>نص# ", LAST),
    "nested lists": ("", "<ul><li>نص# ", LAST),
    "nested quotes": ("", "<blockquote>نص# ", LAST),
    "nested links": ("<p>", "<a href=/#>نص# ", LAST),
    "forms in forms": ("", "<form><x-y>نص# ", LAST),
    "unclosed tags": ("", "<div><span>نص# ", LAST),
    "unclosed tags of many names": ("", "<x-#>نص ", LAST),
    "ends without a beginning": ("", "<x-y></b>نص# ", LAST),
    "ends of blocks without a beginning": ("", "<x-y></div>نص# ", LAST),
    "formats that stay open": ("", "<p><font color=#>نص# ", LAST),
    "formats that cross": ("", "<p><b><i></b>نص# </p></i>", LAST),
    "text between rows": ("<table>", "نص# <tr>", LAST),
    "cells": ("<table><tr>", "<td>نص#", f"</table>{LAST}"),
    "options of a form": ("<select>", "<option>خيار#", f"</select>{LAST}"),
    "groups of options": ("<select>", "<optgroup label=x><option>خيار#", f"</select>{LAST}"),
    "options outside of forms": ("", "<div><option>نص# ", LAST),
    "one long attribute": ("<p class='", "relatedPost# ", f"'>نص</p>{LAST}"),
    "one long style": ("<p style='", "display:block;", f"'>نص</p>{LAST}"),
    "very many attributes": ("<p ", "data-a#=1 ", f">نص</p>{LAST}"),
    "entities": ("<p>", "&amp;&lt;&#1575;&copy", LAST),
    "one long entity": ("<p>&", "abcd", f";</p>{LAST}"),
    "entities that expand": ("<!DOCTYPE html [", "<!ENTITY a# '&a;&a;&a;&a;'>", f"]><p>&a;</p>{LAST}"),
    "nulls": ("<p>", " نص# \0<\0p>\0", LAST),
    "nothing but nulls": ("<p>", "\0", LAST),
    "less-than": ("<p>", "نص <", LAST),
    "open comment": (f"{LAST}<!--", "-", ""),
    "comments": ("", "<!-- # -->نص# ", LAST),
    "a word without an end": ("<p>", "ابجد", f"</p>{LAST}"),
    "a paragraph without an end": ("<p>", "نص# ", f"</p>{LAST}"),
    "line breaks": ("", "نص#<br>", LAST),
    "lines as they are written": ("<pre>", "نص#\n", f"</pre>{LAST}"),
    "links": ("", "<a href='/news/#'>نص#</a> ", LAST),
    "classes": ("", "<div class='relatedPost# x-share#'>نص#</div>", LAST),
    "hidden in a line": ("<p>", "نص# <i hidden>سر</i>", f"</p>{LAST}"),
    "script in script": (f"{LAST}<script>", "<!--<script>", ""),
    "drawings": ("", "<svg>", f"</svg>{LAST}"),
    "titles in parts": ("<title>", "خبر | ", f"</title>{LAST}"),
    "properties": ("", "<b itemprop=headline>نص# </b>", LAST),
    "dates": ("<h1>خبر</h1>", "<time datetime=2024-01-01>نص# </time>", LAST),
    "nested JSON": ("<script type='application/ld+json'>", '{"a":[', f"</script>{LAST}"),
    "articles in JSON": (
        "<script type='application/ld+json'>[",
        '{"@type":"NewsArticle","headline":"نص#"},',
        f"{{}}]</script>{LAST}",
    ),
}


def made(shape: str, characters: int) -> tuple[str, int]:
    """A page of a shape with about so many characters, and how often its piece is in it."""
    before, piece, behind = SHAPES[shape]
    count = max(8, characters // (len(piece) + 4 * piece.count("#")))
    pieces = (piece.replace("#", str(number)) for number in range(count)) if "#" in piece else [piece] * count
    return before + "".join(pieces) + behind, count


@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_html_is_read_whole_and_takes_time_as_it_is_long(shape: str, large: bool) -> None:
    """Ten times as much takes no more than thirty times as long: what grows with the square takes a hundred."""
    sizes, spent = ((1_000_000, 10_000_000) if large else (10_000, 100_000)), []
    for size in sizes:
        html, count = made(shape, size)
        started = time.process_time()
        text = page_from_html(html).text
        spent.append(time.process_time() - started)
        assert BODY[0] in text
        if "نص# " in SHAPES[shape][1]:
            words = set(text.split())
            assert all(f"نص{number}" in words for number in range(count))
    assert spent[1] < 30 * max(spent[0], 0.05)


@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_html_is_cleaned_and_tiled(shape: str, large: bool) -> None:
    html, _ = made(shape, 1_000_000 if large else 1_000)
    page = dedup.clean_html(html)
    assert "".join(page.original[span.start : span.end] for span in page.spans) == page.original
    assert BODY[0] in page.original


def test_many_tags_that_are_well_nested_are_read_as_few_are() -> None:
    """What bounds the nesting of long pages changes no other page."""
    row = "<div class=card><ul><li><a href=/x>رابط</a><li>نص<p>فقرة<select><option>خيار</select></ul></div>"
    few, many = (page_from_html(row * number + LAST) for number in (100, 900))
    assert many.text.split("\n")[:300] == few.text.split("\n")[:300]
    assert many.markup[:300] == few.markup[:300]
    assert len(many.markup) == 3 * 900 + 1


def test_long_pages_nest_as_in_browsers_and_have_few_options() -> None:
    """Both are what the parser takes long for: each costs a walk through all the others."""
    assert canonical("<x-y></b>نص" * 6000).count("<x-y>") == 512
    assert canonical("<div>نص" * 6000).count("<div>") == 512
    options = f"<select>{'<option>خيار' * 6000}</select>{LAST}"
    assert "<option" not in canonical(options)
    assert page_from_html(options).text == BODY[0]


def read(data: bytes, limit: int = 1 << 20) -> list[Record | Rejected]:
    found = captures(io.BytesIO(data), "", "a.warc", "", limit)
    return [own for item in found for own in (parse_captures([item]) if isinstance(item, Capture) else [item])]


@pytest.mark.parametrize("coding", ["gzip", "zstd", "gzip, gzip"])
def test_a_page_beyond_the_limit_is_rejected_with_its_offset(coding: str, large: bool) -> None:
    """1 GB of zeros with `--large`."""
    packed = gzip.compress(bytes(1 << (30 if large else 24)), 1)
    if coding == "zstd":
        packed = zstandard.compress(gzip.decompress(packed))
    elif coding == "gzip, gzip":
        packed = gzip.compress(packed)
    first, last = (response(f"https://e.com/{number}", LAST) for number in (0, 2))
    bomb = response("https://e.com/1", packed, headers=f"Content-Encoding: {coding}\r\n")
    whole, rejected, other = read(first + bomb + last)
    assert isinstance(whole, Record)
    assert isinstance(other, Record)
    assert isinstance(rejected, Rejected)
    assert (rejected.where, rejected.reason) == (f"a.warc:{len(first)}", "too-large")


def test_very_many_small_records_are_all_read(large: bool) -> None:
    count = 100_000 if large else 500
    request = record(WarcRecordType.request, "https://e.com/", "application/http; msgtype=request", b"GET /\r\n\r\n")
    pair = request + response("https://e.com/1", "<p>نص")
    started = time.process_time()
    found = captures(io.BytesIO(pair * count), "", "a.warc", "", 1 << 20)
    pages = skipped = 0
    for capture in found:
        assert isinstance(capture, Capture)
        (item,) = parse_captures([capture])
        pages += isinstance(item, Record) and item.text == "نص"
        skipped += isinstance(item, Rejected) and item.reason == "request"
    assert (pages, skipped) == (count, count)
    assert time.process_time() - started < 0.005 * count
