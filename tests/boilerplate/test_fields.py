"""What the labelled spans of an article say: its title and date, and all fields of the seeds and of any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.boilerplate.fields import ArticleFields, extract
from dedup.boilerplate.pages import page_of
from dedup.boilerplate.runs import Run
from dedup.model import Span
from tests.boilerplate.labelled import LABELS, PROSE, assert_clean, fields
from tests.boilerplate.pages import seed


def test_an_article_without_metadata_has_no_fields() -> None:
    assert fields() == fields(("body", PROSE)) == ArticleFields(None, None, None, None, ())


@pytest.mark.parametrize(
    "written", ["قصة جسر", "  قصة\u00a0جسر \r\n", "\u202bقصة جسر\u202c\n\n", "قصة\nجسر", "قصة\x1aجسر"]
)
def test_a_title_is_one_line_without_controls(written: str) -> None:
    assert fields(("title", written), ("body", PROSE)).title == "قصة جسر"


def test_a_subhead_above_all_else_is_the_title() -> None:
    assert fields(("subhead", "قصة جسر\n"), ("body", PROSE)).title == "قصة جسر"
    assert fields(("subhead", "قصة جسر\n"), ("title", "قصة نهر\n"), ("body", PROSE)).title == "قصة نهر"
    assert fields(("body", PROSE), ("subhead", "قصة جسر\n"), ("body", PROSE)).title is None


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


@pytest.mark.parametrize(("times", "title"), [(1, "قصة جسر"), (8, None)])
def test_a_line_under_much_text_is_no_title(times: int, title: str | None) -> None:
    lead = "زار الرئيس المدينة. "
    assert fields(("body", times * 2 * lead), ("title", "قصة جسر\n"), ("body", PROSE)).title == title


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
def test_no_title_is_an_outlet_a_section_a_date_or_a_half(line: str) -> None:
    assert fields(("title", line), ("body", PROSE)).title is None


def test_a_page_is_dated_by_its_date_lines() -> None:
    assert fields(("pubdate", "آخر تحديث: 14/9/2023\n"), ("pubdate", "نشر 12/9/2023\n")).published == "2023-09-12"
    assert fields(("pubdate", "10:22\n"), ("pubdate", "12 أيلول 2023\n")).published == "2023-09-12"
    assert fields(("pubdate", "10:22"), ("body", "في 12 سبتمبر 2023")).published is None


def test_a_page_without_date_lines_is_dated_by_its_byline() -> None:
    assert fields(("byline", "رام الله 12-7-2012 وفا- "), ("body", PROSE)).published == "2012-07-12"
    assert fields(("byline", "نشر 11-7-2012"), ("pubdate", "12-7-2012"), ("body", PROSE)).published == "2012-07-12"


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("كتب: أحمد سالم 3 مايو 2024", "أحمد سالم"),
        ("بواسطة أحمد سالم | 3 مايو 2024", "أحمد سالم"),
        ("نشر في 3 مايو 2024 | بقلم: سعاد حسن", "سعاد حسن"),
        ("آخر تحديث الجمعة 3 مايو 2024 الساعة 10:20", None),
        ("أحمد سالم 3 مايو 2024", None),
    ],
)
def test_without_a_byline_it_is_a_name_beside_the_date(line: str, byline: str | None) -> None:
    assert fields(("pubdate", line), ("body", PROSE)).byline == byline
    assert fields(("pubdate", line), ("byline", "بقلم: كمال نور"), ("body", PROSE)).byline == "كمال نور"


@pytest.mark.parametrize(
    "written",
    [
        "الوسوم: تونس، قطار\n",
        "افتتاح خط مترو جديد في الجزائرالوسوم:تونس، قطار\n",
        "شارك المقال الكلمات المفتاحية : تونس، قطار",
    ],
)
def test_topics_are_what_stands_behind_their_heading(written: str) -> None:
    assert fields(("body", PROSE), ("tags", written)).tags == ("تونس", "قطار")


@pytest.mark.parametrize(
    ("credit", "byline", "source"),
    [
        ("سعيد حسننشر في المساء", "سعيد حسن", "المساء"),
        ("سعيد حسن نشر في\u00a0المساء ", "سعيد حسن", "المساء"),
        ("نشر في المساء", None, "المساء"),
        ("المصدر: المساء", None, "المساء"),
    ],
)
def test_a_credit_may_name_the_author_and_the_outlet(credit: str, byline: str | None, source: str) -> None:
    found = fields(("source", credit), ("body", PROSE))
    assert (found.byline, found.source) == (byline, source)
    assert fields(("source", credit), ("byline", "بقلم: كمال نور"), ("body", PROSE)).byline == "كمال نور"


# The seeds: label, start and end of the spans of each article, and its fields

SEED_ARTICLES = [
    (
        "000_d439b464d3de0c31.txt",
        "title 0 66, pubdate 66 104, body 104 316, body 325 1677, source 1677 1695, tags 1695 1889",
        ArticleFields(
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
        ArticleFields("روسيا تعزز علاقتها بكوريا الشمالية عبر جسر بري بين البلدين"),
    ),
    ("001_623451150a5fdd47.txt", "body 0 2323, source 2323 2340", ArticleFields(None, "الجزيرة")),
    (
        "001_623451150a5fdd47.txt",
        "title 2353 2393, body 2393 5431",
        ArticleFields("زعيم كوريا الشمالية يجهز ابنته لخلافته"),
    ),
    (
        "002_65f4704d186f3f20.txt",
        "body 0 2352, source 2352 2374, tags 2374 2436",
        ArticleFields(None, "البوابة نيوز", None, None, ("زعيم كوريا الشمالية", "روسيا", "بوتين", "کوریا الشمالیة")),
    ),
    (
        "002_65f4704d186f3f20.txt",
        "title 2449 2506, body 2506 3102",
        ArticleFields("كوريا الشمالية تجري تجربة لإطلاق صاروخ «كروز» استراتيجي"),
    ),
    (
        "003_9a5296bb7c38ec9b.txt",
        "title 0 52, pubdate 52 90, body 90 1501, tags 1555 1590, source 1590 1606, tags 1606 1671",
        ArticleFields(
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
        ArticleFields("مزودة بقدرات خطيرة.. كوريا الشمالية تصنع أكبر سفينة حربية"),
    ),
    (
        "004_ec65a9d7d2815000.txt",
        "title 0 51, pubdate 51 86, body 86 1673, source 1673 1687, tags 1687 1713, source 1713 1731, tags 1731 1781",
        ArticleFields(
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
        ArticleFields('إخفاق بحري في كوريا الشمالية بعد فشل تدشين سفينة حربية وكيم يصفه بـ"العمل الإجرامي"'),
    ),
]


def test_an_address_below_a_credit_does_not_replace_its_name() -> None:
    address = ("source", "https://www.nile.example/news/1\n")
    assert fields(("source", "المصدر: صحيفة النيل\n"), address).source == "النيل"
    assert fields(address).source == "nile.example"


def test_the_address_of_a_link_in_markdown_is_no_source() -> None:
    assert fields(("body", "نص [البيان]"), ("source", "(https://www.nile.example/news/1)\n")).source is None


@pytest.mark.parametrize(("name", "spans", "expected"), SEED_ARTICLES)
def test_the_articles_of_a_seed_have_their_fields(name: str, spans: str, expected: ArticleFields) -> None:
    text = seed(name)
    rows = [row.split() for row in spans.split(", ")]
    labelled = [Span(int(start), int(end), label, 1, "gold") for label, start, end in rows]
    assert extract(text, labelled) == expected


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


@pytest.mark.slow
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(
    "unit", ["a", " ", "- ", "كتب ", "صحيفة ", "الوسوم ", "12 ", "5/", "كوريا ", "# ", "(", "\n", ":"]
)
def test_long_texts_of_one_kind_have_fields(label: str, unit: str) -> None:
    long = unit * (100_000 // len(unit))
    assert_clean(fields((label, long), ("title", "كوريا"), ("body", long)))


def test_of_several_dates_one_below_the_headline_or_that_says_so_counts() -> None:
    visit = ("pubdate", "الخميس 19 مارس 2026 06:38 ص\n")
    below = (("title", "بوتين يزور كوريا الشمالية\n"), ("pubdate", "9 أبريل 2025\n"), ("body", f"{PROSE}\n"))
    assert fields(visit, *below).published == "2025-04-09"
    assert fields(visit, *below, ("pubdate", "أضيف بتاريخ 8/4/2025")).published == "2025-04-09"
    assert fields(visit, ("body", f"{PROSE}\n"), ("pubdate", "نشر في: 8/4/2025")).published == "2025-04-08"
    assert fields(visit, ("body", f"{PROSE}\n"), ("pubdate", "9 أبريل 2025")).published == "2026-03-19"


@pytest.mark.parametrize(
    "written",
    [
        "» {}",
        "{} (",
        "- {} «",
        "{} http://example.com/photo-4.jpg?itok=6V0QV",
        "| {} | (",
        "{} —",
        "# {}",
        "**{}**",
        "## **{}**",
    ],
)
def test_a_headline_has_no_marks_around_it(written: str) -> None:
    title = "«البحر» يزور كوريا (الشمالية)"
    assert fields(("title", f"{written.format(title)}\n"), ("body", PROSE)).title == title


@pytest.mark.parametrize(
    "title", ["»الحياة« تنشر نص الاتفاق", "كوريا على »الشرق الأوسط«", "-5 درجات في الشمال", "#عاجل زلزال"]
)
def test_marks_that_belong_to_a_headline_stay(title: str) -> None:
    assert fields(("title", f"{title}\n"), ("body", PROSE)).title == title


def test_of_equally_sure_bylines_one_below_the_headline_counts() -> None:
    above, below = ("byline", "أحمد كمال\n"), ("byline", "سعاد حسن\n")
    page = (("title", "بوتين يزور كوريا الشمالية\n"), below, ("body", f"{PROSE}\n"))
    assert fields(above, *page).byline == "سعاد حسن"
    assert fields(above, page[0], page[2], below).byline == "أحمد كمال"
    assert fields(*page, ("byline", "بقلم: أحمد كمال\n")).byline == "أحمد كمال"


def test_an_office_under_the_headline_of_its_decree_is_no_headline() -> None:
    decree = "قرار وزاري رقم (236) لسنة 2024 بشأن حماية الأجور"
    body = "بعد عرض وكيل وزارة العمل والشؤون الاجتماعية قرر وزير العمل حماية الأجور بدءا من سنة 2024."
    assert (
        fields(("title", f"{decree}\n"), ("title", "وزير العمل والشؤون الاجتماعية\n"), ("body", body)).title == decree
    )
    kicker, headline = "وزير العمل في إربد", "الأجور ترتفع عشرة في المئة من مطلع العام"
    told = "قال وزير العمل إن الأجور ترتفع عشرة في المئة من مطلع العام المقبل."
    assert fields(("title", f"{kicker}\n"), ("title", f"{headline}\n"), ("body", told)).title == headline


@pytest.mark.parametrize("line", ["حكمة اليوم 2 فبراير 2024", "أسعار الذهب 03/07/2012", "برجك اليوم الأحد 4/2/2024"])
def test_a_headline_may_be_mostly_its_date(line: str) -> None:
    assert fields(("title", f"{line}\n"), ("body", "القناعة كنز لا يفنى")).title == line


@pytest.mark.parametrize(
    "line",
    [
        "الأحد 4 فبراير 2024",
        "4/2/2024",
        "تاريخ النشر 4 فبراير 2024",
        "Updated Sunday February 4, 2024",
    ],
)
def test_a_date_is_no_headline(line: str) -> None:
    assert fields(("title", f"{line}\n"), ("body", "القناعة كنز لا يفنى")).title is None


@pytest.mark.parametrize("heading", ["(تصوير: ", "عدسة / ", "Photo: "])
def test_a_name_behind_the_word_for_pictures_in_a_caption_is_no_author(heading: str) -> None:
    caption, author = ("caption", f"جانب من الحفل {heading}"), ("byline", "هدى الشناوي)\n")
    assert fields(("title", "عنوان الخبر\n"), caption, author, ("body", PROSE)).byline is None
    signed = (("byline", "سعاد حسن\n"), caption, author, ("body", PROSE))
    assert fields(("title", "عنوان الخبر\n"), *signed).byline == "سعاد حسن"
    for both in ("بقلم: ", "كتابة وتصوير: "):
        assert fields(("caption", f"جانب من الحفل {both}"), author, ("body", PROSE)).byline == "هدى الشناوي"


def test_a_year_that_is_cut_apart_belongs_to_its_date() -> None:
    found = fields(
        ("pubdate", "الاثنين 27 ربيع الآخر 1428هـ - 14 مايو "), ("nav", "2007م - العدد 14202\n"), ("body", PROSE)
    )
    assert found.published == "2007-05-14"
    found = fields(("pubdate", "14 مايو 2007"), ("body", f" {PROSE}"))
    assert found.published == "2007-05-14"


def test_an_issue_in_a_headline_of_another_page_or_below_the_text_dates_nothing() -> None:
    line = "صدور العدد 412 من المجلة الخميس 16/6/2005\n"
    for label in ("related_item", "related_teaser"):
        runs = [Run(0, 1, 0, label, 0), Run(1, 2, len(line), "body", 1)]
        assert page_of(line + PROSE, runs, [("place", 0.9), ("body", 1.0)], runs).published is None
    runs = [Run(0, 1, 0, "body", 1), Run(1, 2, len(PROSE) + 1, "nav", 0)]
    assert page_of(f"{PROSE}\n{line}", runs, [("body", 1.0), ("place", 0.9)], runs).published is None


@pytest.mark.parametrize(
    ("credit", "source", "published"),
    [
        ("المصدر: رويترز - نشر في 12 يوليو 2023", "رويترز", "2023-07-12"),
        ("نشر في 12 يوليو 2023 - جريدة الصباح", "الصباح", "2023-07-12"),
        ("المصدر: الجمعة 12 يوليو 2023", None, "2023-07-12"),
        ("AHDATH.INFO- الرباط 7 يونيو 2016", "AHDATH.INFO", "2016-06-07"),
        ("المصدر: وكالات - 12 يوليو 2023 الساعة 10 صباحا", "وكالات", "2023-07-12"),
        ("نشر في بوابة الأهرام يوم 12 يوليو 2023", "بوابة الأهرام", "2023-07-12"),
        ("تاريخ النشر 12/7/2023 عدد القراءات 300", None, "2023-07-12"),
        ("نشر في 12 يوليو 2023، آخر تحديث 13 يوليو 2023", None, "2023-07-12"),
        ("نشر في 12 يوليو 2023 | اقتصاد", None, "2023-07-12"),
        ("نشر في: الجمعة 12 يوليو 2023 الساعة 10:30 صباحا", None, "2023-07-12"),
    ],
)
def test_a_credit_that_is_a_date_alone_names_nobody(credit: str, source: str | None, published: str | None) -> None:
    found = fields(("title", "عنوان الخبر\n"), ("body", f"{PROSE}\n"), ("source", credit))
    assert (found.source, found.published) == (source, published)


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("العدد 412 - الخميس 16/6/2005 - الصفحة 5\n", "2005-06-16"),
        ("العدد ١٩٧٤ الخميس ١١ نيسان ٢٠١٣\n", "2013-04-11"),
        ("اليوم: الخميس 16/6/2005\n", None),
        ("العدد القادم 16/6/2005\n", None),
    ],
)
def test_a_page_without_a_date_is_of_the_day_of_its_issue(line: str, published: str | None) -> None:
    runs = [Run(0, 1, 0, "nav", 0), Run(1, 2, len(line), "body", 1)]
    page = page_of(line + PROSE, runs, [("place", 0.9), ("body", 1.0)], runs)
    assert page.published == published
