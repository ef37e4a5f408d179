"""Furniture known by its form and its place, whatever its wording: dates, credits, topics, and what follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.boilerplate import forms
from dedup.boilerplate.dates import stamp_at
from dedup.boilerplate.outlets import is_outlet
from dedup.boilerplate.repetition import HEAD, LINE, REMARK, TAIL, Evidence
from dedup.boilerplate.units import Unit

_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ ]*(?:ت[ ]م|ص|م|am|pm|صباحا|مساء))?")
_HEADING = re.compile(r"(?P<heading>(?:[^\W\d_]+[ ]){0,3}[^\W\d_]+)[ ]*[:：/|][ ]*(?P<payload>.+)")
_STRUCK = re.compile(r"[ ]*[-–—|/][ ]*")
_WRAPPED = re.compile(r"[*(\[«\s-]*(?P<name>[^()*\[\]«»]+?)[)\]»\s]*")
_OUTSIDE_WORDS = 3
_HEAD_LINES = 4
_SHORT_LINE = 12
_DOUBLE = 2


def take_repeated(units: list[Unit], text: str, evidence: Evidence, source: str) -> None:
    """Lines, endings and headings that the crawl repeats."""
    if not evidence.found:
        return
    for index, unit in enumerate(units):
        if unit.line is None or not unit.piece.is_prose:
            continue
        line = unit.line
        pages = evidence.documents(REMARK if unit.form.is_finished else LINE, line.whole.hash, source)
        if pages and (index > 0 or _is_structured(unit.text)):
            label = "pubdate" if _is_date_line(unit.text) else "repeated_line"
            unit.cut(label, f"repeated-line:source={source},docs={pages}", 0.9)
            continue
        if unit.form.is_finished:
            continue
        pages = evidence.documents(HEAD, line.heading.hash, source) if line.heading.end > line.heading.start else 0
        label = _payload_label(text[line.heading.end : line.end].strip(" ")) if pages else ""
        if label and index > 0:
            unit.cut(label, f"repeated-heading:source={source},docs={pages}", 0.85)


def repeated_ending(unit: Unit, evidence: Evidence, source: str) -> tuple[int, int]:
    """Where a repeated ending of the line begins, and on how many pages it stands; 0 pages for none."""
    if unit.line is None or not unit.piece.is_prose or unit.form.is_finished or not evidence.found:
        return 0, 0
    ending = unit.line.ending
    return ending.start, (evidence.documents(TAIL, ending.hash, source) if ending.start > unit.line.start else 0)


def take_dates(units: Sequence[Unit]) -> None:
    """A line that is a date and hardly a word more, above the first or below the last paragraph."""
    for unit in _edges(units):
        if unit.alone and _is_date_line(unit.text):
            unit.cut("pubdate", "date-line", 0.85)


def take_credits(units: Sequence[Unit]) -> None:
    """A line outside the running text that is the name of an outlet, alone or behind a heading of a few words."""
    for index, unit in enumerate(_edges(units)):
        if not unit.alone or unit.form.words > 8:
            continue
        match = _HEADING.fullmatch(unit.text)
        wrapped = _WRAPPED.fullmatch(unit.text)
        if match and is_outlet(match["payload"].strip(" .*")):
            unit.cut("source", "credit-line", 0.8)
        elif wrapped and is_outlet(wrapped["name"]) and (index > 0 or unit is not units[0]):
            unit.cut("source", "credit-line", 0.75)


def take_topics(units: Sequence[Unit]) -> None:
    """A line below the last paragraph that only says words of the page again, behind a heading of a few words."""
    tail = _tail(units)
    if not tail:
        return
    said: set[str] = set()
    for unit in units[: len(units) - len(tail)]:
        if unit.piece.is_prose:
            said.update(forms.words(unit.text))
    for unit in tail:
        match = _HEADING.fullmatch(unit.text) if unit.alone else None
        payload = match["payload"] if match else unit.text if unit.alone and "_" in unit.text else ""
        topics = forms.words(payload.replace("_", " "))
        if topics and forms.are_topics(payload) and sum(word in said for word in topics) >= 0.8 * len(topics):
            unit.cut("tags", "topics-of-the-page", 0.8)


def take_bylines(units: Sequence[Unit]) -> None:
    """`name – place` or `name - outlet` right above the first paragraph."""
    for unit in _head(units)[:_HEAD_LINES]:
        parts = _STRUCK.split(unit.text.strip(" :*"))
        if not unit.alone or len(parts) != _DOUBLE or unit.form.words > 7 or unit.form.is_finished:
            continue
        if all(forms.is_name(part) for part in parts) and any(is_outlet(part) or is_place(part) for part in parts):
            unit.cut("byline", "name-and-place", 0.8)


def take_tail(units: Sequence[Unit]) -> None:
    """Short unfinished lines that follow the credits, buttons or lists below the last paragraph are more of the same."""
    after = False
    for unit in _tail(units):
        if not unit.piece.is_prose:
            after = after or unit.piece.label in ("source", "tags", "share", "nav", "comments", "related_item")
        elif after and unit.alone and unit.form.words <= _SHORT_LINE and not unit.form.is_finished:
            unit.cut("other", "tail-line", 0.72)


def is_place(folded: str) -> bool:
    """Whether a folded text is the name of an Arab city or country that datelines use."""
    return " ".join(folded.split()) in forms.places()


def _payload_label(payload: str) -> str:
    stamp = stamp_at(payload, 0, len(payload))
    if stamp and len(forms.words(payload[stamp.end :])) <= _OUTSIDE_WORDS:
        return "pubdate"
    if is_outlet(payload.strip(" .*")):
        return "source"
    form = forms.form(payload)
    if form.words >= 4 and form.is_headline:
        return "related_item"
    return "tags" if forms.are_topics(payload) else ""


def _is_date_line(text: str) -> bool:
    """Whether a line is a printed date or time, with at most a few words around it."""
    for at in [0, *(match.end() for match in re.finditer(r"[ :،,]+", text))]:
        stamp = stamp_at(text, at, len(text))
        if stamp:
            outside = forms.words(text[:at]) + forms.words(text[stamp.end :])
            return len(outside) <= _OUTSIDE_WORDS and not forms.ends_sentence(text)
    return _CLOCK.fullmatch(text) is not None


def _is_structured(text: str) -> bool:
    """Whether a first line is no headline: a struck line, a number, Latin letters."""
    return bool(re.search(r"[-–—|/\d]|[a-z]{2}", text))


def _head(units: Sequence[Unit]) -> Sequence[Unit]:
    first = next((i for i, unit in enumerate(units) if unit.is_paragraph), 0)
    return units[:first]


def _tail(units: Sequence[Unit]) -> Sequence[Unit]:
    last = next((i for i in range(len(units) - 1, -1, -1) if units[i].is_paragraph), len(units) - 1)
    return units[last + 1 :]


def _edges(units: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in (*_head(units)[:_HEAD_LINES], *_tail(units)) if unit.piece.is_prose]
