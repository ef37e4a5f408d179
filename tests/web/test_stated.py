"""What the markup states of its page, from wherever it states it, and what it only seems to state."""

from __future__ import annotations

import json

import pytest

import dedup
from dedup.web import page_from_html
from tests.web.pages import ARTICLE, OTHERS, TITLE, ld, page


@pytest.mark.parametrize(
    "script",
    [
        ld(ARTICLE),
        ld([{"@type": "WebSite", "name": "x"}, ARTICLE]),
        ld({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, ARTICLE]}),
        ld({"@type": "WebPage", "mainEntity": ARTICLE}),
        ld(ARTICLE | {"@type": ["Thing", "ReportageNewsArticle"], "author": [{"name": "سيد حسن"}]}),
        ld({name: value for name, value in ARTICLE.items() if name != "headline"} | {"@type": "Recipe", "name": TITLE}),
        f'<script type="application/ld+json">//<![CDATA[\n{json.dumps(ARTICLE, ensure_ascii=False)}\n//]]></script>',
        f'<script type="application/ld+json">{json.dumps(ARTICLE)[:-1]},\n}}</script>',
        ld({"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "خبر آخر"}]}) + ld(ARTICLE),
    ],
)
def test_json_ld_of_an_article(script: str) -> None:
    stated = page_from_html(page(head=script)).stated
    assert (stated.title, stated.published) == (TITLE, "2024-05-13T06:00:00+03:00")
    assert (stated.author, stated.outlet, stated.section) == ("سيد حسن", "اليوم السابع", "تحقيقات")
    assert stated.keywords == ("وزارة النقل", "الطريق الجديد")


def test_of_several_articles_the_one_at_the_page_address_counts() -> None:
    """Pages that load the next article below describe that too, sometimes first."""
    other = ARTICLE | {"headline": "خبر آخر تماما", "url": "https://example.com/2"}
    own = ARTICLE | {"mainEntityOfPage": {"@id": "https://example.com/1#page"}}
    head = f'{ld([other, own])}<link rel="canonical" href="https://example.com/1">'
    assert page_from_html(page(head=head)).stated.title == TITLE
    assert page_from_html(page(head=ld([other, own])), "https://example.com/1#top").stated.title == TITLE
    assert page_from_html(page(head=head), "https://example.com/2").stated.title == TITLE


def test_articles_in_a_list_are_others_than_the_page() -> None:
    stated = page_from_html(page(head=ld({"@type": "ItemList", "itemListElement": [ARTICLE]}))).stated
    assert (stated.title, stated.published, stated.author) == ("", "", "")


@pytest.mark.parametrize(
    ("time", "published"),
    [('<time datetime="2024-05-13T06:00">أمس</time>', "2024-05-13T06:00"), ("<time>13 مايو 2024</time>", "")],
)
def test_a_time_below_the_headline_dates_the_page(time: str, published: str) -> None:
    html = page().replace("<time></time>", time)
    today = '<time datetime="2026-01-01">اليوم</time>'
    for others in (html, html.replace("<nav>", f"{today}<nav>").replace("<h3>", f"{today}<h3>")):
        assert page_from_html(others).stated.published == published
    assert page_from_html(page().replace("<nav>", f"{today}<nav>")).stated.published == ""


@pytest.mark.parametrize(
    "author",
    [
        '<a rel="author" href="/a/1">سيد حسن</a>',
        '<span itemprop="author">سيد حسن</span>',
        '<span itemprop="author" itemscope><span itemprop="name">سيد حسن</span></span>',
    ],
)
def test_an_author_below_the_headline_is_stated(author: str) -> None:
    meta = f'<div class="meta">{author} | <time datetime="2024-05-13">13 مايو 2024</time></div>'
    html = page().replace('<div class="meta"><time></time></div>', meta)
    stated = page_from_html(html).stated
    assert (stated.author, stated.published) == ("سيد حسن", "2024-05-13")


@pytest.mark.parametrize(
    "author",
    [
        '<a rel="author">كتب: سيد حسن</a>',
        '<a rel="author">سيد حسن مراسل شؤون النقل في العاصمة</a>',
        '<a rel="author">سيد&nbsp;حسن&nbsp;مراسل&nbsp;شؤون&nbsp;النقل</a>',
        '<a rel="author">الساعة 14:30</a>',
        '<span rel="author">بقلم <a href="/a/1">سيد حسن</a></span>',
        '<span itemprop="author">سيد <b>حسن</b> محمود</span>',
        '<a rel="author">وكالات</a>',
        '<a rel="author" style="display:none">سيد حسن</a>',
        '<span class="author">سيد حسن</span>',
    ],
)
def test_what_may_be_more_or_less_than_a_name_states_no_author(author: str) -> None:
    assert page_from_html(page().replace('<div class="meta">', f'<div class="meta">{author}')).stated.author == ""


def test_an_author_right_above_the_headline_is_stated_if_it_is_the_only_one() -> None:
    for above, author in (("سيد حسن",), "سيد حسن"), (("سيد حسن", "ليلى كامل"), ""):
        links = "".join(f'<p><a itemprop="author">{name}</a></p>' for name in above)
        assert page_from_html(page().replace("<h1>", f"{links}<h1>")).stated.author == author


def test_authors_of_comments_are_not_stated() -> None:
    html = page().replace("<footer>", '<div class="comment"><a rel="author">ليلى</a>: خبر جيد</div><footer>')
    assert page_from_html(html).stated.author == ""


def test_open_graph_and_the_canonical_address() -> None:
    stated = page_from_html(
        page(
            head=f'<meta property="og:title" content="{TITLE} - المدينة">'
            '<meta property="og:site_name" content="المدينة">'
            '<meta property="article:published_time" content="2024-05-13T23:30:00Z">'
            '<link rel="canonical" href="https://m.example.com/1?a=1&amp;b=2">'
        )
    ).stated
    assert (stated.title, stated.outlet, stated.language) == (TITLE, "المدينة", "ar")
    assert stated.canonical == "https://m.example.com/1?a=1&b=2"


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("2024-05-13T23:30:00Z", "2024-05-13T23:30:00Z"),
        ("2024-05-13T10:30:00.5Z", "2024-05-13T10:30:00.5Z"),
        ("2020-06-03T03:01+0400", "2020-06-03T03:01+0400"),
        ("2024-05-13 10:30 +0300", "2024-05-13T10:30+0300"),
        ("2024-05-13 - الإثنين", "2024-05-13"),
        ("2024-05-13 10:30 PM +0300", "2024-05-13"),
        ("2024-05-13, by Ahmed", "2024-05-13"),
        ("2024-05-13 25:99", "2024-05-13"),
        ("الإثنين، 13 مايو 2024 - 06:00 ص", "2024-05-13"),
        ("Mon, 13 May 2024 01:00:00 +0300", "2024-05-13"),
        ("3/11/2024 9:15:00 AM", "2024-03-11"),
        ("13/5/2024 9:15 PM", "2024-05-13"),
        ("0000-00-00", ""),
        ("غدا", ""),
    ],
)
def test_a_date_has_its_time_as_written_where_it_is_iso_8601(written: str, published: str) -> None:
    """A `Z` often stands on local time, and some sites write their dates in words."""
    head = f'<meta property="article:published_time" content="{written}">'
    assert page_from_html(page(head=head)).stated.published == published


