"""A weekday beside a date of numbers tells the day from the month."""

from __future__ import annotations

import pytest

from dedup import iso_date
from dedup.dates.recorded import Reading, read_recorded


@pytest.mark.parametrize("tuesday", ["الثلاثاء", "ثلاثاء,", "Tuesday", "mardi"])
def test_a_weekday_of_any_language_decides_beside_numbers(tuesday: str) -> None:
    for written in (f"{tuesday} 3/5/2024", f"3/5/2024 {tuesday}", f"3/5/2024 10:30 {tuesday}"):
        assert iso_date(written)[:10] == "2024-03-05"


@pytest.mark.parametrize("wednesday", ["الأربعاء", "Wednesday", "mercredi"])
def test_numbers_that_do_not_fit_their_weekday_are_not_read(wednesday: str) -> None:
    for written in (f"{wednesday} 3/5/2024", f"3/5/2024 {wednesday}", f"{wednesday} ٣/٥/٢٠٢٤"):
        assert read_recorded(written) == Reading("", is_ambiguous=True)
