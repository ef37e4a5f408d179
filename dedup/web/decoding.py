"""The encoding of a page: by its byte order mark, the HTTP header, its `meta` element, or what its bytes look like."""

from __future__ import annotations

import codecs
import re

from dedup.encodings import likely_encoding, stated_encoding

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_LOOKED_AT = 4096  # bytes in which browsers look for a `meta` element, four times over
# What browsers take these names for; windows-1256 pages often call themselves by the names of its neighbours.
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
_WESTERN = frozenset(("cp1252", "iso8859-15", "iso8859-9", "cp1254"))


def decoded(data: bytes, header: str = "") -> str:
    """The text of a page, `header` being the encoding that the HTTP header names; no bytes make it raise.

    UTF-8 that is valid is UTF-8 whatever a page says of itself, and where it says a Western encoding of bytes that
    are Arabic in windows-1256, the latter. Bytes that are not valid become U+FFFD.
    """
    marked = stated_encoding(data)
    if marked:
        return data.decode(marked, "replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    looks = likely_encoding(data)
    head = data[:_LOOKED_AT]
    named = [match[1].decode("ascii", "replace") for match in (_XML.match(head), _META.search(head)) if match]
    for name in (header, *named):
        codec = _codec(name)
        if codec and not (codec in _WESTERN and looks):
            return _by(data, looks if codec == "utf-8" and looks else codec)
    return _by(data, looks or "utf-8")


def _codec(name: str) -> str:
    """The name that Python has for an encoding of text, empty where there is none."""
    try:
        found = codecs.lookup(_MEANT.get(name.strip().lower(), name.strip()))
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding else ""


def _by(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "replace")
    except (UnicodeError, ValueError):  # `idna` and others that know no "replace"
        return data.decode("utf-8", "replace")
