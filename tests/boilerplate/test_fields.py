from __future__ import annotations

import pytest

from dedup.arabic.view import view
from dedup.boilerplate import clean_text
from dedup.boilerplate.fields import Extracted, Metadata, extract
from tests.boilerplate.pages import PAGE

PROSE = "زار بوتين كوريا الشمالية والتقى زعيم كوريا الشمالية في العاصمة"


def fields(*metadata: tuple[str, str, str]) -> Extracted:
    return extract(
        [Metadata(label, rule, text, view(text)) for label, text, rule in metadata], lambda: view(PROSE).text
    )


def test_a_page_without_metadata_has_no_fields() -> None:
    assert fields() == Extracted(None, None, None, ())


@pytest.mark.parametrize(
    ("text", "heading", "name"),
    [
        ("المصدر: صدى البلد\n", "المصدر", "صدى البلد"),
        ("المصدر :  الجزيرة نت .\n", "المصدر", "الجزيرة نت"),
        ("المصدر البيان ", "المصدر", "البيان"),
        ("\u200fالمَصدر:\u00a0البيان\r\n", "المصدر", "البيان"),
        ("المـــصدر / البیان", "المصدر", "البیان"),
        ("مصدر الخبر: جريدة الصباح", "مصدر الخبر", "جريدة الصباح"),
    ],
)
def test_a_credit_without_its_heading_is_the_source_as_written(text: str, heading: str, name: str) -> None:
    assert fields(("source", text, f"phrase:{heading}")).source == name


def test_a_headline_behind_a_credit_is_no_publisher() -> None:
    for headline in ("وزير النقل يفتتح جسرا جديدا فوق النهر في المدينة", "النفط يتراجع"):
        line = f"رابط الخبر بصحيفة الوئام: {headline}"
        assert fields(("source", line, "phrase:رابط الخبر بصحيفه الوءام")).source == "صحيفة الوئام"
    assert fields(("source", "المصدر: وزير النقل يفتتح جسرا جديدا فوق النهر", "phrase:المصدر")).source is None


def test_of_two_credits_the_last_is_the_publisher() -> None:
    lines = (
        ("source", "المصدر رويترز ", "phrase:المصدر"),
        ("source", "المصدر: كويت نيوز\n", "phrase:المصدر"),
    )
    assert fields(*lines).source == "كويت نيوز"


def test_a_byline_is_the_name() -> None:
    assert fields(("byline", "كتبت – سعاد حسن -\n", "phrase:كتبت")).byline == "سعاد حسن"
    assert fields(("byline", "بقلم: سعاد حسن\n", "phrase:بقلم")).byline == "سعاد حسن"


@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("تاريخ النشر: 12th, September 2023 GMT\n", "2023-09-12"),
        ("تاريخ النشر: ١٢/٩/٢٠٢٣", "2023-09-12"),
        ("تاريخ النشر: 27 صفر 1445 هـ", "27 صفر 1445 هـ"),
        ("تاريخ النشر: منذ 3 ساعات", "منذ 3 ساعات"),
    ],
)
def test_a_date_is_iso_where_it_can_be_read_and_as_written_where_not(text: str, published: str) -> None:
    assert fields(("pubdate", text, "phrase:تاريخ النشر")).published == published


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("روسيا، بوتين، الكرملين", ("روسيا", "بوتين", "الكرملين")),
        ("روسيا,بوتين;الكرملين", ("روسيا", "بوتين", "الكرملين")),
        ("روسيا | بوتين | الكرملين", ("روسيا", "بوتين", "الكرملين")),
        ("روسيا - بوتين - الكرملين", ("روسيا", "بوتين", "الكرملين")),
        ("\nروسيا\n• بوتين\n", ("روسيا", "بوتين")),
        ("#روسيا #كوريا_الشمالية", ("روسيا", "كوريا الشمالية")),
        ("كوريا_الشمالية بوتين", ("كوريا الشمالية", "بوتين")),
        ("زعيم كوريا الشمالية بوتين", ("زعيم كوريا الشمالية", "بوتين")),
        ("كوريا الشمالية روسيا کوریا الشمالیة", ("كوريا الشمالية", "روسيا")),
        ("روسيا، رُوسيا، روسـيا", ("روسيا",)),
        ("الأقمار الصناعية الجيش الكوري", ("الأقمار الصناعية", "الجيش الكوري")),
        ("", ()),
    ],
)
def test_tags_are_topics_each_once(text: str, tags: tuple[str, ...]) -> None:
    assert fields(("tags", f"كلمات دلالية: {text}", "phrase:كلمات دلاليه")).tags == tags


def test_tags_of_several_lines_are_joined() -> None:
    lines = (
        ("tags", "الوسومروسيا كوريا الشمالية", "glued:الوسوم"),
        ("tags", "كلمات دلالية: روسيا بوتين کوریا الشمالیة", "phrase:كلمات دلاليه"),
    )
    assert fields(*lines).tags[:2] == ("روسيا", "كوريا الشمالية")


def test_a_page_shows_its_fields() -> None:
    page = clean_text(
        f"تاريخ النشر: 12 سبتمبر 2023\nبقلم: سعاد حسن\n{PAGE}المصدر: البيان\nكلمات دلالية: الجسر، النهر، الوزير\n"
    )
    assert page.text == PAGE
    assert (page.published, page.byline, page.source) == ("2023-09-12", "سعاد حسن", "البيان")
    assert page.tags == ("الجسر", "النهر", "الوزير")
