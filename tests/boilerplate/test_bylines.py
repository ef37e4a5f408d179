"""Who wrote it: bylines above the first and signatures below the last paragraph."""

from __future__ import annotations

import pytest

from dedup.boilerplate import clean_text
from tests.boilerplate.pages import BODY, HEADLINE, LEAD, PAGE, cut
from tests.boilerplate.test_positions import assert_line_is_cut, assert_stays, below_body, below_headline


@pytest.mark.parametrize(
    "line", ["محمود سالم – القاهرة", "طرابلس - سعاد يوسف", "دبي: سلمى حسن", "وكالات – موسكو", "حاوره: فاطمة يوسف"]
)
def test_a_name_and_a_place_above_the_first_paragraph_are_a_byline(line: str) -> None:
    assert_line_is_cut(below_headline(line), "byline", "name-and-place", line)


@pytest.mark.parametrize("line", ["سعاد يوسف", "د. أحمد كمال المنصوري", "فاطمة الزهراء إبراهيم -"])
def test_a_name_above_the_first_paragraph_is_a_byline(line: str) -> None:
    assert_line_is_cut(below_headline(line), "byline", "name-line", line)


@pytest.mark.parametrize("line", ["سعاد يوسف – دار النخيل", "تحقيق/ أحمد كمال", "أحمد كمال المنصوري - عين الماء"])
def test_a_person_and_a_house_above_the_first_paragraph_are_a_byline(line: str) -> None:
    assert_line_is_cut(below_headline(line), "byline", "name-and-place", line)
    assert cut(f"{line}\n{LEAD}\n{BODY}\n") == [("byline", line)]


@pytest.mark.parametrize("line", ["أحمد كمال – سيرة عالم", "سعاد يوسف - أحمد كمال", "النهر الجديد – عين الماء"])
def test_a_headline_with_a_dash_stays(line: str) -> None:
    assert cut(f"{line}\nتوفي أمس أحمد كمال عن سبعين عاما قضاها في البحث والتعليم في جامعة المدينة.\n{BODY}\n") == []


@pytest.mark.parametrize("line", ["بقلم سعاد يوسف", "ترجمة أحمد كمال", "إعداد د. سعاد يوسف", "بقلم الشيخ أحمد كمال *"])
def test_a_noun_before_a_name_is_a_byline_without_a_colon(line: str) -> None:
    assert [label for label, _ in cut(below_headline(line))] == ["byline"]


@pytest.mark.parametrize("line", ["ترجمة الكتاب الأخير", "إعداد الجسر للشتاء", "بقلم رصاص على ورق"])
def test_a_noun_before_anything_else_stays(line: str) -> None:
    assert cut(below_headline(line)) == []


def test_topics_that_the_page_speaks_of_need_no_colon_on_the_last_line() -> None:
    assert [label for label, _ in cut(f"{PAGE}سمات الجسر النهر الوزير زحام\n")] == ["tags"]
    assert cut(f"{PAGE}سمات القائد الناجح\n") == []


@pytest.mark.parametrize("line", ["سعاد يوسف", "- أحمد كمال المنصوري"])
def test_a_name_that_is_all_there_is_below_the_last_paragraph_is_a_byline(line: str) -> None:
    assert_line_is_cut(below_body(line), "byline", "name-line", line)


@pytest.mark.parametrize(
    "line",
    [
        "الجسر في أرقام",
        "دمشق: سلام عليك",
        "سعاد يوسف: الجسر حلم كل مهندس في المدينة",
        "قصة جسر",
    ],
)
def test_a_line_above_the_first_paragraph_that_names_nobody_stays(line: str) -> None:
    assert_stays(below_headline(line))


def test_a_name_as_headline_is_the_title() -> None:
    text = f"سعاد يوسف\n{LEAD}\n{BODY}\n"
    assert_stays(text)
    assert clean_text(text).title == "سعاد يوسف"


def test_a_name_between_paragraphs_is_a_subhead() -> None:
    assert_stays(f"{HEADLINE}\n{LEAD}\nسعاد يوسف\n{BODY}\n")


@pytest.mark.parametrize(
    ("label", "rule", "line"),
    [
        ("byline", "starred-note", "* كاتبة وباحثة لبنانية"),
        ("caption", "double-starred", "** الجسر كما يبدو من الضفة الشرقية"),
        ("byline", "staff-credits", "(إعداد سلمى حسن للنشرة العربية - تحرير أحمد كمال)"),
        ("byline", "initials", "م.ع/ س.ك"),
        ("byline", "initials", "ف.ع"),
        ("other", "rule-line", "_______"),
        ("other", "rule-line", "* * *"),
    ],
)
def test_a_signature_below_the_last_paragraph_is_one(label: str, rule: str, line: str) -> None:
    assert_line_is_cut(below_body(line), label, rule, line)


@pytest.mark.parametrize(
    "lines",
    [
        ("* شارك في البناء ألف عامل.",),
        ("* جسر للسيارات", "* جسر للمشاة", "* جسر للقطار"),
        ("(إعداد الجسر للشتاء عمل شاق يبدأ كل خريف).",),
        ("س.ك وم.ع اسمان مستعاران",),
        ("ص.",),
        ("_ ألف عامل",),
    ],
)
def test_a_line_below_the_last_paragraph_that_signs_nothing_stays(lines: tuple[str, ...]) -> None:
    assert_stays(below_body(*lines))


def test_a_dateline_is_no_title() -> None:
    page = clean_text(f"الرياض 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس\n{LEAD}\n{BODY}\n")
    assert (page.title, page.text[:6]) == (None, "الرياض")


def test_a_line_that_a_comma_ends_is_no_title() -> None:
    assert clean_text(f"افتتح الوزير صباح أمس الجسر الجديد،\n{LEAD}\n{BODY}\n").title is None
