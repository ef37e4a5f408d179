"""Dates as Arabic news pages print them: find them in a folded text, and decide which is the date of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from importlib import resources
from typing import NamedTuple

from dedup.dates.bounds import is_plausible

# Western months, one a line, by their Egyptian/Gulf, Levantine, Maghrebi, English and French names, folded.
_MONTHS = (resources.files("dedup.dates") / "month_names.txt").read_text(encoding="utf-8").splitlines()
_NUMBER = {name.replace("_", ""): number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_BLANKS = "[ ]{0,3}"
_MONTH = "|".join(name.replace("_", _BLANKS) for name in sorted(" ".join(_MONTHS).split(), key=len, reverse=True))
_BREAK = rf"{_BLANKS}[-–—/.]{_BLANKS}"
_SOFT = rf"{_BLANKS}[-–—/.,،]?{_BLANKS}"
_DAY = r"(?<!\d)(\d\d?)(?:st|nd|rd|th|er)?"
_FIRST = "فاتح"  # the first of a month, in the Maghreb: فاتح ماي
_DAY_OR_FIRST = rf"(?<!\d)(\d\d?|(?<!\w){_FIRST}(?=[ ]))(?:st|nd|rd|th|er)?"
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_ALIAS = rf"(?:{_BLANKS}[-–—(/]{_BLANKS}(?:{_MONTH}){_BLANKS}\)?)?"  # كانون الثاني (يناير), آذار/مارس
# What may follow a year of two digits, which is otherwise a number of something: the end, a mark, a time of day.
_ENDS = r"(?=م?[ ]*(?:$|[\n|()\[\]،,;]|[-–—](?!\d)|\d\d?[:.]\d\d|(?:الساعه|عند|بتوقيت|gmt|utc)\b))"
# The forms of dates: the order of day, month and year, and a pattern with one group for each of them.
_FORMS = (
    ("ymd", rf"(?<!\d){_YEAR}{_BREAK}(\d\d?|{_MONTH}){_BREAK}(\d\d?)(?!\d)"),
    ("dmy", rf"{_DAY_OR_FIRST}{_SOFT}(?:(?:من|of)[ ])?(?:شهر[ ])?({_MONTH}){_ALIAS}{_SOFT}(?:(?:عام|سنه)[ ])?{_YEAR}"),
    ("dmy", rf"{_DAY}{_BREAK}(\d\d?){_BREAK}{_YEAR}"),
    ("mdy", rf"(?<!\w)({_MONTH}){_ALIAS}[ .]{{1,3}}(\d\d?)(?:st|nd|rd|th)?{_SOFT}{_YEAR}"),
    # 7/5/15, with one mark: 7.12 - 11.09 are two decimals.
    *(
        ("dmy", rf"{_DAY}{_BLANKS}{mark}{_BLANKS}(\d\d?){_BLANKS}{mark}{_BLANKS}(\d\d)(?!\d|{_BREAK}\d)")
        for mark in ("[-–—]", "/", r"\.")
    ),
    # 15 يناير 24: from 13 on, the last number is not an hour of a 12-hour clock.
    ("dmy", rf"{_DAY}{_SOFT}({_MONTH}){_ALIAS}(?:[ ]{{1,3}}|[-/.،,][ ]?)(1[3-9]|2\d|3\d)(?!\d){_ENDS}"),
)
_DATE = re.compile("|".join(form for _, form in _FORMS))
_TO = r"(?:[-–—/]|(?:الي|حتي|to|till|until)\b)"  # between the ends of a range: 12-14 سبتمبر 2023
_RANGE_BEFORE = re.compile(rf"(?<!\d)(?:\d\d?|(?<!\w)(?:{_MONTH}))[ ]*{_TO}[ ]*$")
_RANGE_BETWEEN = re.compile(rf"[ ]*{_TO}[ ]*")
_MONTH_ALONE = re.compile(rf"(?:شهر[ ])?({_MONTH}){_ALIAS}{_SOFT}{_YEAR}[ ]?م?")
# Weekdays, one a line from Monday on, by their Arabic, English and French names, folded.
_WEEKDAYS = (resources.files("dedup.dates") / "weekday_names.txt").read_text(encoding="utf-8").splitlines()
_DAY_OF_WEEK = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split()}
_WEEKDAY_BEFORE = re.compile(
    rf"(?<!\w)({'|'.join(_DAY_OF_WEEK)})[ .,،:|/()\[\]\n–—-]{{1,4}}(?:(?:الموافق|في|بتاريخ)[ :]{{1,3}})?$"
)
_WEEKDAY_BEHIND = re.compile(rf"م?[ ,،:|/()\[\]–—-]{{1,4}}({'|'.join(_DAY_OF_WEEK)})(?!\w)[ .,،:|/()\[\]\n–—-]{{0,4}}")
_LONGEST_WEEKDAY = 30  # characters before a date that its weekday is looked for in; chosen
_PURPOSE = re.compile(r"(تحديث|محدث|حدث في|تعديل|عدل في|updated|modified|mis a jour)|نشر|كتب في|publish|posted|publie")


class PrintedDate(NamedTuple):
    """A date at `text[start:end]` of a folded text.

    `iso` is the date in ISO 8601, empty where there is no such day or it is not plausible. `is_update` is true if it is
    the date of the last change of a page. `is_guess` is true if it has only numbers, which other countries read as
    another day, and no weekday beside it tells which. `is_doubtful` is true of a guess whose weekday fits no order.
    """

    start: int
    end: int
    iso: str
    is_update: bool
    is_guess: bool = False
    is_doubtful: bool = False


def find_dates(text: str) -> list[PrintedDate]:
    """The dates in a folded text (`view(...).text`), in order.

    In dates of numbers only, the day comes before the month, as Arabic pages print them; where only the other order is
    a date, or fits the weekday beside it, that order is read. Not returned are Hijri dates, times, impossible dates,
    and days before 1990 or after 2032, which are placeholders.
    """
    return [found for found in find_forms(text) if found.iso]


def find_forms(text: str) -> Iterator[PrintedDate]:
    """Everything in a folded text that has the form of a date, in order; `iso` is empty for what `find_dates` omits.

    A date is an update if the last word such as `updated` or `published` between the date before and it means an
    update. A date of numbers only, day first, is a guess if its day and month can be exchanged or its year has two
    digits, unless one reading falls on the weekday that stands before or behind it: that one is read.
    """
    before = 0
    for match in _DATE.finditer(text):
        form = ((match.lastindex or 1) - 1) // 3
        order = _FORMS[form][0]
        written = dict(zip(order, match.groups()[3 * form : 3 * form + 3], strict=True))
        day = written["d"].replace(_FIRST, "1")
        days = [day for day in _days(written["y"], written["m"], day) if is_plausible(day)]
        is_guess = order == "dmy" and written["m"].isdigit() and (len(written["y"]) == 2 or len(days) > 1)
        weekday = _weekday_beside(match, before) if is_guess else None
        if fitting := [day for day in days if day.weekday() == weekday]:
            days, is_guess = fitting, len(fitting) > 1
        is_doubtful = weekday is not None and not fitting
        purposes = [purpose[1] for purpose in _PURPOSE.finditer(text, before, match.start())] if days else []
        is_update = bool(purposes and purposes[-1])
        yield PrintedDate(*match.span(), days[0].isoformat() if days else "", is_update, is_guess, is_doubtful)
        before = match.end()


def read_date(text: str) -> str | None:
    """The date of publication in ISO 8601 (`2023-09-12`), from the folded text of the date lines of a page.

    It is the first date that is not marked as an update; where all are, the first one; None where there is no date.

    >>> read_date("اخر تحديث: 14 سبتمبر 2023 - نشر في 12 ايلول/سبتمبر 2023 10:30")
    '2023-09-12'
    """
    found = published_date(find_dates(text))
    return found.iso if found else None


def published_date(dates: Sequence[PrintedDate]) -> PrintedDate | None:
    """The first date that is not an update; where all are updates, the first one; None for no dates."""
    return next((found for found in dates if not found.is_update), dates[0] if dates else None)


def is_range(text: str, forms: Sequence[PrintedDate]) -> bool:
    """Whether the first of the dates in a folded text ends or begins a range of days, such as `12-14 سبتمبر 2023`.

    `forms` are those that `find_forms` finds in it.
    """
    if not forms:
        return False
    if _RANGE_BEFORE.search(text[: forms[0].start]):
        return True
    days = {form.iso for form in forms[:2]}
    return len(days) > 1 and _RANGE_BETWEEN.fullmatch(text, forms[0].end, forms[1].start) is not None


def read_month(text: str) -> tuple[int, int] | None:
    """The year and month of a folded text that has nothing else, such as `مايو 2024`; None for other texts.

    >>> read_month("ايار/مايو 2024")
    (2024, 5)
    """
    match = _MONTH_ALONE.fullmatch(text)
    return (int(match[2]), _number_of(match[1])) if match else None


def _days(year: str, month: str, day: str) -> list[date]:
    """The days that exist of those possible: the one as written, then the one with day and month exchanged.

    Equal ones are listed once, and none may exist. A year of two digits is one from 2000 on.
    """
    full_year = int(year) + (2000 if len(year) == 2 else 0)
    number = _number_of(month)
    days: list[date] = []
    for m, d in dict.fromkeys(((number, int(day)), (int(day), number))):
        with suppress(ValueError):
            days.append(date(full_year, m, d))
    return days


def _weekday_beside(match: re.Match[str], first: int) -> int | None:
    """The weekday, 0 for Monday, that stands beside a date, after the place `first`; None where none does.

    It is the one before the date, else the one behind it, unless that is directly before another date.
    """
    if before := _WEEKDAY_BEFORE.search(match.string[max(first, match.start() - _LONGEST_WEEKDAY) : match.start()]):
        return _DAY_OF_WEEK[before[1]]
    behind = _WEEKDAY_BEHIND.match(match.string, match.end())
    return _DAY_OF_WEEK[behind[1]] if behind and not _DATE.match(match.string, behind.end()) else None


def _number_of(written: str) -> int:
    """The number of a month, from its folded name or its digits."""
    return int(written) if written.isdigit() else _NUMBER["".join(written.split())]
