"""The fields of web pages: what markup states, what it only hints at, and what the text shows."""

from __future__ import annotations

import pytest

import dedup
from dedup.web import page_from_html
from tests.web.pages import BODY, OTHERS, TITLE, page

COUNTRIES = ("مصر", "السعودية", "قطر", "الكويت", "البحرين", "عمان", "لبنان")


def with_topics(inner: str) -> str:
    return page().replace("</article>", f'<div class="tags">{inner}</div></article>')


def linked(*texts: str) -> str:
    return "".join(f"<a href=/t>{text}</a>" for text in texts)


@pytest.mark.parametrize(
    ("inner", "topics"),
    [
        ("<span>الكلمات الدالة</span>" + linked("أسواق الدين", "سندات"), ("أسواق الدين", "سندات")),
        ("الوسوم: " + linked("#وزارة_النقل", "الطريق"), ("وزارة النقل", "الطريق")),
        ("الوسوم: " + linked("الطريق", "شاهد: آخر ظهور للوزير"), ("الطريق",)),
        ("الوسوم: " + linked("الطريق", "كيف صار الطريق الجديد أطول طرق البلاد كلها"), ("الطريق",)),
        ("الوسوم: مصر، " + linked("الاتحاد الدولي لكرة القدم"), ("مصر", "الاتحاد الدولي لكرة القدم")),
        ("الوسوم: " + linked("، ".join(COUNTRIES)), COUNTRIES),
        (linked("الوسوم", "مصر", "قطر"), ("مصر", "قطر")),
        ("الكلمات الدالة: أسواق المال، سندات الدين، " + linked("رسس"), ("أسواق المال", "سندات الدين", "رسس")),
        ("الوسوم (Tags): " + linked("مصر", "مصر", "قطر"), ("مصر", "قطر")),
        ("الوسوم: " + linked("أسواق الدين", "مصر") + "<br>من العدد نفسه", ("أسواق الدين", "مصر")),
    ],
)  # fmt: skip
def test_links_show_where_topics_begin_and_end(inner: str, topics: tuple[str, ...]) -> None:
    assert dedup.clean_html(with_topics(inner)).tags == topics


def test_what_the_text_says_of_topics_is_kept_beside() -> None:
    found = dedup.clean_html(with_topics("الوسوم: " + linked("أسواق الدين", "الطريق الجديد")))
    assert found.printed is not None
    assert found.printed.tags != found.tags == ("أسواق الدين", "الطريق الجديد")


TAGGED = page().replace("</article>", '<div class="tags"><span>الوسوم:</span>{}</div></article>')


def test_one_stated_topic_gives_way_to_several_that_the_article_speaks_of() -> None:
    head = '<meta property="article:tag" content="النقل"></head>'
    found = dedup.clean_html(
        TAGGED.format(linked("الطريق الجديد", "وزارة النقل", "مؤتمر صحفي")).replace("</head>", head)
    )
    assert found.tags == ("الطريق الجديد", "وزارة النقل", "مؤتمر صحفي")
    others = TAGGED.format(linked("كأس العالم", "أسعار الذهب", "كورونا")).replace("</head>", head)
    assert dedup.clean_html(others).tags == ("النقل",)


def test_the_author_is_no_topic() -> None:
    head = '<meta name="author" content="سيد حسن"></head>'
    found = dedup.clean_html(TAGGED.format(linked("الطريق الجديد", "سيد حسن")).replace("</head>", head))
    assert found.tags == ("الطريق الجديد",)


def test_topics_may_be_headings_of_the_article() -> None:
    html = TAGGED.format("الطريق الجديد، القرى المجاورة").replace(
        f"<p>{BODY[2]}", f"<h3>القرى المجاورة</h3><p>{BODY[2]}"
    )
    assert dedup.clean_html(html).tags == ("الطريق الجديد", "القرى المجاورة")


def test_a_page_of_many_topics_takes_linear_time() -> None:
    block = f'<div class="tags">الوسوم: {linked("مصر", "قطر")}</div><p>{BODY[0]}</p>'
    found = dedup.clean_html(page().replace("</article>", block * 500 + "</article>"))
    assert found.tags == ("مصر", "قطر")


HEADED = page().replace("<h1>", "<font size=5><b>").replace("</h1>", "</b></font>")


def titled(title: str, html: str = HEADED) -> dedup.Page:
    return dedup.clean_html(html.replace("</head>", f"<title>{title}</title></head>"))


def test_a_title_that_names_the_newspaper_is_no_headline_and_the_source() -> None:
    found = titled("صحيفة الجزيرة اليومية")
    assert (found.title, found.source) == (TITLE, "صحيفة الجزيرة اليومية")
    assert found.stated is not None
    assert found.stated.title == "صحيفة الجزيرة اليومية"


