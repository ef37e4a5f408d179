"""Times of day that are written beside a date: hours, halves of the day in three languages, time zones."""

from __future__ import annotations

import re
from typing import NamedTuple

_AM = r"a\.?[ ]?m\.?|ص(?:باحا)?|فجرا"
_PM = r"p\.?[ ]?m\.?|م(?:ساءا?)?|ظهرا|عصرا"
_HALF = rf"(?:(?P<am>{_AM})|(?P<pm>{_PM}))(?!\w)"
_UTC = r"utc|gmt|ut|z|ب?توقيت (?:غ|ج)رينتش"
_OFFSET = rf"(?:{_UTC})?[ ]?(?P<sign>[-+])(?P<zone_hours>\d\d?)(?::?(?P<zone_minutes>\d\d))?(?!\d)"
# Time zones by hours ahead of UTC: names with one meaning in countries of Arabic news, and those of RFC 2822.
_NAMED = {
    0: ("z", "utc", "gmt", "ut", "wet", "غرينتش", "جرينتش", "غرينيتش"),
    1: ("cet", "west"),
    2: ("eet", "cest"),
    3: ("eest", "msk", "مكه", "مكه المكرمه", "السعوديه", "الرياض"),
    4: ("الامارات", "ابوظبي", "ابو ظبي", "دبي"),
    -4: ("edt",),
    -5: ("est", "cdt"),
    -6: ("cst", "mdt"),
    -7: ("mst", "pdt"),
    -8: ("pst",),
}
_ZONES = {name: hours for hours, names in _NAMED.items() for name in names}
_NAMES = "|".join(sorted(_ZONES, key=len, reverse=True))
_ELSEWHERE = r"(?:(?!sat|oct|sept|aout)[a-z]{1,4}t(?!\w)|[a-z]+/[a-z]\w+|ب?توقيت[ ]\w+)"  # ast, asia/riyadh
_CLOCK = re.compile(
    rf"(?<!\d)(?:(?<!\d[.:])|(?<=\d{{4}}:))(?:(?P<hour>\d\d?)(?:[ ]?h[ ]?|[ ]?[:.][ ]?)"
    rf"(?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?(?![:.]?\d)(?:[ ]*{_HALF})?"
    rf"|(?P<only>\d\d?)[ ]*{_HALF.replace('<am', '<only_am').replace('<pm', '<only_pm')})"
    rf"(?:[ ،,]*[(\[]?(?:{_OFFSET}|(?:ب?توقيت[ ])?(?P<name>{_NAMES})(?!\w)|(?P<elsewhere>{_ELSEWHERE})))?"
)


class Clock(NamedTuple):
    """A time of day, at most 24:00; `ahead` is how many minutes its time zone is ahead of UTC, 0 if none is given."""

    hour: int
    minute: int
    second: int
    ahead: int = 0


class Found(NamedTuple):
    """A time of day at `text[start:end]`; `time` is None if there is no such time, or its time zone is not known."""

    start: int
    end: int
    time: Clock | None


def find_clock(text: str) -> Found | None:
    """The first time of day in a folded text, on a clock of 24 hours, or None.

    Raises ValueError for an offset from UTC of more than 23 hours or 59 minutes.

    >>> find_clock("الساعه 9:05 مساء").time
    Clock(hour=21, minute=5, second=0, ahead=0)
    """
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour = int(match["hour"] or match["only"])
    if match["am"] or match["only_am"]:
        hour = 0 if hour == 12 else hour
    elif match["pm"] or match["only_pm"]:
        hour = hour + 12 if hour < 12 else hour
    time = clock(hour, int(match["minute"] or 0), int(match["second"] or 0), _ahead(match))
    return Found(*match.span(), None if match["elsewhere"] else time)


def clock(hour: int, minute: int, second: int, ahead: int = 0) -> Clock | None:
    """A time of day, or None where there is no such time; a leap second becomes the second before it."""
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    return Clock(hour, minute, min(second, 59), ahead)


def minutes_ahead(sign: str | None, hours: str | None, minutes: str | None) -> int:
    """How many minutes a time zone is ahead of UTC, from the parts of its offset, such as `+`, `3` and `00`.

    They are negative with the sign `-`, and 0 where all parts are None. Raises ValueError for more than 23 hours or 59
    minutes.
    """
    if int(hours or 0) > 23 or int(minutes or 0) > 59:
        raise ValueError(f"no zone is {sign}{hours}:{minutes} from UTC")
    ahead = int(hours or 0) * 60 + int(minutes or 0)
    return -ahead if sign == "-" else ahead


def _ahead(match: re.Match[str]) -> int:
    """How many minutes the time zone of a time is ahead of UTC; 0 where it names none."""
    if match["name"]:
        return _ZONES[match["name"]] * 60
    return minutes_ahead(*match.group("sign", "zone_hours", "zone_minutes"))
