"""Furniture known by its form and its place, whatever its wording: dates, credits, topics, and what follows them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.boilerplate import forms
from dedup.boilerplate.dates import stamp_at
from dedup.boilerplate.outlets import is_outlet
from dedup.boilerplate.pieces import Unit
from dedup.boilerplate.repetition import HEAD, LABEL, LINE, REMARK, TAIL, Evidence

_CLOCK = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ ]*(?:ت[ ]م|ص|م|am|pm|صباحا|مساء))?")
_HEADING = re.compile(r"(?P<heading>(?:[^\W\d_]+[ ]){0,3}[^\W\d_]+)[ ]*[:：/|][ ]*(?P<payload>.+)")
_STRUCK = re.compile(r"[ ]*[-–—|/][ ]*")
_WRAPPED = re.compile(r"[*(\[«\s-]*(?P<name>[^()*\[\]«»]+?)[)\]»\s]*")
_BARE = re.compile(r"[^\W\d_]{3,12}[ ]+(?P<payload>.+)")
_ENDING_WORDS = 6
_STEP = r"[^\W\d_]+(?:[ ][^\W\d_]+){0,3}"
_BREADCRUMB = re.compile(rf"{_STEP}(?:[ ]*[>»›←][ ]*{_STEP}){{2,5}}|الرءيسيه(?:[ ]*[>»›←/|][ ]*{_STEP}){{1,5}}")
_STAFF = re.compile(r"\([ ]*(?:اعداد|تحرير|كتابه|ترجمه|تغطيه|شارك في)[ ][^()]{3,80}\)?")
_INITIALS = re.compile(r"[^\W\d_]{1,2}(?:[ ]?[./،][ ]?[^\W\d_]{0,2}){1,6}")
_DOUBLE_STAR = re.compile(r"\*[ ]?\*[ ]?\w")
_STARRED = re.compile(r"\*[ ]*(?!ال)[ء-ي]")  # `* كاتب سعودي`: a role, not a subject of which a note speaks
_SPOKEN_OF = 0.6  # of a name's words in the first paragraph: the article is about that person
_SIGNED_WORDS = 8
_EVENT = re.compile(r"(?:ال)?(?:ميلاد|وفاه|ولاده|تاسيس)|ولد|توفي?")  # `تاريخ الميلاد: 1936`
_PRINTED = re.compile(r"تحديث|نشر|توقيت|تاريخ|اضيف|موافق")
_DATE_WORD = re.compile(r"ال(?:ساعه|احد|اثنين|ثلاثاء|اربعاء|خميس|جمعه|سبت)|يوم|في|am|pm|ص|م|ه|صباحا|مساء")
_DIGIT = re.compile(r"\d")
_GAP = re.compile(r"[ :،,]+")
_OUTSIDE_WORDS, _DATED_WORDS = 2, 6
_HEAD_LINES = 4
_SHORT_LINE = 12
_CLOSING = ("source", "tags", "share", "nav", "comments", "related_item")
_SURE = 0.85
_TAIL_LINES = 12
_ENTRY = re.compile(r"[ء-ي][ ]+\d[\d.,]*[ ]*:[ ]*\d")
_DOUBLE = 2
_PLACE_REACH = 40
_HOUSE_WORDS = 3  # of an outlet or a place that no list has
_RULE_LINE = "rule-line"


def take_repeated(units: list[Unit], evidence: Evidence, source: str) -> None:
    """Whole lines that the crawl repeats."""
    for index, unit in enumerate(units):
        if unit.line is None or not unit.piece.is_prose:
            continue
        kinds = (REMARK,) if unit.form.is_remark else (LINE, LABEL)
        pages = max(evidence.documents(kind, unit.line.whole.hash, source) for kind in kinds)
        if pages and (index > 0 or _is_structured(unit.text)):
            label = "pubdate" if _is_date_line(unit.text) else "repeated_line"
            if label != "pubdate" and _ENTRY.search(unit.text):
                continue  # the numbers differ from page to page: a table of prices, a league
            unit.cut(label, f"repeated-line:source={source},docs={pages}", 0.9)


def repeated_heading(unit: Unit, text: str, evidence: Evidence, source: str) -> tuple[int, str, int]:
    """Where the words behind a repeated heading begin, what they make of the line, on how many pages it stands."""
    if unit.line is None or not unit.piece.is_prose or unit.form.is_finished or _INITIALS.fullmatch(unit.text):
        return 0, "", 0
    heading = unit.line.heading
    pages = evidence.documents(HEAD, heading.hash, source) if heading.end > heading.start else 0
    if not pages:
        return 0, "", 0
    wording, payload = text[heading.start : heading.end], text[heading.end : unit.line.end].strip(" ")
    label = _payload_label(payload)
    if label == "tags" and wording.endswith("/") and forms.is_name(payload):
        label = "byline"  # `استطلاع/ المحرر الثقافي`
    if label == "related_item" and forms.is_place(wording.rstrip(" :/")):
        label = ""  # a dateline
    return heading.end, label, pages


def repeated_ending(unit: Unit, evidence: Evidence, source: str) -> tuple[int, int]:
    """Where a repeated ending of the line begins, and on how many pages it stands; 0 pages for none."""
    if unit.ending is None or not unit.piece.is_prose or unit.form.is_finished or _INITIALS.fullmatch(unit.text):
        return 0, 0
    return unit.ending.start, evidence.documents(TAIL, unit.ending.hash, source)


def credit_ending(unit: Unit) -> tuple[int, str, str]:
    """Where a credit or a foreign label begins behind the last sentence of a line, its label and rule; else 0."""
    ending = unit.ending
    if ending is None or not unit.piece.is_prose or unit.form.is_finished or not 1 <= ending.words <= _ENDING_WORDS:
        return 0, "", ""
    text = unit.text[ending.start - unit.piece.start :]
    match = _HEADING.fullmatch(text) or _BARE.fullmatch(text)
    if match and match.re is _BARE and " " not in match["payload"] and match["payload"].startswith("ال"):
        return 0, "", ""  # `عودة الحياة`: many outlets are named with everyday words
    if match and is_outlet(match["payload"].strip(" .*")):
        return ending.start, "source", "credit-ending"
    return 0, "", ""


def take_edges(units: Sequence[Unit]) -> None:
    """What lines above the first and below the last paragraph are by their form: dates, credits, bylines."""
    head, tail = _head(units), _tail(units)
    listed = sum(unit.alone for unit in tail) > _TAIL_LINES  # a list of its own, with dates and names in it
    edges = [u for u in (*head[:_HEAD_LINES], *(tail[-_HEAD_LINES:] if listed else tail)) if u.piece.is_prose]
    if edges:
        _take_breadcrumb(head)
        _take_dates(edges)
        _take_credits(edges, units[0])
        _take_bylines(head, units)


def _take_breadcrumb(head: Sequence[Unit]) -> None:
    """The path of sections above a headline: `الرئيسية » أخبار » اقتصاد`."""
    for unit in head[:_HEAD_LINES]:
        if unit.alone and unit.form.words <= _SHORT_LINE and _BREADCRUMB.fullmatch(unit.text):
            unit.cut("nav", "breadcrumb", 0.85)


def _take_dates(edges: Sequence[Unit]) -> None:
    """A line that is a date and hardly a word more."""
    for unit in edges:
        if unit.alone and _is_date_line(unit.text):
            unit.cut("pubdate", "date-line", 0.85)


def _take_credits(edges: Sequence[Unit], top: Unit) -> None:
    """A line that is the name of an outlet, alone or behind a heading of a few words."""
    for unit in edges:
        if not unit.alone or unit.form.words > _SIGNED_WORDS:
            continue
        match = _HEADING.fullmatch(unit.text)
        wrapped = _WRAPPED.fullmatch(unit.text)
        if match and is_outlet(match["payload"].strip(" .*")):
            unit.cut("source", "credit-line", 0.8)
        elif wrapped and is_outlet(wrapped["name"]) and unit is not top:
            unit.cut("source", "credit-line", 0.75)


def keep_speakers(units: Sequence[Unit]) -> None:
    """`كتب المؤرخ:` between a paragraph and more of the text says who speaks: no byline stands there."""
    for index, unit in enumerate(units):
        if unit.piece.label != "byline" or not 0 < index < len(units) - 1 or not unit.text.endswith(":"):
            continue
        speaks = units[index - 1].is_paragraph and units[index + 1].piece.is_prose
        if speaks and not forms.is_person(" ".join(unit.text.split()[1:])):
            unit.restore()


def take_topics(units: Sequence[Unit]) -> None:
    """A line below the last paragraph that only says words of the page again, behind a heading of a few words."""
    tail = _tail(units)
    said: set[str] = set()
    for unit in tail:
        match = _HEADING.fullmatch(unit.text) if unit.alone else None
        payload = match["payload"] if match else unit.text if unit.alone and "_" in unit.text else ""
        if not payload:
            continue
        topics = forms.words(payload.replace("_", " "))
        separate = sum(payload.count(mark) for mark in "،,؛|_")
        if not topics or not separate or not forms.are_topics(payload):
            continue
        said = said or _words_of(units[: len(units) - len(tail)])
        if sum(word in said for word in topics) >= 0.8 * len(topics):
            unit.cut("tags", "topics-of-the-page", 0.8)


def _words_of(units: Sequence[Unit]) -> set[str]:
    return {word for unit in units if unit.piece.is_prose for word in forms.words(unit.text)}


def _take_bylines(head: Sequence[Unit], units: Sequence[Unit]) -> None:
    """Who wrote it, right above the first paragraph: a name, `name – place`, `place: name`."""
    lead = units[len(head)].text if len(head) < len(units) else ""
    for unit in head[:_HEAD_LINES]:
        if not unit.alone or unit.form.words > _SIGNED_WORDS or unit.form.is_finished:
            continue
        named, person = False, _person_beside(unit.text)
        if _is_signature(unit.text) or (person and forms.echo(person, lead) < _SPOKEN_OF):
            unit.cut("byline", "name-and-place", 0.8)
        elif unit.text[-1] in "-–—":
            named = _is_author(unit.text.strip(" -–—"))
        else:
            named = unit is not units[0] and forms.is_person(unit.text, alone=True)
            named = named and forms.echo(unit.text, lead) < _SPOKEN_OF
        if named:
            unit.cut("byline", "name-line", 0.75)


def _is_author(text: str) -> bool:
    short = forms.count_words(text) == _DOUBLE and forms.is_name(text)
    return short or forms.is_person(text) or is_outlet(text) or forms.is_place(text)


def take_signatures(units: Sequence[Unit]) -> None:
    """Who wrote it, below the last paragraph."""
    tail = _tail(units)
    starred = sum(unit.text.startswith("*") for unit in tail)
    standing = sum(unit.alone for unit in tail)
    for unit in tail:
        if unit.alone and not unit.form.is_finished and unit.form.words <= _SHORT_LINE:
            _sign(unit, last=standing == 1, noted=starred == 1)
            standing -= not unit.alone
    _restore_stars(tail)


def _restore_stars(tail: Sequence[Unit]) -> None:
    """A line of stars with more of the text below it parts two stanzas, and signs nothing off."""
    text_below = False
    for unit in reversed(tail):
        if unit.piece.is_prose:
            text_below = True
        elif text_below and unit.piece.rule == _RULE_LINE and "*" in unit.text:
            unit.restore()


def _is_signature(text: str) -> bool:
    """`name – place`, `outlet – place`, `place: name`, `wrote: name`, `wrote name:`."""
    place, colon, name = text.strip(" *").partition(":")
    if colon and not name:
        return forms.is_person(" ".join(place.split()[1:]))
    if colon and forms.count_words(place) == 1 and forms.is_person(name):
        return True
    if colon:
        return forms.is_place(place) and (
            forms.is_person(name) or (text.endswith("*") and forms.is_name(name.strip(" *")))
        )
    parts = [part for part in _STRUCK.split(text.strip(" :*")) if part]
    if len(parts) != _DOUBLE or not all(map(forms.is_name, parts)):
        return False
    return any(map(is_outlet, parts)) or sum(map(forms.is_place, parts)) == 1


def _person_beside(text: str) -> str:
    """The person in `name – outlet` or `report / name`, whatever the outlet or the place; empty where it is no such."""
    parts = [part for part in _STRUCK.split(text.strip(" :*-–—")) if part]
    people = [part for part in parts if forms.is_person(part, alone=True)]
    if len(parts) != _DOUBLE or len(people) != 1 or not all(map(forms.is_name, parts)):
        return ""
    return people[0] if min(map(forms.count_words, parts)) <= _HOUSE_WORDS else ""


def _sign(unit: Unit, *, last: bool, noted: bool) -> None:
    """Who a line below the last paragraph says wrote it: a starred note, credits in brackets, initials, a name."""
    if not unit.form.words:
        unit.cut("other", _RULE_LINE, 0.75)
    elif _DOUBLE_STAR.match(unit.text):
        unit.cut("caption", "double-starred", 0.75)
    elif noted and _STARRED.match(unit.text) and unit.form.words > 1:
        unit.cut("byline", "starred-note", 0.75)
    elif _STAFF.fullmatch(unit.text):
        unit.cut("byline", "staff-credits", 0.85)
    elif _INITIALS.fullmatch(unit.text):
        unit.cut("byline", "initials", 0.75)
    elif last and forms.is_person(unit.text, alone=True):
        unit.cut("byline", "name-line", 0.72)


def take_tail(units: Sequence[Unit]) -> None:
    """A few short unfinished lines behind credits, buttons or lists below the last paragraph are more of the same."""
    after = False
    tail = _tail(units)
    if sum(unit.alone for unit in tail) > _TAIL_LINES:
        return  # a list of its own: a cast, the tribes of a country
    for unit in tail:
        if not unit.piece.is_prose:
            closes = unit.piece.label in _CLOSING and not unit.is_open_credit
            after = after or (closes and unit.piece.confidence >= _SURE)
        elif after and unit.alone and unit.form.words <= _SHORT_LINE and not unit.form.is_finished:
            unit.cut("other", "tail-line", 0.72)


def _payload_label(payload: str) -> str:
    stamp = stamp_at(payload, 0, len(payload))
    if stamp and forms.count_words(payload[stamp.end :]) <= _OUTSIDE_WORDS:
        return "pubdate"
    if is_outlet(payload.strip(" .*")):
        return "source"
    form = forms.form(payload)
    if form.words >= 4 and form.is_headline:
        return "related_item"
    if forms.is_person(payload):
        return "byline"
    return "tags" if forms.are_topics(payload) and not re.search(r"\d", payload) else ""


def _is_date_line(text: str) -> bool:
    """Whether a line is a printed date or time, with at most a few words around it."""
    if not _DIGIT.search(text):
        return False
    for at in [0, *(match.end() for match in _GAP.finditer(text))]:
        stamp = stamp_at(text, at, len(text))
        if stamp:
            outside = [w for w in forms.words(text[:at] + " " + text[stamp.end :]) if not w.isdigit()]
            if forms.ends_sentence(text) or text[stamp.end :].lstrip(" ").startswith(":"):
                return False  # `12 أيلول 2022: توقف العمل`
            if any(_EVENT.fullmatch(word) for word in outside):
                return False
            if any(_PRINTED.search(word) for word in outside):
                return len(outside) <= _DATED_WORDS
            dating = all(_DATE_WORD.fullmatch(word) or forms.is_place(word) for word in outside)
            return len(outside) <= (_DATED_WORDS if dating else 0 if at else _OUTSIDE_WORDS)
    return _CLOCK.fullmatch(text) is not None


def is_dateline(text: str) -> bool:
    """`الرياض 26 شوال 1436 هـ واس`: a place, a date and the agency that reports from there."""
    for match in _DIGIT.finditer(text, 0, _PLACE_REACH):
        stamp = stamp_at(text, match.start(), len(text))
        if stamp:
            return match.start() > 0 and is_outlet(text[stamp.end :].strip(" .:"))
    return False


def _is_structured(text: str) -> bool:
    """Whether a first line is no headline: a struck line, Latin letters, hardly an Arabic letter."""
    return bool(re.search(r"[-–—|/]", text) or re.fullmatch(r"[a-z ]{4,40}", text) or not re.search("[ء-ي]{3}", text))


def _head(units: Sequence[Unit]) -> Sequence[Unit]:
    for index, unit in enumerate(units):
        if unit.is_paragraph:
            return units[:index]
    return ()


def _tail(units: Sequence[Unit]) -> Sequence[Unit]:
    for index in range(len(units) - 1, -1, -1):
        if units[index].is_paragraph:
            return units[index + 1 :]
    return ()
