"""Dates, read in one way wherever they stand: in a record's field, in a `Document`, on a page (module `printed`)."""

from dedup.dates.bounds import EARLIEST, LATEST
from dedup.dates.recorded import Reading, iso_date, iso_dates, read_recorded, shape

__all__ = ["EARLIEST", "LATEST", "Reading", "iso_date", "iso_dates", "read_recorded", "shape"]