def test_a_decorated_title_of_the_site_is_no_headline_and_the_source() -> None:
    head = "<title>::: شبكة النيلين الإخبارية ::: أكبر موقع إخباري في البلاد :::</title>"
    found = dedup.clean_html(page(title="افتتاح الطريق الجديد في الشمال", head=head))
    assert (found.title, found.source) == ("افتتاح الطريق الجديد في الشمال", "شبكة النيلين الإخبارية")


@pytest.mark.parametrize(
    ("row", "title"),
    [
        ("<h1>{}</h1>", TITLE),
        ("<table><tr><td>{}</td><td><a>طباعة</a></td><td><a>أرسل إلى صديق</a></td></tr></table>", TITLE),
        ("<h1><a href='/1'>{}</a></h1>", TITLE),
        ("<h1>{} <a href='/t'>نجيب محفوظ</a></h1>", f"{TITLE} نجيب محفوظ"),
    ],
)
def test_buttons_behind_a_headline_are_no_part_of_it(row: str, title: str) -> None:
    html = page().replace(f"<h1>{TITLE}</h1>", row.format(TITLE))
    assert dedup.clean_html(html).title == title


def test_of_several_lists_of_topics_the_one_with_a_heading_is_the_page_s() -> None:
    tags = '<div class="tags">الوسوم: <a href="/t/1">الطريق</a>, <a href="/t/2">النقل</a></div>'
    cloud = '<div class="tagcloud"><a href="/t/3">بغداد</a> <a href="/t/4">كتب قديمة</a></div>'
    html = page().replace("</article>", f"{tags}</article>").replace("</aside>", f"{cloud}</aside>")
    assert dedup.clean_html(html).tags == ("الطريق", "النقل")
    words = tags.replace('<a href="/t/1">الطريق</a>, <a href="/t/2">النقل</a>', "الطريق، النقل")
    assert {"الطريق", "النقل"} <= set(dedup.clean_html(html.replace(tags, words)).tags)


@pytest.mark.parametrize("mark", ["<br>", "</div><div class=tags>"])
def test_a_list_of_topics_may_take_several_lines(mark: str) -> None:
    topics = ("الطريق", "النقل", "الوزارة", "الشمال")
    inner = mark.join(f"<a href=/t>{text}</a>" for text in topics)
    assert dedup.clean_html(with_topics(f"الوسوم: {inner}")).tags == topics


def test_a_newspaper_and_its_motto_are_no_headline() -> None:
    found = titled("جريدة الميناء - يومية سياسية مستقلة - البصرة")
    assert (found.title, found.source) == (TITLE, "جريدة الميناء")


def test_a_title_that_is_an_entry_of_the_menu_is_no_headline_and_no_source() -> None:
    found = titled("سياسة")
    assert (found.title, found.source) == (TITLE, None)


def test_a_site_that_calls_each_page_by_its_own_name_is_the_source() -> None:
    name = "هيئة الثروة المائية"
    html = HEADED.replace("<nav>", f"<div>سلطنة عمان<b>{name}</b></div><nav>").replace(
        "<footer>", f"<footer><p>© {name} 2024</p>"
    )
    found = dedup.clean_html(html.replace("</head>", f'<meta property="og:title" content="{name}"></head>'))
    assert (found.title, found.source) == (TITLE, name)


@pytest.mark.parametrize("title", ["رويترز: ارتفاع أسعار النفط", "النفط يرتفع"])
def test_a_title_of_the_page_stays_its_headline(title: str) -> None:
    body = f"{BODY[1]} وكانت رويترز قد ذكرت أن ارتفاع أسعار النفط يرفع الكلفة، وأن النفط يرتفع منذ أشهر."
    assert titled(title, HEADED.replace(BODY[1], body)).title == title


@pytest.mark.parametrize("title", ["حين يصبح الصمت جريمة", "حين يصبح الصمت جريمة - صحيفة الوطن"])
def test_a_title_stays_the_headline_above_a_column_whose_name_is_shown(title: str) -> None:
    assert titled(title, HEADED.replace(TITLE, "عمود السبت")).title == title


@pytest.mark.parametrize("title", ["الغور نت :: شبكة الغور الإخبارية", "الواجهة النيلية - صحيفة أسبوعية جامعة"])
def test_a_title_with_words_that_the_article_lacks_is_the_site_s(title: str) -> None:
    assert titled(title).title == TITLE


def test_json_ld_that_repeats_a_related_headline_stays_the_headline() -> None:
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{OTHERS[0]}"}}</script>'
    assert titled("س", HEADED.replace("</head>", f"{script}</head>")).title == OTHERS[0]


def test_a_headline_in_a_breadcrumb_is_no_source() -> None:
    title = "موعد انطلاق مشروع الشمال ومدته بالتفصيل"
    crumbs = f'<ul class="breadcrumb"><li><a href="/">الرئيسية</a></li><li>{title}</li></ul>'
    assert titled(title, page().replace("<article>", f"{crumbs}<article>")).source is None


