"""Times of day that are written beside a date: hours, halves of the day in three languages, time zones."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

# Words for a part of the day, folded. Behind `في` and its kin they may have the article, which alone would be a name.
_WHEN = r"(?:(?:في|من|عند)[ ](?:ال)?)?"
_PARTS = {
    "am": rf"a\.?[ ]?m\.?|{_WHEN}(?:صباحا?|فجرا?|ضحي)|قبل[ ](?:ال)?ظهر|in[ ]the[ ]morning|du[ ]matin",
    "pm": rf"p\.?[ ]?m\.?|{_WHEN}(?:مساءا?|عصرا?|عشاء)|بعد[ ](?:ال)?ظهر|in[ ]the[ ](?:afternoon|evening)|du[ ]soir"
    r"|de[ ]l.apres[- ]midi",
    "noon": rf"{_WHEN}ظهرا?|noon",
    "night": rf"{_WHEN}ليلا?|(?:(?:قبل|بعد|عند|في)[ ])?منتصف[ ](?:ال)?ليل|(?:at[ ]|mid)night",
}
_LETTERS = {"ص": "am", "م": "pm"}  # only behind a time: before it, the second one may stand for the era of a year
_WORDS = "|".join(_PARTS.values())
_HALF = rf"{'|'.join(_LETTERS)}|{_WORDS}"
_ANYWHERE = re.compile(rf"(?<!\w)(?:{_WORDS}|ليله)(?!\w)")
_JUST_BEFORE = re.compile(rf"(?<!\w)({_WORDS})[ ،,:|–—-]*(?:(?:عند|في|علي)[ ])?(?:الساعه[ :]{{1,3}})?$")
_UTC = r"utc/gmt|gmt/utc|utc|gmt|ut|z|(?:ب?توقيت )?(?:غ|ج)ريني?تش"
# An offset of hours alone is none where it is the day of a date: `10:30 -15 مايو 2024`, `10:30-15/5/2024`.
_SIGNED = (
    rf"(?:(?P<utc>{_UTC})[ ]?)?[ ]?(?P<sign>[-+])(?P<zone_hours>\d\d?)(?:(?P<colon>:)?(?P<zone_minutes>\d\d))?"
    r"(?![-/.]?\d)"
)
_OFFSET = _SIGNED + r"(?(utc)|(?(zone_minutes)|(?![ ]*[^\W\d]+[ ]\d{2})))"
_WHOLE_OFFSET = _SIGNED + r"(?(utc)|(?(zone_minutes)|(?!)))"  # behind a date, hours alone may count anything
# Time zones by hours ahead of UTC: names with one meaning in countries of Arabic news, and those of RFC 2822.
_NAMED = {
    0: ("z", "utc", "gmt", "ut", "wet", "غرينتش", "جرينتش", "غرينيتش", "جرينيتش"),
    1: ("cet", "west"),
    2: ("eet", "cest"),
    3: ("eest", "msk", "مكه", "مكه المكرمه", "السعوديه", "الرياض", "ksa", "riyadh"),
    4: ("الامارات", "ابوظبي", "ابو ظبي", "دبي", "uae"),
    -4: ("edt",),
    -5: ("est", "cdt"),
    -6: ("cst", "mdt"),
    -7: ("mst", "pdt"),
    -8: ("pst",),
}
_ZONES = {name: hours for hours, names in _NAMED.items() for name in names}
_NAMES = "|".join(sorted(_ZONES, key=len, reverse=True))
# Places whose clocks are named with `بتوقيت`, folded, by their time zones. عمان and طرابلس are two places each, and
# القدس has two clocks.
_CLOCKS = {
    "africa/cairo": ("القاهره", "مصر"), "asia/beirut": ("بيروت", "لبنان"), "asia/damascus": ("دمشق", "سوريا", "سوريه"),
    "asia/amman": ("الاردن",), "asia/baghdad": ("بغداد", "العراق"), "asia/qatar": ("الدوحه", "قطر"),
    "asia/kuwait": ("الكويت",), "asia/bahrain": ("المنامه", "البحرين"), "asia/muscat": ("مسقط", "سلطنه عمان"),
    "asia/aden": ("صنعاء", "عدن", "اليمن"), "africa/khartoum": ("الخرطوم", "السودان"),
    "africa/tripoli": ("ليبيا",), "africa/tunis": ("تونس",), "africa/algiers": ("الجزاءر",),
    "africa/casablanca": ("الرباط", "الدار البيضاء", "المغرب"), "africa/nouakchott": ("نواكشوط", "موريتانيا"),
    "europe/istanbul": ("اسطنبول", "تركيا"), "europe/moscow": ("موسكو",), "europe/london": ("لندن",),
    "europe/paris": ("باريس",), "asia/tehran": ("طهران",), "america/new_york": ("نيويورك", "واشنطن"),
}  # fmt: skip
_CITIES = {name: zone for zone, names in _CLOCKS.items() for name in names}
_MOST_BEHIND, _MOST_AHEAD = 12 * 60, 14 * 60  # minutes, of all time zones
_PLACE = r"[a-z]+(?:/[a-z](?:[\w+-]*\w)?){1,2}(?!\w)|[a-z]{3}\d[a-z]{3}(?!\w)"  # asia/riyadh, etc/gmt+3, est5edt
_ELSEWHERE = (  # wib, ast, eastern time, heure de paris
    r"(?:wi(?:b|ta)(?!\w)|(?!sat|oct|sept|aout)[a-z]{1,4}t(?!\w)|(?:[a-z]+[ ]){1,3}time(?!\w)"
    r"|heures?[ ][a-z]\w+|ب?ا?ل?توقيت[ ]\w+|المغرب(?!\w))"  # a country, or the hour of sunset
)
_NAMED_ZONE = (
    rf"(?:ب?توقيت[ ])?(?P<name>{_NAMES})(?!\w|/|[ ](?:standard|daylight|summer))|(?P<place>{_PLACE})"
    rf"|ب?توقيت[ ](?P<city>{'|'.join(sorted(_CITIES, key=len, reverse=True))})(?!\w|[ ]راس)"
    rf"|(?P<elsewhere>{_ELSEWHERE})"
)
_CLOCK = re.compile(
    rf"(?<!\d)(?<!(?:utc|gmt)[-+])(?:(?<!\d[.:])|(?<=\d{{4}}:))(?:(?P<hour>\d\d?)(?:[ ]?h[ ]?|[ ]?[:.][ ]?)"
    rf"(?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d+)?)?(?![:.]?\d)(?:[ ]*(?P<half>{_HALF})(?!\w))?"
    rf"|(?P<only>\d\d?)[ ]*(?P<only_half>{_HALF})(?!\w))"
    rf"(?:[ ،,]*[(\[]?(?:{_OFFSET}|{_NAMED_ZONE})|[ ](?P<unsigned>\d\d:\d\d)$)?"  # `10:00 03:00` has lost its plus sign
)
_ELSEWHERE_IN_TEXT = re.compile(  # a zone that stands before the time; `توقيت النشر` is a label
    r"توقيت(?![ ](?:ال)?(?:نشر|تحديث|اضافه|اصدار|ارسال))|(?:utc|gmt)[ ]?[-+]\d"
)
_AT_THE_END = re.compile(
    rf"\d[ ،,]+[(\[]?(?:{_WHOLE_OFFSET}|{_NAMED_ZONE})[)\]]?$"
)  # behind the date: `10:00:00 2024 +0300`


class Clock(NamedTuple):
    """A time of day, at most 24:00; `ahead` is how many minutes its time zone is ahead of UTC, 0 if none is given."""

    hour: int
    minute: int
    second: int
    ahead: int = 0


class Found(NamedTuple):
    """A time of day at `text[start:end]`; `time` is None if there is no such time, or its time zone is not known.

    With a `zone`, the folded name of one such as `asia/riyadh`, `time` is what clocks there show: see `ahead_in`. For
    `بتوقيت القاهرة` it is `africa/cairo`.
    """

    start: int
    end: int
    time: Clock | None
    zone: str = ""


def find_clock(text: str) -> Found | None:
    """The first time of day in a folded text, converted to a clock of 24 hours; None where there is none.

    Its time zone stands behind it, or at the end of the text; one that stands before it is not known, nor is that of a
    span of hours (`10:30-11:30`). `Found.time` is then None, and so it is where a word for a part of the day may mean
    another hour.

    >>> find_clock("الساعه 9:05 مساء").time
    Clock(hour=21, minute=5, second=0, ahead=0)
    """
    match = _CLOCK.search(text)
    if match is None:
        return None
    hour = _hour(match)
    if hour is None:
        return Found(*match.span(), None)
    minute = int(match["minute"] or 0)
    zone = match
    if not (match["name"] or match["sign"] or match["place"] or match["city"] or match["elsewhere"]):
        zone = _AT_THE_END.search(text, match.end()) or match
        if zone is match and _ELSEWHERE_IN_TEXT.search(text):
            return Found(*match.span(), None)
    ahead = _ahead(zone)
    if match["unsigned"] or zone["elsewhere"] or ahead is None or _is_span(match, 60 * hour + minute, -ahead):
        return Found(*match.span(), None)
    named = zone["place"] or _CITIES.get(zone["city"], "")
    return Found(*match.span(), clock(hour, minute, int(match["second"] or 0), ahead), named)


def _hour(match: re.Match[str]) -> int | None:
    """The hour of a matched time, from 0 to 24, by the part of the day that is named just behind or before it.

    None where no such hour is in that part of the day, or where the word stands elsewhere and would change the hour: it
    may be that of another time, as in `11:00 - 2:00 بعد الظهر`.
    """
    hour = int(match["hour"] or match["only"])
    if word := match["half"] or match["only_half"]:
        return _hour_in(hour, word)
    before = match.string[: match.start()]
    if just_before := _JUST_BEFORE.search(before):
        return _hour_in(hour, just_before[1])
    words = _ANYWHERE.findall(before) + _ANYWHERE.findall(match.string, match.end())
    return hour if all(_hour_in(hour, word) == hour for word in words) else None


def _hour_in(hour: int, word: str) -> int | None:
    """The hour of a clock of 24 hours that shows `hour` in a part of the day; None where there is none.

    Hours above 12 stay. At noon is 12 to 3; at night 6 to 4, where 12 is the first hour of the day.
    """
    if hour > 12:
        return hour
    part = _LETTERS.get(word) or next((one for one, words in _PARTS.items() if re.fullmatch(words, word)), "night")
    if part == "noon":
        return {12: 12, 1: 13, 2: 14, 3: 15}.get(hour)
    if part == "night":
        return hour % 12 if hour % 12 <= 4 else hour + 12 if hour >= 6 else None
    return hour % 12 + (12 if part == "pm" else 0)


def _is_span(match: re.Match[str], first: int, last: int) -> bool:
    """Whether what was read as a time and its offset is a span of hours such as `10:30-11:30`.

    `first` and `last` are its two times in minutes of the day. It has no seconds, no blank before the hyphen and no
    name of a zone, and its second time is the later one.
    """
    joined = match["sign"] == "-" and match["colon"] and not (match["utc"] or match["second"])
    return bool(joined) and not match.string[match.start("sign") - 1].isspace() and first < last


def clock(hour: int, minute: int, second: int, ahead: int = 0) -> Clock | None:
    """A time of day, None where there is no such time; 24:00 is one, and a second 60 of any minute becomes 59."""
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    return Clock(hour, minute, min(second, 59), ahead)


def minutes_ahead(sign: str | None, hours: str | None, minutes: str | None) -> int | None:
    """How many minutes a time zone is ahead of UTC, from the parts of its offset, such as `+`, `3` and `00`.

    They are negative with the sign `-`, and 0 where all parts are None. None where there is no such zone: they go from
    12 hours behind UTC to 14 ahead of it.
    """
    ahead = int(hours or 0) * 60 + int(minutes or 0)
    ahead = -ahead if sign == "-" else ahead
    return ahead if -_MOST_BEHIND <= ahead <= _MOST_AHEAD and int(minutes or 0) < 60 else None


def ahead_in(zone: str, day: date, time: Clock) -> int | None:
    """How many minutes a zone such as `asia/riyadh` is ahead of UTC when its clocks show `time` on a day.

    None where the tz database of this machine has no such zone, or its clocks show the time twice or never, since they
    are set forward or back.
    """
    from zoneinfo import ZoneInfo  # not loaded where no record names a zone

    name = _zones().get(zone)
    if name is None:
        return None
    shown = datetime(day.year, day.month, day.day) + timedelta(hours=time.hour, minutes=time.minute)
    first, second = (shown.replace(tzinfo=ZoneInfo(name), fold=fold).utcoffset() for fold in (0, 1))
    return int(first.total_seconds()) // 60 if first is not None and first == second else None


@cache
def _zones() -> dict[str, str]:
    """The names of the time zones that this machine knows, by these names in small letters."""
    from zoneinfo import available_timezones

    return {name.lower(): name for name in available_timezones()}


def _ahead(match: re.Match[str]) -> int | None:
    """How many minutes ahead of UTC the time zone of a matched time is; 0 where it has none, or one named by a place.

    None where the offset is one of no zone, as for `minutes_ahead`.
    """
    if match["name"]:
        return _ZONES[match["name"]] * 60
    return minutes_ahead(*match.group("sign", "zone_hours", "zone_minutes"))
