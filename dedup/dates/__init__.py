"""Dates, read in the same way everywhere: in the fields of records and documents (`recorded`), on pages (`printed`).

`bounds` says which days are plausible; `clock` reads times of day; `relative` dates such as "two hours ago".
"""

from dedup.dates.bounds import EARLIEST, LATEST
from dedup.dates.recorded import Reading, iso_date, iso_dates, read_recorded, shape

__all__ = ["EARLIEST", "LATEST", "Reading", "iso_date", "iso_dates", "read_recorded", "shape"]
