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


def test_a_page_of_a_mark_alone_is_read() -> None:
    assert dedup.clean_html("<p>\u200f</p>").original == "\u200f"
