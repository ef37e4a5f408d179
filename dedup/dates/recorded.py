"""Dates of records as they come, brought to ISO 8601 in UTC so that they order as strings.

Numbers and ISO 8601 are read here, without a look at the words of any language; what else a date is written in is
found as on a page. General parsers were measured and are not used: `benchmarks/dates.py` says how they do.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple

from dedup.dates.bounds import EARLIEST, LATEST, is_plausible
from dedup.dates.clock import Clock, clock, find_clock, offset

_LONGEST = 100  # no date is longer
_LONGEST_SHAPE = 32
_ABSENT = frozenset({"", "nan", "nat", "none", "null", "n/a", "<na>", "-"})

# Digits and the minus sign as in ASCII; without marks of direction, zero widths and the like.
_ZEROS = (0x660, 0x6F0, 0xFF10)  # Arabic, Persian, wide
_SEEN: dict[int, str | int | None] = {zero + digit: 48 + digit for zero in _ZEROS for digit in range(10)}
_SEEN |= dict.fromkeys((0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_SEEN |= dict.fromkeys((0x2010, 0x2011, 0x2212), "-") | dict.fromkeys((0xA0, 0x202F), " ")
_ARABIC = re.compile("[\u0600-\u06ff\u200f]")  # letters and digits, and the mark that keeps a date from right to left

_USUAL = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?)?", re.ASCII
)
_TIME = (
    r"(?:[Tt ]+|-(?=\d\d\.)|:(?=\d\d:))(?P<hour>\d\d?)"
    r"(?:[:.](?P<minute>\d\d?)(?:[:.](?P<second>\d\d?))?|(?P<minutes>\d\d)(?P<seconds>\d\d)?)?(?:[.,]\d+)?"
    r"(?:[ ]?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:[ ]*(?:Z|UTC|GMT))?(?:[ ]*(?P<sign>[-+])(?P<zone_hours>\d\d?)(?::?(?P<zone_minutes>\d\d))?)?"
)
_ZONED = r"Z|[-+]\d\d:\d\d"  # behind a day alone it changes nothing
_PARTED = re.compile(
    rf"(?P<year>\d{{4}})(?:(?P<mark>[-/.:])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?:{_TIME}|{_ZONED})?)", re.ASCII
)
_BASIC = re.compile(rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:{_TIME}|{_ZONED})?", re.ASCII)
_MONTH = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d\d?)|(?P<month_first>\d\d?)[-/](?P<year_last>\d{4})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-?W(\d\d)(?:-?(\d))?(T.*)?", re.ASCII)
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(T.*)?", re.ASCII)
_STAMP = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:\d{3})?", re.ASCII)  # 20240502100000
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", re.ASCII)
_SCRIPT = re.compile(r"\\?/Date\((-?\d+)(?:[-+]\d{4})?\)\\?/", re.ASCII)  # what .NET writes into JSON
_EPOCH = datetime(1970, 1, 1)
_SECONDS = range((EARLIEST - _EPOCH.date()).days * 86_400, ((LATEST - _EPOCH.date()).days + 1) * 86_400)
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)  # a plausible day has a plausible number in one of them only


class Reading(NamedTuple):
    """What was read of a date: as ISO 8601, or empty, and then whether there was none.

    `is_impossible` tells that the form is known, but there is no such day, or it lies before 1990 or after 2032, as
    placeholders do; `is_ambiguous`, that two countries read it differently; of what is unread otherwise, the form is
    not known.
    """

    iso: str
    is_absent: bool = False
    is_impossible: bool = False
    is_ambiguous: bool = False


_NONE, _UNREAD, _IMPOSSIBLE = Reading("", is_absent=True), Reading(""), Reading("", is_impossible=True)
_AMBIGUOUS = Reading("", is_ambiguous=True)


def iso_date(given: object) -> str:
    """The date, or date and time in UTC, as ISO 8601; empty where it cannot be read safely.

    Read are strings in ISO 8601 in all its forms and those that databases, feeds and log files print, with Arabic and
    Persian digits, months and weekdays in Arabic (of all countries), English and French, clocks of 12 and of 24 hours;
    numbers of seconds, milliseconds, microseconds and nanoseconds since 1970; and objects: `date`, `datetime`, those of
    pandas and NumPy. Times without a zone are taken as UTC; of a time in a zone that is not known, the day alone.

    Forms such as `3/4/2015`, which two countries read differently, are not read unless letters, digits or marks say
    that the country is an Arabic one. Impossible days, and those before 1990 or after 2032, are no dates.

    >>> iso_date("2015-07-21 02:51:32")
    '2015-07-21T02:51:32'
    >>> iso_date("Tue, 21 Jul 2015 05:51:32 +0300")
    '2015-07-21T02:51:32'
    >>> iso_date("الثلاثاء ٢١ تموز ٢٠١٥، ٥:٥١ صباحًا")
    '2015-07-21T05:51:00'
    >>> iso_date(1437447092000)
    '2015-07-21T02:51:32'
    """
    return read_recorded(given).iso


def iso_dates(given: Iterable[object]) -> list[str]:
    """Many dates as `iso_date` reads them; a warning counts, form by form, those that are none."""
    readings = [(one, read_recorded(one)) for one in given]
    unread = Counter(shape(one) for one, reading in readings if not (reading.iso or reading.is_absent))
    if unread:
        forms = ", ".join(f"{form} ({number:,})" for form, number in unread.most_common(5))
        more = f" and {len(unread) - 5:,} forms more" if len(unread) > 5 else ""
        warnings.warn(
            f"{unread.total():,} of {len(readings):,} dates are not read, and count as unknown: {forms}{more}; "
            "write them as ISO 8601, between 1990 and 2032",
            stacklevel=3,
        )
    return [reading.iso for _, reading in readings]


def read_recorded(given: object) -> Reading:
    """The same as `iso_date`, and why there is none."""
    return _of_string(given) if isinstance(given, str) else _of_object(given)


def shape(given: object) -> str:
    """The form of a date that was not read, for people: digits as 9, shortened.

    >>> shape("3/4/2015")
    '9/9/9999'
    """
    written = " ".join(str(given).split())
    form = re.sub(r"\d", "9", written)
    return form if len(form) <= _LONGEST_SHAPE else form[: _LONGEST_SHAPE - 1] + "…"


def _of_object(given: object) -> Reading:
    if given is None:
        return _NONE
    try:
        if given != given:  # NaN and its kin
            return _NONE
    except TypeError:  # pandas.NA cannot say
        return _NONE
    except ValueError:  # an array
        return _UNREAD
    if isinstance(given, datetime):
        return _in_utc(given)
    if isinstance(given, date):
        return _of_day(given)
    if isinstance(given, float) or (isinstance(given, int) and not isinstance(given, bool)):
        return _of_string(repr(float(given) if isinstance(given, float) else given)) if abs(given) < 1e20 else _UNREAD
    item: Any = getattr(given, "item", None)  # a scalar of NumPy
    if callable(item) and isinstance(inner := item(), (int, float, date)):
        return _of_object(inner)
    return _UNREAD


def _of_string(written: str) -> Reading:
    if len(written) > _LONGEST:
        return _UNREAD if written.strip() else _NONE
    return _of_short_string(written)


@lru_cache(maxsize=4096)  # most pages of a crawl share their day
def _of_short_string(written: str) -> Reading:
    try:
        return _read(written)
    except (ValueError, OverflowError):  # which `datetime` raises for what is no day or no time
        return _IMPOSSIBLE


def _read(written: str) -> Reading:
    if match := _USUAL.fullmatch(written):
        return _of_usual(match)
    text = " ".join(written.translate(_SEEN).split())
    if text.lower() in _ABSENT:
        return _NONE
    if match := _PARTED.fullmatch(text) or _BASIC.fullmatch(text):
        return _of_parts(match)
    if _NUMBER.fullmatch(text):
        return _of_number(text)
    if match := _MONTH.fullmatch(text):
        return _of_month(int(match["year"] or match["year_last"]), int(match["month"] or match["month_first"]))
    if match := _WEEK.fullmatch(text):
        return _with_time(date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1)), match[4])
    if match := _ORDINAL.fullmatch(text):
        day = date(int(match[1]), 1, 1) + timedelta(days=int(match[2]) - 1)
        return _with_time(day, match[3]) if day.year == int(match[1]) else _IMPOSSIBLE
    if match := _SCRIPT.fullmatch(text):
        return _of_number(match[1])
    return _of_words(text, is_arabic=_ARABIC.search(written) is not None)


def _of_usual(match: re.Match[str]) -> Reading:
    """What nearly all records have, without a detour."""
    year, month, day, hour, minute, second, _, sign, zone_hours, zone_minutes = match.groups()
    own = date(int(year), int(month), int(day))
    if hour is None:
        return _of_day(own)
    if sign or not (hour < "24" and minute < "60" and (second is None or second < "60")):
        return _of_moment(own, clock(int(hour), int(minute), int(second or 0), offset(sign, zone_hours, zone_minutes)))
    return Reading(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}") if is_plausible(own) else _IMPOSSIBLE


def _of_parts(match: re.Match[str]) -> Reading:
    """Numbers from the year down."""
    day = date(*map(int, match.group("year", "month", "day")))
    if match["hour"] is None:
        return _of_day(day)
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in "Pp") if hour <= 12 else hour
    minute, second = (int(match[name] or match[f"{name}s"] or 0) for name in ("minute", "second"))
    return _of_moment(day, clock(hour, minute, second, offset(*match.group("sign", "zone_hours", "zone_minutes"))))


def _with_time(day: date, time: str | None) -> Reading:
    """A day that was counted from a week or a year, with the time behind it as it is written."""
    match = _PARTED.fullmatch(f"{day}{time or ''}")
    return _of_parts(match) if match else _UNREAD


def _of_number(text: str) -> Reading:
    """Digits such as 20240502100000, a year, or the time since 1970 in one of its units."""
    whole, _, fraction = text.partition(".")
    if not fraction.strip("0"):
        text = whole
    if match := _BASIC.fullmatch(text):
        return _of_parts(match)
    if match := _STAMP.fullmatch(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
        if EARLIEST.year <= year <= LATEST.year:
            return _of_moment(date(year, month, day), clock(hour, minute, second))
    if len(text) == 4 and text.isdigit():
        return Reading(text) if EARLIEST.year <= int(text) <= LATEST.year else _IMPOSSIBLE
    number = int(text) if text.isdigit() else float(text)
    for unit in _UNITS:
        if (seconds := int(number // unit)) in _SECONDS:
            return Reading((_EPOCH + timedelta(seconds=seconds)).isoformat())
    return _UNREAD if 0 < number < _SECONDS.start else _IMPOSSIBLE


def _of_month(year: int, month: int) -> Reading:
    return Reading(date(year, month, 1).isoformat()[:7]) if is_plausible(date(year, month, 1)) else _IMPOSSIBLE


def _of_words(text: str, *, is_arabic: bool) -> Reading:
    """A date as a page prints it, with the time beside it."""
    from dedup.arabic.view import view

    folded = view(text).text
    found = find_clock(folded)
    if found is None:
        return _of_day_in_words(folded, is_arabic)
    own = _of_day_in_words(" ".join(f"{folded[: found.start]} {folded[found.end :]}".split()), is_arabic)
    if found.time is None or len(own.iso) != len("2024-05-01"):
        return own
    return _of_moment(date.fromisoformat(own.iso), found.time)


@lru_cache(maxsize=4096)
def _of_day_in_words(folded: str, is_arabic: bool) -> Reading:
    from dedup.dates.printed import find_forms, published_date, read_month

    forms = list(find_forms(folded))
    found = published_date([form for form in forms if form.iso])
    if found is None:
        month = None if forms else read_month(folded)
        return _of_month(*month) if month else _IMPOSSIBLE if forms else _UNREAD
    return Reading(found.iso) if is_arabic or not found.is_guess else _AMBIGUOUS


def _of_day(day: date) -> Reading:
    return Reading(day.isoformat()) if is_plausible(day) else _IMPOSSIBLE


def _of_moment(day: date, time: Clock | None) -> Reading:
    if time is None:
        return _IMPOSSIBLE
    since = timedelta(hours=time.hour, minutes=time.minute - time.ahead, seconds=time.second)
    return _of_naive(datetime(day.year, day.month, day.day) + since)


def _in_utc(moment: datetime) -> Reading:
    try:
        return _of_naive(moment if moment.tzinfo is None else moment.astimezone(timezone.utc).replace(tzinfo=None))
    except OverflowError:  # within a day of the year 1 or 9999
        return _IMPOSSIBLE


def _of_naive(moment: datetime) -> Reading:
    return Reading(moment.isoformat(timespec="seconds")) if is_plausible(moment.date()) else _IMPOSSIBLE
