"""Dates of indexed documents as whole days since 1970-01-01."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

EPOCH = datetime.date(1970, 1, 1)
"""Day 0."""

_DATE = re.compile(r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ].*)?)?)?", re.DOTALL)


def day_of(date: str) -> int | None:
    """The day of an ISO 8601 date, in days since 1970-01-01; None for anything else, also for an impossible date.

    A month or a year counts as its first day. The time of day is ignored and not checked; hyphens may be missing.
    """
    match = _DATE.fullmatch(date or "")
    if match is None:
        return None
    try:
        return (datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1)) - EPOCH).days
    except ValueError:
        return None


def known_days(days: Iterable[int | None]) -> NDArray[np.int32]:
    """The days as an array, int32 (n,), with today (UTC) in the place of None."""
    today = (datetime.datetime.now(datetime.timezone.utc).date() - EPOCH).days
    return np.array([today if day is None else day for day in days], np.int32)


def date_of(day: int) -> str:
    """A day, in days since 1970-01-01, as an ISO 8601 date."""
    return (EPOCH + datetime.timedelta(days=day)).isoformat()
