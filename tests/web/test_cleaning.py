"""Markup is evidence: it says what words only hint at, it is never an order, and it can be taken away."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

import dedup
from tests.boilerplate.texts import SEEDS
from tests.processes import dedup as command
from tests.web.pages import BODY, OTHERS, TITLE, page


def test_offsets_of_a_cleaned_page_count_in_its_visible_text() -> None:
    found = dedup.clean_html(page(), "https://example.com/1")
    assert found.original == "".join(found.original[span.start : span.end] for span in found.spans)
    assert found.text == "".join(found.original[start:end] for start, end in found.articles[0].spans)
    assert found.title == TITLE
    assert all(text in found.text for text in (TITLE, *BODY))
    assert not any(text in found.text for text in OTHERS)


@pytest.mark.parametrize("around", ["article", "aside", "div", "section", "main", "td", "blockquote", "form", "footer"])
def test_prose_is_kept_whatever_holds_it(around: str) -> None:
    html = page(around=around)
    if around == "td":
        html = html.replace("<td>", "<table><tr><td>").replace("</td>", "</td></tr></table>")
    assert all(text in dedup.clean_html(html).text for text in BODY)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_page_fused_into_one_element_is_parted_as_its_text(seed: str) -> None:
    text = " ".join(seed.split())
    assert dedup.clean_html(f"<html><body><p>{text}</p></body></html>").text == dedup.clean_text(text).text
    assert len(dedup.clean_html(f"<html><body><p>{text}</p></body></html>").articles) == 2


PARAGRAPHS = "".join(f"<p>{text}</p>" for text in BODY)
OTHER = tuple(text.replace("النقل", "الصحة").replace("الطريق", "المستشفى") for text in BODY)
NEXT = f"<article><h1>افتتاح مستشفى في العاصمة</h1>{''.join(f'<p>{text}</p>' for text in OTHER)}</article>"


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>{TITLE}</h1>{'<br><br>'.join(BODY)}",
        f"<div><b>{TITLE}</b><br>{' '.join(BODY)}</div>",
        f"<h1>{TITLE}</h1><ul>{''.join(f'<li>{text}' for text in BODY)}</ul>",
        f"<h1>{TITLE}</h1>{''.join(f'<p><a href=/x>{text}</a></p>' for text in BODY)}",
        f"<div>{TITLE}</div>{''.join(f'<div><span><span>{text}</span></span></div>' for text in BODY)}",
        f"<div id=root></div><noscript><h1>{TITLE}</h1>{PARAGRAPHS}</noscript>",
        f"<table><tr><td>{OTHERS[0]}</td><td><font size=5>{TITLE}</font><br>{'<br>'.join(BODY)}</td></tr></table>",
        f"<main><h1>{TITLE}</h1><amp-img src=x></amp-img>{PARAGRAPHS}<amp-ad>إعلان</amp-ad></main>",
        f"<h2>{TITLE}</h2><hr>{'<br>'.join(BODY)}<hr>طباعة | إغلاق النافذة",
        f"<article><h1>{TITLE}</h1>{PARAGRAPHS}</article>{NEXT}",
    ],
)
def test_prose_is_kept_however_the_page_is_built(html: str) -> None:
    found = dedup.clean_html(f"<html><head><title>{TITLE}</title></head><body><nav><a href=/>الرئيسية</a></nav>{html}")
    kept = "\n".join(article.text for article in found.articles)
    assert all(text in kept for text in BODY)
    assert OTHER[0] not in found.original or all(text in kept for text in OTHER)


CARDS = [f'<a href="/{number}"><h3>{text}</h3></a>' for number, text in enumerate(OTHERS)]
STORY = f"<h1>{TITLE}</h1>{PARAGRAPHS}"


@pytest.mark.parametrize(
    "html",
    [
        f"<article>{STORY}<div class=related-posts><h3>مواضيع متعلقة</h3>{''.join(CARDS)}</div></article>",
        f"<div>{STORY}</div><section><h3>المزيد</h3>{''.join(f'<article>{own}</article>' for own in CARDS)}</section>",
    ],
    ids=["cards inside of the article", "the article outside of articles"],
)
def test_related_cards_go_wherever_they_stand(html: str) -> None:
    kept = "\n".join(article.text for article in dedup.clean_html(f"<body>{html}").articles)
    assert all(text in kept for text in BODY)
    assert not any(text in kept for text in OTHERS)


PROGRAMMES = (
    "حديث المساء ليوم الأحد 5 مارس 2017",
    "نادي المستمعين",
    "بين السطور ليوم السبت 4 مارس 2017",
    "دفتر المدينة",
)
WORKS = ("توسعة الجسر القديم عند مدخل المدينة", "إنارة الطريق الساحلي كله", "نقل محطة الحافلات إلى شرق السوق")


def items(texts: tuple[str, ...]) -> str:
    return "".join(f"<li><p>{text}</p></li>" for text in texts)


def test_a_list_without_links_stays_in_an_article_alone() -> None:
    inside = f"<div class=body><h1>{TITLE}</h1>{PARAGRAPHS}<p>وتشمل الخطة:</p><ul>{items(WORKS)}</ul></div>"
    beside = f"<div class=sidebar><h3>التسجيلات</h3><ul class=list>{items(PROGRAMMES)}</ul></div>"
    kept = dedup.clean_html(f"<body>{inside}{beside}").text
    assert all(text in kept for text in (*BODY, *WORKS))
    assert not any(text in kept for text in PROGRAMMES)


def test_the_stated_headline_is_cut_whole_or_not_at_all() -> None:
    title = "وزارة النقل تشغل عشر سيارات كهربائية في العاصمة.. وتؤكد: الحجز يبدأ الأربعاء.. والدفع بالبطاقة.. صور"
    found = dedup.clean_html(page().replace(TITLE, title))
    assert found.title == title
    assert title in found.text


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_date_and_a_byline_in_one_block_are_two_cuts(order: tuple[int, int]) -> None:
    parts = ("<span>نشر في: الأحد 1 سبتمبر 2024</span>", '<span class="author">كتب: سيد حسن</span>')
    html = page().replace("<time></time>", " ".join(parts[number] for number in order))
    found = dedup.clean_html(html)
    assert {span.label for span in found.removed} >= {"pubdate", "byline"}
    assert (found.byline, found.published) == ("سيد حسن", "2024-09-01")


def test_furniture_fused_into_the_last_paragraph_goes() -> None:
    tail = "المصدر: المساء كلمات دلالية: النقل الطريق إقرأ أيضاً: المنتخب إلى نهائيات كأس آسيا"
    found = dedup.clean_html(page(body=(*BODY[:-1], f"{BODY[-1]} {tail}")))
    assert found.text.rstrip().endswith(BODY[-1])


@pytest.mark.parametrize("name", ["related", "sidebar", "comments", "nav", "ads", "hidden-xs share"])
def test_misleading_classes_lose_no_prose(name: str) -> None:
    html = page().replace("<article>", f'<article class="{name}">').replace("<p>", f'<p class="{name}">', 1)
    assert all(text in dedup.clean_html(html).text for text in BODY)


def test_text_alone_is_cleaned_as_before() -> None:
    """Absent markup is neutral: the words alone decide, and give the same page."""
    visible = dedup.clean_html(page()).original
    without = dedup.Cleaner(without=["markup"])
    assert without.clean_html(page()).spans == dedup.clean_text(visible).spans
    assert without.clean(visible) == dedup.clean_text(visible)


def test_a_cut_that_rests_on_the_markup_says_so() -> None:
    rules = {span.rule for span in dedup.clean_html(page()).removed}
    assert any(rule.startswith("markup:") for rule in rules)


def test_what_is_stated_wins_and_what_is_printed_is_kept() -> None:
    head = '<meta property="article:published_time" content="2024-05-13T06:00:00Z">'
    found = dedup.clean_html(page(head=head, published="تاريخ النشر: 12 مايو 2024"))
    assert found.stated is not None
    assert found.printed is not None
    assert (found.published, found.dated_by) == ("2024-05-13", "markup")
    assert found.printed.published == "2024-05-12"
    assert found.to_dict()["printed"]["published"] == "2024-05-12"


def test_a_relative_date_needs_the_time_of_the_capture() -> None:
    html = page(published="منذ 3 ساعات")
    cleaner = dedup.Cleaner()
    assert cleaner.clean_html(html).published is None
    found = cleaner.clean_html(html, captured="2024-05-02T01:30:00Z")
    assert (found.published, found.dated_by) == ("2024-05-01", "capture")


def test_a_page_can_be_pickled_and_a_cleaner_reused() -> None:
    cleaner = pickle.loads(pickle.dumps(dedup.Cleaner(profile="aggressive")))
    found = cleaner.clean_html(page().encode())
    assert pickle.loads(pickle.dumps(found)) == found
    assert cleaner.clean_html(page()) == found


@pytest.mark.parametrize("html", ["", "<", "<html>", b"\xff\xfe", b"", "<p></p>", "\0", "<!DOCTYPE html>"])
def test_no_html_makes_it_raise(html: str | bytes) -> None:
    found = dedup.clean_html(html)
    assert found.text == "" or found.text == found.original


def test_explain_shows_a_page_of_html_by_its_markup(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(page(), encoding="utf-8")
    shown = command("explain", tmp_path / "page.html").stdout
    assert "markup:" in shown
    assert OTHERS[0].split()[0] in shown


def test_the_example_of_the_documentation_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "page.html").write_text(page(), "utf-8")
    documentation = (Path(__file__).parents[2] / "docs" / "web.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```py\n(.*?)^```", documentation, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)  # the example as it is printed
    assert isinstance(names["page"], dedup.Page)


@pytest.mark.parametrize("given", ["page.html", "pages/a.HTM", "my page.html", "page.txt", Path("page.html")])
def test_the_path_of_a_page_is_told_from_a_page(
    given: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("my page.html", "page.txt"):
        (tmp_path / name).write_text(f"<p>{BODY}</p>", "utf-8")
    with pytest.raises(dedup.ArgumentError, match=r"got the path .* in place of what the file holds: give Path\("):
        dedup.clean_html(given)  # type: ignore[arg-type]  # what users try


def test_the_address_of_a_page_is_told_from_a_page() -> None:
    with pytest.raises(dedup.ArgumentError, match=r"got the address 'https://x.com/1': fetch the page"):
        dedup.clean_html("https://x.com/1")
    for html in ("see index.html", "<p>page.html", "a\nb.html", "", "3.14", "\0.x"):
        assert dedup.clean_html(html).articles


def test_the_path_of_a_text_is_told_from_a_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert dedup.clean_text("page.txt").text == "page.txt"
    (tmp_path / "page.txt").write_text("\n".join(BODY), "utf-8")
    for given in ("page.txt", str(tmp_path / "page.txt"), Path("page.txt")):
        with pytest.raises(dedup.ArgumentError, match=r'give Path\(.*page.txt.\).read_text\("utf-8"\)'):
            dedup.clean_text(given)  # type: ignore[arg-type]  # what users try
    assert dedup.Cleaner().clean("page.txt").text == "page.txt"  # one of many records


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


SENTENCE = "يستغرق العمل في الطريق عامين، ويقول المهندسون إن الجسر الأول يفتح قبل نهاية الصيف المقبل."


def with_figure(inner: str) -> str:
    return page().replace(f"<p>{BODY[1]}</p>", f"{inner}<p>{BODY[1]}</p>")


def test_a_caption_that_is_a_sentence_goes_from_its_element() -> None:
    html = with_figure(f"<figure><img src='a.jpg'><figcaption>{SENTENCE}</figcaption></figure>")
    assert SENTENCE not in dedup.clean_html(html).text
    assert all(text in dedup.clean_html(html).text for text in BODY)
    assert SENTENCE in dedup.clean_html(html.replace("figcaption", "p").replace("figure", "div")).text


@pytest.mark.parametrize(
    "figure",
    [
        f"<figure><img><figcaption><h3>الخطوة الأولى من العمل</h3><p>{SENTENCE}</p></figcaption></figure>",
        f"<figure><img><figcaption>الجسر<p>{SENTENCE}</p></figcaption></figure>",
        f"<figure><blockquote>{SENTENCE}</blockquote><figcaption>الجسر</figcaption></figure>",
        f"<table><caption>{SENTENCE}</caption><tr><td>الأولى</td><td>12</td></tr></table>",
    ],
)
def test_a_figure_with_more_than_a_caption_keeps_its_text(figure: str) -> None:
    assert SENTENCE in dedup.clean_html(with_figure(figure)).text


def test_a_headline_over_a_picture_stays() -> None:
    html = page().replace(f"<h1>{TITLE}</h1>", f"<figure><img><figcaption><h1>{TITLE}</h1></figcaption></figure>")
    assert dedup.clean_html(html).title == TITLE
    assert TITLE in dedup.clean_html(html).text


COMMENT = "شرح ممتاز، جربت الطريقة على مكتبة فيها ستة عشر ألف صورة ولم أواجه إلا مشكلة واحدة في النهاية."
COMMENTS = f'<section class="comment-list">{f"<div class=comment-body><p>{COMMENT}</p></div>" * 16}</section>'


def test_comments_of_readers_go_though_they_are_prose() -> None:
    html = page().replace("</article>", f'</article><div class="comment-list"><p>{COMMENT}</p></div>')
    assert COMMENT not in dedup.clean_html(html).text
    assert all(text in dedup.clean_html(html).text for text in (TITLE, *BODY))


@pytest.mark.parametrize("name", ["post comments-open", "comment", "comments-area", "comment-body"])
@pytest.mark.parametrize("behind", ["", "<aside><h1>الأرشيف</h1><a>2023</a></aside>", f"<ul><li>{TITLE}</li></ul>"])
def test_a_class_of_the_whole_page_says_nothing_of_comments(name: str, behind: str) -> None:
    html = (
        page().replace("<article>", f'<article class="{name}">').replace("</article>", f"</article>{COMMENTS}{behind}")
    )
    assert all(text in dedup.clean_html(html).text for text in (TITLE, *BODY))


@pytest.mark.parametrize(
    "name", ["reply", "answer reply", "commentary", "expert-commentary", "discussion", "editor-comment"]
)
def test_answers_and_commentaries_are_no_comments_of_readers(name: str) -> None:
    html = page().replace(f"<p>{BODY[1]}</p>", f'<p>ما رأيك في الطريق؟</p><p class="{name}">{BODY[1]}</p>')
    assert BODY[1] in dedup.clean_html(html).text


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
    assert titled(title).title == title


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
        ('<span class="author">فريق التحرير</span>', None),
        ('<span class="author">تصوير سيد حسن</span>', None),
        ('<span class="author-job">نائب كبير المحررين</span>', None),
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


def test_a_page_of_a_mark_alone_is_read() -> None:
    assert dedup.clean_html("<p>\u200f</p>").original == "\u200f"
