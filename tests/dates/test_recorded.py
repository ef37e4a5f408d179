from __future__ import annotations

import doctest
from datetime import date, datetime, timedelta, timezone
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.dates import (
    EARLIEST,
    LATEST,
    Reading,
    bounds,
    clock,
    iso_date,
    printed,
    read_recorded,
    recorded,
    shape,
)

RIYADH = timezone(timedelta(hours=3))


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


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-01T09:00:00",
        "2024-05-01 12:00:00+03",
        "2024-05-01 12:00:00.5+03",
        "2024-05-01T12:00:00+0300",
        "2024-05-01T12:00:00 +03:00",
        "2024-05-01T12:00:00 GMT+0300",
        "2024-05-01T12:00:00 UTC+3",
        "2024-05-01T09:00:00−00:00",
        "2024-05-01T06:30:00-02:30",
        "2024-05-01T09:00:00.000000000Z",
        "2024-05-01T09:00:00,123456Z",
        "2024-05-01t09:00:00z",
        "20240501T090000Z",
        "20240501T0900",
        "20240501T09",
        "20240501 090000",
        "20240501090000",
        "202405010900",
        "2024050109",
        "20240501090000123",
        "2024-05-01T0900",
        "2024-05-01T09",
        "2024-5-1 9:0:0",
        "2024/5/1 9:00",
        "2024.05.01 09:00",
        "2024:05:01 09:00:00",
        "2024-05-01-09.00.00.000000",
        "2024-05-01 09:00 AM",
        "2024-05-01 9:00am",
        "2024-05-01 9:00 a.m.",
        "2024-05-01 9 AM",
        "2024-05-01, 09:00",
        "2024-05-01 | 09:00",
        "May 1, 2024 9:00 AM",
        "Wednesday, May 1, 2024 at 9:00 AM",
        "Wed May 01 09:00:00 UTC 2024",
        "Wed May  1 09:00:00 2024",
        "Wed May 01 09:00:00 +0000 2024",
        "Wed May 01 2024 12:00:00 GMT+0300 (Arabian Standard Time)",
        "Wed, 01 May 2024 12:00:00 +0300",
        "Wed, 01 May 2024 09:00:00 GMT",
        "Wed, 1 May 24 05:00:00 EDT",
        "01/May/2024:12:00:00 +0300",
        "01-May-2024 09:00",
        "1 mai 2024 à 9h00",
        "mercredi 1er mai 2024, 09 h 00",
        "الأربعاء 1 مايو 2024 - 09:00",
        "الأربعاء، ١ مايو ٢٠٢٤ ٩:٠٠ ص",
        "۱ مايو ۲۰۲۴ ساعت ۰۹:۰۰",
        "09:00 - 1 مايو 2024م",
        "١‏/٥‏/٢٠٢٤، ٩:٠٠:٠٠ ص",
        "1 أيار/مايو 2024 الساعة 9:00 صباحًا",
        "1 ماي 2024 - 12:00 بتوقيت مكة المكرمة",
        "1 مايو 2024 12:00 (توقيت غرينتش+3)",
        "9:00 AM · May 1, 2024",
        "2024-05-01T12:00:00+03:00[Asia/Riyadh]",
        "2024-05-01 12:00:00 +0300 AST",
        "1/5/2024 9:00:00 ص",
        "22 شوال 1445 هـ الموافق 1 مايو 2024 09:00",
        "نشر في: 1 مايو 2024 09:00 - آخر تحديث: 2 مايو 2024 10:00",
        "/Date(1714554000000)/",
        "/Date(1714554000000+0300)/",
        "1714554000",
        "1714554000.25",
        "1714554000000",
        "1714554000000000",
        "1714554000000000000",
        "1.714554e9",
        " 1714554000 ",
    ],
)
def test_a_moment_in_any_form_is_the_same_moment(written: str) -> None:
    assert iso_date(written) == "2024-05-01T09:00:00"


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-21",
        "2024-5-21",
        "20240521",
        "20240521.0",
        "2024-05-21Z",
        "2024-05-21+03:00",
        "2024-05-21-06:00",
        "2024-W21-2",
        "2024W212",
        "2024-142",
        "٢٠٢٤-٠٥-٢١",
        "۲۰۲۴/۰۵/۲۱",
        "\u200f2024-05-21\u200e",
        "\ufeff2024-05-21",
        "٢١‏/٥‏/٢٠٢٤",
        "21/05/2024",
        "05/21/2024",
        "21.05.2024",
        "21-05-2024",
        "21 مايو 2024",
        "٢١ مايو ٢٠٢٤",
        "الثلاثاء 21 مايو/أيار 2024",
        "21 أيّار 2024",
        "21 ماي 2024",
        "21 May 2024",
        "21st May, 2024",
        "Tuesday, May 21, 2024",
        "Tue May 21 2024",
        "21-May-24",
        "21 mai 2024",
        "mardi 21 mai 2024",
        "11 ذو القعدة 1445 - 21 مايو 2024",
        "2024-05-21 10:00 بتوقيت القدس",
        "21 May 2024 10:00 AST",
        "21 May 2024 10:00 Asia/Nowhere",
        "Tue May 21 10:00:00 AST 2024",
    ],
)
def test_a_day_in_any_form_is_the_same_day(written: str) -> None:
    assert iso_date(written) == "2024-05-21"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("5 كانون الثاني 2023", "2023-01-05"),
        ("5 كانون ثاني 2023", "2023-01-05"),
        ("5 كانون 2 2023", "2023-01-05"),
        ("5 كانون ٢ 2023", "2023-01-05"),
        ("5 تشرين أول 2023", "2023-10-05"),
        ("5 تشرين 1, 2023", "2023-10-05"),
        ("5 كانون أول 2023", "2023-12-05"),
        ("5 شباط 2023", "2023-02-05"),
        ("5 جانفي 2023", "2023-01-05"),
        ("5 فيفري 2023", "2023-02-05"),
        ("5 أفريل 2023", "2023-04-05"),
        ("5 جوان 2023", "2023-06-05"),
        ("5 جويلية 2023", "2023-07-05"),
        ("5 أوت 2023", "2023-08-05"),
        ("5 غشت 2023", "2023-08-05"),
        ("5 دجنبر 2023", "2023-12-05"),
        ("5 juil. 2023", "2023-07-05"),
        ("5 févr. 2023", "2023-02-05"),
        ("5 août 2023", "2023-08-05"),
        ("5 Sept 2023", "2023-09-05"),
        ("2024-05", "2024-05"),
        ("05/2024", "2024-05"),
        ("مايو 2024", "2024-05"),
        ("May 2024", "2024-05"),
        ("2024", "2024"),
        ("05/05/2024", "2024-05-05"),
        ("02/05/2024 ص", "2024-05-02"),
        ("٠٢/٠٥/٢٠٢٤", "2024-05-02"),
        ("الخميس 02/05/2024", "2024-05-02"),
        ("2024-05-02 01:00 PM", "2024-05-02T13:00:00"),
        ("2024-05-02 12:30 AM", "2024-05-02T00:30:00"),
        ("2024-05-02 12:30 م", "2024-05-02T12:30:00"),
        ("2 مايو 2024، 9:05 مساءً", "2024-05-02T21:05:00"),
        ("2024-05-01T24:00:00", "2024-05-02T00:00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"),
        ("2024-05-02T01:00:00+05:30", "2024-05-01T19:30:00"),
        ("02 avr. 2024", "2024-04-02"),
    ],
)
def test_months_clocks_and_parts_of_dates(written: str, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize("written", ["", "  ", "NaN", "nat", "None", "null", "N/A", "-", "\u200f", " " * 500])
def test_nothing_is_no_date_and_not_one_that_was_not_read(written: str) -> None:
    assert read_recorded(written) == Reading("", is_absent=True)


@pytest.mark.parametrize(
    "written",
    [
        "7",
        "45414",
        "3/4/2015",
        "02/05/24",
        "24/05/02",
        "02-05-2024 10:00:00",
        "الثلاثاء",
        "soon",
        "منذ 3 ساعات",
        "3 hours ago",
        "12 رمضان 1445",
        "12 سبتمبر",
        "09:00",
        "P1D",
        "٥" * 200,
    ],
)
def test_what_cannot_be_read_safely_is_not_read(written: str) -> None:
    assert read_recorded(written)[:3] == Reading("")[:3]


@pytest.mark.parametrize(
    "written",
    [
        "2015-13-01",
        "20151301",
        "2023-02-29",
        "29 فبراير 2023",
        "31/11/2023",
        "2024-05-01T25:00:00",
        "2024-05-01T10:61",
        "1403/02/12",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00",
        "1970-01-01",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "1900-01-01",
        "1989-12-31",
        "2033-01-01",
        "2038-01-19T03:14:07Z",
        "2099-12-31",
        "9999-12-31 23:59:59",
        "1 يناير 2050",
        "0",
        "-1",
        "2147483647",
        "-62135596800",
        "1445-09-12",
        "2024-W54-1",
        "2023-366",
        "2024-000",
    ],
)
def test_impossible_days_and_placeholders_are_no_dates(written: str) -> None:
    assert read_recorded(written) == Reading("", is_impossible=True)


@pytest.mark.parametrize(
    ("given_date", "iso"),
    [
        (None, ""),
        (float("nan"), ""),
        (date(2024, 5, 1), "2024-05-01"),
        (datetime(2024, 5, 1, 9), "2024-05-01T09:00:00"),
        (datetime(2024, 5, 1, 12, 0, 0, 5, RIYADH), "2024-05-01T09:00:00"),
        (1714554000, "2024-05-01T09:00:00"),
        (1714554000.5, "2024-05-01T09:00:00"),
        (1714554000000000000, "2024-05-01T09:00:00"),
        (20240501, "2024-05-01"),
        (20240501.0, "2024-05-01"),
        (2024, "2024"),
        (True, ""),
        (10**30, ""),
        (float("inf"), ""),
        (datetime.min, ""),
        (datetime.max.replace(tzinfo=RIYADH), ""),
        ([], ""),
        (np.datetime64("2024-05-01T09:00:00", "ns"), "2024-05-01T09:00:00"),
        (np.datetime64("2024-05-01T09:00:00", "s"), "2024-05-01T09:00:00"),
        (np.datetime64("2024-05-01"), "2024-05-01"),
        (np.datetime64("NaT"), ""),
        (np.int64(1714554000), "2024-05-01T09:00:00"),
        (np.float64(1714554000), "2024-05-01T09:00:00"),
        (np.array([1, 2]), ""),
    ],
)
def test_objects_are_dates_too(given_date: object, iso: str) -> None:
    assert iso_date(given_date) == iso


def test_objects_of_pandas_are_dates_too() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    assert iso_date(pandas.Timestamp("2024-05-01T12:00:00+03:00")) == "2024-05-01T09:00:00"
    assert iso_date(pandas.NaT) == iso_date(pandas.NA) == ""


MOMENTS = st.datetimes(datetime(1990, 1, 2), datetime(2032, 12, 30)).map(lambda moment: moment.replace(microsecond=0))
OFFSETS = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(MOMENTS, OFFSETS)
def test_a_moment_is_the_same_however_it_is_written(moment: datetime, zone: timezone) -> None:
    utc = moment.replace(tzinfo=timezone.utc)
    local = utc.astimezone(zone)
    seconds = int(utc.timestamp())
    written = [
        moment,
        local,
        local.isoformat(),
        local.isoformat().translate({48 + digit: 0x660 + digit for digit in range(10)}),
        local.strftime("%Y-%m-%d %H:%M:%S%z"),
        local.strftime("%Y%m%dT%H%M%S%z"),
        local.strftime("%Y-%m-%d %I:%M:%S %p %z"),
        local.strftime("%G-W%V-%uT%H:%M:%S") if zone == timezone.utc else local,
        moment.strftime("%Y%m%d%H%M%S"),
        *(seconds * unit for unit in (1, 1_000, 1_000_000, 1_000_000_000)),
        *(str(seconds * unit) for unit in (1, 1_000, 1_000_000, 1_000_000_000)),
    ]
    assert {iso_date(one) for one in written} == {moment.isoformat()}


@given(st.dates(EARLIEST, LATEST))
def test_a_day_is_the_same_however_it_is_written(day: date) -> None:
    assert {iso_date(day), iso_date(day.isoformat()), iso_date(day.strftime("%Y%m%d"))} == {day.isoformat()}
    assert {iso_date(day.strftime(form)) for form in ("%Y-W%V-%u", "%Y-%j")} >= {day.isoformat()}
    assert iso_date(day.strftime("%Y%j")) == day.isoformat()
    assert iso_date(f"+00{day}T00:00:00.000Z") == f"{day}T00:00:00"


@given(st.dates())
def test_days_that_news_cannot_have_are_none(day: date) -> None:
    assert bool(iso_date(day)) == (EARLIEST <= day <= LATEST)


@given(st.text() | st.from_regex(r"[0-9:/+ TZ.-]{1,30}") | st.text(st.sampled_from("0123456789٣/-.: ,،صم()مايوmayTZ+")))
def test_any_text_is_a_date_or_none(written: str) -> None:
    iso = iso_date(written)
    assert iso == "" or iso_date(iso) == iso


@given(st.none() | st.booleans() | st.integers() | st.floats() | st.binary() | st.lists(st.integers()))
def test_any_object_is_a_date_or_none(value: object) -> None:
    iso = iso_date(value)
    assert iso == "" or iso_date(iso) == iso


def test_a_shape_has_nines_for_digits_and_ends() -> None:
    assert shape(" 3/4/2015 ") == "9/9/9999"
    assert shape("منذ ٣ ساعات") == "منذ 9 ساعات"
    assert shape("x" * 500) == "x" * 31 + "…"


@pytest.mark.parametrize("module", [bounds, clock, printed, recorded])
def test_the_examples_run(module: ModuleType) -> None:
    failed, attempted = doctest.testmod(module)
    assert (failed, attempted > 0) == (0, True)


def test_what_two_countries_read_differently_is_called_so() -> None:
    # 09/12/2023 is a Saturday of December or a Tuesday of September, 07/01/2023 a Saturday either way.
    for written in ("3/4/2015", "02/05/24", "Fri 09/12/2023", "09/12/2023 Fri", "Sat 07/01/2023"):
        assert read_recorded(written).is_ambiguous
    for written in ("13/4/2015", "Tue 09/12/2023", "soon"):
        assert not read_recorded(written).is_ambiguous
