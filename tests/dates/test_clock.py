"""Times with zones, told from spans of hours and from the days of dates."""

from __future__ import annotations

import pytest

from dedup.dates import iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2024-05-02T10:00:00+99:99", "2024-05-02"),
        ("2024-05-02 20:00-22:00", "2024-05-02"),
        ("2 مايو 2024 20:00-22:00", "2024-05-02"),
        ("2 May 2024 10:30-11:30", "2024-05-02"),
        ("2 May 2024 10:30 -05:00", "2024-05-02T15:30:00"),
        ("10:30 -2 مايو 2024", "2024-05-02T10:30:00"),
        ("10:30-15/5/2024", "2024-05-15T10:30:00"),
        ("2 May 2024 02:30 -05:00", "2024-05-02T07:30:00"),
        ("2 May 2024 02:30:00-05:00", "2024-05-02T07:30:00"),
        ("2 May 2024 02:30 GMT-5:00", "2024-05-02T07:30:00"),
        ("2 May 2024 09:00-05:00", "2024-05-02T14:00:00"),
        ("10:30 +3 2 مايو 2024", "2024-05-02T07:30:00"),
    ],
)
def test_an_hour_behind_a_hyphen_is_a_zone_only_where_it_can_be(written: str, iso: str) -> None:
    assert iso_date(written) == iso
