"""Where markup leaves little doubt, it decides whatever the words are; what only looks so stays."""

from __future__ import annotations

from collections.abc import Collection

import pytest

import dedup
from dedup.boilerplate.labels import LABELS
from dedup.boilerplate.told_lines import told_lines
from dedup.web.features import attribute_bits, bits_of
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


@pytest.mark.parametrize("between", ["", "<h2>صورة</h2>", "<p>1 / 3</p>"])
def test_captions_that_are_the_text_of_a_photo_essay_stay(between: str) -> None:
    figures = "".join(f"{between}<figure><img><figcaption>{text}</figcaption></figure>" for text in BODY)
    html = page(()).replace("</article>", f"{figures}</article>")
    assert all(text in dedup.clean_html(html).text for text in BODY)


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


TEASER = "طائرات صغيرة تحصي قطعان الغزلان في المراعي الشتوية، والنتيجة فاجأت الباحثين بعدما تجاوز العدد التقديرات."


def told(*lines: tuple[str, int], colons: Collection[int] = ()) -> list[tuple[int, str | None]]:
    """What is told of lines, given by their features and sizes: the label that it is told to be, None for any cut."""
    found = told_lines([bits_of(names.split()) for names, _ in lines], [size for _, size in lines], colons)
    return [(one.line, LABELS[one.labels] if isinstance(one.labels, int) else None) for one in found]


HEADLINE = ("h3 h-states", 8)


@pytest.mark.parametrize(
    ("names", "size", "label"),
    [
        ("p class-subtitle behind-headline", 20, "subhead"),
        ("p header class-subtitle class-header behind-headline outside-container", 15, "subhead"),
        ("p in-container behind-headline", 15, "body"),
        ("p article class-body in-container behind-headline link-some", 40, "body"),
        ("label class-poll behind-headline outside-container", 4, "other"),
        ("marquee outside-container", 9, None),
        ("class-ticker before-headline outside-container", 9, None),
        ("h3 class-ticker outside-container marquee", 9, ""),
        ("p a link-all outside-container class-list before-headline", 18, None),
        ("a link-all outside-container class-related", 18, None),
        ("p aside outside-container behind-headline", 18, None),
        ("p article class-related outside-container behind-headline", 18, None),
        ("p class-author class-author-box outside-container behind-headline", 18, None),
        ("p form class-newsletter in-container behind-headline", 30, None),
        ("button class-vote class-poll in-container behind-headline", 12, None),
    ],
)
def test_what_markup_tells_of_a_line_behind_the_headline(names: str, size: int, label: str | None) -> None:
    assert told(HEADLINE, (names, size)) == ([] if label == "" else [(1, label)])


@pytest.mark.parametrize(
    ("names", "size"),
    [
        ("p class-subtitle behind-headline", 6),
        ("p class-subtitle behind-headline states-date time", 20),
        ("class-subtitle class-caption behind-headline", 20),
        ("class-subtitle figure behind-headline", 20),
        ("label class-poll in-container behind-headline", 4),
        ("label class-poll outside-container", 30),
        ("class-ticker behind-headline outside-container", 9),
        ("class-ticker before-headline outside-container", 20),
        ("class-ticker before-headline class-title outside-container", 9),
        ("h2 a link-all outside-container", 18),
        ("a link-all class-title outside-container", 18),
        ("a link-all outside-container", 9),
        ("p aside in-container behind-headline", 18),
        ("p aside outside-container before-headline", 18),
        ("p class-related outside-container behind-headline", 18),
        ("p article class-related states-description outside-container behind-headline", 18),
        ("a link-all in-container behind-headline", 18),
        ("p class-share in-container behind-headline", 18),
        ("p class-ad outside-container behind-headline", 2),
        ("cell table class-caption in-container", 12),
        ("p class-author outside-container behind-headline", 18),
        ("h4 class-vote class-poll in-container behind-headline", 12),
        ("p aside outside-container same-article behind-headline", 18),
        ("label class-poll outside-container same-article behind-headline", 4),
        ("h2 class-caption behind-image in-container", 12),
        ("class-caption behind-image in-container", 60),
        ("p class-newsletter in-container behind-headline", 30),
        ("p form class-newsletter in-container behind-headline", 90),
        ("p class-vote link-all in-container behind-headline", 20),
        ("p class-newsletter states-body in-container behind-headline", 30),
        ("li in-container behind-headline", 12),
    ],
)
def test_of_lines_that_only_look_so_nothing_is_told(names: str, size: int) -> None:
    assert told(HEADLINE, (names, size)) == []