def test_the_name_of_the_site_in_json_ld_is_the_outlet_where_no_publisher_is_stated() -> None:
    site = ld({"@type": "WebSite", "name": "جامعة الأرز"}) + f"<title>{TITLE} - جامعة الأرز</title>"
    assert page_from_html(page(head=site)).stated.outlet == "جامعة الأرز"
    assert page_from_html(page(head=site + ld(ARTICLE))).stated.outlet == "اليوم السابع"


@pytest.mark.parametrize(
    "site", [{"name": TITLE}, {"name": "https://sahel.com/"}, {"name": "YouTube"}, {"name": "الرئيسية"}, {"name": ""}]
)
def test_what_a_site_in_json_ld_may_be_called_wrongly_is_no_outlet(site: dict[str, str]) -> None:
    found = page_from_html(page(head=ld({"@type": "WebSite"} | site) + f"<title>{TITLE}</title>"))
    assert (found.stated.title, found.stated.outlet) == (TITLE, "")
    part = {"@type": "VideoObject", "isPartOf": {"@type": "WebSite", "name": "البيان"}}
    assert page_from_html(page(head=ld(part) + f"<title>{TITLE} - البيان</title>")).stated.outlet == ""


def test_a_video_that_is_called_as_the_headline_dates_the_page() -> None:
    video = ld({"@type": ["VideoObject"], "name": TITLE, "uploadDate": "2024-07-19", "author": "قناة"})
    other = ld({"@type": "VideoObject", "name": "ملخص مباراة الأهلي والزمالك", "uploadDate": "2019-01-05"})
    meta = '<meta property="article:published_time" content="2024-07-20">'
    assert page_from_html(page(head=video)).stated.published == "2024-07-19"
    assert page_from_html(page(head=other + video)).stated.published == "2024-07-19"
    assert page_from_html(page(head=other + f"<title>{TITLE}</title>")).stated.published == ""
    for stated in (video + meta, video + ld(ARTICLE | {"datePublished": "2024-07-20"})):
        found = page_from_html(page(head=stated)).stated
        assert (found.published, found.author in ("", "سيد حسن")) == ("2024-07-20", True)
    assert page_from_html(page(head=video)).stated.title == TITLE


@pytest.mark.parametrize("account", ["SuperUser Account", "محرر الموقع", "المحرر", "admin3"])
def test_an_account_of_the_site_is_no_author(account: str) -> None:
    head = f'<meta name="author" content="{account}">'
    assert page_from_html(page(head=head)).stated.author == ""


