from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.boilerplate.fields import Extracted, extract
from dedup.model import Span
from tests.boilerplate.pages import seed

LABELS = ("title", "body", "subhead", "pubdate", "byline", "source", "tags")
PROSE = "زار بوتين كوريا الشمالية والتقى زعيم كوريا الشمالية في العاصمة"


def fields(*pieces: tuple[str, str]) -> Extracted:
    """The fields of an article that is made of these labelled texts."""
    text, spans = "", []
    for label, piece in pieces:
        spans.append(Span(len(text), len(text) + len(piece), label, 1, "test"))
        text += piece
    return extract(text, spans)


def tags(*lines: str) -> tuple[str, ...]:
    return fields(("body", f"{PROSE}\n"), *(("tags", line) for line in lines)).tags


def test_an_article_without_metadata_has_no_fields() -> None:
    assert fields() == fields(("body", PROSE)) == Extracted(None, None, None, None, ())


# Title


@pytest.mark.parametrize(
    "written", ["قصة جسر", "  قصة\u00a0جسر \r\n", "\u202bقصة جسر\u202c\n\n", "قصة\nجسر", "قصة\x1aجسر"]
)
def test_a_title_is_one_line_without_controls(written: str) -> None:
    assert fields(("title", written), ("body", PROSE)).title == "قصة جسر"


@pytest.mark.parametrize(
    "lines",
    [
        ("زيارة بوتين إلى كوريا الشمالية\n", "شريط الأحداث\n"),
        ("شريط الأحداث\n", "زيارة بوتين إلى كوريا الشمالية\n"),
        ("رؤى\n", "زيارة بوتين إلى كوريا الشمالية\n", "الحلقة السادسة\n"),
        ("زعيم في العاصمة:\n", "زيارة بوتين إلى كوريا الشمالية\n"),
        ("زيارة بوتين إلى كوريا الشمالية\n", "موسكو ترى العلاقات مع بيونغ يانغ مهمة\n"),
    ],
)
def test_of_several_titles_the_one_that_the_body_takes_up(lines: tuple[str, ...]) -> None:
    pieces = [("title", line) for line in lines]
    assert fields(*pieces, ("body", PROSE)).title == "زيارة بوتين إلى كوريا الشمالية"


def test_of_several_titles_that_the_body_does_not_take_up_none() -> None:
    assert fields(("title", "شريط الأحداث\n"), ("title", "ملفات الارتباط\n"), ("body", PROSE)).title is None


@pytest.mark.parametrize(
    "line",
    [
        "الجزيرة نت",
        "الرياض - واس",
        "رياضة",
        "12 سبتمبر 2023",
        "***",
        " ",
        "بقلم: سعاد حسن",
        "زار بوتين كوريا الشمالية،",
    ],
)
def test_an_outlet_a_section_a_date_or_half_a_sentence_is_no_title(line: str) -> None:
    assert fields(("title", line), ("body", PROSE)).title is None


# Published


def test_a_page_is_dated_by_its_date_lines() -> None:
    assert fields(("pubdate", "آخر تحديث: 14/9/2023\n"), ("pubdate", "نشر 12/9/2023\n")).published == "2023-09-12"
    assert fields(("pubdate", "10:22\n"), ("pubdate", "12 أيلول 2023\n")).published == "2023-09-12"
    assert fields(("pubdate", "10:22"), ("body", "في 12 سبتمبر 2023")).published is None


# Byline


