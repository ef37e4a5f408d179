"""Which of the topics that a page states are its own, and not the site's or the headline in pieces."""

from __future__ import annotations

import pytest

import dedup
from dedup.web import page_from_html
from tests.web.pages import BODY, TITLE, page


def test_the_keywords_of_the_site_are_not_those_of_the_page() -> None:
    head = '<meta name="keywords" content="أخبار, رياضة, إذاعة, بث مباشر, تونس">'
    assert page_from_html(page(head=head)).stated.keywords == ()


SPOKEN = (*BODY, "أخبار عن الطريق: عاجل، وموقع الوزارة يعمل ببرنامج Joomla منذ سنوات طويلة كما يقول المدير.")


@pytest.mark.parametrize("keywords", ["أخبار, عاجل, موقع, الطريق الجديد", "joomla, Joomla"])
def test_keywords_that_a_program_or_a_site_gives_all_its_pages_are_no_topics(keywords: str) -> None:
    head = f'<meta name="keywords" content="{keywords}">'
    assert page_from_html(page(SPOKEN, head=head)).stated.keywords == ()


def test_topics_may_say_what_a_site_is() -> None:
    few = '<meta name="keywords" content="أخبار, الطريق الجديد, وزارة النقل">'
    assert page_from_html(page(SPOKEN, head=few)).stated.keywords == ("أخبار", "الطريق الجديد", "وزارة النقل")
    tags = "".join(f'<meta property="article:tag" content="{tag}">' for tag in ("أخبار", "موقع"))
    assert page_from_html(page(SPOKEN, head=tags)).stated.keywords == ("أخبار", "موقع")


def test_keywords_that_are_the_words_of_the_headline_are_no_topics() -> None:
    words = ", ".join(TITLE.split())
    head = f'<title>{TITLE}</title><meta name="keywords" content="{words}, منتديات">'
    assert page_from_html(page(head=head)).stated.keywords == ()
    short = '<title>زلزال تركيا</title><meta name="keywords" content="زلزال, تركيا, الطريق الجديد, وزارة النقل">'
    html = page(("زلزال تركيا الكبير هز الطريق الجديد، كما قالت وزارة النقل في البلاد.",), head=short)
    assert page_from_html(html).stated.keywords == ("زلزال", "تركيا", "الطريق الجديد", "وزارة النقل")
    whole = f'<title>{TITLE}</title><meta name="keywords" content="{TITLE}, الطريق الجديد">'
    assert page_from_html(page(head=whole)).stated.keywords == (TITLE, "الطريق الجديد")
    forum = whole.removesuffix('">') + ', منتديات">'
    assert page_from_html(page(head=forum)).stated.keywords == ()
    single = f'<title>{TITLE}</title><meta name="keywords" content="وزارة, النقل, تبدأ, العمل, منتديات">'
    assert page_from_html(page(head=single)).stated.keywords == ()
    small = (
        '<title>بلدية حمص تفتح باب البيت القديم</title><meta name="keywords" content="بلدية, حمص, تفتح, باب, البيت">'
    )
    told = ("قال مدير بلدية حمص إن البلدية تفتح باب البيت القديم للزوار ابتداء من مطلع الشهر المقبل.",)
    assert page_from_html(page(told, title="بلدية حمص تفتح باب البيت القديم", head=small)).stated.keywords == ()
    chosen = f'<title>{TITLE}</title><meta name="{{}}" content="وزارة, النقل, الطريق, الشهر">'
    for name, words in (("keywords", "وزارة, النقل, الطريق, الشهر"), ("news_keywords", "وزارة, النقل, تبدأ, العمل")):
        head = chosen.format(name).replace("وزارة, النقل, الطريق, الشهر", words)
        assert len(page_from_html(page(SPOKEN, head=head)).stated.keywords) == 4
    others = f'<title>{TITLE}</title><meta name="keywords" content="الطريق, النقل, وزارة, الوزير">'
    assert page_from_html(page(head=others)).stated.keywords == ("الطريق", "النقل", "وزارة", "الوزير")


def test_keywords_with_the_name_of_the_site_are_topics_only_beside_words_of_the_headline() -> None:
    site = f'<title>{TITLE}</title><meta property="og:site_name" content="قناة الشمال">'
    names = site + '<meta name="keywords" content="الشمال, مشروع, {}">'
    assert page_from_html(page(SPOKEN, head=names.format("مدن"))).stated.keywords == ()
    kept = page_from_html(page(SPOKEN, head=names.format("وزارة النقل"))).stated.keywords
    assert kept == ("الشمال", "مشروع", "وزارة النقل")


LINKED = (
    '<div class="tags">الوسوم: <a rel="tag" href="/1">مدن الشمال</a> <a rel="tag" href="/2">القرى المجاورة</a></div>'
)


def test_linked_topics_go_before_the_keywords_of_the_head() -> None:
    html = page((*BODY, "وتصل الطريق بين مدن الشمال وكل القرى المجاورة لها، كما قالت الوزارة في بيانها."))
    html = html.replace("</article>", f"{LINKED}</article>")
    head = '<meta charset="utf-8"><meta name="{}" content="مشروع, الشركات, نسمة">'
    found = dedup.clean_html(html.replace('<meta charset="utf-8">', head.format("keywords")))
    assert found.tags == ("مدن الشمال", "القرى المجاورة")
    assert found.stated is not None
    assert found.stated.keywords == ("مشروع", "الشركات", "نسمة")
    found = dedup.clean_html(html.replace('<meta charset="utf-8">', head.format("news_keywords")))
    assert found.tags == ("مشروع", "الشركات", "نسمة")
