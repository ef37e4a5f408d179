"""The headline of a page among the titles that its markup states, and the site's name beside it."""

from __future__ import annotations

import pytest

from dedup.web import page_from_html
from tests.web.pages import TITLE, ld, page

FOOTER = "<p>جميع الحقوق محفوظة © كورة بلس</p>"


def test_the_name_of_the_site_is_no_headline() -> None:
    head = f'<title>موقع المدينة >> {TITLE}</title><meta property="og:title" content="موقع المدينة">'
    stated = page_from_html(page(head=head)).stated
    assert (stated.title, stated.outlet) == (TITLE, "موقع المدينة")


@pytest.mark.parametrize(
    "title", ["{} | كورة بلس", "{} - أخبار محلية - كورة بلس", "كورة بلس » {}", "كورة بلس: {}", "{} « كورة بلس"]
)
def test_what_a_title_has_beside_the_headline_may_name_the_site(title: str) -> None:
    html = page(head=f"<title>{title.format(TITLE)}</title>")
    found = page_from_html(html.replace("<footer>", f"<footer>{FOOTER}"))
    assert (found.hints.site, found.stated.outlet) == ("كورة بلس", "")
    assert page_from_html(html).hints.site == ""  # no other line has it


@pytest.mark.parametrize(
    "title",
    [
        "{}",
        "{} | كورة بلس 2024",
        "بالصور | {} | كورة بلس",
        "{} | كل ما تريد أن تعرف عن كورة بلس",
        "{} | الشهر المقبل",
        "x | كورة بلس",
    ],
)
def test_parts_of_a_title_that_may_be_else_name_no_site(title: str) -> None:
    html = page(head=f"<title>{title.format(TITLE)}</title>").replace("<footer>", f"<footer>{FOOTER}")
    assert page_from_html(html).hints.site == ""


def test_another_title_may_confirm_what_one_has_beside_the_headline() -> None:
    head = f"<title>جريدة الساحل | {TITLE}</title>"
    assert page_from_html(page(head=head)).hints.site == ""
    head += '<meta property="og:title" content="جريدة الساحل - كل الأخبار كل الوقت">'
    assert page_from_html(page(head=head)).hints.site == "جريدة الساحل"


def test_a_copy_of_the_title_confirms_nothing() -> None:
    title = f"{TITLE} | تفاصيل كاملة"
    head = f'<title>{title}</title><meta property="og:title" content="{title}">'
    assert page_from_html(page(head=head)).hints.site == ""


@pytest.mark.parametrize("mark", [" - ", " | ", " » ", " ::: "])
@pytest.mark.parametrize("site_first", [True, False])
def test_of_the_headline_and_the_name_of_the_site_the_longer_is_the_title(mark: str, site_first: bool) -> None:
    parts = ("بلدية السرو الكبرى", TITLE) if site_first else (TITLE, "بلدية السرو الكبرى")
    html = page(head=f"<title>{mark.join(parts)}</title>").replace("<nav>", "<div>بلدية السرو الكبرى</div><nav>")
    found = page_from_html(html)
    assert (found.stated.title, found.hints.site) == (TITLE, "بلدية السرو الكبرى")


def test_of_parts_of_a_title_that_are_lines_the_one_in_h1_is_the_headline() -> None:
    html = page(title="رسالة", head="<title>رسالة - نزار سعيد</title>").replace("<time>", "<h3>نزار سعيد</h3><time>")
    assert page_from_html(html).stated.title == "رسالة"


@pytest.mark.parametrize("title", [f"كنا : {TITLE} 24/01/2023", f"صحيفة {TITLE}", TITLE[:40].rsplit(" ", 1)[0] + "..."])
def test_a_title_with_more_or_less_than_the_headline_gives_way_to_it(title: str) -> None:
    assert page_from_html(page(head=f"<title>{title}</title>")).stated.title == TITLE
    stated = page_from_html(page(head=ld({"@type": "NewsArticle", "headline": title}))).stated
    assert stated.title == (TITLE if title.endswith("...") else title)


def test_a_cut_headline_gives_way_to_no_link_and_no_paragraph() -> None:
    cut = ld({"@type": "NewsArticle", "headline": "وزارة النقل تبدأ العمل..."})
    link = f'<ul><li><a href="/9">{TITLE} بعد قرار الوزير</a></li></ul>'
    assert page_from_html(page(head=cut).replace("<article>", f"{link}<article>")).stated.title == TITLE
    prose = ("وزارة النقل تبدأ العمل في الطريق قريبا، كما قال الوزير أمام الصحفيين في العاصمة أمس.",)
    found = page_from_html(page(prose, head=cut, title="مشروع الطريق ينطلق أخيرا"))
    assert found.stated.title == "وزارة النقل تبدأ العمل..."