@pytest.mark.parametrize(
    "written",
    [
        "سعاد حسن\n",
        "- سعاد حسن -",
        "كتبت: سعاد حسن\n",
        "كتبت – سعاد حسن:\n",
        "بقلم سعاد حسن *",
        "- بقلم: سعاد حسن - الجريدة.com",
        "بقلم:\nسعاد حسن\nاستشارية باطنية",
        "\u202bبقلم : سعاد\u00a0حسن\u202c\x1a",
        "إعداد وتحرير / سعاد حسن",
        "(إعداد سعاد حسن للنشرة العربية - تحرير أحمد كمال)",
        "ترجمة: سعاد حسن",
        "أحمد كمال (تصوير) - كتبت: سعاد حسن",
        "كتبت: سعاد حسن - تصوير: أحمد كمال",
        "سعاد حسن - سبق - الرياض:",
        "الرياض – سعاد حسن",
        "الجزيرة ـ سعاد حسن",
        "مكتب الرباط: سعاد حسن",
        "سعاد حسن (جدة)",
        "سعاد حسن-الباحة",
        "سعاد حسن - جامعة القاهرة",
        "سعاد حسن – أكاديمية وإعلامية",
        "سعاد حسن مراسلة الشؤون الاقتصادية",
        "أجرى الحوار: سعاد حسن",
        "الأستاذة / سعاد حسن",
        "سعاد حسن، وكالات (بيروت، نيويورك)-",
    ],
)
def test_a_byline_is_the_name_alone(written: str) -> None:
    assert fields(("byline", written)).byline == "سعاد حسن"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("By John Smith | Reuters", "John Smith"),
        ("كتب: علي الباشا", "علي الباشا"),
        ("بقلم: المختار لغزيوي", "المختار لغزيوي"),
        ("محمد أبو شعر- سبق:", "محمد أبو شعر"),
        ("فوزية بنت صالح – الأحساء", "فوزية بنت صالح"),
        ("بقلم - د. نعيم أسعد", "د. نعيم أسعد"),
        ("لندن: كيت إيتون*", "كيت إيتون"),
        ("ع. عسول", "ع. عسول"),
        ("سُعاد حسَن", "سُعاد حسَن"),
        ("سعيد\n", "سعيد"),
    ],
)
def test_a_byline_is_as_printed(written: str, name: str) -> None:
    assert fields(("byline", written)).byline == name


@pytest.mark.parametrize(
    "written",
    [
        "",
        "بقلم:",
        "الجريدة ـ الرباط",
        "استشاري باطنية",
        "* كاتب وباحث في الشؤون الدولية",
        "\x1a مدير عام بريد المنطقة الشرقية",
        "أمين منطقة جازان",
        "تصوير: أحمد كمال",
        "عدسة - أحمد كمال",
        "الدار البيضاء",
        "م.ع/و.أ",
        "المحرر السياسي",
        "رئيس التحرير",
        "وحدة التقارير الاقتصادية",
        "بوزارة الشؤون البلدية",
        "الجزيرة نت",
        "هسبريس.com",
        "مع تحيات إدارة العلاقات العامة",
        "@suad_hassan",
        "admin",
        "By Reuters Staff",
    ],
)
def test_a_role_a_place_an_outlet_or_a_photographer_is_no_byline(written: str) -> None:
    assert fields(("byline", written)).byline is None


# Source


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("المصدر: صدى البلد\n", "صدى البلد"),
        ("المصدر البيان ", "البيان"),
        ("\u200fالمَصدر:\u00a0البيان\r\n", "البيان"),
        ("المـــصدر / البیان", "البیان"),
        ("المصدر :  الجزيرة نت .\n", "الجزيرة نت"),
        ('المصدر: صحيفة "البيان" الإماراتية', "البيان"),
        ('المصدر: موقع قناة تلفزيون "سي آن آن" الأمريكية (بالعربية)', "سي آن آن"),
        ("صحيفة حريت التركية", "حريت"),
        ("المصدر: موقع ميدل إيست آي البريطاني", "ميدل إيست آي"),
        ("المصدر: صحيفة الشرق الأوسط اللندنية", "الشرق الأوسط"),
        ("المصدر: صحيفة القدس العربي", "القدس العربي"),
        ("نقلا عن رويترز من القاهرة", "رويترز"),
        ("المصدر: وكالة الأناضول", "الأناضول"),
        ("* وكالة أنباء الأناضول", "الأناضول"),
        ("المصدر: وكالة الأنباء السعودية", "وكالة الأنباء السعودية"),
        ("المصدر: وكالة شهاب للأنباء", "شهاب"),
        ("المصدر: موقع 24", "موقع 24"),
        ("المصدر: شبكة قدس", "شبكة قدس"),
        ("نقلا عن صحيفة قوون السودانية", "قوون"),
        ("نقلاً عن: «الشرق الأوسط»", "الشرق الأوسط"),
        ("* خدمة «نيويورك تايمز»", "نيويورك تايمز"),
        ("خاص بـ«الشرق الأوسط»", "الشرق الأوسط"),
        ("أخبار اليومنشر في أخبار اليوم", "أخبار اليوم"),
        ("(رويترز)", "رويترز"),
        ("(أ ف ب)", "أ ف ب"),
        ("و.م.ع", "و.م.ع"),
        ("دبي - البيان", "البيان"),
        ("براقش نت متابعات", "براقش نت"),
        ("المصدر: نوفوستي+وكالات", "نوفوستي"),
        ("المصدر: العربية - د ب أ", "العربية"),
        ("المصدر: وكالات", "وكالات"),
        ("المصدر: الرياض", "الرياض"),
        ("المصدر: https://www.phys.org/news/1", "phys.org"),
        ("Source: Reuters", "Reuters"),
        ("رابط الخبر بصحيفة الوئام: النفط يتراجع", "الوئام"),
        ("نشرت هذه المادة في صحيفة الشرق المطبوعة العدد رقم (208) صفحة (27)", "الشرق"),
    ],
)
def test_a_source_is_the_outlet_alone(written: str, name: str) -> None:
    assert fields(("source", written)).source == name


