"""What is wrong with a text as it comes: noticed and counted, with the remedy; the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5
from typing import NamedTuple

REMEDIES: Mapping[str, str] = {
    "doubly-encoded": "text in UTF-8 was once read as another encoding; fetch the pages again as UTF-8, or turn each "
    'text back before it is cleaned, as in text.encode("cp1252").decode("utf-8")',
    "html": "tags or entities of HTML are left in the text; take the text out of the pages anew, or, where there are "
    "entities alone, pass it through html.unescape before it is cleaned",
}
"""What can be noticed, and what to do about it."""

_TAGS = (
    "a abbr article aside b blockquote br button center code dd div dl dt em figcaption figure font footer form h1 h2 "
    "h3 h4 h5 h6 head header hr html i iframe img input ins label li link main meta nav noscript ol option p picture "
    "pre q s script section select small source span strike strong style sub sup svg table tbody td tfoot th thead "
    "time title tr u ul video"
).split()
_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS)})(?:\s[^<>]*|/)?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|([a-zA-Z][a-zA-Z0-9]{1,31}));")
_ALEF = "ا".encode()[-1:]  # the second byte of the most frequent letter: no Arabic text is without it


class _Misreading(NamedTuple):
    """How text looks that was read in the wrong encoding: a character to look for first, and what proves it.

    To look for one character takes next to no time, for two it takes fifty times as much.
    """

    sign: str
    proof: re.Pattern[str]


def _utf8_read_as(encoding: str, others: str = "") -> _Misreading:
    """Arabic letters in UTF-8, two bytes each, read as two characters of another encoding: three letters in a row."""
    lead = re.escape(b"\xd8\xd9\xda\xdb".decode(encoding))
    rest = re.escape(bytes(range(0x80, 0xC0)).decode(encoding, "ignore") + others)
    return _Misreading(_ALEF.decode(encoding), re.compile(f"(?:[{lead}][{rest}]){{3}}"))


_C1 = "".join(map(chr, range(0x80, 0xA0)))  # what latin-1 makes of the bytes that cp1252 has characters for
_MISREADINGS = (
    _utf8_read_as("cp1252", _C1),
    _utf8_read_as("cp1256"),
    _utf8_read_as("mac_roman"),
    # The same misread twice over.
    _Misreading("Ã", re.compile("(?:[Ã].[Â]?.){3}")),
    # The article of one-byte Arabic read as latin-1 or cp1252: several words of nothing but accented letters.
    _Misreading("Ç", re.compile(r"(?:\b[À-ÿ]{3,}\b.*?){3}", re.DOTALL)),
)


def noticed(text: str) -> list[str]:
    """The names, of those in `REMEDIES`, of what is wrong with a text."""
    found = []
    if any(sign in text and proof.search(text) for sign, proof in _MISREADINGS):
        found.append("doubly-encoded")
    if ("<" in text and _TAG.search(text)) or ("&" in text and _has_entity(text)):
        found.append("html")
    return found


def _has_entity(text: str) -> bool:
    return any(match[1] is None or f"{match[1]};" in html5 for match in _ENTITY.finditer(text))
