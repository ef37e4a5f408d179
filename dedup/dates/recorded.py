"""Dates in the fields of records, in any form, converted to ISO 8601 in UTC so that they sort as strings.

This module reads numbers and ISO 8601. Dates in words are read by `printed`, as on a page. General date parsers were
measured and are not used: `benchmarks/dates.py` compares them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, NamedTuple

from dedup.dates.bounds import EARLIEST, LATEST, is_plausible
from dedup.dates.clock import Clock, ahead_in, clock, find_clock, minutes_ahead
from dedup.errors import warn

_LONGEST = 100  # characters: a longer string is not a date; chosen
_LONGEST_SHAPE = 32  # characters of a form that is shown; chosen
_FORMS_SHOWN = 5  # in a warning; chosen
_ABSENT = frozenset({"", "nan", "nat", "none", "null", "n/a", "<na>", "-"})

# What to translate before a date is read: digits and minus signs to ASCII; direction marks and zero widths to nothing.
_ZEROS = (0x660, 0x6F0, 0xFF10)  # Arabic, Persian, wide
_SEEN: dict[int, str | int | None] = {zero + digit: 48 + digit for zero in _ZEROS for digit in range(10)}
_SEEN |= dict.fromkeys((0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_SEEN |= dict.fromkeys((0x2010, 0x2011, 0x2212), "-") | dict.fromkeys((0xA0, 0x202F), " ")
_ARABIC = re.compile("[\u0600-\u06ff\u200f]")  # letters, digits and the right-to-left mark

_USUAL = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(?:(Z)|([+-])(\d\d):?(\d\d)?)?)?", re.ASCII
)
_TIME = (
    r"(?:[Tt ]+|-(?=\d\d\.)|:(?=\d\d:))(?P<hour>\d\d?)"
    r"(?:[:.](?P<minute>\d\d?)(?:[:.](?P<second>\d\d?))?|(?P<minutes>\d\d)(?P<seconds>\d\d)?)?(?:[.,]\d+)?"
    r"(?:[ ]?(?P<half>[AaPp])\.?[Mm]\.?)?"
    r"(?:[ ]*(?:Z|UTC|GMT))?(?:[ ]*(?P<sign>[-+])(?P<zone_hours>\d\d?)(?::?(?P<zone_minutes>\d\d))?)?"
)
_ZONED = r"Z|[-+]\d\d:\d\d"  # a time zone after a day without a time: it changes nothing
_PARTED = re.compile(
    rf"(?P<year>\d{{4}})(?:(?P<mark>[-/.:])(?P<month>\d\d?)(?P=mark)(?P<day>\d\d?)(?:{_TIME}|{_ZONED})?)", re.ASCII
)
_BASIC = re.compile(rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:{_TIME}|{_ZONED})?", re.ASCII)
_MONTH = re.compile(r"(?P<year>\d{4})[-/](?P<month>\d\d?)|(?P<month_first>\d\d?)[-/](?P<year_last>\d{4})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-?W(\d\d)(?:-?(\d))?(T.*)?", re.ASCII)
_ORDINAL = re.compile(r"(\d{4})-(\d{3})(T.*)?|((?:19|20)\d\d)([0-3]\d\d)", re.ASCII)
_LONG_YEAR = re.compile(r"\+00(?=\d{4}-\d\d-\d\d)", re.ASCII)  # a year of six digits, as JavaScript writes some
_STAMP = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:\d{3})?", re.ASCII)  # 20240502100000
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", re.ASCII)
_SCRIPT = re.compile(r"\\?/Date\((-?\d+)(?:[-+]\d{4})?\)\\?/", re.ASCII)  # as .NET writes dates into JSON
_EPOCH = datetime(1970, 1, 1)
_SECONDS = range((EARLIEST - _EPOCH.date()).days * 86_400, ((LATEST - _EPOCH.date()).days + 1) * 86_400)
_UNITS = (1, 1_000, 1_000_000, 1_000_000_000)  # in one second: s, ms, µs, ns; a plausible day is plausible in one only


class Reading(NamedTuple):
    """The result of reading a date: `iso` is the date in ISO 8601, or empty.

    If it is empty: `is_absent` says that no date was given; `is_impossible`, that the form is known, but there is no
    such day, or it is before 1990 or after 2032 and so a placeholder; `is_ambiguous`, that two countries read the date
    differently. If none of these is true, the form is not known.
    """

    iso: str
    is_absent: bool = False
    is_impossible: bool = False
    is_ambiguous: bool = False


_NONE, _UNREAD, _IMPOSSIBLE = Reading("", is_absent=True), Reading(""), Reading("", is_impossible=True)
_AMBIGUOUS = Reading("", is_ambiguous=True)


def iso_date(given: object) -> str:
    """A date, or date and time in UTC, in ISO 8601; `2024-05` or `2024` if no more is given; empty if it is not read.

    Read are strings in ISO 8601 in all its forms and those that databases, feeds and log files print, with Arabic and
    Persian digits, months and weekdays in Arabic (of all countries), English and French, clocks of 12 and of 24 hours;
    numbers of seconds, milliseconds, microseconds and nanoseconds since 1970; and objects: `date`, `datetime`, those of
    pandas and NumPy. A time without a zone is taken as UTC; of a time in an unknown zone, or one that the clocks of its
    zone show twice or never, only the day is read.

    Forms such as `3/4/2015`, which two countries read differently, are not read unless Arabic letters, digits or marks
    show that the day comes first; a weekday beside one decides, and where it fits neither, the date is not read.
    Impossible days, and those before 1990 or after 2032, are not dates.

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
    """Many dates, read by `iso_date`, in the same order; empty for each that is not given or cannot be read.

    One warning counts those that are given but cannot be read, with the most frequent of their forms.
    """
    readings = [(one, read_recorded(one)) for one in given]
    unread = Counter(shape(one) for one, reading in readings if not (reading.iso or reading.is_absent))
    if unread:
        forms = ", ".join(f"{form} ({number:,})" for form, number in unread.most_common(_FORMS_SHOWN))
        more = f" and {len(unread) - _FORMS_SHOWN:,} forms more" if len(unread) > _FORMS_SHOWN else ""
        warn(
            f"{unread.total():,} of {len(readings):,} dates are not read, and count as unknown: {forms}{more}; "
            "write them as ISO 8601, between 1990 and 2032"
        )
    return [reading.iso for _, reading in readings]


