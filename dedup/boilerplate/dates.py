"""Dates as Arabic news pages print them: finding one in a folded view, and reading it as ISO 8601."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

# Western months by their Egyptian/Gulf, Levantine, Maghrebi and English names, folded.
_MONTHS = {
    1: "يناير كانون_الثاني جانفي يناءر january jan",
    2: "فبراير شباط فيفري february feb",
    3: "مارس اذار march mar",
    4: "ابريل نيسان افريل april apr",
    5: "مايو ايار ماي may",
    6: "يونيو حزيران جوان يونيه june jun",
    7: "يوليو تموز جويليه يوليوز يوليه july jul",
    8: "اغسطس اب اوت غشت august aug",
    9: "سبتمبر ايلول شتنبر september sept sep",
    10: "اكتوبر تشرين_الاول october oct",
    11: "نوفمبر تشرين_الثاني نونبر november nov",
    12: "ديسمبر كانون_الاول دجنبر december dec",
}
_HIJRI = (
    "محرم صفر ربيع_الاول ربيع_الثاني ربيع_الاخر جمادي_الاولي جمادي_الاول جمادي_الاخره جمادي_الثانيه "
    "رجب شعبان رمضان شوال ذو_القعده ذي_القعده ذو_الحجه ذي_الحجه"
)
_WEEKDAYS = (
    "السبت الاحد الاثنين الثلاثاء الاربعاء الخميس الجمعه saturday sunday monday tuesday wednesday thursday friday "
    "sat sun mon tue wed thu fri"
)


def _names(words: str) -> str:
    return "|".join(sorted((w.replace("_", r"[ ]+") for w in words.split()), key=len, reverse=True))


_MONTH_NUMBER = {name.replace("_", " "): number for number, names in _MONTHS.items() for name in names.split()}
_MONTH = rf"(?:{_names(' '.join(_MONTHS.values()))})"
_ALIAS = rf"(?:[ ]*[(/][ ]*{_MONTH}[ ]*\)?)?"  # كانون الثاني (يناير), آذار/مارس
_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:(?:الساعه|at|-|,|،|\|)?[ ]*\d{1,2}:\d\d(?::\d\d)?(?:[ ]*(?:am|pm|ص|م|صباحا|مساء|ت[ ]م)(?!\w))?)"
_ZONE = r"(?:(?:\(?(?:gmt|utc|kst|ast)(?:[ ]?[+-]\d{1,2}(?::?\d\d)?)?\)?|بتوقيت(?:[ ][\w]+){1,2})(?![a-z]))"
_HIJRI_DATE = rf"\d{{1,2}}[ ]*(?:[-/ ][ ]*)?(?:{_names(_HIJRI)})[ ]*,?[ ]*1[34]\d\d[ ]*(?:ه(?:ـ|(?!\w)))?"
_DAY_FIRST = rf"\d{{1,2}}(?:st|nd|rd|th)?[ ]*[,/-]?[ ]*{_MONTH}{_ALIAS}[ ]*[,،/-]?[ ]*{_YEAR}"
_MONTH_FIRST = rf"{_MONTH}[ ]+\d{{1,2}}(?:st|nd|rd|th)?[ ]*[,،]?[ ]*{_YEAR}"
_ISO = rf"{_YEAR}[ ]*[-/.][ ]*\d{{1,2}}[ ]*[-/.][ ]*\d{{1,2}}(?:t(?=\d))?"
_NUMERIC = rf"\d{{1,2}}[ ]*[-/.][ ]*\d{{1,2}}[ ]*[-/.][ ]*(?:{_YEAR}|\d\d(?!\d))"
_DATE = rf"(?:{_DAY_FIRST}|{_MONTH_FIRST}|{_ISO}|{_NUMERIC}|{_HIJRI_DATE})"
_STAMP = re.compile(
    rf"(?:يوم[ ]+)?(?:(?:{_names(_WEEKDAYS)})[ ]*[,،:-]?[ ]*)?(?:في[ ]+)?{_DATE}(?:[ ]*م(?!\w))?"
    rf"(?:[ ]*(?:الموافق:?|-|/|\|)[ ]*{_DATE}(?:[ ]*[هم](?!\w))?)?(?:[ ]*,?[ ]*{_CLOCK})?(?:[ ]*{_ZONE})?"
)
_PARTS = (
    (
        re.compile(
            rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ]*[,/-]?[ ]*(?P<m>{_MONTH}){_ALIAS}[ ]*[,،/-]?[ ]*(?P<y>{_YEAR})"
        )
    ),
    (re.compile(rf"(?P<m>{_MONTH})[ ]+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ ]*[,،]?[ ]*(?P<y>{_YEAR})")),
    (re.compile(rf"(?P<y>{_YEAR})[ ]*[-/.][ ]*(?P<m>\d{{1,2}})[ ]*[-/.][ ]*(?P<d>\d{{1,2}})")),
    (re.compile(rf"(?P<d>\d{{1,2}})[ ]*[-/.][ ]*(?P<m>\d{{1,2}})[ ]*[-/.][ ]*(?P<y>{_YEAR})")),
    (re.compile(r"(?<!\d)(?P<d>\d{1,2})[-/.](?P<m>\d{1,2})[-/.](?P<y>\d\d)(?!\d)")),
)


class Stamp(NamedTuple):
    """A printed date at `start:end` of a view."""

    start: int
    end: int


def stamp_at(text: str, start: int, end: int) -> Stamp | None:
    """The longest printed date, with its weekday, clock and zone, that begins at `start` of a folded view."""
    match = _STAMP.match(text, start, end)
    return Stamp(match.start(), match.end()) if match else None


def read_date(text: str) -> str | None:
    """The first date in a folded text as ISO 8601 (`2023-09-12`); None where there is none, or only a Hijri one.

    Day before month in all-numeric dates, as Arabic pages print them; where only the other order is a date, that one.
    """
    for pattern in _PARTS:
        match = pattern.search(text)
        if match:
            iso = _iso(match["y"], match["m"], match["d"])
            if iso:
                return iso
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else _MONTH_NUMBER[" ".join(month.split())]
    for m, d in ((number, int(day)), (int(day), number)):
        try:
            return date(int(year) + (2000 if len(year) == 2 else 0), m, d).isoformat()
        except ValueError:
            continue
    return None
