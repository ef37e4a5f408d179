from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.arabic.view import view
from dedup.boilerplate import clean_text
from dedup.boilerplate.dates import read_date, stamp_at
from tests.boilerplate.pages import BODY, HEADLINE, LEAD

SEPTEMBER_12 = [
    "12 سبتمبر 2023",
    "12 سبتمبر، 2023",
    "12 سبتمبر 2023م",
    "١٢ سبتمبر ٢٠٢٣",
    "۱۲ سبتمبر ۲۰۲۳",
    "الثلاثاء 12 سبتمبر 2023",
    "الثلاثاء، 12 سبتمبر 2023",
    "يوم الثلاثاء 12 سبتمبر 2023",
    "12 أيلول 2023",
    "12 أيلول/سبتمبر 2023",
    "12 أيلول/ سبتمبر 2023",
    "12 أيلول (سبتمبر) 2023",
    "12 شتنبر 2023",
    "12/9/2023",
    "12-09-2023",
    "12.09.2023",
    "12 / 9 / 2023",
    "2023/9/12",
    "2023-09-12",
    "٢٠٢٣/٩/١٢",
    "2023-09-12T10:30:00",
    "12/9/2023 10:30 ص",
    "12/9/2023 - 10:30 مساء",
    "12 سبتمبر 2023 الساعة 10:30",
    "12 سبتمبر 2023 | 10:30 ص",
    "12 سبتمبر 2023 10:30 بتوقيت غرينتش",
    "27 صفر 1445 هـ الموافق 12 سبتمبر 2023",
    "12 سبتمبر 2023 الموافق 27 صفر 1445 هـ",
    "27 صفر 1445هـ - 12 سبتمبر 2023م",
    "12th, September 2023 GMT",
    "12th September 2023",
    "September 12, 2023",
    "Sep 12, 2023",
    "12 Sept 2023",
    "Tuesday, September 12, 2023",
    "Tuesday 12 September 2023 at 10:30",
]
MONTHS = {
    1: ["يناير", "كانون الثاني", "جانفي", "January", "Jan", "كانون الثاني/يناير"],
    2: ["فبراير", "شباط", "فيفري", "February"],
    3: ["مارس", "آذار", "March"],
    4: ["أبريل", "إبريل", "نيسان", "أفريل", "April"],
    5: ["مايو", "أيار", "ماي", "May"],
    6: ["يونيو", "يونيه", "حزيران", "جوان", "June"],
    7: ["يوليو", "يوليه", "تموز", "جويلية", "يوليوز", "July"],
    8: ["أغسطس", "آب", "أوت", "غشت", "August"],
    9: ["سبتمبر", "أيلول", "شتنبر", "September"],
    10: ["أكتوبر", "تشرين الأول", "October"],
    11: ["نوفمبر", "تشرين الثاني", "نونبر", "November"],
    12: ["ديسمبر", "كانون الأول", "دجنبر", "December", "كانون الأول / ديسمبر"],
}


def folded(text: str) -> str:
    """A text as the rules see it."""
    return view(text).text.lower()


@pytest.mark.parametrize("written", SEPTEMBER_12)
def test_a_date_in_any_style_is_read_whole(written: str) -> None:
    text = folded(written)
    stamp = stamp_at(text, 0, len(text))
    assert stamp is not None
    assert (stamp.start, stamp.end) == (0, len(text))
    assert read_date(text) == "2023-09-12"


@pytest.mark.parametrize(("number", "name"), [(number, name) for number, names in MONTHS.items() for name in names])
def test_every_name_of_a_month_is_known(number: int, name: str) -> None:
    assert read_date(folded(f"5 {name} 2023")) == f"2023-{number:02}-05"
    stamp = stamp_at(folded(f"نشر 5 {name} 2023"), 4, 100)
    assert stamp is not None
    assert stamp.end == len(folded(f"نشر 5 {name} 2023"))


@pytest.mark.parametrize(
    "written",
    ["27 صفر 1445 هـ", "27 صفر 1445", "3 ربيع الأول 1445هـ", "3 ربيع الآخر 1445", "1 ذو الحجة 1444", "9 رمضان 1445 هـ"],
)
def test_a_hijri_date_is_a_stamp_without_iso_form(written: str) -> None:
    text = folded(written)
    stamp = stamp_at(text, 0, len(text))
    assert stamp is not None
    assert stamp.end == len(text)
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("3/4/2023", "2023-04-03"),
        ("25/12/2023", "2023-12-25"),
        ("12/25/2023", "2023-12-25"),
        ("29 فبراير 2024", "2024-02-29"),
        ("29 فبراير 2023", None),
        ("31 نوفمبر 2023", None),
        ("99/99/2023", None),
        ("0/0/2023", None),
        ("بلا تاريخ", None),
        ("", None),
    ],
)
def test_the_day_stands_before_the_month_and_impossible_days_are_no_dates(written: str, iso: str | None) -> None:
    assert read_date(folded(written)) == iso


@pytest.mark.parametrize("text", ["12 سبتمبر", "سبتمبر 2023", "12 كتابا 2023", "2023", "قال 12 سبتمبر 2023"])
def test_less_than_a_date_is_no_stamp(text: str) -> None:
    assert stamp_at(folded(text), 0, len(text)) is None


@pytest.mark.parametrize("written", ["12 سبتمبر 2023", "September 12, 2023", "2023-09-12"])
def test_a_stamp_ends_where_prose_is_fused_to_it(written: str) -> None:
    text = folded(f"{written}وقال الوزير")
    stamp = stamp_at(text, 0, len(text))
    assert stamp is not None
    assert stamp.end == len(written)


@given(st.text(st.sampled_from("0123456789/-.: ,،صمهت() سبتمبر september")))
def test_any_text_is_a_date_or_none(text: str) -> None:
    iso = read_date(text)
    assert iso is None or len(iso) == 10
    stamp = stamp_at(text, 0, len(text))
    assert stamp is None or 0 == stamp.start < stamp.end <= len(text)


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("تاريخ النشر: 12th, September 2023 GMT", "2023-09-12"),
        ("تاريخ النشر: ١٢/٩/٢٠٢٣", "2023-09-12"),
        ("نشر بتاريخ 12 أيلول 2023", "2023-09-12"),
        ("آخر تحديث: الثلاثاء 12 سبتمبر 2023 10:30 ص", "2023-09-12"),
        ("تاريخ النشر: 27 صفر 1445 هـ", "27 صفر 1445 هـ"),
    ],
)
def test_a_page_is_dated_by_its_date_line(line: str, iso: str) -> None:
    assert clean_text(f"{HEADLINE}\n{line}\n{LEAD}\n{BODY}\n").published == iso


def test_dates_in_prose_do_not_date_a_page() -> None:
    assert clean_text(f"{HEADLINE}\n{LEAD}\nوكان العمل بدأ في 12 سبتمبر 2021 بحضور الوزير السابق.\n").published is None