def read_recorded(given: object) -> Reading:
    """Read a date as `iso_date` does, and say why it cannot be read."""
    return _of_string(given) if isinstance(given, str) else _of_object(given)


def shape(given: object) -> str:
    """The form of a date that was not read, to be shown to people: each digit as 9, shortened to 32 characters.

    >>> shape("3/4/2015")
    '9/9/9999'
    """
    written = " ".join(str(given).split())
    form = re.sub(r"\d", "9", written)
    return form if len(form) <= _LONGEST_SHAPE else form[: _LONGEST_SHAPE - 1] + "…"


def _of_object(given: object) -> Reading:
    """Read a date that is not a string: None, a number, a date object, a scalar of pandas or NumPy.

    None, NaN and NaT are absent. Booleans, numbers of 1e20 or more, arrays of several items and other objects are not
    read.
    """
    if given is None:
        return _NONE
    try:
        if given != given:  # NaN and its kin
            return _NONE
    except (TypeError, ArithmeticError):  # pandas.NA cannot say, nor a signalling NaN
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
    """Read a string; one of more than `_LONGEST` characters has an unknown form, or is absent where it is blank."""
    if len(written) > _LONGEST:
        return _UNREAD if written.strip() else _NONE
    return _of_short_string(written)


@lru_cache(maxsize=4096)  # most pages of a crawl share their day
def _of_short_string(written: str) -> Reading:
    """Read a string of at most `_LONGEST` characters; a day or time that does not exist is impossible, not an error."""
    try:
        return _read(written)
    except (ValueError, OverflowError):  # `datetime` raises these where there is no such day or time
        return _IMPOSSIBLE


