"""The topics of an article, as its labelled spans say."""

from __future__ import annotations

import pytest

from tests.boilerplate.labelled import PROSE, fields, tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("روسيا، كوريا الجنوبية، الكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
        ("روسيا,كوريا الجنوبية;الكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
        ("روسيا | كوريا الجنوبية | الكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
        ("روسيا + كوريا الجنوبية + الكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
        ("روسيا - كوريا الجنوبية - الكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
        ("\nروسيا\n• كوريا الجنوبية\n", ("روسيا", "كوريا الجنوبية")),
        ("روسيا   كوريا الجنوبية\tالكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
        ("#روسيا #كوريا_الجنوبية", ("روسيا", "كوريا الجنوبية")),
        ("كوريا_الجنوبية بوتين", ("كوريا الجنوبية", "بوتين")),
        ("كوريا_الجنوبية روسيا, بوتين", ("كوريا الجنوبية", "روسيا", "بوتين")),
        ("زعيم كوريا الشمالية بوتين", ("زعيم كوريا الشمالية", "بوتين")),
        ("كوريا الشمالية روسيا کوریا الشمالیة", ("كوريا الشمالية", "روسيا")),
        ("روسيا، رُوسيا، روسـيا", ("روسيا",)),
        ("الأقمار الصناعية الجيش الكوري", ("الأقمار الصناعية", "الجيش الكوري")),
        ("«كوريا الجنوبية»، (روسيا)", ("كوريا الجنوبية", "روسيا")),
        ("كوريا الجنوبية، روسيا شارك", ("كوريا الجنوبية", "روسيا")),
        ("روسيا، المشاركة السياسية", ("روسيا", "المشاركة السياسية")),
        ("روسيا، نص البيان 62.pdf، الكرملين", ("روسيا", "الكرملين")),
        ("", ()),
    ],
)
def test_tags_are_topics_each_once(text: str, expected: tuple[str, ...]) -> None:
    assert tags(f"كلمات دلالية: {text}") == expected


@pytest.mark.parametrize(
    "heading",
    [
        "كلمات دلالية: ",
        "کلمات دلاليه:",
        "الكلمات الدليلية: ",
        "التصنيف: ",
        "الكلمات المفتاحية | ",
        "الوسوم",
        "الوسوم؟ ",
        "الوسوم:\n",
        "سمات ",
        "تاجز: ",
        "Tags: ",
        "هاشتاغ: ",
        "مواضيع ساخنة أخرى: ",
        "مواضيع ذات صلة\n",
        "في هذا المقال : ",
        "محاور الخبر: ",
        "Schlagwörter: ",
        "\u200f الكلمات الدلالــــية: ",
        "",
    ],
)
def test_words_of_a_heading_are_no_tags(heading: str) -> None:
    assert tags(f"{heading}روسيا، كوريا الجنوبية") == ("روسيا", "كوريا الجنوبية")


@pytest.mark.parametrize("heading", ["الوسوم", "كلمات دلالية:", "مواضيع ساخنة أخرى", "Tags", "الأكثر بحثا"])
def test_a_heading_alone_has_no_tags(heading: str) -> None:
    assert tags(heading) == ()


def test_lines_below_a_heading_are_topics_heading_by_heading() -> None:
    assert tags("الوسوم\n", "كوريا الجنوبية\n", "البيت الأبيض\n") == ("كوريا الجنوبية", "البيت الأبيض")
    assert tags("علامات تجارية، تاج محل") == ("علامات تجارية", "تاج محل")
    lines = ("الوسومروسيا كوريا الشمالية\n", "كلمات دلالية: روسيا الكرملين کوریا الشمالیة")
    assert tags(*lines) == tags("".join(lines)) == ("روسيا", "كوريا الشمالية", "الكرملين")


def test_a_line_that_ends_in_a_colon_holds_no_topic() -> None:
    assert tags("أجاب عنه:\n") == ()
    assert tags("المواضيع المتشابهة\n") == ()
    assert tags("المجلة:\nالجفاف، الزراعة\n") == ("الجفاف", "الزراعة")
    assert tags("الوسوم: الجفاف، الزراعة:\n") == ("الجفاف", "الزراعة")


def test_lists_without_a_heading_or_hashes_do_not_count_beside_one_with_them() -> None:
    page = (("body", PROSE), ("tags", "من السوشيال\n"), ("nav", "المزيد\n"), ("tags", "أوسمة: #الأمازيغية\n"))
    behind = (("tags", "الجفاف\n"), ("nav", "الرئيسية\n"), ("tags", "عدن\n"))
    assert fields(*page, *behind).tags == ("الأمازيغية", "الجفاف")
    assert tags("الجفاف\n", "عدن\n") == ("الجفاف", "عدن")
    assert tags("الكلمات الدلالية\n", "C#، الجفاف\n") == ("C", "الجفاف")
    apart = (("body", PROSE), ("tags", "الكلمات الدلالية\n"), ("share", "شارك\n"), ("tags", "الجفاف، عدن\n"))
    assert fields(*apart).tags == ("الجفاف", "عدن")


def test_a_headline_among_topics_is_no_topic() -> None:
    line = "مشروع جديد لتوسعة طريق جرش المفرق"
    assert tags(line) == ()
    for heading in ("الوسوم:\n", "الوسوم: ", "#"):
        assert tags(heading + line)
    assert len(tags("الشرقية الرياض رجال_الأمن الطعون مواطنون")) == 5


def test_a_question_has_no_topic_and_credits_nobody() -> None:
    found = fields(("body", PROSE), ("tags", "ما مدى رضاك "), ("source", "عن الخبر؟\n"))
    assert (found.tags, found.source) == ((), None)
