"""The encoding of a page: from its byte order mark, the HTTP header, its `meta` element, or the look of its bytes."""

from __future__ import annotations

import codecs
import re

from dedup.encodings import likely_encoding, marked_encoding, stated_encoding

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_LOOKED_AT = 4096  # bytes in which browsers look for a `meta` element, four times over
# What browsers take these names for; windows-1256 pages often call themselves by the names of its neighbours.
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
_WESTERN = frozenset(("cp1252", "iso8859-15", "iso8859-9", "cp1254"))
_ARABIC = frozenset(("cp1256", "iso8859-6", "cp720", "cp864", "mac-arabic"))
# What a page may be in, beside those: of the standard for browsers. A page that names another, such as UTF-7 or an
# escape of Python, is read as if it named none.
_OTHERS = frozenset(
    "utf-8 big5 big5hkscs cp866 cp874 cp932 cp949 cp1250 cp1251 cp1253 cp1255 cp1257 cp1258 euc_jp euc_kr gb18030 "
    "gb2312 gbk hz iso2022_jp iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-7 iso8859-8 iso8859-10 iso8859-11 "
    "iso8859-13 iso8859-14 iso8859-16 koi8-r koi8-u mac-cyrillic mac-roman shift_jis".split()
)
_KNOWN = _WESTERN | _ARABIC | _OTHERS
_DAMAGED_SHARE = 0.1  # of the characters beyond ASCII: other encodings read as UTF-8 are nearly all damage
_SAMPLE = 65_536  # bytes
_ARTICLE = "ال"


def decoded(data: bytes, header: str = "") -> str:
    """The text of a page; `header` is the encoding that the HTTP header names. Any bytes give a text.

    Bytes that are valid UTF-8, or nearly, are read as UTF-8 whatever the page states; the same holds for UTF-16 and
    UTF-32. Else the first known encoding is taken that the header, the XML declaration or the `meta` element names, in
    this order; where none is known, what the bytes look like, else UTF-8. A named UTF-8, Western or Arabic encoding is
    passed over where the bytes look like Arabic in another, such as windows-1256. Invalid bytes become U+FFFD.
    """
    marked = stated_encoding(data) or marked_encoding(data)
    if marked:
        return data.decode(marked, "replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        if _is_damaged_utf8(data[:_SAMPLE]):
            return data.decode("utf-8", "replace")
    looks = likely_encoding(data)
    head = data[:_LOOKED_AT]
    named = [match[1].decode("ascii", "replace") for match in (_XML.match(head), _META.search(head)) if match]
    for name in (header, *named):
        codec = _codec(name)
        if codec and not (looks and _speaks_against(data[:_SAMPLE], codec, looks)):
            return data.decode(codec, "replace")
    return data.decode(looks or "utf-8", "replace")


def _speaks_against(data: bytes, codec: str, looks: str) -> bool:
    """Whether bytes that look like one Arabic encoding (`looks`) are probably not in `codec`, which the page names.

    Always so for a Western encoding and UTF-8, for an Arabic one if `looks` gives more definite articles, else never.
    """
    if codec in _ARABIC:  # then the article, the most frequent pair of letters, is missing in the wrong one
        return data.decode(looks, "replace").count(_ARTICLE) > data.decode(codec, "replace").count(_ARTICLE)
    return codec in _WESTERN or codec == "utf-8"


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether invalid UTF-8 is nearly valid: less than a tenth of its characters beyond ASCII are damaged."""
    beyond = [character for character in data.decode("utf-8", "replace") if character > "\x7f"]
    return beyond.count("\ufffd") < _DAMAGED_SHARE * len(beyond)


def _codec(name: str) -> str:
    """Python's name of an encoding that pages may be in, the name read as browsers do; empty for any other name."""
    name = name.strip().strip("\"'").lower()
    try:
        found = codecs.lookup(_MEANT.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return found if found in _KNOWN else ""