def _read(written: str) -> Reading:
    """Try the forms of dates in turn.

    Raises ValueError where there is no such day, month or week, and OverflowError beyond the years 1 and 9999; an
    impossible time and a day that is not plausible are impossible readings.
    """
    if match := _USUAL.fullmatch(written):
        return _of_usual(match)
    text = " ".join(written.translate(_SEEN).split())
    if text.lower() in _ABSENT:
        return _NONE
    text = _LONG_YEAR.sub("", text) if text.startswith("+") else text
    if match := _PARTED.fullmatch(text) or _BASIC.fullmatch(text):
        return _of_parts(match)
    if match := _ORDINAL.fullmatch(text):
        year, number = int(match[1] or match[4]), int(match[2] or match[5])
        day = date(year, 1, 1) + timedelta(days=number - 1)
        return _with_time(day, match[3]) if day.year == year else _IMPOSSIBLE
    if _NUMBER.fullmatch(text):
        return _of_number(text)
    if match := _MONTH.fullmatch(text):
        return _of_month(int(match["year"] or match["year_last"]), int(match["month"] or match["month_first"]))
    if match := _WEEK.fullmatch(text):
        return _with_time(date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1)), match[4])
    if match := _SCRIPT.fullmatch(text):
        return _of_number(match[1])
    return _of_words(text, is_arabic=_ARABIC.search(written) is not None)


def _of_usual(match: re.Match[str]) -> Reading:
    """Read a date in the usual form, `2015-07-21` or `2015-07-21T02:51:32Z`, quickly: nearly all records have it.

    A missing second is 0; an offset is converted to UTC, and the time left out where there is no such zone. Impossible
    where no clock shows the time or the day is not plausible. Raises ValueError where there is no such day, and
    OverflowError as `_of_moment` does.
    """
    year, month, day, hour, minute, second, _, sign, zone_hours, zone_minutes = match.groups()
    own = date(int(year), int(month), int(day))
    if hour is None:
        return _of_day(own)
    if sign or not (hour < "24" and minute < "60" and (second is None or second < "60")):
        ahead = minutes_ahead(sign, zone_hours, zone_minutes)
        if ahead is None:
            return _of_day(own)
        return _of_moment(own, clock(int(hour), int(minute), int(second or 0), ahead))
    return Reading(f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}") if is_plausible(own) else _IMPOSSIBLE


def _of_parts(match: re.Match[str]) -> Reading:
    """Read a date whose numbers go from the year down to the second: a day where there is no hour, else a moment, with
    am/pm (ignored for hours above 12) and offset where stated. A missing minute or second is 0.

    Impossible where no clock shows the time or the day is not plausible; the day alone where there is no such zone.
    Raises ValueError where there is no such day, and OverflowError as `_of_moment` does.
    """
    day = date(*map(int, match.group("year", "month", "day")))
    if match["hour"] is None:
        return _of_day(day)
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"] in "Pp") if hour <= 12 else hour
    minute, second = (int(match[name] or match[f"{name}s"] or 0) for name in ("minute", "second"))
    ahead = minutes_ahead(*match.group("sign", "zone_hours", "zone_minutes"))
    return _of_day(day) if ahead is None else _of_moment(day, clock(hour, minute, second, ahead))


def _with_time(day: date, time: str | None) -> Reading:
    """Read a day that was counted from a week or a year, with the time that is written after it, `T` included.

    The form is unknown where `time` is no time; else as for `_of_parts`. Without `time`, only the day is read.
    """
    match = _PARTED.fullmatch(f"{day}{time or ''}")
    return _of_parts(match) if match else _UNREAD