def test_a_video_dates_the_page_where_its_name_has_the_headline_in_it() -> None:
    title = f"<title>{TITLE}</title>"
    video = {"@type": "VideoObject", "name": f"فيديو.. {TITLE}", "uploadDate": "2022-12-05"}
    assert page_from_html(page(head=title + ld(video))).stated.published == "2022-12-05"
    assert page_from_html(page(head=title + ld({**video, "name": OTHERS[0]}))).stated.published == ""


@pytest.mark.parametrize(
    ("stated", "shown", "published"),
    [
        ("2024-06-19T21:30:00Z", "20 يونيو 2024", "2024-06-20"),
        ("2024-06-19T22:05:00.000+00:00", "20 يونيو 2024", "2024-06-20"),
        ("2024-06-19T21:30:00+03:00", "20 يونيو 2024", "2024-06-19"),
        ("2024-06-19T12:30:00Z", "20 يونيو 2024", "2024-06-19"),
        ("2024-06-19T21:30:00Z", "19 يونيو 2024", "2024-06-19"),
        ("2024-06-19T21:30:00Z", "25 يونيو 2024", "2024-06-19"),
    ],
)
def test_a_late_evening_of_utc_is_the_next_day_where_the_page_shows_that(
    stated: str, shown: str, published: str
) -> None:
    head = f'<meta property="article:published_time" content="{stated}">'
    assert dedup.clean_html(page(head=head, published=shown)).published == published


def test_the_day_of_a_change_or_of_the_visit_is_not_that_of_an_evening() -> None:
    head = '<meta property="article:published_time" content="2024-06-19T21:30:00Z">'
    assert dedup.clean_html(page(head=head, published="آخر تحديث: 20 يونيو 2024")).published == "2024-06-19"
    visit = page(head=head).replace("<header>", "<header><div>الخميس 20 يونيو 2024</div>")
    assert dedup.clean_html(visit).published == "2024-06-19"


def test_the_outlet_and_accounts_are_no_authors() -> None:
    for name in (
        "(أبوظبي - البيان)",
        "https://facebook.com/x",
        "admin",
        "admin2",
        "editor",
        "Super User",
        "news_admin",
        "Redaction",
    ):
        head = f'<meta name="author" content="{name}"><meta property="og:site_name" content="البيان">'
        assert page_from_html(page(head=head)).stated.author == ""


def test_organisations_and_chief_editors_are_no_authors() -> None:
    for author in ({"@type": "Organization", "name": "سيد حسن"}, {"name": "سيد حسن", "jobTitle": "رئيس التحرير"}):
        stated = page_from_html(page(head=ld(ARTICLE | {"author": author}))).stated
        assert (stated.author, stated.title) == ("", TITLE)


@pytest.mark.parametrize("name", ["المركز الإعلامي", "فريق التحرير", "رصيد", "Al Waha Newspaper", "News Desk"])
def test_offices_and_words_of_the_outlet_are_no_authors(name: str) -> None:
    head = f'<meta name="author" content="{name}"><meta property="og:site_name" content="بوابة رصيد المالية">'
    assert page_from_html(page(head=head)).stated.author == ""


def test_the_creator_in_the_terms_of_dublin_core_is_the_author() -> None:
    assert page_from_html(page(head='<meta name="dcterms.creator" content="سيد حسن">')).stated.author == "سيد حسن"


@pytest.mark.parametrize("label", ["كُتب بواسطة", "Written by"])
def test_cards_of_networks_name_the_author_beside_a_label(label: str) -> None:
    card = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="سيد حسن">'
    assert page_from_html(page(head=card.format(label))).stated.author == "سيد حسن"
    assert page_from_html(page(head=card.format("وقت القراءة"))).stated.author == ""


def test_a_link_to_what_somebody_has_written_is_a_hint_at_the_author() -> None:
    for address in ("/author/sayed", "/?author=88"):
        link = f'<div class="top"><a href="{address}">سيد حسن</a></div>'
        assert page_from_html(page().replace("<h1>", f"{link}<h1>")).hints.writer == "سيد حسن"
    assert page_from_html(page().replace("<h1>", f"{link}{link}<h1>")).hints.writer == ""  # of other articles


def test_a_part_of_the_title_that_is_a_date_dates_the_page() -> None:
    for title, published in ((f"{TITLE} | كورة بلس | 18.05.2014", "2014-05-18"), (f"{TITLE} في 18.05.2014", "")):
        assert page_from_html(page(head=f"<title>{title}</title>")).stated.published == published


def test_broken_json_states_nothing() -> None:
    for script in ('{"@type": "NewsArticle", "headline"', "[" * 100_000, '"NewsArticle"', "null", "{}"):
        found = page_from_html(page(head=f'<script type="application/ld+json">{script}</script>'))
        assert found.stated.title == ""


def test_half_a_pair_of_surrogates_in_what_is_stated_is_replaced() -> None:
    cut = '{"@type":"NewsArticle","headline":"' + TITLE + '","author":{"name":"أحمد علي \\ud83d"}}'
    stated = page_from_html(page(head=f'<script type="application/ld+json">{cut}</script>')).stated
    assert (stated.title, stated.author) == (TITLE, "أحمد علي ?")
