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


@pytest.mark.parametrize(
    "written",
    [
        "2024-05-01 12:00 Asia/Riyadh",
        "2024-05-01T12:00:00[Asia/Riyadh]",
        "1 May 2024 12:00 (asia/riyadh)",
        "2024-05-01 12:00 بتوقيت القاهرة",
        "1 مايو 2024 12:00 بتوقيت الدوحة",
        "1 مايو 2024 - 10:00 بتوقيت الدار البيضاء",
        "1 مايو 2024 (12:00 بتوقيت بيروت)",
        "Wed, 01 May 2024 05:00:00 America/New_York",
        "2024-05-01 05:00 EST5EDT",
        "2024-05-01 06:00 America/Argentina/Buenos_Aires",
        "2024-05-01 06:00 Etc/GMT+3",
        "2024-05-01 11:00 Europe/Paris",
        "2024-05-01 12:00 KSA",
        "Wed May 1 12:00:00 2024 +0300",
        "Wed May 1 04:00:00 2024 EST",
        "12:00 1 مايو 2024 بتوقيت مكة المكرمة",
        "12:00 2024-05-01 (GMT+3)",
        "1 مايو 2024 12:00 غرينتش+3",
        "1 مايو 2024 9:00 بتوقيت جرينيتش",
        "12:00 UTC/GMT+3 2024-05-01",
        "توقيت النشر 9:00 1 مايو 2024",
        "توقيت النشر: 1 مايو 2024 9:00",
        "9:00 1 مايو 2024 +3",  # the number of comments
    ],
)
def test_a_zone_by_its_name_or_at_the_end_is_read(written: str) -> None:
    assert iso_date(written) == "2024-05-01T09:00:00"


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-31 02:30 Europe/Paris",  # clocks are set from 2 to 3
        "31 March 2024 02:30 Europe/Paris",
        "2024-03-31 10:00 Asia/Nowhere",
        "2024-03-31 10:00 Eastern Time",
        "2024-03-31 10:00 (Arabian Standard Time)",
        "2024-03-31 10:00 GMT Standard Time",  # what Windows calls London, with summer time
        "31 mars 2024 à 10h00 (heure locale)",
        "31 مارس 2024 10:00 بالتوقيت المحلي",
        "بتوقيت مكة 10:00 31 مارس 2024",
        "(UTC+03:00) 2024-03-31 10:00",
        "2024-03-31T10:00:00 03:00",  # a form field: the plus sign became a blank
        "2024-03-31 10:00 WIB",
        "2024-03-31 10:00 EST/EDT",
        "2024-03-31 10:00 GMT Daylight Time",
    ],
)
def test_of_a_time_in_an_unknown_zone_only_the_day_is_read(written: str) -> None:
    assert iso_date(written) == "2024-03-31"


def test_a_time_that_clocks_show_twice_is_not_read() -> None:
    assert iso_date("2024-10-27 02:30 Europe/Paris") == "2024-10-27"


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("11:30 ليلا", "23:30"),
        ("9:15 ليلاً", "21:15"),
        ("12:30 ليلا", "00:30"),
        ("2:30 ليلا", "02:30"),
        ("00:30 ليلا", "00:30"),
        ("23:30 ليلا", "23:30"),
        ("12:00 منتصف الليل", "00:00"),
        ("12:30 بعد منتصف الليل", "00:30"),
        ("1:30 بعد منتصف الليل", "01:30"),
        ("11:30 قبل منتصف الليل", "23:30"),
        ("7:30 بعد الظهر", "19:30"),
        ("12:30 بعد الظهر", "12:30"),
        ("10:30 قبل الظهر", "10:30"),
        ("12:15 قبل الظهر", "00:15"),
        ("12:15 صباح الثلاثاء", "00:15"),
        ("7:30 من مساء الثلاثاء", "19:30"),
        ("7:30 في المساء", "19:30"),
        ("3:30 فجرا", "03:30"),
        ("4:30 عصرا", "16:30"),
        ("12:30 ظهرا", "12:30"),
        ("1:30 ظهراً", "13:30"),
        ("13:30 ظهرا", "13:30"),
        ("8 ليلا", "20:00"),
        ("مساء الساعة 7:30", "19:30"),
        ("مساءً - 7:30", "19:30"),
        ("صباح الثلاثاء 7:30", "07:30"),
        ("7:30 at night", "19:30"),
        ("12:00 midnight", "00:00"),
        ("12:00 noon", "12:00"),
        ("7:30 in the evening", "19:30"),
        ("7h30 du soir", "19:30"),
        ("3h15 de l'après-midi", "15:15"),
        ("7:30 م.", "19:30"),
    ],
)
def test_a_part_of_the_day_tells_the_hour(written: str, time: str) -> None:
    for date_and_time in (f"5 مارس 2024 {written}", f"2024/03/05 - {written}"):
        assert iso_date(date_and_time) == f"2024-03-05T{time}:00"


@pytest.mark.parametrize(
    "written",
    [
        "9:15 ظهرا",
        "5:30 ليلا",
        "مساء الثلاثاء 5 مارس 2024 7:30",  # it may be the time of something else
        "11:00 - 2:00 بعد الظهر",
        "ليلة الثلاثاء 9:30",
        "6:30 المغرب",  # sunset, or the time in Morocco
    ],
)
def test_of_a_time_with_a_doubtful_half_only_the_day_is_read(written: str) -> None:
    assert iso_date(written if "2024" in written else f"5 مارس 2024 {written}") == "2024-03-05"


def test_an_article_alone_makes_no_part_of_the_day() -> None:
    assert iso_date("جريدة المساء 5 مارس 2024 7:30") == "2024-03-05T07:30:00"
