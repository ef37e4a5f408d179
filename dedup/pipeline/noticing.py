"""What is wrong with a text as it comes: noticed and counted, with the remedy; the text stays as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from html.entities import html5
from typing import NamedTuple

from dedup.dates import Reading

REMEDIES: Mapping[str, str] = {
    "doubly-encoded": "text was once read in a wrong encoding; fetch the pages again in the right one",
    "table": "a text file begins with the header of a table, and is taken for one page; to read it row by row, let its "
    "name end in .tsv",
    "html": "tags or entities of HTML are left in the text; take the text out of the pages anew, or, where there are "
    "entities alone, pass it through html.unescape before it is cleaned",
}
"""What can be noticed of a text, and what to do about it."""
UNREAD_DATE, IMPOSSIBLE_DATE = "unread-date", "impossible-date"

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


class _Repair(NamedTuple):
    """What turns a misread text back: the bytes it was made from, and their encoding; in Python as well."""

    as_bytes: Callable[[str], bytes]
    right: str
    written: str


def _as_browsers_do(text: str) -> bytes:
    """The bytes of a text read as cp1252 or, where that has no character for a byte, as latin-1."""
    return "".join(c if c < "\u0100" else c.encode("cp1252").decode("latin-1") for c in text).encode("latin-1")


_WRONG = ("latin-1", "cp1252", "cp1256", "mac_roman")
_BYTES: tuple[tuple[Callable[[str], bytes], str], ...] = (
    *((partial(str.encode, encoding=wrong), f'{{what}}.encode("{wrong}")') for wrong in _WRONG),
    (
        _as_browsers_do,
        '"".join(c if c < "\\u0100" else c.encode("cp1252").decode("latin-1") for c in {what}).encode("latin-1")',
    ),
)
_REPAIRS = [
    _Repair(as_bytes, right, f'{written}.decode("{right}")')
    for right in ("utf-8", "cp1256")
    for as_bytes, written in _BYTES
]


def remedy_for(name: str, text: str) -> str:
    """What to do about what is wrong with this text; of a misread one, what turns it back is named if anything does."""
    if name != "doubly-encoded":
        return REMEDIES[name]
    for what, parts in (("text", [text]), ("line", text.split("\n"))):
        if repair := next((found for part in parts if _is_misread(part) and (found := _repair_of(part))), None):
            return (
                f"{REMEDIES[name]}, or turn each {what} back before it is cleaned: {repair.written.format(what=what)}"
            )
    return REMEDIES[name]


def date_remedy(written: str, reading: Reading) -> str:
    """Why a date is not read, and what to do about it."""
    why = "is in no form that is known"
    if reading.is_impossible:
        why = "is no day, or none from 1990 to 2032"
    elif reading.is_ambiguous:
        why = "may have the day or the month first"
    return f'"{" ".join(written.split()):.40}" {why}, and counts as unknown; write dates as 2024-05-31'


def is_table(text: str, text_field: str) -> bool:
    """Whether a text begins with the header of a table, with tabs in it, that has a column for the texts."""
    return "\t" in text and text_field in (name.strip() for name in text.partition("\n")[0].split("\t"))


def noticed(text: str) -> list[str]:
    """The names, of those in `REMEDIES`, of what is wrong with a text wherever it comes from."""
    found = []
    if _is_misread(text):
        found.append("doubly-encoded")
    if ("<" in text and _TAG.search(text)) or ("&" in text and _has_entity(text)):
        found.append("html")
    return found


def _is_misread(text: str) -> bool:
    return any(sign in text and proof.search(text) for sign, proof in _MISREADINGS)


def _repair_of(text: str) -> _Repair | None:
    """What turns a text into one that is not misread."""
    for repair in _REPAIRS:
        with suppress(UnicodeError):
            if not _is_misread(repair.as_bytes(text).decode(repair.right)):
                return repair
    return None


def _has_entity(text: str) -> bool:
    return any(match[1] is None or f"{match[1]};" in html5 for match in _ENTITY.finditer(text))