PARAGRAPH = ("p in-container behind-headline", 15)


@pytest.mark.parametrize("names", ["h2", "h4 article same-article", "h3 section class-body"])
def test_a_plain_heading_right_above_a_paragraph_is_one(names: str) -> None:
    heading = (f"{names} in-container behind-headline", 3)
    assert told(HEADLINE, heading, PARAGRAPH) == [(1, "subhead"), (2, "body")]


@pytest.mark.parametrize("names", ["h2 a link-all", "h3 class-related", "h3 aside", "h5", "h2 li", "h3 a link-some"])
def test_other_headings_above_a_paragraph_are_left(names: str) -> None:
    heading = (f"{names.replace('h5', 'bold')} in-container behind-headline", 3)
    assert told(HEADLINE, heading, PARAGRAPH) == [(2, "body")]
    assert told(HEADLINE, ("h2 in-container behind-headline", 3), ("p class-ad in-container behind-headline", 15)) == []


def test_a_subhead_behind_links_stays() -> None:
    links = f'<ul class="related"><li><a href="/1">{OTHERS[0]}</a></li></ul>'
    html = with_figure(f"{links}<h3>اعتراف ينتظر التوقيع</h3>")
    assert "اعتراف ينتظر التوقيع" in dedup.clean_html(html).text.split("\n")


@pytest.mark.parametrize("names", ["aside", "article class-related"])
def test_an_element_that_holds_the_headline_is_not_beside_the_article(names: str) -> None:
    assert told((f"h3 h-states {names}", 8), (f"p {names} outside-container behind-headline", 18)) == []


def test_the_stated_headline_in_an_h1_is_told_unless_it_is_a_link() -> None:
    assert told(("h1 h-states class-related", 9)) == [(0, "title")]
    assert told(("h1 h-states link-all", 9)) == told(("h1", 9)) == told(("h3 h-states", 9)) == []


def test_a_subtitle_behind_the_logo_of_the_site_is_none() -> None:
    assert told(("h1", 2), ("h2 class-subtitle behind-headline", 20)) == []


def behind_headline(inner: str) -> dedup.Page:
    return dedup.clean_html(page().replace(f"<h1>{TITLE}</h1>", f"<h1>{TITLE}</h1>{inner}"))


def test_what_is_around_the_headline_too_says_nothing_of_a_subtitle() -> None:
    below = ("class-subtitle class-related behind-headline", 20)
    assert told(("h3 h-states class-related", 9), below) == [(1, "subhead")]
    assert told(("h3 h-states", 9), below) == []


@pytest.mark.parametrize("name", ["standfirst", "article-summary", "excerpt lead", "subtitle"])
def test_a_subtitle_right_behind_the_headline_stays(name: str) -> None:
    found = behind_headline(f'<header class="header"><p class="{name}">{SENTENCE}</p></header>')
    assert SENTENCE in found.text
    assert found.title == TITLE


def test_what_an_introduction_has_beside_text_is_read_as_elsewhere() -> None:
    found = behind_headline('<div class="article-intro"><p>5 مايو 2023</p><p>بقلم: أحمد علي</p></div>')
    assert (found.published, found.byline) == ("2023-05-05", "أحمد علي")
    assert behind_headline('<div class="intro"><p>عمان - رويترز</p></div>').source == "رويترز"


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


NEXT = f"<h1>{OTHERS[0]}</h1>" + f"<p>{TEASER}</p>" * 2


def test_the_next_article_of_an_endless_page_goes_where_its_class_says_so() -> None:
    html = page(BODY * 2).replace("<footer>", f'<article class="next-article">{NEXT}</article><footer>')
    assert TEASER not in dedup.clean_html(html).text
    assert all(text in dedup.clean_html(html).text for text in BODY)


@pytest.mark.parametrize("name", ["post type-post category-urgent", "breaking", "update breaking"])
def test_a_short_article_stays_though_its_class_says_breaking(name: str) -> None:
    teasers = "".join(f"<h4><a href='/{n}'>{text}</a></h4><p>{TEASER}</p>" for n, text in enumerate(OTHERS))
    html = page((BODY[0],)).replace("<article>", f'<article class="{name}">').replace("<footer>", f"{teasers}<footer>")
    assert BODY[0] in dedup.clean_html(html).text


