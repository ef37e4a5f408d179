"""A range of days is no date of publication; what stands before a date otherwise changes nothing."""

from __future__ import annotations

import pytest

from dedup.dates import Reading, iso_date, read_recorded


@pytest.mark.parametrize(
    "written",
    [
        "12-14 سبتمبر 2023",
        "من 12 إلى 14 سبتمبر 2023",
        "30 سبتمبر - 3 أكتوبر 2023",
        "2023-09-12/2023-09-14",
        "12 Sep 2023 to 14 Sep 2023",
    ],
)
def test_a_range_of_days_is_not_read(written: str) -> None:
    assert read_recorded(written) == Reading("")


@pytest.mark.parametrize("before", ["الثلاثاء - ", "27 صفر 1445 هـ - ", "12 سبتمبر 2023 - "])
def test_what_is_no_other_day_before_a_date_makes_no_range(before: str) -> None:
    assert iso_date(f"{before}12 سبتمبر 2023") == "2023-09-12"
