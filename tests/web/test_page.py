"""HTML becomes visible lines, one for each block, whatever the HTML is like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.web import page_from_html
from dedup.web.decoding import decoded
from dedup.web.features import names_of
from tests.web.pages import BODY, OTHERS, TITLE, page


def lines(html: str) -> list[str]:
    text = page_from_html(html).text
    return text.split("\n") if text else []


def test_each_visible_block_is_a_line() -> None:
    found = lines(page())
    assert found[:4] == ["الرئيسية", "سياسة", "رياضة", TITLE]
    assert found[4:7] == list(BODY)
    assert found[7:] == ["اقرأ أيضا", *OTHERS, "من نحن اتصل بنا", "جميع الحقوق محفوظة"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>أول<br>ثان</p>", ["أول", "ثان"]),
        ("<ul><li>أ<li>ب</ul>", ["أ", "ب"]),
        ("<table><tr><td>دبي<td>25<tr><td>بغداد<td>30</table>", ["دبي 25", "بغداد 30"]),
        ("<figure><img alt='x'><figcaption>تعليق</figcaption></figure>نص", ["تعليق", "نص"]),
        ("<p>قال <b>الوز</b>ير&nbsp;إن &laquo;النص&raquo; &#1605;</p>", ["قال الوزير إن «النص» م"]),
        ("<a href=1>واحد</a><a href=2>اثنان</a>", ["واحد اثنان"]),
        ("<p>في <a href=1>الوزارة</a>، قال", ["في الوزارة، قال"]),
        ("<pre>سطر\nثان</pre>", ["سطر", "ثان"]),
        ("<script>if(a<b)x='<p>'</script><style>p{}</style><template><p>قالب</p></template>نص", ["نص"]),
        ("<select><option>مصر<option>قطر</select><textarea>كود</textarea>نص", ["نص"]),
        ("<p hidden>مخفي</p><p style='color:red; DISPLAY : none'>مخفي</p><dialog>نافذة</dialog><p>ظاهر", ["ظاهر"]),
        ("<svg><title>شكل</title><text>رسم</text></svg>نص", ["نص"]),
        ("<!-- <p>تعليق --> نص <!-- > -->تابع", ["نص تابع"]),
        ("نص<noscript><p>بلا</p></noscript>", ["نص"]),
        ("<p>نص <span style='display:none'>مخفي</span>باق", ["نص باق"]),
        ("<div hidden><div style='display:block'><p>مخفي</p></div></div><p>ظاهر", ["ظاهر"]),
        ("<pre><code>سطر\n<b>ثان</b>\nثالث</code></pre>", ["سطر", "ثان", "ثالث"]),
        ("<script><!-- write('<script>x</script><p>وهم') --></script>نص", ["نص"]),
        ("<table><caption>جدول</caption><tr><th>أ<th>ب<tr><td><p>س</p><p>ص</p></table>", ["جدول", "أ ب", "س", "ص"]),
        ("<table><tr><td><a>عن</a><br><a>اتصل</a><td><b>عنوان</b><br>نص</table>", ["عن", "اتصل", "عنوان", "نص"]),
        ("<div>نص<div>ثان</div>ثالث<br>- بند<br>- بند ثان</div>", ["نص", "ثان", "ثالث", "- بند", "- بند ثان"]),
        ("<p>&copy2024 &#1575 &lt &amp;nbsp; &zwnj;س", ["©2024 ا < &nbsp; \u200cس"]),
        ("<p>\u202bقال\u202c &rlm;نعم", ["\u202bقال\u202c \u200fنعم"]),
        ("<p title='أ > ب < ج'>نص<x<y>ثان</x<y>", ["نصثان"]),
        ("<body><p>أول</body><p>ثان</html><html><body><p>ثالث", ["أول", "ثان", "ثالث"]),
        ("<p>أ\0ب", ["أب"]),
        ("نص بلا وسوم & رموز < غريبة", ["نص بلا وسوم & رموز < غريبة"]),
        ("", []),
    ],
)
def test_lines(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def test_prose_that_is_all_hidden_is_shown() -> None:
    """Some pages are made visible by a script: their text is not lost."""
    html = f"<nav>قائمة</nav><div style='display:none'><p>{BODY[0]}</p></div>"
    assert BODY[0] in lines(html)
    assert lines(f"{html}<p>{BODY[1]}</p>") == ["قائمة", BODY[1]]
    assert lines(f"<body><div id=app></div><noscript><p>{BODY[0]}</p></noscript>") == [BODY[0]]


def test_what_the_markup_says_of_a_line() -> None:
    found = page_from_html(
        '<aside class="relatedPosts"><h3>عنوان</h3></aside><p>نص <a href="/1">رابط</a></p>'
        '<a href="https://facebook.com/sharer/x">شارك</a><p class="wp-caption-text">صورة</p>'
    )
    first, second, third, fourth = (set(names_of(bits)) for bits in found.markup)
    assert {"aside", "h3", "class-related"} <= first
    assert "p" in second
    assert second & {"link-some", "link-most"}
    assert {"a", "link-all", "share-link"} <= third
    assert "class-caption" in fourth
    assert "aside" not in fourth


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ("<nav><a href=/>س</a></nav>", "nav a link-all"),
        ("<footer>س</footer>", "footer"),
        ("<div role=navigation>س</div>", "nav"),
        ("<div itemtype='https://schema.org/BreadcrumbList'>س</div>", "class-breadcrumb"),
        ("<h2>س</h2>", "h2"),
        ("<h6>س</h6>", "h4"),
        ("<ul><li>س</ul>", "li"),
        ("<table><tr><td>س</table>", "cell table"),
        ("<time>س</time>", "time"),
        ("<figure><figcaption>س</figcaption></figure>", "figure figcaption"),
        ("<blockquote><a href=https://twitter.com/x/status/1>س</a></blockquote>", "blockquote a link-all network"),
        ("<blockquote class=twitter-tweet>س</blockquote>", "blockquote class-embed class-share"),
        ("<div id=mostRead>س</div>", "class-related"),
        ("<a rel=tag href=/t>س</a>", "a rel-tag link-all"),
        ("<span itemprop=author>س</span>", "prop-author"),
        ("<a href=mailto:x@y.z>س</a>", "a link-all mail-link"),
        ("<a href='https://wa.me/?text=x'>س</a>", "a link-all share-link"),
        ("<a href='javascript:void(0)'>س</a>", "a link-all script-link"),
        ("<form><label>س</label></form>", "form label"),
        ("<p>نص أطول من رابط واحد فيه <a href=/x>ص</a></p>", "p link-some"),
        ("<p>نص <a href=/x>رابط</a></p>", "p a link-most"),
    ],
)
def test_each_kind_of_markup_is_told(html: str, names: str) -> None:
    (bits,) = page_from_html(html).markup
    assert set(names_of(bits)) == set(names.split())


def test_an_element_with_most_of_the_prose_is_no_evidence() -> None:
    found = page_from_html(page(around="aside"))
    by_line = dict(zip(found.text.split("\n"), map(names_of, found.markup), strict=True))
    assert all("aside" not in by_line[text] for text in BODY)
    assert "aside" in by_line[OTHERS[0]]


TEXT = "قال الوزير إن العمل بدأ في المشروع"


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (TEXT.encode(), ""),
        ("\ufeff".encode() + TEXT.encode(), "windows-1256"),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("windows-1256"), "windows-1256"),
        (b'<meta charset="windows-1256">' + TEXT.encode("windows-1256"), ""),
        (b'<meta http-equiv=Content-Type content="text/html; charset=utf-8">' + TEXT.encode("windows-1256"), ""),
        (b"<meta charset=iso-8859-1>" + TEXT.encode("windows-1256"), ""),
        (TEXT.encode("windows-1256"), ""),
        (TEXT.encode("windows-1256"), "no-such-encoding"),
        (b"<meta charset=windows-1256>" + TEXT.encode(), ""),
        (b"<meta charset=windows-1256>" + TEXT.encode() + b" \xff", "windows-1256"),
        (b"<meta charset=iso-8859-6>" + TEXT.encode("windows-1256"), ""),
        (b"<meta charset=windows-1256>" + TEXT.encode("iso-8859-6"), ""),
        (b"<meta charset=iso-8859-6>" + TEXT.encode("iso-8859-6"), ""),
        (b"<meta charset=utf-7>" + TEXT.encode("windows-1256"), "unicode_escape"),
        (b"<meta charset=utf-16>" + TEXT.encode(), ""),
        (f"<meta charset=utf-8><p>{TEXT}".encode("utf-16"), "utf-8"),
        (f"<meta charset=utf-8><p>{TEXT}".encode("utf-16-le"), "utf-16"),
        (f"<meta charset=utf-8><p>{TEXT}".encode("utf-16-be"), ""),
        (TEXT.encode("utf-32"), ""),
    ],
)
def test_the_encoding_is_what_the_bytes_are_in(data: bytes, header: str) -> None:
    assert TEXT in decoded(data, header)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("قل 5", "windows-1256"), ("Новый мост открыт", "windows-1251"), ("Été à Tunis", "iso-8859-1")],
)
def test_what_a_page_states_decides_where_its_bytes_do_not(text: str, encoding: str) -> None:
    """Too few letters to know Arabic by, or another script: the header is believed, then the page, then nothing."""
    data = text.encode(encoding)
    assert decoded(data, encoding) == text
    assert decoded(f"<meta charset='{encoding}'>".encode() + data).endswith(text)
    assert decoded(b"<meta charset=koi8-r>" + data, encoding).endswith(text)
    assert text not in decoded(data)


def test_a_byte_order_mark_is_no_text() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert decoded(TEXT.encode(encoding), "windows-1256") == TEXT


def test_of_a_page_in_two_encodings_what_is_in_the_one_is_whole() -> None:
    """Pages are put together of parts: the greater one is read, and the other is damaged but does not stop it."""
    first, second, third = BODY
    mixed = "\n".join((first, "<p>", third)).encode() + second.encode("windows-1256")
    assert all(text in decoded(mixed) for text in (first, third))
    mixed = b"<meta charset=windows-1256>" + "\n".join((first, second, third)).encode("windows-1256") + first.encode()
    assert all(text in decoded(mixed, "utf-8") for text in BODY)


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_bytes_make_it_raise(data: bytes, header: str) -> None:
    assert "\n\n" not in page_from_html(decoded(data, header)).text


@given(st.text(alphabet=st.sampled_from("<>/=\"'ab pdivsctable!-&;\0\ud800 نص\n")))
def test_no_html_makes_it_raise_and_every_line_has_its_markup(html: str) -> None:
    found = page_from_html(html)
    assert len(found.markup) == (len(found.text.split("\n")) if found.text else 0)


def test_attributes_beyond_reason_lose_no_text() -> None:
    words = " ".join(f"كلمة{i}" for i in range(3000))
    assert "بعد" in page_from_html(f'<p title="{words}">نص</p><p>بعد</p>').text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            "<div><span class=d>19 يوليو 2024</span><span class=n>18,233 مشاهدة</span></div>",
            "19 يوليو 2024 18,233 مشاهدة",
        ),
        ("<li><time>19 يوليو</time><small class=n>5 صور</small></li>", "19 يوليو 5 صور"),
        ("<div><span>19 يوليو 2024</span><span>18 ألف مشاهدة</span></div>", "19 يوليو 2024 18 ألف مشاهدة"),
        ("<div>20<!-- -->24</div>", "2024"),
        ("<div><a>محمد علي</a><span class=c>عمود</span><a>تابع</a></div>", "محمد علي عمود تابع"),
        ("<div><span class=a>قال</span> <span class=b>نعم</span></div>", "قال نعم"),
        ("<p><span class=a>ال</span><span class=b>كتاب</span></p>", "الكتاب"),
        ("<div><span>الم</span><span>دينة</span></div>", "المدينة"),
        ("<div>الم<span class=x></span><span class=y>دينة</span></div>", "المدينة"),
        ("<div><b class=a>ا</b><b class=a>لوزير</b></div>", "الوزير"),
        ("<div><span class=a>ق</span>ال</div>", "قال"),
    ],
)
def test_columns_side_by_side_are_apart_but_pieces_of_a_word_are_not(html: str, text: str) -> None:
    assert page_from_html(html).text == text


@pytest.mark.parametrize(
    ("html", "anchors"),
    [
        ("<p>الوسوم: <a>مصر<span hidden>5</span></a> <a>قطر</a></p>", (("مصر", 0), ("قطر", 0))),
        ("<p hidden><a>أخفي</a></p><p>نص <a>مصر</a></p>", (("مصر", 0),)),
        ("<p>أول</p><a><h3>عنوان</h3>تحته</a><p><a></a>ثالث</p>", (("تحته", 2),)),
        ("<marquee><a>مصر<marquee><a>قطر</a></marquee></a></marquee>", (("قطر", 1),)),
    ],
)
def test_links_have_their_texts_and_the_numbers_of_their_lines(html: str, anchors: tuple[tuple[str, int], ...]) -> None:
    found = page_from_html(html)
    lines = found.text.split("\n")
    assert all(text.strip() in lines[line] for text, line in found.anchors)
    assert tuple((text.strip(), line) for text, line in found.anchors) == anchors


def test_links_of_a_page_whose_prose_is_all_hidden_are_its_links() -> None:
    html = f"<article style='display:none'><p>{BODY[0]}</p><p>الوسوم: <a>مصر</a></p></article>"
    assert page_from_html(html).anchors == (("مصر", 1),)