@pytest.mark.parametrize("name", ["post category-top-news", "post tag-latest", "hentry tag-survey"])
def test_the_topics_of_a_post_in_its_class_say_nothing_of_its_kind(name: str) -> None:
    teasers = "".join(f"<h4><a href='/{n}'>{text}</a></h4><p>{TEASER}</p>" for n, text in enumerate(OTHERS * 3))
    html = page((BODY[0],)).replace("<article>", f'<article class="{name}">').replace("<footer>", f"{teasers}<footer>")
    assert BODY[0] in dedup.clean_html(html).text
    assert attribute_bits(f'class="{name}"') == attribute_bits(f'class="{name.split()[0]}"')


def test_the_entries_of_a_live_report_in_a_second_element_stay() -> None:
    entries = [f"<article><time>1{n}:20</time><h3>تحديث</h3><p>{SENTENCE}</p></article>" for n in range(8)]
    more = "".join(f"<article><h3>تحديث</h3><p>{text}</p></article>" for text in BODY)
    lead = f"<h1>{TITLE}</h1><div>{''.join(entries)}</div>"
    html = page(()).replace("<article>", f'{lead}<div id="load-more">{more}</div><article>')
    assert all(text in dedup.clean_html(html).text for text in BODY)


def test_an_aside_within_the_article_beside_its_text_stays() -> None:
    points = "".join(f"<li>{point}.</li>" for point in POINTS * 2)
    html = page(()).replace(
        "</article>", f"<div>{''.join(f'<p>{t}</p>' for t in BODY)}</div><aside>{points}</aside></article>"
    )
    assert all(text in dedup.clean_html(html).text for text in (*POINTS, *BODY))


def test_the_results_of_a_vote_stay() -> None:
    html = with_figure(f'<div class="vote-results"><p>{SENTENCE}</p></div>')
    assert SENTENCE in dedup.clean_html(html).text


def test_the_answers_of_a_poll_go() -> None:
    answers = "".join(
        f"<div><label><input type=radio>{text}</label></div>" for text in ("أكثر من ست ساعات", "أقل من ذلك")
    )
    found = dedup.clean_html(page().replace("</article>", f"</article><div class=poll>{answers}</div>"))
    assert "ساعات" not in found.text
    assert not found.tags


def test_labels_in_a_table_of_the_article_stay() -> None:
    rows = "".join(f"<div><label>{text}</label></div>" for text in ("القاهرة: العظمى 35 والصغرى 22 درجة", SENTENCE))
    html = page().replace(f"<p>{BODY[1]}</p>", f'<p>{BODY[1]}</p><div class="weather-table">{rows}</div>')
    assert "القاهرة: العظمى 35" in dedup.clean_html(html).text


@pytest.mark.parametrize(
    "figure",
    [
        f'<div class="wp-caption"><img src="a.jpg"><p class="wp-caption-text">{SENTENCE}</p></div>',
        f'<table><tr><td><img src="a.jpg"></td></tr><tr><td class="tr-caption">{SENTENCE}</td></tr></table>',
    ],
)
def test_a_caption_goes_where_its_class_says_so_behind_an_image(figure: str) -> None:
    found = dedup.clean_html(with_figure(figure))
    assert SENTENCE not in found.text
    assert all(text in found.text for text in BODY)
    assert SENTENCE in dedup.clean_html(with_figure(figure.replace('<img src="a.jpg">', ""))).text


def test_an_image_within_a_paragraph_makes_no_caption_of_it() -> None:
    html = page((BODY[0], f'<span class="caption">{SENTENCE}<img src="a.jpg"></span>', *BODY[1:]))
    assert SENTENCE in dedup.clean_html(html).text


@pytest.mark.parametrize(
    "box",
    [
        "<div class='newsletter-box'><h2>نشرة الجسر</h2><p>نصوص مختارة كل أسبوعين في بريدك</p></div>",
        "<div class='poll'><h5>هل تؤيد شق الطريق؟</h5><label>نعم أؤيد ذلك</label> <label>لا أؤيده</label></div>",
    ],
)
def test_boxes_of_newsletters_and_polls_go_from_the_middle_of_the_text(box: str) -> None:
    found = dedup.clean_html(with_figure(box))
    assert [text for text in ("نشرة", "مختارة", "تؤيد", "أؤيد") if text in found.text] == []
    assert all(text in found.text for text in BODY)


@pytest.mark.parametrize("name", ["newsletter", "newsletter-issue", "vote-2024 poll"])
def test_an_article_in_an_element_that_says_newsletter_or_vote_stays(name: str) -> None:
    found = dedup.clean_html(page().replace("<article>", f'<article class="{name}">'))
    assert all(text in found.text for text in (TITLE, *BODY))