@pytest.mark.parametrize(
    "written",
    [
        "",
        "المصدر:",
        "المصدر: ",
        "- الرياض",
        "المصدر: القاهرة",
        "الطبعة: العربية",
        "خاص",
        "متابعات",
        "المصدر: متابعات",
        "المصدر: وسائل إعلام سعودية",
        "المصدر: وزير النقل يفتتح جسرا جديدا فوق النهر",
        "208",
    ],
)
def test_a_place_a_headline_or_an_empty_heading_is_no_source(written: str) -> None:
    assert fields(("source", written)).source is None


def test_of_two_credits_the_last_that_names_an_outlet_is_the_publisher() -> None:
    assert fields(("source", "المصدر رويترز "), ("source", "المصدر: كويت نيوز\n")).source == "كويت نيوز"
    assert fields(("source", "عين اليوم\n"), ("source", "متابعات\n")).source == "عين اليوم"


# Tags


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("روسيا، كوريا الجنوبية، الكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
        ("روسيا,كوريا الجنوبية;الكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
        ("روسيا | كوريا الجنوبية | الكرملين", ("روسيا", "كوريا الجنوبية", "الكرملين")),
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
        "\u200f الكلمات الدلالــــية: ",
        "",
    ],
)
def test_words_of_a_heading_are_no_tags(heading: str) -> None:
    assert tags(f"{heading}روسيا، كوريا الجنوبية") == ("روسيا", "كوريا الجنوبية")


@pytest.mark.parametrize("heading", ["الوسوم", "كلمات دلالية:", "مواضيع ساخنة أخرى", "Tags", "الأكثر بحثا"])
def test_a_heading_alone_has_no_tags(heading: str) -> None:
    assert tags(heading) == ()


def test_lines_below_one_heading_are_topics_and_each_heading_begins_anew() -> None:
    assert tags("الوسوم\n", "كوريا الجنوبية\n", "البيت الأبيض\n") == ("كوريا الجنوبية", "البيت الأبيض")
    assert tags("علامات تجارية، تاج محل") == ("علامات تجارية", "تاج محل")
    lines = ("الوسومروسيا كوريا الشمالية\n", "كلمات دلالية: روسيا الكرملين کوریا الشمالیة")
    assert tags(*lines) == tags("".join(lines)) == ("روسيا", "كوريا الشمالية", "الكرملين")


# The seeds: label, start and end of the spans of each article, and its fields

