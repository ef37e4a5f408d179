"""Pages without an article: categories, archives, searches, front pages and directories, which are furniture alone.

Their lists of headlines with teasers look like titles and paragraphs, and their short lines like cells of a table.
"""

from collections.abc import Callable, Iterator

from ..gold import GoldPage
from . import chrome, feeds, related, whole_page
from .crawls import Kind, site_pages
from .dates import ago, date_form, moment
from .draw import Draw
from .materials import Article, Materials, sentences_of
from .names import person
from .page import ITEM, LINE, PARAGRAPH
from .site import Block, Site, Writer
from .wordings import Wordings

_STYLES = ("lines", "lines", "lines", "spaced", "spaced", "run")
_ORDERS = (
    ("title", "teaser"), ("title", "teaser"), ("title", "teaser"), ("title", "teaser"), ("title", "teaser"), ("title",),
    ("title", "teaser"), ("section", "title", "teaser"),
    ("title", "date", "teaser"), ("date", "title"), ("title", "byline", "teaser"), ("section", "date", "title"),
    ("title", "date", "count"), ("title", "teaser", "byline", "date"), ("section", "title"), ("teaser", "date"),
    ("date", "title", "teaser", "count"), ("title", "count"), ("byline", "title"),
)  # fmt: skip
_COUNTS = (
    "{n} تعليق", "{n} تعليقات", "({n})", "{n} مشاهدة", "قراءات: {n}", "{n} قراءة", "التعليقات ({n})", "{n}",
    "لا تعليقات", "المشاهدات : {n}", "{n} زيارة", "0",
)  # fmt: skip
_HEADINGS = (
    "أرشيف {}", "نتائج البحث عن {}", "نتائج البحث: {}", "الوسم: {}", "وسم {}", "تصنيف: {}", "كل مقالات {}", "مقالات {}",
    "أخبار {}", "{}", "{}", "{}", "قسم {}", "المزيد في {}", "جميع المواد المتعلقة بـ{}", "مواضيع {}", "ملف {}",
)  # fmt: skip
_PAGERS = (
    "السابق\n1\n2\n3\nالتالي", "1 2 3 4 5 … {n} التالي", "« السابق 1 2 3 التالي »", "صفحة 1 من {n}", "المزيد",
    "الصفحة التالية", "تحميل المزيد", "1\n2\n3\n…\n{n}", "الأولى < 1 2 3 > الأخيرة", "عرض {n} نتيجة", "12345التالي",
)  # fmt: skip
_WITH_HEADING, _WITH_PAGER = 0.6, 0.4  # shares of the sites; chosen, as all here
_OF_ONE_SUBJECT = 0.4  # share of the lists


def indexes(materials: Materials, wordings: Wordings, seed: int, sites: int, pages_per_site: int) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites, site by site; the same arguments give the same pages. No page has content."""
    kind = Kind("indexes", "i", "index", _STYLES, _template)
    yield from site_pages(kind, materials, wordings, seed, sites, pages_per_site)


def _template(site: Site) -> Block:
    """A block that writes a page without an article: on a quarter of the sites like an aggregator's whole page."""
    own = whole_page.index(site) if site.draw.chance(0.25) else _index(site)

    def write(page: Writer) -> None:
        """Write one page."""
        page.number = 0
        own(page)

    return write


def _index(site: Site) -> Block:
    """A block that writes a page: its frame, a heading on many sites, and one to three lists of entries."""
    draw = site.draw
    tops = (chrome.masthead, chrome.path, chrome.section_line, chrome.form, chrome.ticker, chrome.box, _menu)
    tails = (related.listing, related.cards, related.most_read, chrome.tag_cloud, chrome.legal, chrome.footer, _menu)
    parts = [make(site) for make in draw.some(tops, 0, 3)]
    if draw.chance(_WITH_HEADING):
        parts.append(_heading(site))
    parts += [_entries(site) for _ in range(draw.pick((1, 1, 1, 2, 3)))]
    if draw.chance(_WITH_PAGER):
        pager = draw.pick(_PAGERS)
        parts.append(lambda page: page.add(pager.replace("{n}", str(page.draw.between(4, 400))), "nav", 0, LINE))
    parts += [make(site) for make in draw.some(tails, 0, 3)]

    def write(page: Writer) -> None:
        """Write one page."""
        for part in parts:
            part(page)

    return write


def _menu(site: Site) -> Block:
    """A block that writes a menu of 5 to 70 entries."""
    return chrome.menu(site, 5, 70)


def _heading(site: Site) -> Block:
    """A block that writes what the page is a list of: a section, a topic or a search, drawn for each page."""
    form = site.draw.pick(_HEADINGS)

    def write(page: Writer) -> None:
        matter = page.draw.pick(site.sections) if page.draw.chance(0.6) else page.short(1, 3)
        page.furniture(form.format(matter), "related_head")

    return write


def _entries(site: Site) -> Block:
    """A block that writes 3 to 28 entries of the same parts, such as a headline, its date and a teaser, a line each.

    The order of the parts, their forms, how many have a teaser, and at times the subject are fixed for the site.
    """
    draw = site.draw
    order, dates, more = draw.pick(_ORDERS), _times(draw), site.known("readmore") if draw.chance(0.25) else ""
    teased = draw.pick((1.0, 1.0, 1.0, 0.7))
    tally, sentence = draw.pick(_COUNTS), draw.chance(0.4)
    by = draw.pick(("", "", "بقلم: ", "كتب: ", "بواسطة "))
    gap = draw.pick((ITEM, ITEM, LINE, PARAGRAPH))
    about = site.title(draw) if draw.chance(_OF_ONE_SUBJECT) else ""
    low = draw.between(3, 14)
    high = low + draw.between(0, 14)

    def write(page: Writer) -> None:
        """Write the entries of one page."""
        for _ in range(page.draw.between(low, high)):
            article, join = site.article(page.draw, about, titled=True), gap
            texts = {
                "title": page.dressed(article.title or page.short(4, 9)),
                "teaser": _teaser(page, article, sentence) if page.draw.chance(teased) else "",
                "date": dates(page),
                "section": page.draw.pick(site.sections),
                "byline": by + person(page.draw),
                "count": tally.replace("{n}", str(page.draw.between(0, 9000))),
            }
            for part in order:
                if texts[part]:
                    page.add(texts[part], "related_teaser" if part == "teaser" else "related_item", 0, join)
                    join = ITEM
            if more:
                page.add(more, "readmore", 0, ITEM)

    return write


def _times(draw: Draw) -> Callable[[Writer], str]:
    """A function that makes the dates of entries: one form of dates, or how long ago."""
    form = date_form(draw)
    return (lambda page: ago(page.draw)) if draw.chance(0.3) else (lambda page: form(moment(page.draw)))


def _teaser(page: Writer, article: Article, sentence: bool) -> str:
    """A teaser: the first sentence of an article, or two, where `sentence`; else as in feeds."""
    if not sentence:
        return feeds.teaser_of(page, article)
    return page.site.spell(" ".join(sentences_of(article.paragraphs[0])[: page.draw.pick((1, 1, 2))]))
