"""Faults of input texts and dates that are counted and reported with a remedy; the texts are not changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import html5

import msgspec
from msgspec import structs

from dedup.arabic.misreading import has_escaped_letters, has_lost_letters, is_misread
from dedup.dates import Reading
from dedup.pipeline.figures.repairs import reread, unescaped
from dedup.stats import Noticed

REMEDIES: Mapping[str, str] = {
    "doubly-encoded": "text was once read in a wrong encoding; fetch the pages again in the right one",
    "lost-letters": "question marks or U+FFFD stand where letters were lost in a wrong encoding, which nothing brings "
    "back; fetch the pages again in the right one",
    "escaped-letters": "letters are written as escapes such as \\u0633, %D8%B3 or =D8=B3, as when a text is put into "
    "JSON, an address or a mail twice; write them as letters",
    "zero-characters": "the text has zero characters (U+0000), as when UTF-16 is read in another encoding; fetch the "
    "pages again in the right one, or remove them",
    "table": "a text file begins with the header of a table, and is taken for one page; to read it row by row, let its "
    "name end in .tsv",
    "json-lines": "a text file holds records in JSON, and is taken for one page; to read it record by record, let its "
    "name end in .jsonl or, for an array, in .json",
    "lone-surrogate": "the text or the id has half of a character, as of an emoji cut in two or a file name in another "
    "encoding, which few readers of JSON lines take; remove it, or use --format parquet, which has U+FFFD there",
    "escaped-line-ends": "a backslash and an n stand where lines end; turn them into line ends before the text is "
    'cleaned: text.replace("\\\\r\\\\n", "\\n").replace("\\\\n", "\\n")',
    "html": "tags or entities of HTML are left in the text; take the text out of the pages anew, or, where there are "
    "entities alone, pass it through html.unescape before it is cleaned; whole pages of HTML are read from files whose "
    "names end in .html, from a field of records that --html-field names, and by dedup.clean_html in Python",
}
"""The faults of a text that are looked for, each with its remedy."""
UNREAD_DATE, IMPOSSIBLE_DATE = "unread-date", "impossible-date"
"""The names of the faults of a date."""
OTHER_NAMES = "fields-not-read"
"""The name of the fault of a record whose fields are named `Id` or `url`, say, for `id`."""
# The faults of which Python code may undo the one of a text.
_UNDOING = {"doubly-encoded": reread, "escaped-letters": unescaped}
_OF_THIS_PAGE = "; this repairs the page named, and others were misread in another way"

# The elements of HTML that are recognised as tags left in a text.
_TAGS = (
    "a abbr article aside b blockquote br button center code dd div dl dt em figcaption figure font footer form h1 h2 "
    "h3 h4 h5 h6 head header hr html i iframe img input ins label li link main meta nav noscript ol option p picture "
    "pre q s script section select small source span strike strong style sub sup svg table tbody td tfoot th thead "
    "time title tr u ul video"
).split()
_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS)})(?:\s[^<>]*|/)?>|<!\[CDATA\[", re.IGNORECASE)
_ESCAPED = re.compile(r"\\n(?:\\n)*\s*[\u0621-\u064a«\"]")
_WHOLE_YEAR = re.compile(r"\d{4}")
_ARRAY, _LONGEST_RECORD = re.compile(r'\s*\[\s*\{\s*"'), 100_000
_ENTITY = re.compile(r"&(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|([a-zA-Z][a-zA-Z0-9]{1,31}));")


def remedy_for(name: str, text: str) -> str:
    """The remedy for a fault of this text; for misreadings and escapes with Python code that undoes them, if any does.

    The code is for the whole text or, where that cannot be undone, for the lines of it that can.
    """
    if name in _UNDOING and (code := _UNDOING[name](text)):
        return f"{REMEDIES[name]}, or turn each text back before it is cleaned: {code}"
    return REMEDIES[name]


def together(name: str, one: Noticed, other: Noticed) -> Noticed:
    """The sum of what was noticed on two sets of pages as the fault `name`.

    Where texts were misread in different ways, the code of the remedy is said to be that of the example alone.
    """
    both = one + other
    if name not in _UNDOING or one.remedy == other.remedy:
        return both
    remedy = both.remedy.removesuffix(_OF_THIS_PAGE)
    return both if remedy == REMEDIES[name] else structs.replace(both, remedy=remedy + _OF_THIS_PAGE)


def date_remedy(written: str, reading: Reading) -> str:
    """A clause that quotes the first 40 characters of a date, says why it was not read, and how to write it.

    The reason is a day that does not exist or is before 1990 or after 2032, an unclear order of day and month, or an
    unknown form.
    """
    why = "is in no form that is known"
    if reading.is_impossible:
        why = "is no day, or none from 1990 to 2032"
    elif reading.is_ambiguous:
        doubtful = "day or the month" if _WHOLE_YEAR.search(written) else "day, the month or the year"
        why = f"may have the {doubtful} first"
    return f'"{" ".join(written.split()):.40}" {why}, and counts as unknown; write dates as 2024-05-31'


def misnamed(text: str, text_field: str) -> list[str]:
    """What a text file is instead of one page: a list of `table` or `json-lines` (see REMEDIES), empty where neither.

    In a table, the first of several lines has the column `text_field`, among columns parted by tabs, commas or
    semicolons; in JSON lines, the first line is a JSON object with the member `text_field`. An array of such objects
    counts as JSON lines, too, by how it begins.
    """
    first, line_end, _ = text.partition("\n")
    if line_end and any(mark in first and text_field in _names(first, mark) for mark in "\t,;"):
        return ["table"]
    in_array = _ARRAY.match(text) and f'"{text_field}":' in text[:_LONGEST_RECORD].replace(" ", "")
    return ["json-lines"] if in_array or (first.startswith("{") and _is_record(first, text_field)) else []


def _names(header: str, mark: str) -> list[str]:
    """The names of the columns of a table whose header is parted by `mark`."""
    return [name.strip().strip('"') for name in header.split(mark)]


def _is_record(line: str, text_field: str) -> bool:
    """Whether a line is a JSON object with the member `text_field`."""
    try:
        record = msgspec.json.decode(line)
    except (ValueError, RecursionError):  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
        return False
    return isinstance(record, dict) and text_field in record


def noticed(text: str, identity: str = "") -> list[str]:
    """The faults of a text and of its id, by their names in REMEDIES; empty where there are none.

    `doubly-encoded`: it was decoded wrongly; `lost-letters`: letters were lost; `escaped-letters`: they are written as
    escapes; `zero-characters`: it has some (U+0000); `lone-surrogate`: it has one; `escaped-line-ends`: lines end in
    two characters; `html`: it has tags of usual HTML elements, or character references.
    """
    found = ["lone-surrogate"] if _has_lone_surrogate(text) or _has_lone_surrogate(identity) else []
    if "\\n" in text and _ESCAPED.search(text):
        found.append("escaped-line-ends")
    if is_misread(text):
        found.append("doubly-encoded")
    if has_lost_letters(text):
        found.append("lost-letters")
    if has_escaped_letters(text):
        found.append("escaped-letters")
    if "\0" in text:
        found.append("zero-characters")
    if ("<" in text and _TAG.search(text)) or ("&" in text and _has_entity(text)):
        found.append("html")
    return found


def _has_lone_surrogate(text: str) -> bool:
    """Whether a text has a lone surrogate, and so no form in UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _has_entity(text: str) -> bool:
    """Whether a text holds a character reference of HTML, numeric or with a name that HTML knows."""
    return any(match[1] is None or f"{match[1]};" in html5 for match in _ENTITY.finditer(text))
