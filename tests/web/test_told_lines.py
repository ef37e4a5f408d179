"""Where markup leaves little doubt, it decides whatever the words are; what only looks so stays."""

from __future__ import annotations

import pytest

import dedup
from tests.web.pages import BODY, OTHERS, TITLE, page

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


def behind_headline(inner: str) -> str:
    return page().replace(f"<h1>{TITLE}</h1>", f"<h1>{TITLE}</h1>{inner}")


@pytest.mark.parametrize("name", ["standfirst", "article-summary", "excerpt lead", "subtitle"])
def test_a_subtitle_right_behind_the_headline_stays(name: str) -> None:
    found = dedup.clean_html(behind_headline(f'<p class="{name}">{SENTENCE}</p>'))
    assert SENTENCE in found.text
    assert found.title == TITLE


def test_plain_paragraphs_behind_related_cards_stay() -> None:
    card = '<div class="related cards"><a href="/{}"><p class="title">{}</p></a></div>'
    cards = "".join(card.format(number, text) for number, text in enumerate(OTHERS))
    found = dedup.clean_html(page().replace(f"<p>{BODY[1]}</p>", f"{cards}<p>{SENTENCE}</p><p>{BODY[1]}</p>"))
    assert all(text in found.text for text in (SENTENCE, *BODY))
    assert not any(text in found.text for text in OTHERS)


TEASER = "طائرات صغيرة تحصي قطعان الغزلان في المراعي الشتوية، والنتيجة فاجأت الباحثين بعدما تجاوز العدد التقديرات."


@pytest.mark.parametrize("inner", [f'<a href="/1">{TEASER}</a>', f'<li><a href="/1"><p>{TEASER}</p></a></li>'])
def test_a_paragraph_that_is_one_link_beside_the_article_goes(inner: str) -> None:
    for html in (page().replace("<article>", f"<div>{inner}</div><article>"), page().replace("<footer>", inner)):
        found = dedup.clean_html(html)
        assert TEASER not in found.text
        assert all(text in found.text for text in (TITLE, *BODY))


def test_a_paragraph_that_is_one_link_within_the_article_stays() -> None:
    html = page((BODY[0], f'<a href="/1">{SENTENCE}</a>', *BODY[1:]))
    assert SENTENCE in dedup.clean_html(html).text


@pytest.mark.parametrize(
    "ticker", [f"<marquee>{OTHERS[0]}</marquee>", f'<div class="breaking-ticker">{OTHERS[0]}</div>']
)
def test_a_ticker_above_the_headline_goes(ticker: str) -> None:
    found = dedup.clean_html(page().replace("<article>", f"{ticker}<article>"))
    assert OTHERS[0] not in found.text
    assert found.title == TITLE


def test_the_answers_of_a_poll_go() -> None:
    answers = "".join(
        f"<div><label><input type=radio>{text}</label></div>" for text in ("أكثر من ست ساعات", "أقل من ذلك")
    )
    found = dedup.clean_html(page().replace("</article>", f"</article><div class=poll>{answers}</div>"))
    assert "ساعات" not in found.text
    assert not found.tags


def test_the_label_of_an_advertisement_goes_from_within_the_article() -> None:
    label = '<div class="ad-slot"><p>مساحة للإيجار</p></div>'
    found = dedup.clean_html(page().replace(f"<p>{BODY[1]}</p>", f"{label}<p>{BODY[1]}</p>"))
    assert "للإيجار" not in found.text
    assert all(text in found.text for text in BODY)