def test_what_a_menu_repeats_of_a_title_is_no_headline() -> None:
    html = page(head=f"<title>{TITLE}: رياضة</title>", title=f"عاجل {TITLE}: رياضة")
    assert page_from_html(html).stated.title == f"{TITLE}: رياضة"
    named = ld({"@type": "NewsArticle", "name": "الرئيسية"}) + f'<meta property="og:title" content="{TITLE}">'
    assert page_from_html(page(head=named)).stated.title == TITLE


def test_a_cut_title_is_no_outlet() -> None:
    cut = TITLE[:40].rsplit(" ", 1)[0] + "..."
    head = f'<title>{cut} | كورة بلس</title><meta property="og:title" content="{cut}">'
    assert page_from_html(page(head=head)).stated.outlet == ""


def test_a_title_with_the_name_of_the_site_is_not_that_name() -> None:
    both = f"{TITLE} | مستشفى الشفاء"
    head = f'<title>{both}</title><meta property="og:title" content="{both}">'
    found = page_from_html(page(head=head).replace("<footer>", "<footer><p>© مستشفى الشفاء</p>"))
    assert (found.stated.title, found.stated.outlet, found.hints.site) == (TITLE, "", "مستشفى الشفاء")


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("{}", "كل ما تريد معرفته عن {}"),
        ("{}", "{}: شروط وزارة النقل الجديدة"),
        ("{} | كورة بلس", "مضلل: {} منذ أعوام"),
    ],
)
def test_an_h1_that_goes_on_around_a_stated_title_is_the_headline(title: str, heading: str) -> None:
    shown = heading.format(TITLE)
    related = f'<ul><li><a href="/2">{TITLE}</a></li></ul>'
    head = f'<meta property="og:title" content="{title.format(TITLE)}">'
    html = page(head=head, title=shown).replace("<footer>", f"{related}<footer>")
    assert page_from_html(html).stated.title == shown
    other = ld({"@type": "NewsArticle", "headline": "خبر آخر من أخبار الرياضة اليوم"})
    assert page_from_html(html.replace("</head>", f"{other}</head>")).stated.title == shown


@pytest.mark.parametrize("heading", ["الموضوع: {}", '<a href="/">{} وأخبار أخرى</a>', "{} " + "كلمة " * 40])
def test_other_headings_around_a_stated_title_are_no_headlines(heading: str) -> None:
    html = page(head=f"<title>{TITLE}</title>", title=heading.format(TITLE))
    assert page_from_html(html).stated.title == TITLE


@pytest.mark.parametrize("title", ["تفاصيل الخبر", "الأخبار", "News"])
def test_a_title_that_a_site_gives_to_all_pages_is_no_headline(title: str) -> None:
    html = page(head=f"<title>{title}</title>").replace("<article>", f"<article><div>{title}</div>")
    assert page_from_html(html).stated.title == ""


def test_a_part_of_the_headline_is_no_outlet() -> None:
    head = f'<title>الحلقة 27: {TITLE}</title><meta property="og:title" content="{TITLE}">'
    assert page_from_html(page(head=head, title=f"الحلقة 27: {TITLE}")).stated.outlet == ""


def test_a_headline_that_goes_on_behind_a_part_of_the_title_is_whole_without_an_h1() -> None:
    html = page(head=f"<title>جريدة الواحة :: {TITLE}</title>", title=f"{TITLE} وتطلب عروض الشركات")
    html = html.replace("<h1>", "<p><b>").replace("</h1>", "</b></p>")
    assert page_from_html(html).stated.title == f"{TITLE} وتطلب عروض الشركات"
    assert page_from_html(html.replace("<b>", '<a href="/1">').replace("</b>", "</a>")).stated.title.endswith(TITLE)


@pytest.mark.parametrize(("mark", "is_whole"), [(' itemprop="headline"', True), ("", False)])
def test_a_line_that_is_marked_completes_a_stated_headline(mark: str, is_whole: bool) -> None:
    more = f"{TITLE} وتطلب عروضا من شركات أربع دول عربية لبناء جسرين ونفق تحت النهر في مدخل العاصمة الشمالي"
    html = page(head=ld({"@type": "NewsArticle", "headline": TITLE}), title=more)
    html = html.replace("<h1>", f"<h2{mark}>").replace("</h1>", "</h2>")
    assert page_from_html(html).stated.title == (more if is_whole else TITLE)
