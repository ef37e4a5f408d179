from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.pipeline.dates import iso_date


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2015-07-21", "2015-07-21"),
        ("2015-07-21 10:00", "2015-07-21T10:00:00"),
        ("2015-07-21 2:51:32", "2015-07-21T02:51:32"),
        ("2015-07-21T10:00:00Z", "2015-07-21T10:00:00"),
        ("2015-07-21T10:00:00.123+0300", "2015-07-21T07:00:00"),
        ("2015-07-21T01:00:00+03:00", "2015-07-20T22:00:00"),
        ("2015/7/1", "2015-07-01"),
        ("20150721", "2015-07-21"),
        ("Tue, 21 Jul 2015 05:51:32 +0300", "2015-07-21T02:51:32"),
        ("1437447092", "2015-07-21T02:51:32"),
        ("1437447092000", "2015-07-21T02:51:32"),
        ("1437447092.5", "2015-07-21T02:51:32"),
    ],
)
def test_common_forms(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize("written", ["", "  ", "7", "3/4/2015", "2015-13-01", "20151301", "الثلاثاء", "soon"])
def test_what_cannot_be_read_safely_is_no_date(written: str) -> None:
    assert iso_date(written) == ""


@given(st.text() | st.from_regex(r"[0-9:/+ TZ.-]{1,30}"))
def test_any_text_is_a_date_or_none(written: str) -> None:
    iso = iso_date(written)
    assert iso == "" or iso_date(iso) == iso
