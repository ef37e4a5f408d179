"""Relative dates, counted back from when a page was fetched: `منذ 3 ساعات`, `قبل يومين`, `2 hours ago`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from dedup.dates.bounds import is_plausible

# Units of time: minutes in one, and its folded words.
_UNITS = {
    "minutes": (1, "دقيقه دقاءق minute minutes min mins"),
    "hours": (60, "ساعه ساعات hour hours"),
    "days": (1440, "يوم ايام يوما day days"),
    "weeks": (10080, "اسبوع اسابيع اسبوعا week weeks"),
}
# Words that mean two of a unit, and the minutes of one.
_TWO = {"دقيقتين": 1, "دقيقتان": 1, "ساعتين": 60, "ساعتان": 60, "يومين": 1440, "يومان": 1440, "اسبوعين": 10080}
_MINUTES = {word: minutes for minutes, words in _UNITS.values() for word in words.split()}
_WORD = "|".join(sorted((*_MINUTES, *_TWO), key=len, reverse=True))
_BACK = re.compile(
    rf"(?:منذ|قبل)[ ](?:(\d{{1,3}})[ ])?({_WORD})(?!\w)|(?<!\w)(?:(\d{{1,3}})|an?)[ ]({_WORD})[ ]ago(?!\w)"
)


def relative_day(text: str, captured: str) -> str | None:
    """The day in ISO 8601 of the first relative date in a folded text (`view(...).text`), or None for none.

    It is counted back from `captured`, the time when the page was fetched (ISO 8601), whose time zone is ignored; None
    too if that is not a time, or the day is before 1990 or after 2032. A unit without a number is one.

    >>> relative_day("منذ 3 ساعات", "2024-05-02T01:30:00Z")
    '2024-05-01'
    """
    found = _BACK.search(text)
    if not found:
        return None
    number, word = found[1] or found[3], found[2] or found[4]
    minutes = 2 * _TWO[word] if word in _TWO else int(number or 1) * _MINUTES[word]
    try:
        day = (datetime.fromisoformat(captured[:19]) - timedelta(minutes=minutes)).date()
    except (ValueError, OverflowError):  # no time, or a day before the year 1
        return None
    return day.isoformat() if is_plausible(day) else None
