"""Which days may be the date of a news article."""

from __future__ import annotations

from datetime import date

EARLIEST = date(1990, 1, 1)
"""The earliest plausible day. Chosen: programs print earlier dates, such as 1970-01-01, where they know none."""
LATEST = date(2032, 12, 31)
"""The latest plausible day. Chosen: later dates, such as 2099-12-31 or 2038-01-19, are placeholders.

It is a fixed day, not the day of the run, so that the same input gives the same output on every day. With a later one,
a number of ten digits would be ambiguous: seconds since 1970 end at 1988150399, year, month, day and hour begin at
1990010100.
"""


def is_plausible(day: date) -> bool:
    """Whether a day may be the date of a news article: from `EARLIEST` to `LATEST`, 1990 to 2032, both included.

    >>> [is_plausible(date(year, 1, 1)) for year in (1970, 2024, 2099)]
    [False, True, False]
    """
    return EARLIEST <= day <= LATEST
