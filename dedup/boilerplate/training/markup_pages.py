"""Web pages to fit the markup evidence on: generated pages, with tags as Arabic sites write them.

A site has a theme: landmarks, classes of a publishing system, tables, or tags without meaning; on some sites, classes
and landmarks mislead. The parts of a generated page are put into tags, and menus, boxes and a footer around them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from dedup.arabic.view import view
from dedup.boilerplate.training.gold import GoldPage
from dedup.dates.printed import read_date

# Classes and ids that publishing systems and single sites use, by the label of their content.
_CLASSES = {
    "title": "entry-title post-title headline article-title title news-title single-title articleTitle tdb-title-text "
    "main-title details-title story-headline h1-title page-title node-title contentheading",
    "subhead": "subtitle sub-title sub-head paragraph-title wp-block-heading kicker deck inner-title",
    "body": "entry-content post-content article-body content td-post-content articleBody news-body story-body "
    "single-content body-text the-content details-text field-item text article-text rich-text",
    "pubdate": "date post-date entry-date published post-published time meta-date article-date pubdate timestamp "
    "news-date created updated posted-on td-post-date publishDate single-meta",
    "byline": "author byline author-name writer post-author entry-author vcard by-author article-author meta-author "
    "written-by reporter kateb editor-name",
    "source": "source news-source article-source credit agency post-source src via",
    "tags": "tags post-tags tagcloud tag-list entry-tags keywords article-tags topics tags-links td-tags taglist",
    "related_head": "related-title block-title widget-title section-title heading jp-relatedposts-headline",
    "related_item": "related-posts related jp-relatedposts read-also most-read widget list-group more-news "
    "recommended latest-news yarpp td_block_related_posts related-articles similar-posts also-read mostviewed box",
    "related_teaser": "excerpt entry-summary teaser card-text summary desc related-excerpt",
    "embed": "twitter-tweet instagram-media embed fb-post tweet social-embed oembed",
    "embed_meta": "twitter-tweet embed-meta tweet-meta social-embed instagram-media",
    "caption": "caption wp-caption-text image-caption figcaption photo-caption img-desc credit image-credit imgcaption",
    "share": "share social-share addtoany sharedaddy share-buttons social-icons sharing post-share td-post-sharing "
    "a2a_kit follow-us socials print-email newsletter subscribe",
    "ad": "ad ads advertisement adsbygoogle ad-slot banner-ad advert ad-container dfp-ad sponsored",
    "comments": "comments comment-list comments-area disqus comment-form respond add-comment comment",
    "nav": "menu nav navbar main-menu breadcrumb breadcrumbs footer-menu footer header topbar copyright site-header "
    "navigation footer-links bottom-bar menu-item header-top site-footer",
    "readmore": "read-more more more-link readmore view-all show-more btn-more",
    "other": "poll weather prayer-times currency widget vote ticker breaking-news box survey",
}  # fmt: skip
_CONTAINERS = {
    "page": "wrapper site container page td-main-content-wrap main-wrapper content-with-sidebar has-sidebar layout",
    "main": "content main primary main-content content-area col-md-8 leftcol right-col post-wrapper single",
    "side": "sidebar widget-area secondary col-md-4 side left-side aside-bar rightbar widgets td-sidebar",
    "head": "header site-header top-header masthead topbar head main-header",
    "foot": "footer site-footer bottom footer-area colophon foot",
}
_SECTIONS = (
    "الرئيسية سياسة اقتصاد رياضة ثقافة محليات منوعات صحة تكنولوجيا مقالات فيديو صور عربي ودولي حوادث مجتمع فن أخبار"
).split()
_FOOTER = ("اتصل بنا", "من نحن", "سياسة الخصوصية", "شروط الاستخدام", "أعلن معنا", "خريطة الموقع", "جميع الحقوق محفوظة")
_OTHERS = ("مواقيت الصلاة", "حالة الطقس", "أسعار العملات", "استطلاع الرأي", "هل تؤيد هذا القرار؟", "التصويت", "عاجل")
_SHARING = (
    "https://www.facebook.com/sharer/sharer.php?u=x", "https://twitter.com/intent/tweet?url=x", "whatsapp://send?text=x",
    "https://t.me/share/url?url=x", "#", "javascript:void(0)", "mailto:?subject=x", "https://www.facebook.com/page",
    "https://twitter.com/page", "https://www.youtube.com/c/page",
)  # fmt: skip
_WRITING = ("كتب", "كتبت", "بقلم", "تحرير", "المحرر")
# The share of the lines with a label that are links. Chosen.
_LINKED = {"related_item": 0.95, "nav": 0.9, "tags": 0.8, "readmore": 0.95, "share": 0.8, "byline": 0.3, "title": 0.05}


_IN_COMMENTS = ("div", "p", "li")


class MarkedPage(NamedTuple):
    """The HTML of a page, its lines in order as (text, label), and its site."""

    html: str
    lines: Sequence[tuple[str, str]]
    site: str


def web_pages(pages: Iterable[GoldPage], seed: int) -> Iterator[MarkedPage]:
    """Yield generated pages as web pages, with one theme a site; pages with appended articles are left out."""
    for site, own in groupby(pages, key=lambda page: page.source):
        theme = _Theme(random.Random(f"{seed}/{site}"))
        kept = [page for page in own if all(span.article < 2 for span in page.spans)]
        titles = [page.title for page in kept if page.title]
        for page in kept:
            yield _Page(theme, random.Random(f"{seed}/{page.id}"), page, titles).made()


class _Theme:
    """How the pages of a site are written: its kind of tags, names of classes, levels of headings."""

    def __init__(self, chance: random.Random) -> None:
        """Draw what is fixed for a site: tags, order of parts, a class for each label (on some sites four wrong)."""
        self.chance = chance
        self.kind = chance.choices(("landmarks", "classes", "tables", "bare", "hashed"), (35, 35, 10, 12, 8))[0]
        self.misleads = chance.random() < 0.2
        self.article = chance.choices(("article", "div", "aside", "section", "main"), (40, 40, 5, 10, 5))[0]
        self.breaks = chance.random() < (0.6 if self.kind == "tables" else 0.12)  # only `br` between paragraphs
        self.related_inside = chance.random() < 0.5
        self.side_first = chance.random() < 0.25
        self.cards, self.chapters = chance.random() < 0.3, chance.random() < 0.3
        self.states = chance.random() < 0.75
        self.properties = chance.random() < 0.3
        self.head_level = chance.choices(("h1", "h2", "h3", "div"), (70, 15, 5, 10))[0]
        self.related_level = chance.choice(("h2", "h3", "h4", "div", "span", "strong", "p"))
        self.names = {label: chance.choice(words.split()) for label, words in {**_CLASSES, **_CONTAINERS}.items()}
        if self.misleads:
            for label in chance.sample(list(_CLASSES), 4):
                self.names[label] = chance.choice(_CLASSES[chance.choice(list(_CLASSES))].split())
        self.landmarks = self.kind == "landmarks" or chance.random() < 0.25
        self.house = chance.choice(("البيان", "الخليج اليوم", "صدى البلد", "المدينة نيوز", "أخبار الوطن", "النهار"))

    def attributes(self, name: str, *, often: float = 0.85) -> str:
        """The HTML of a class, rarely an id, for a label or container, drawn anew each time.

        It is always empty on bare sites, mostly on those of tables, and else with probability 1 - `often`. The name is
        the site's, hashed on some sites, and at times another one without meaning precedes it.
        """
        if self.kind == "bare" or (self.kind == "tables" and self.chance.random() < 0.7):
            return ""
        if self.chance.random() > often:
            return ""
        word = self.names[name]
        if self.kind == "hashed":
            word = f"css-{abs(hash_of(word)) % 0xFFFFFF:x}"
        elif self.chance.random() < 0.3:
            word = f"{self.chance.choice(('col-12', 'clearfix', 'row', 'box', 'block', 'mt-3', 'd-flex'))} {word}"
        return f' {self.chance.choices(("class", "id"), (9, 1))[0]}="{word}"'


def hash_of(word: str) -> int:
    """A number for a word, the same on every machine."""
    return int.from_bytes(word.encode(), "big")


class _Page:
    """One web page while it is written."""

    def __init__(self, theme: _Theme, chance: random.Random, page: GoldPage, titles: Sequence[str]) -> None:
        """An empty web page; `titles`: the site's headlines; where all are the page's own, a fixed one is used."""
        self.theme, self.chance, self.page = theme, chance, page
        self.titles = [title for title in titles if title != page.title] or ["خبر آخر من أخبار اليوم"]
        self.out: list[str] = []
        self.lines: list[tuple[str, str]] = []

    def made(self) -> MarkedPage:
        """Write the page and return it: header, main part, side column, footer; on some sites the column is second."""
        theme = self.theme
        self.out.append(
            f'<!DOCTYPE html><html lang="ar" dir="rtl"><head>{self.head()}</head><body{theme.attributes("page")}>'
        )
        self.top()
        if theme.side_first:
            self.side()
        table = theme.kind == "tables"
        wrap = "main" if theme.landmarks and self.chance.random() < 0.5 else "div"
        self.out.append("<table><tr><td>" if table else f"<{wrap}{theme.attributes('main')}>")
        self.main()
        self.out.append("</td></tr></table>" if table else f"</{wrap}>")
        if not theme.side_first:
            self.side()
        self.bottom()
        self.out.append("</body></html>")
        return MarkedPage("".join(self.out), self.lines, self.page.source)

    def head(self) -> str:
        """The content of the `head` element: the title, and on half of the pages JSON-LD of what the page shows.

        Empty where the page has no headline, and on the quarter of the sites that state nothing.
        """
        theme, page = self.theme, self.page
        title = next((span for span in page.spans if span.label == "title"), None)
        stated = " ".join((page.text[title.start : title.end] if title else page.title).split())
        if not stated or not theme.states:
            return ""
        parts = [
            f"<title>{escape(stated)} - {theme.house}</title>",
            f'<meta property="og:title" content="{escape(stated)}">',
        ]
        if self.chance.random() < 0.5:
            data: dict[str, object] = {"@type": "NewsArticle", "headline": stated, "publisher": {"name": theme.house}}
            data |= self.stated_elsewhere()
            if self.chance.random() < 0.2:
                body = [page.text[span.start : span.end] for span in page.spans if span.label == "body"]
                data["articleBody"] = " ".join(" ".join(body).split())
            written = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
            parts.append(f'<script type="application/ld+json">{written}</script>')
        return "".join(parts)

    def stated_elsewhere(self) -> dict[str, object]:
        """The date, the author and the topics that the page shows, as JSON-LD states them; the last of each wins.

        A date that cannot be read is left out, the hour is random; a word such as "by" before an author is cut.
        """
        found: dict[str, object] = {}
        for label, lines in self.pieces():
            text = " ".join(" ".join(lines).split())
            if label == "pubdate" and (day := read_date(view(text).text)):
                found["datePublished"] = f"{day}T{self.chance.randrange(24):02}:00:00Z"
            elif label == "byline":
                words = text.split()
                found["author"] = {"name": " ".join(words[words[0].strip(":") in _WRITING :])}
            elif label == "tags":
                found["keywords"] = [topic.strip() for topic in lines]
        return found

    def line(self, text: str, label: str, tag: str, attributes: str = "", *, linked: bool | None = None) -> None:
        """Write one visible line in a tag and record it with its label; white space is collapsed, an empty one skipped.

        It is a link if `linked`, by the chance of its label where that is None; lines of sharing mostly are in any
        case.
        """
        text = " ".join(text.split())
        if not text:
            return
        self.lines.append((text, label))
        inner = escape(text)
        if label == "share" and self.chance.random() < 0.6:
            address = self.chance.choice(_SHARING)
            inner = f'<a href="{address}">{inner}</a>'
        elif linked if linked is not None else self.chance.random() < _LINKED.get(label, 0.0):
            relation = ' rel="tag"' if label == "tags" and self.chance.random() < 0.5 else ""
            inner = f'<a href="/{self.chance.randrange(10**6)}"{relation}>{inner}</a>'
        elif label == "subhead" and self.chance.random() < 0.5:
            inner = f"<strong>{inner}</strong>"
        self.out.append(f"<{tag}{attributes}>{inner}</{tag}>")

    def list_of(self, texts: Sequence[str], label: str, container: str) -> None:
        """Write lines with one label as a list in a container; each is a link by the chance of the label.

        Its tags are drawn anew. `container`: the tag around it on most lists of sites with landmarks, else a `div`.
        """
        theme = self.theme
        list_tag, item = self.chance.choice((("ul", "li"), ("ul", "li"), ("div", "div"), ("div", "p"), ("div", "h4")))
        if theme.kind == "tables":
            list_tag, item = self.chance.choice((("div", "div"), ("ul", "li"), ("div", "p")))
        wrap = self.chance.choice((container, container, "div")) if theme.landmarks else "div"
        self.out.append(f"<{wrap}{theme.attributes(label)}><{list_tag}>")
        card = "article" if theme.cards and label == "related_item" and item != "li" else ""
        for text in texts:
            self.out.append(f"<{card}>" if card else "")
            self.line(text, label, item, theme.attributes(label, often=0.15))
            self.out.append(f"</{card}>" if card else "")
        self.out.append(f"</{list_tag}></{wrap}>")

    def top(self) -> None:
        """Write the header: a menu, and at times headlines and a breadcrumb."""
        wrap = "header" if self.theme.landmarks else "div"
        self.out.append(f"<{wrap}{self.theme.attributes('head')}>")
        self.list_of(self.chance.sample(_SECTIONS, self.chance.randrange(4, len(_SECTIONS))), "nav", "nav")
        if self.chance.random() < 0.3:
            self.list_of(self.some_titles(), "related_item", "div")
        if self.chance.random() < 0.5:
            self.list_of(["الرئيسية", self.chance.choice(_SECTIONS)], "nav", "nav")
        self.out.append(f"</{wrap}>")

    def side(self) -> None:
        """Write the side column: none to two lists of headlines, each under a heading, and at times a box."""
        wrap = "aside" if self.theme.landmarks else "div"
        self.out.append(f"<{wrap}{self.theme.attributes('side')}>")
        for _ in range(self.chance.randrange(3)):
            self.line(
                self.chance.choice(("الأكثر قراءة", "آخر الأخبار", "اقرأ أيضا", "مقالات")),
                "related_head",
                self.theme.related_level,
                self.theme.attributes("related_head"),
            )
            self.list_of(self.some_titles(), "related_item", "div")
        if self.chance.random() < 0.4:
            self.out.append(f"<div{self.theme.attributes('other')}>")
            for text in self.chance.sample(_OTHERS, self.chance.randrange(1, 5)):
                self.line(text, "other", self.chance.choice(("div", "p", "h3")))
            self.out.append("</div>")
        self.out.append(f"</{wrap}>")

    def bottom(self) -> None:
        """Write the footer: links, at times a search form, the rights."""
        wrap = "footer" if self.theme.landmarks else "div"
        self.out.append(f"<{wrap}{self.theme.attributes('foot')}>")
        self.list_of(self.chance.sample(_FOOTER, self.chance.randrange(2, len(_FOOTER))), "nav", "nav")
        if self.chance.random() < 0.4:
            self.out.append("<form>")
            self.line("بحث", "nav", "p", linked=False)
            self.out.append("</form>")
        self.line(
            f"جميع الحقوق محفوظة © {self.theme.house}", "nav", self.chance.choice(("p", "div", "span")), linked=False
        )
        self.out.append(f"</{wrap}>")

    def some_titles(self) -> list[str]:
        """Two to eight random ones of the headlines of the site's other pages; they may repeat."""
        return [self.chance.choice(self.titles) for _ in range(self.chance.randrange(2, 9))]

    def main(self) -> None:
        """Write the pieces of the generated page in one element, from the first to the last body in a container in it.

        What follows the last body is in the element on half of the sites, else after it. At times a `header` element
        holds the title, date, author, source and sharing that come first.
        """
        theme = self.theme
        tag = theme.article if theme.landmarks or theme.article == "aside" else "div"
        behind = self.pieces()
        last = max((at for at, (label, _) in enumerate(behind) if label == "body"), default=len(behind))
        body_open = False
        self.out.append(f"<{tag}{theme.attributes('main', often=0.5)}>")
        top = self.theme.landmarks and self.chance.random() < 0.5
        self.out.append("<header>" if top else "")
        for at, (label, texts) in enumerate(behind):
            if top and label not in ("title", "pubdate", "byline", "source", "share"):
                self.out.append("</header>")
                top = False
            if label == "body" and not body_open:
                prop = ' itemprop="articleBody"' if theme.properties else ""
                self.out.append(f"<div{theme.attributes('body')}{prop}>")
                body_open = True
            chapter = theme.landmarks and theme.chapters and label in ("body", "other", "comments", "tags")
            self.out.append("<section>" if chapter else "")
            self.run(label, texts)
            self.out.append("</section>" if chapter else "")
            if at == last and body_open:
                self.out.append("</div>")
                if not theme.related_inside:
                    self.out.append(f"</{tag}>")
        self.out.append("</header>" if top else "")
        if body_open and last >= len(behind):
            self.out.append("</div>")
        if theme.related_inside or not body_open:
            self.out.append(f"</{tag}>")

    def pieces(self) -> list[tuple[str, list[str]]]:
        """Neighbouring spans with one label, as (label, non-blank lines); first `page.title` if no span is a title."""
        text = self.page.text
        found = []
        for label, spans in groupby(self.page.spans, key=lambda span: span.label):
            lines = [line for span in spans for line in text[span.start : span.end].splitlines() if line.strip()]
            if lines:
                found.append((label, lines))
        if self.page.title and all(label != "title" for label, _ in found):
            found.insert(0, ("title", [self.page.title]))
        return found

    def run(self, label: str, texts: Sequence[str]) -> None:
        """Write a piece in tags for its label: of titles and related headings the site's, most others drawn anew."""
        theme, attributes = self.theme, self.theme.attributes
        if label == "title":
            prop = ' itemprop="headline"' if theme.properties else ""
            for text in texts:
                self.line(text, label, theme.head_level, attributes(label) + prop)
        elif label == "body":
            self.paragraphs(texts)
        elif label == "subhead":
            for text in texts:
                self.line(text, label, self.chance.choice(("h2", "h3", "h4", "p", "div")), attributes(label, often=0.2))
        elif label in ("related_item", "nav", "tags"):
            self.list_of(texts, label, {"nav": "nav", "tags": "div", "related_item": "section"}[label])
        elif label == "related_head":
            for text in texts:
                self.line(text, label, theme.related_level, attributes(label))
        elif label == "caption":
            figure, inner = (
                ("figure", "figcaption") if theme.landmarks else ("div", self.chance.choice(("p", "div", "span")))
            )
            for text in texts:
                self.out.append(f"<{figure}{attributes('caption', often=0.3)}><img src='a.jpg'>")
                self.line(text, label, inner, attributes("caption", often=0.7))
                self.out.append(f"</{figure}>")
        elif label in ("embed", "embed_meta"):
            self.out.append(f"<blockquote{attributes('embed')}>")
            for text in texts:
                self.line(text, label, "p")
            self.out.append("</blockquote>")
        elif label == "pubdate":
            for text in texts:
                tag = "time" if self.chance.random() < 0.4 and theme.kind != "tables" else "span"
                self.out.append(f"<div{attributes(label)}>")
                self.line(text, label, tag, attributes(label, often=0.3))
                self.out.append("</div>")
        else:
            wrap = "form" if label == "comments" and self.chance.random() < 0.5 else "div"
            self.out.append(f"<{wrap}{attributes(label)}>")
            for text in texts:
                self.line(text, label, self.chance.choice(_IN_COMMENTS if wrap == "form" else ("div", "p", "h4")))
            self.out.append(f"</{wrap}>")

    def paragraphs(self, texts: Sequence[str]) -> None:
        """Write the paragraphs of the body: on some sites with `br` after each, else in `p`, rarely in other tags."""
        if self.theme.breaks:
            for text in texts:
                words = " ".join(text.split())
                self.lines.append((words, "body"))
                self.out.append(f"{escape(words)}<br><br>")
            return
        for text in texts:
            tag = "p" if self.chance.random() < 0.93 else self.chance.choice(("div", "li", "blockquote"))
            self.line(text, "body", tag)