SEED_ARTICLES = [
    (
        "000_d439b464d3de0c31.txt",
        "title 0 66, pubdate 66 104, body 104 316, body 325 1677, source 1677 1695, tags 1695 1889",
        Extracted(
            "سبب زيارة زعيم كوريا الشمالية لروسيا اليوم.. من يحتاج للأخر أكثر؟",
            "صدى البلد",
            "2023-09-12",
            None,
            (
                "الأراضي الروسية",
                "الأقمار الاصطناعية",
                "الجيش الكوري",
                "الحرب الروسية",
                "الرئيس فلاديمير بوتين",
                "اليوم الثلاثاء",
                "زعيم كوريا الشمالية",
                "زعيم كوريا الشمالية كيم جونج أون",
                "كيم جونج أون",
                "کوریا الشمالیة",
            ),
        ),
    ),
    (
        "000_d439b464d3de0c31.txt",
        "title 1901 1960, body 1960 2249, body 2550 3078, body 3362 3813",
        Extracted("روسيا تعزز علاقتها بكوريا الشمالية عبر جسر بري بين البلدين"),
    ),
    ("001_623451150a5fdd47.txt", "body 0 2323, source 2323 2340", Extracted(None, "الجزيرة")),
    (
        "001_623451150a5fdd47.txt",
        "title 2353 2393, body 2393 5431",
        Extracted("زعيم كوريا الشمالية يجهز ابنته لخلافته"),
    ),
    (
        "002_65f4704d186f3f20.txt",
        "body 0 2352, source 2352 2374, tags 2374 2436",
        Extracted(None, "البوابة نيوز", None, None, ("زعيم كوريا الشمالية", "روسيا", "بوتين", "کوریا الشمالیة")),
    ),
    (
        "002_65f4704d186f3f20.txt",
        "title 2449 2506, body 2506 3102",
        Extracted("كوريا الشمالية تجري تجربة لإطلاق صاروخ «كروز» استراتيجي"),
    ),
    (
        "003_9a5296bb7c38ec9b.txt",
        "title 0 52, pubdate 52 90, body 90 1501, tags 1555 1590, source 1590 1606, tags 1606 1671",
        Extracted(
            "الكرملين: اجتماع بوتين مع كيم سيكون ضمن زيارة شاملة",
            "العربية",
            "2023-09-12",
            None,
            ("كوريا الشمالية", "بوتين", "الكرملين", "روسيا"),
        ),
    ),
    (
        "003_9a5296bb7c38ec9b.txt",
        "title 1683 1741, body 1741 3494",
        Extracted("مزودة بقدرات خطيرة.. كوريا الشمالية تصنع أكبر سفينة حربية"),
    ),
    (
        "004_ec65a9d7d2815000.txt",
        "title 0 51, pubdate 51 86, body 86 1673, source 1673 1687, tags 1687 1713, source 1713 1731, tags 1731 1781",
        Extracted(
            "زعيم كوريا الشمالية وبوتين يتعهدان بتوطيد العلاقات",
            "كويت نيوز",
            "2023-08-15",
            None,
            ("روسيا", "كوريا الشمالية"),
        ),
    ),
    (
        "004_ec65a9d7d2815000.txt",
        "title 1793 1877, body 1877 2063, body 2069 3572, body 3779 4452",
        Extracted('إخفاق بحري في كوريا الشمالية بعد فشل تدشين سفينة حربية وكيم يصفه بـ"العمل الإجرامي"'),
    ),
]


@pytest.mark.parametrize(("name", "spans", "expected"), SEED_ARTICLES)
def test_the_articles_of_a_seed_have_their_fields(name: str, spans: str, expected: Extracted) -> None:
    text = seed(name)
    rows = [row.split() for row in spans.split(", ")]
    labelled = [Span(int(start), int(end), label, 1, "gold") for label, start, end in rows]
    assert extract(text, labelled) == expected


# Any text


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.text())))
def test_any_text_has_fields(pieces: list[tuple[str, str]]) -> None:
    assert_clean(fields(*pieces))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(LABELS),
            st.text(st.sampled_from([*'كتب بقلم: المصدر- صحيفةوكالة"«»()/|#_،,.ابن\n\u200f\x1a\ud800 12/9/2023ABC'])),
        )
    )
)
def test_any_mixture_of_headings_and_marks_has_fields(pieces: list[tuple[str, str]]) -> None:
    assert_clean(fields(*pieces))


def assert_clean(found: Extracted) -> None:
    for value in (found.title, found.source, found.published, found.byline, *found.tags):
        assert value is None or (value == " ".join(value.split()) and value)
        assert value is None or not any(ch < " " or "\u202a" <= ch <= "\u202e" or ch == "\u200f" for ch in value)


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(
    "unit", ["a", " ", "- ", "كتب ", "صحيفة ", "الوسوم ", "12 ", "5/", "كوريا ", "# ", "(", "\n", ":"]
)
def test_long_texts_of_one_kind_have_fields(label: str, unit: str) -> None:
    long = unit * (100_000 // len(unit))
    assert_clean(fields((label, long), ("title", "كوريا"), ("body", long)))
