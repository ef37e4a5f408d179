"""Dates that cannot be read are told, at the line that gave them."""

from __future__ import annotations

import warnings

import pytest

import dedup
from dedup.dates import iso_dates
from dedup.errors import DedupWarning


def test_dates_that_are_not_read_are_named_in_a_warning() -> None:
    with pytest.warns(DedupWarning, match=r"3 of 5 dates are not read.*9/9/9999 \(2\), 9999-99-99 \(1\)"):
        assert iso_dates(["3/4/2015", "5/6/2015", "1970-01-01", "2024-05-01", None]) == ["", "", "", "2024-05-01", ""]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert iso_dates(["2024-05-01", "", None]) == ["2024-05-01", "", ""]


def test_a_warning_names_the_line_outside_the_library() -> None:
    document = dedup.Document("a", "قال الوزير إن الموسم بدأ.", date="9/9/9999")
    for call in (dedup.find_duplicates, dedup.find_passages):
        with pytest.warns(DedupWarning, match="1 of 1 dates are not read") as told:
            call([document])
        assert [warning.filename for warning in told] == [__file__]
