"""Which days may be the date of a news article."""

from __future__ import annotations

from datetime import date

EARLIEST = date(1990, 1, 1)
"""Earlier dates, such as 1970-01-01, are what a program prints that knows none."""
LATEST = date(2032, 12, 31)
"""Later ones, such as 2099-12-31 or 2038-01-19, are placeholders.

A fixed day, not the day of the run, so that the same input gives the same output on every day. No later than that, a
number of ten digits is either seconds since 1970 (up to 1988150399) or year, month, day and hour (from 1990010100 on).
"""


def is_plausible(day: date) -> bool:
    """Whether a day may be the date of a news article.

    >>> [is_plausible(date(year, 1, 1)) for year in (1970, 2024, 2099)]
    [False, True, False]
    """
    return EARLIEST <= day <= LATEST
