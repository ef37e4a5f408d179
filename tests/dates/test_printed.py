from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic.view import view
from dedup.dates.printed import find_dates, read_date


def read(written: str) -> str | None:
    return read_date(view(written).text)


@pytest.mark.parametrize(
    "written",
    [
        "12 سبتمبر 2023",
        "12 سبتمبر، 2023م",
        "١٢ سبتمبر ٢٠٢٣",
        "۱۲ سپتمبر ۲۰۲۳".replace("پ", "ب"),
        "يوم الثلاثاء، 12 سبتمبر 2023",
        "الثلاثاء, 12-سبتمبر-2023 - 06:57:16",
        "الثلاثاء, 12 سبتمبر, 2023, 09:20 بتوقيت القدس",
        "12 – سبتمبر -2023",
        "12 من سبتمبر عام 2023",
        "12 سبتمبر-أيلول 2023 الساعة 08 مساءً",
        "12 أيلول / سبتمبر 2023",
        "12 أيلول (سبتمبر) 2023",
        "12 شتنبر 2023",
        "\u200f12\u200f/\u200f9\u200f/\u200f2023",
        "12-09-2023 07:30 AM",
        "12.9.23",
        "12 سبتمبر 23",
        "12 Sept. 23",
        "Tuesday 12th of September 2023",
        "10:30 12 / 9 / 2023",
        "أخبار2023/09/12 10:22",
        "2023-09-12 | 12:42",
        "2023-09-12T10:30:00+03:00",
        "2023 سبتمبر 12".replace(" ", "-"),
        "27 صفر 1445 هـ الموافق 12 سبتمبر 2023",
        "27 صفر 1445هـ - 12 سبتمبر 2023م",
        "12 سبتمبر 2023 م - الموافق 27-2-1445 هـ",
        "12th, September 2023 GMT",
        "Tuesday, September 12, 2023 - 10:57 PM",
        "Sept. 12, 2023",
        "سبتمبر 12, 2023",
        "12 Septembre 2023",
    ],
)
def test_a_date_in_any_style_is_read(written: str) -> None:
    assert read(written) == "2023-09-12"


@pytest.mark.parametrize(
    "written",
    [
        "21 مارس - 19 أبريل",
        "5 مارس 24 قتيلا",
        "السبت 5 مارس 22 درجة",
        "3 مايو - 26 لاعبا",
        "21 March - 19 April",
        "خيار 7.12 - 11.09",
        "خيار 20.06 - 13.07",
        "1.5 - 3 / 24",
    ],
)
def test_a_number_of_something_else_is_no_year(written: str) -> None:
    assert find_dates(view(written).text) == []


