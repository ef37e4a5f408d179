"""Dates of records as they come, brought to ISO 8601 in UTC so that they order as strings."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from email.utils import parsedate_to_datetime
from functools import lru_cache

_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_PARTED = re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})")
# The trailing part: hours and minutes, with what may follow them.
_TIMED = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?")
_LONGEST = 100  # no date is longer
_EPOCH = re.compile(r"\d{9,13}(?:\.\d+)?")
_MILLISECONDS = 10**11  # in seconds, the year 5138: a larger number counts milliseconds


def iso_date(written: str) -> str:
    """The date, or date and time in UTC, as ISO 8601; empty where it is in no form that can be read safely.

    Read are ISO 8601 and its common variants (`2015-07-21 10:00`, `2015/7/21`, `20150721`), RFC 2822, and
    seconds or milliseconds since 1970. Times without a zone are taken as UTC. Forms such as `3/4/2015`, which
    two countries read differently, are not read.

    >>> iso_date("2015-07-21 02:51:32")
    '2015-07-21T02:51:32'
    >>> iso_date("Tue, 21 Jul 2015 05:51:32 +0300")
    '2015-07-21T02:51:32'
    """
    written = written.strip()
    if not written or len(written) > _LONGEST or not written.isascii():
        return ""
    return _iso(written)


@lru_cache(maxsize=4096)  # most pages of a crawl share their day
def _iso(written: str) -> str:
    try:
        return _read(written)
    except (ValueError, OverflowError, OSError):
        return ""


def _read(written: str) -> str:
    if match := _COMPACT.fullmatch(written) or _PARTED.fullmatch(written):
        year, month, day = map(int, match.group("year", "month", "day"))
        return date(year, month, day).isoformat()
    if match := _TIMED.fullmatch(written):
        day_part, time_part, zone = match.groups()
        seconds = "" if time_part.count(":") == 2 else ":00"
        stamp = f"{day_part}T{time_part.zfill(5) if seconds else time_part.zfill(8)}{seconds}"
        moment = datetime.fromisoformat(stamp + _offset(zone))
        return _in_utc(moment) if moment.tzinfo else stamp
    if _EPOCH.fullmatch(written):
        number = float(written)
        seconds_since = number / 1000 if number >= _MILLISECONDS else number
        return _in_utc(datetime.fromtimestamp(seconds_since, timezone.utc))
    return _in_utc(parsedate_to_datetime(written))


def _offset(zone: str | None) -> str:
    if zone is None or zone[0] not in "+-":
        return ""
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"


def _in_utc(moment: datetime) -> str:
    if moment.tzinfo is not None:
        moment = moment.astimezone(timezone.utc)
    return moment.replace(tzinfo=None, microsecond=0).isoformat()