def test_what_stands_beside_the_headline_is_a_source_where_no_other_is_told() -> None:
    beside = page().replace("<footer>", "<footer><p>جميع الحقوق محفوظة © كورة بلس</p>")
    assert titled(f"{TITLE} | كورة بلس", beside).source == "كورة بلس"
    credited = beside.replace("</article>", "<p>المصدر: وكالة رويترز</p></article>")
    assert titled(f"{TITLE} | كورة بلس", credited).source == "رويترز"
    assert titled(f"{TITLE} | رياضة", beside).source is None  # an entry of the menu
    signed = beside.replace('<div class="meta">', '<div class="meta"><span>بقلم: سيد حسن</span> ')
    found = titled(f"{TITLE} - سيد حسن", signed)
    assert (found.source, found.byline) == (None, "سيد حسن")


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ('<span class="author">سيد حسن</span>', "سيد حسن"),
        ('<span class="author">بقلم سيد حسن</span>', "سيد حسن"),
        ('<div class="c-meta post-author">شرم الشيخ - سيد حسن</div>', "سيد حسن"),
        ('<b class="writer-name">علا الحسيني - بيروت</b>', "علا الحسيني"),
        ('<span class="check__author">أعدّ التحقق: سيد حسن</span>', "سيد حسن"),
        ('<span class="author">فريق التحرير</span>', None),
        ('<span class="author">تصوير سيد حسن</span>', None),
        ('<span class="author-job">نائب كبير المحررين</span>', None),
        ('<span class="author"><b class="full-name">سيد حسن</b></span>', "سيد حسن"),
        ('<span class="author"><b class="author-role">سعاد حسن</b></span>', None),
    ],
)
def test_a_class_that_says_author_gives_the_byline_where_nothing_else_does(author: str, byline: str | None) -> None:
    meta = f'<div class="meta">{author} <time datetime="2024-05-13">13 مايو 2024</time></div>'
    found = dedup.clean_html(page().replace('<div class="meta"><time></time></div>', meta))
    assert found.byline in (byline, found.printed.byline if found.printed else None)
    assert byline is None or found.byline == byline


def test_an_element_tells_where_the_name_in_a_byline_begins_and_ends() -> None:
    for author in ("كتبت: نهى عادل", "بقلم: خالد جمعة"):
        date = '<span class="date">الجمعة 12 أبريل 2024</span>'
        meta = f'<div class="meta"><span class="author">{author}</span> {date}</div>'
        found = dedup.clean_html(page().replace('<div class="meta"><time></time></div>', meta))
        assert (found.byline, found.published) == (author.partition(": ")[2], "2024-04-12")


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ("حاورها: سيد حسن", "سيد حسن"),
        ("شركة الحلول المتقدمة", None),
        ("دائرة الإعلام", None),
        ("Radio Bahr FM", None),
        ("Web Dev SARL", None),
        ("Adam Smith", "Adam Smith"),
        ("Ahmed Hassan Sky News", "Ahmed Hassan Sky News"),
        ("لقاء مكي", "لقاء مكي"),
        ("كتب: محمد حسن، علي سعيد", "محمد حسن، علي سعيد"),
    ],
)
def test_a_stated_author_is_a_person_without_what_announces_it(author: str, byline: str | None) -> None:
    found = dedup.clean_html(page(head=f'<meta name="author" content="{author}">'))
    assert found.byline == byline
    assert found.stated is not None
    assert found.stated.author == author


def test_an_author_below_a_headline_as_long_as_a_paragraph_is_found() -> None:
    meta = '<div class="meta"><span class="author">سيد حسن</span> <time></time></div>'
    html = page(title=BODY[1]).replace('<div class="meta"><time></time></div>', meta)
    assert page_from_html(html).hints.writer == "سيد حسن"


@pytest.mark.parametrize("head", ["<title>{}</title>", '<meta property="og:title" content="{}">'])
@pytest.mark.parametrize("title", ["حبر الجيران", "بوابة الشاطئ :: الصفحة الاخبارية", "وفد تجاري يزور المنطقة الحرة"])
def test_a_title_that_the_article_does_not_speak_of_is_none_of_it(title: str, head: str) -> None:
    found = dedup.clean_html(page(head=head.format(title)))
    assert found.stated is not None
    assert (found.title, found.stated.title) == (TITLE, title)
    assert found.source != "وفد تجاري يزور المنطقة الحرة"


@pytest.mark.parametrize("title", ["مشروع يمر بثلاث مدن", "القرى المجاورة والشركات المحلية"])
def test_a_title_in_other_words_that_the_article_speaks_of_stays(title: str) -> None:
    assert dedup.clean_html(page(head=f"<title>{title}</title>")).title == title