def _of_number(text: str) -> Reading:
    """Read a number: digits such as 20240502100000, a year, or the time since 1970 in s, ms, µs or ns.

    Of other numbers, those above 0 and below the seconds of 1990 have an unknown form; the rest are impossible. Raises
    ValueError for digits of a day that does not exist.
    """
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
    """The reading of a month, as `2024-05`; impossible where its first day is not plausible.

    Raises ValueError where there is no such month.
    """
    return Reading(date(year, month, 1).isoformat()[:7]) if is_plausible(date(year, month, 1)) else _IMPOSSIBLE


def _of_words(text: str, *, is_arabic: bool) -> Reading:
    """Read a date in words, as a page prints it, with the time beside it; `is_arabic` as for `_of_day_in_words`.

    Only the date is read where there is no such time, its time zone is unknown, the clocks of its zone show it twice or
    never, or the date is no single day.
    """
    from dedup.arabic.view import view

    folded = view(text).text
    found = find_clock(folded)
    if found is None:
        return _of_day_in_words(folded, is_arabic)
    own = _of_day_in_words(" ".join(f"{folded[: found.start]} {folded[found.end :]}".split()), is_arabic)
    if found.time is None or len(own.iso) != len("2024-05-01"):
        return own
    day, time = date.fromisoformat(own.iso), found.time
    if found.zone:
        ahead = ahead_in(found.zone, day, time)
        return own if ahead is None else _of_moment(day, time._replace(ahead=ahead))
    return _of_moment(day, time)


@lru_cache(maxsize=4096)
def _of_day_in_words(folded: str, is_arabic: bool) -> Reading:
    """Read a day or a month in words, or a date of numbers that no other form fits.

    One of numbers whose day and month can be exchanged, or whose year has two digits, is ambiguous unless `is_arabic`
    or a weekday beside it decides; where that fits no order, it is ambiguous. Of several days, `published_date`
    chooses; a range of days is not read. A month is read only where nothing has the form of a day; where something has,
    but no day is plausible, the date is impossible.
    """
    from dedup.dates.printed import find_forms, is_range, published_date, read_month

    forms = list(find_forms(folded))
    if is_range(folded, forms):
        return _UNREAD
    found = published_date([form for form in forms if form.iso])
    if found is None:
        month = None if forms else read_month(folded)
        return _of_month(*month) if month else _IMPOSSIBLE if forms else _UNREAD
    is_certain = not found.is_guess or (is_arabic and not found.is_doubtful)
    return Reading(found.iso) if is_certain else _AMBIGUOUS


def _of_day(day: date) -> Reading:
    """The reading of a day, as `2024-05-01`; impossible where it is not plausible."""
    return Reading(day.isoformat()) if is_plausible(day) else _IMPOSSIBLE


def _of_moment(day: date, time: Clock | None) -> Reading:
    """The reading of a day and a time, converted to UTC.

    Impossible where `time` is None, since no clock shows it, or the day in UTC is not plausible. Raises OverflowError
    beyond the years 1 and 9999.
    """
    if time is None:
        return _IMPOSSIBLE
    since = timedelta(hours=time.hour, minutes=time.minute - time.ahead, seconds=time.second)
    return _of_naive(datetime(day.year, day.month, day.day) + since)


def _in_utc(moment: datetime) -> Reading:
    """The reading of a datetime, converted to UTC; one without a zone is in UTC already."""
    try:
        return _of_naive(moment if moment.tzinfo is None else moment.astimezone(timezone.utc).replace(tzinfo=None))
    except OverflowError:  # within a day of the year 1 or 9999
        return _IMPOSSIBLE


def _of_naive(moment: datetime) -> Reading:
    """The reading of a datetime in UTC; impossible where its day is not plausible."""
    return Reading(moment.isoformat(timespec="seconds")) if is_plausible(moment.date()) else _IMPOSSIBLE