@pytest.mark.parametrize(
    "written",
    [
        "12 سبتمبر 23 - 10:30",
        "12 سبتمبر، 23",
        "12-سبتمبر-23 | أخبار",
        "12 سبتمبر 23 الساعة 10:30",
        "(12/9/23)",
        "12 - 9 - 23",
    ],
)
def test_a_year_of_two_digits_ends_a_date(written: str) -> None:
    assert read(written) == "2023-09-12"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("5 كانون الثاني 2023", "2023-01-05"),
        ("5 كانون ثاني 2023", "2023-01-05"),
        ("5 كانون 2 2023", "2023-01-05"),
        ("5 ك2 2023", "2023-01-05"),
        ("5 ك 2 2023", "2023-01-05"),
        ("5 كانون التاني 2023", "2023-01-05"),
        ("5 كانون الثانى، 2023", "2023-01-05"),
        ("5 ت 1 2023", "2023-10-05"),
        ("كانون ثاني 5, 2023", "2023-01-05"),
        ("2023-كانون 2-05", "2023-01-05"),
        ("5 كانون أول 2023", "2023-12-05"),
        ("5 كانون 1, 2023", "2023-12-05"),
        ("5 تشرين أول 2023", "2023-10-05"),
        ("5 تشرين الثاني 2023", "2023-11-05"),
        ("تم نشره الجمعة 24 نيسان / أبريل 2020", "2020-04-24"),
        ("3 مارس/ آذار 2024", "2024-03-03"),
        ("18 شوال 1446هـ - 16 أبريل 2025م", "2025-04-16"),
        ("٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠", "2020-12-01"),
        ("15 Janvier 2020", "2020-01-15"),
        ("1er février 2020", "2020-02-01"),
        ("3 août 2020", "2020-08-03"),
        ("3 juil. 2020", "2020-07-03"),
        ("15 كانون 2 24", "2024-01-15"),
        ("15 جانفي 2020", "2020-01-15"),
        ("27 جويلية 2012", "2012-07-27"),
        ("3 أوت 2012", "2012-08-03"),
        ("12 ماي 2012", "2012-05-12"),
        ("فاتح ماي 2012", "2012-05-01"),
        ("12 من شهر يناير 2012", "2012-01-12"),
        ("3/4/2023", "2023-04-03"),
        ("12/25/2023", "2023-12-25"),
        ("29 فبراير 2024", "2024-02-29"),
    ],
)
def test_months_of_every_country_are_read_day_first(written: str, iso: str) -> None:
    assert read(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        "",
        "10:22",
        "الساعة 10:22:30 ت م",
        "منذ 3 ساعات",
        "سبتمبر 2023",
        "12 سبتمبر",
        "29 فبراير 2023",
        "31 نوفمبر 2023",
        "99/99/2023",
        "00/00/0000",
        "0001-01-01",
        "1970-01-01",
        "01/01/1900",
        "12 سبتمبر 2033",
        "2040-01-01",
        "12 سبتمبر 40",
        "12 سبتمبر 10 صباحا",
        "12 سبتمبر 18:30",
        "12 سبتمبر 24 ساعة",
        "27 صفر 1445 هـ",
        "بتاريخ 9-9-1433 هـ",
        "1445/2/27",
        "الباب 12 2020",
        "192.168.10.20",
    ],
)
def test_times_hijri_and_impossible_dates_are_not_dates(written: str) -> None:
    assert read(written) is None


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("آخر تحديث: 14 سبتمبر 2023 - تاريخ النشر: 12 سبتمبر 2023", "2023-09-12"),
        ("نشر 12 سبتمبر 2023 آخر تحديث 14 سبتمبر 2023", "2023-09-12"),
        ("Updated: September 14, 2023\nPublished: September 12, 2023", "2023-09-12"),
        ("الأحد، 12 سبتمبر 2023، آخر تحديث 02:21 (GMT+0400)", "2023-09-12"),
        ("1970-01-01 نشر 12 سبتمبر 2023", "2023-09-12"),
        ("آخر تحديث: 12 سبتمبر 2023", "2023-09-12"),
        ("9/12/2023 12/9/2023", "2023-12-09"),
    ],
)
def test_the_first_date_that_is_not_an_update_is_chosen(written: str, iso: str) -> None:
    assert read(written) == iso


def test_dates_are_found_where_they_stand() -> None:
    text = view("نشر في 12 سبتمبر 2023وقال: آخر تحديث 2023/09/14").text
    assert [(text[found.start : found.end], found.is_update) for found in find_dates(text)] == [
        ("12 سبتمبر 2023", False),
        ("2023/09/14", True),
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("الثلاثاء 09/12/2023", "2023-09-12"),  # December 9 was a Saturday
        ("السبت 09/12/2023", "2023-12-09"),
        ("يوم السبت، الموافق 9-12-2023", "2023-12-09"),
        ("Tue, 09.12.2023", "2023-09-12"),
        ("mardi 09/12/2023", "2023-09-12"),
        ("الاثنين 5/6/23", "2023-06-05"),
        ("الجمعة – 05/03/2024", "2024-05-03"),
        ("الجمعة\n05/03/2024", "2024-05-03"),
        ("الجمعة [05/03/2024]", "2024-05-03"),
        ("الجمعة الموافق: 05/03/2024", "2024-05-03"),
        ("الجمعة في 05/03/2024", "2024-05-03"),
        ("09/12/2023 الثلاثاء", "2023-09-12"),
        ("09/12/2023م - السبت", "2023-12-09"),
        ("09/12/2023 | Tuesday", "2023-09-12"),
        ("mardi 09/12/2023 samedi", "2023-09-12"),  # the one before the date counts
        ("09/12/2023 الثلاثاء 05/03/2024", "2023-12-09"),  # the weekday of the second
        ("الجمعة 09/12/2023", "2023-12-09"),  # fits neither: the day comes first
        ("من السبت إلى 09/12/2023", "2023-12-09"),  # not its weekday
        ("الثلاثاء 13/12/2023", "2023-12-13"),  # no guess: there is no 13th month
    ],
)
def test_a_weekday_tells_the_day_from_the_month(written: str, expected: str) -> None:
    assert read(written) == expected


@given(st.text() | st.text(st.sampled_from("0123456789٣/-.: ,،صم()سبتمبر ايلول kمارسmay تحديث\n")))
def test_any_text_has_dates_or_none(text: str) -> None:
    folded = view(text).text
    for found in find_dates(folded):
        assert 0 <= found.start < found.end <= len(folded)
        assert 1990 <= date.fromisoformat(found.iso).year <= 2032