POINTS = ("المشروع يمر بثلاث مدن في الشمال", "الشركات المحلية تنفذ معظم الأعمال", "العمل ينتهي خلال عامين من الآن")
LIST = "".join(f"<li>{point}</li>" for point in POINTS)


def test_points_in_a_list_between_headline_and_text_stay() -> None:
    html = page().replace("<article>", "<section>").replace("</article>", "</div></section>")
    html = html.replace('<div class="meta">', f'<ul class="keypoints">{LIST}</ul><div><div class="meta">')
    assert all(text in dedup.clean_html(html).text for text in (*POINTS, *BODY))


@pytest.mark.parametrize("odd", ["li class-date", "li dated", "li time", "li a link-all", "li class-share"])
def test_a_list_that_is_not_plain_throughout_is_no_list_of_points(odd: str) -> None:
    point, prose = ("li behind-headline outside-container", 8), ("p in-container behind-headline", 60)
    assert told(HEADLINE, point, point, prose) == [(3, "body"), (1, "subhead"), (2, "subhead")]
    assert told(HEADLINE, point, (f"{odd} behind-headline outside-container", 8), prose) == [(3, "body")]
    short = ("li behind-headline outside-container", 2)
    assert told(HEADLINE, point, short, prose) == [(3, "body")]
    assert told(HEADLINE, prose, point, point) == [(1, "body")]


def test_a_list_that_a_paragraph_announces_stays_though_its_items_are_short() -> None:
    names = "".join(f"<li>{name}</li>" for name in ("الجوف", "تبوك", "حائل"))
    announced = f"{BODY[1].removesuffix('.')} في مناطق:"
    html = page((BODY[0], announced, BODY[2])).replace(f"<p>{BODY[2]}", f"<ol>{names}</ol><p>{BODY[2]}")
    assert f"{announced}\nالجوف\nتبوك\nحائل\n" in dedup.clean_html(html).text
    point, prose = ("li in-container behind-headline", 2), ("p in-container behind-headline", 60)
    assert told(HEADLINE, prose, point, point) == [(1, "body")]
    assert told(HEADLINE, prose, point, point, colons={1}) == [(1, "body"), (2, "body"), (3, "body")]


def test_the_box_of_the_author_beside_the_text_goes() -> None:
    box = f'<div class="author-box"><p>{SENTENCE}</p></div>'
    found = dedup.clean_html(page(BODY * 2).replace("</article>", f"</article>{box}"))
    assert SENTENCE not in found.text
    assert all(text in found.text for text in BODY)


@pytest.mark.parametrize("names", ["aside", "article class-related"])
def test_cards_of_other_articles_are_beside_the_text_though_in_its_article(names: str) -> None:
    around = f"{names} outside-container same-article behind-headline"
    text, teaser = ("p in-container same-article behind-headline", 60), (f"p {around}", 18)
    assert told(HEADLINE, text, (f"h4 a link-all {around}", 9), teaser) == [(1, "body"), (2, None), (3, None)]
    assert told(HEADLINE, text, (f"h4 {around}", 9), teaser) == [(1, "body")]


@pytest.mark.parametrize(
    "names", ["aside", "button", "div class-related", "p class-sidebar", "class-footer", "class-ad"]
)
def test_short_lines_elsewhere_go_unless_the_text_is_in_such_an_element_too(names: str) -> None:
    names = names.removeprefix("div ")
    line = (f"{names} outside-container behind-headline", 3)
    text = "p in-container behind-headline"
    assert told(HEADLINE, (text, 60), line) == [(1, "body"), (2, None)]
    assert (2, None) not in told(HEADLINE, (f"{text} {names}", 60), line)
    assert told(HEADLINE, (text, 60), (f"{names} in-container behind-headline", 3)) == [(1, "body")]
    assert told(HEADLINE, (text, 60), (f"{names} outside-container prop-body behind-headline", 3)) == [(1, "body")]


def test_captions_of_cards_beside_the_text_do_not_keep_its_own() -> None:
    cards = f'<div class="card"><a href="/2"><figure><img><figcaption>{TEASER}</figcaption></figure></a></div>' * 9
    html = with_figure(f"<figure><img><figcaption>{SENTENCE}</figcaption></figure>")
    assert SENTENCE not in dedup.clean_html(html.replace("<footer>", f"{cards}<footer>")).text
