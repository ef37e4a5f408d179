"""Dates as Arabic news pages print them: finding them in a folded text, and telling when an article was published."""

from __future__ import annotations

import re
from datetime import date
from importlib import resources
from typing import NamedTuple

# Western months, one a line, by their Egyptian/Gulf, Levantine, Maghrebi, English and French names, folded.
_MONTHS = (resources.files("dedup.boilerplate.lexicon") / "month_names.txt").read_text(encoding="utf-8").splitlines()
_NUMBER = {name.replace("_", ""): number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_BLANKS = "[ ]{0,3}"
_MONTH = "|".join(name.replace("_", _BLANKS) for name in sorted(" ".join(_MONTHS).split(), key=len, reverse=True))
_BREAK = rf"{_BLANKS}[-–—/.]{_BLANKS}"
_SOFT = rf"{_BLANKS}[-–—/.,،]?{_BLANKS}"
_DAY = r"(?<!\d)(\d\d?)(?:st|nd|rd|th|er)?"
_YEAR = r"((?:19|20)\d\d)(?!\d)"
_ALIAS = rf"(?:{_BLANKS}[-–—(/]{_BLANKS}(?:{_MONTH}){_BLANKS}\)?)?"  # كانون الثاني (يناير), آذار/مارس
# The order of day, month and year in each form, and the form: one group for each of the three.
_FORMS = (
    ("ymd", rf"(?<!\d){_YEAR}{_BREAK}(\d\d?|{_MONTH}){_BREAK}(\d\d?)(?!\d)"),
    ("dmy", rf"{_DAY}{_SOFT}(?:من[ ])?({_MONTH}){_ALIAS}{_SOFT}(?:(?:عام|سنه)[ ])?{_YEAR}"),
    ("dmy", rf"{_DAY}{_BREAK}(\d\d?){_BREAK}{_YEAR}"),
    ("mdy", rf"(?<!\w)({_MONTH}){_ALIAS}[ .]{{1,3}}(\d\d?)(?:st|nd|rd|th)?{_SOFT}{_YEAR}"),
    ("dmy", rf"{_DAY}{_BREAK}(\d\d?){_BREAK}(\d\d)(?!\d|{_BREAK}\d)"),
)
_DATE = re.compile("|".join(form for _, form in _FORMS))
_PURPOSE = re.compile(r"(تحديث|محدث|حدث في|تعديل|عدل في|updated|modified|mis a jour)|نشر|كتب في|publish|posted|publie")
_EARLIEST = date(1990, 1, 1)
"""Earlier dates, such as 1970-01-01, are what a program prints that knows none."""
_LATEST = date(2039, 12, 31)
"""Later ones are no dates of news. A fixed day, so that a page reads the same on every day."""


class PrintedDate(NamedTuple):
    """A date at `start:end` of a folded text, as ISO 8601, and whether it is when the page was last changed."""

    start: int
    end: int
    iso: str
    is_update: bool


def find_dates(text: str) -> list[PrintedDate]:
    """The dates in a folded text (`view(...).text`), in order; Hijri dates, clock times and impossible dates are none.

    Of all-numeric dates the day stands before the month, as Arabic pages print them; where only the other order is
    a date, that one. What lies before 1990 or after 2039 is taken for a placeholder.
    """
    found: list[PrintedDate] = []
    before = 0
    for match in _DATE.finditer(text):
        form = ((match.lastindex or 1) - 1) // 3
        written = dict(zip(_FORMS[form][0], match.groups()[3 * form : 3 * form + 3], strict=True))
        day = _date(written["y"], written["m"], written["d"])
        if day and _EARLIEST <= day <= _LATEST:
            purposes = [purpose[1] for purpose in _PURPOSE.finditer(text, before, match.start())]
            found.append(PrintedDate(*match.span(), day.isoformat(), bool(purposes and purposes[-1])))
        before = match.end()
    return found


def read_date(text: str) -> str | None:
    """When a page was published, as ISO 8601 (`2023-09-12`), by the folded text of its date lines.

    The first date that is not said to be an update; where all are, the first; None where there is no date.

    >>> read_date("اخر تحديث: 14 سبتمبر 2023 - نشر في 12 ايلول/سبتمبر 2023 10:30")
    '2023-09-12'
    """
    dates = find_dates(text)
    return next((found.iso for found in dates if not found.is_update), dates[0].iso if dates else None)


def _date(year: str, month: str, day: str) -> date | None:
    number = int(month) if month.isdigit() else _NUMBER["".join(month.split())]
    for m, d in ((number, int(day)), (int(day), number)):
        try:
            return date(int(year) + (2000 if len(year) == 2 else 0), m, d)
        except ValueError:
            continue
    return None
