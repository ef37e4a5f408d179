"""Pages of records: schedules, registers, leaflets and recipes, whose cells are content with a line of their own.

All pages of a site have the same heads and labels, as they have the same furniture; only the cells tell them apart.
"""

from collections.abc import Callable, Iterator

from ..gold import GoldPage
from . import buttons, chrome, feeds, metadata, related
from .crawls import Kind, site_pages
from .dates import date_form, moment
from .lists import content, lead
from .materials import Materials
from .names import outlet, person, stranger
from .page import ITEM, PARAGRAPH
from .site import Block, Site, Writer, noun_phrase
from .wordings import Wordings, words

_STYLES = ("lines", "lines", "spaced")
_STATES = (
    "نعم", "لا", "متاح", "منتهٍ", "مغلق", "مفتوح", "مؤجل", "ملغى", "وصلت", "أقلعت", "في موعدها", "متأخرة", "قيد النظر",
    "رفض", "قبول", "سهلة", "متوسطة", "صعبة", "ناجح", "راسب", "غائب", "حاضر", "مجانا", "للكبار", "يوميا", "أسبوعيا",
    "لا يوجد", "غير محدد", "انتهى", "جديد", "مستعمل", "محجوز",
)  # fmt: skip
_PER = ("دقيقة", "ساعة", "سعرة", "غرام", "غ", "كلم", "متر", "مل", "ريال", "جنيه", "درهم", "أشخاص", "حصص", "صفحة", "قرص")
_HEADS = (
    "الرقم", "الاسم", "الوقت", "التاريخ", "الجهة", "الحالة", "المدينة", "العدد", "المدة", "النوع", "الموضوع", "القاعة",
    "البوابة", "الوجهة", "الناقل", "المدعي", "القرار", "الدرجة", "السعر", "الكمية", "الصعوبة", "الجرعة", "المستوى",
    "اليوم",
)  # fmt: skip
_SERIES = (
    "جدول", "قائمة", "نتائج", "مواعيد", "حركة", "نشرة", "سجل", "وصفة", "طريقة عمل", "بطاقة", "دليل", "درجات", "رحلات",
)  # fmt: skip
_OF_SHORT = 0.5  # share of the sites whose tables have no text around but a headline; chosen, as all here
_BARE = 0.25  # share of the sites without any furniture
_WITH_TOP, _WITH_TAIL = 0.6, 0.75  # shares of the others with furniture above, and below
_WITH_CARD, _WITH_TABLE = 0.5, 0.75  # shares of the sites with a card of labels and values, and with a table

Cell = Callable[[Writer], str]


def _menu(site: Site) -> Block:
    """A block that writes a menu of 8 to 70 entries, whose short lines are no cells."""
    return chrome.menu(site, 8, 70)


_ABOVE = (
    chrome.path, chrome.section_line, _menu, _menu, chrome.masthead, chrome.ticker, feeds.short_feed, chrome.form,
    chrome.box, related.cards, buttons.share,
)  # fmt: skip
_BELOW = (
    buttons.share, metadata.topics, related.listing, related.listing, metadata.source, chrome.legal, related.cards,
    _menu, chrome.footer, feeds.short_feed, related.most_read, chrome.tag_cloud, chrome.link_farm, chrome.box,
)  # fmt: skip
"""Furniture above and below the records; of some sites more than of most newspapers, so that short lines beside a table
are not taken for its cells.
"""


def records(materials: Materials, wordings: Wordings, seed: int, sites: int, pages_per_site: int) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites, site by site; the same arguments give the same pages.

    Each page has a card, a table or both, with a cell a line, before, between or after some paragraphs or none. Most
    have a headline of a series, many some furniture around: menus, a date, buttons, topics, lists of links.
    """
    kind = Kind("records", "t", "records", _STYLES, _template)
    yield from site_pages(kind, materials, wordings, seed, sites, pages_per_site)


def _template(site: Site) -> Block:
    """A block that writes a page: its parts, and the furniture around them, are the same on all pages of the site."""
    draw = site.draw
    series = _headline(site)
    titled, texts = draw.chance(0.85), 0 if draw.chance(_OF_SHORT) else draw.between(1, 3)
    card = _card(site) if draw.chance(_WITH_CARD) else None
    table = _table(site) if not card or draw.chance(_WITH_TABLE) else None
    tables = [block for block in (card, table) if block]
    draw.shuffle(tables)
    bare = draw.chance(_BARE)
    top = [make(site) for make in draw.some(_ABOVE, 1, 3)] if draw.chance(_WITH_TOP) and not bare else []
    stamp = metadata.published(site) if draw.chance(0.3) and not bare else None
    tail = [make(site) for make in draw.some(_BELOW, 1, 5)] if draw.chance(_WITH_TAIL) and not bare else []

    def write(page: Writer) -> None:
        """Write one page."""
        for block in top:
            block(page)
        if titled:
            page.add(series(page) if page.draw.chance(0.7) else page.article.title or page.short(3, 7), "title", 1)
        if stamp:
            stamp(page)
        paragraphs = page.article.paragraphs[:texts]
        before = page.draw.between(0, len(paragraphs))
        for paragraph in paragraphs[:before]:
            content(page, site.spell(paragraph), PARAGRAPH)
        for block in tables:
            block(page)
        for paragraph in paragraphs[before:]:
            content(page, site.spell(paragraph), PARAGRAPH)
        for block in tail:
            block(page)

    return write


def _headline(site: Site) -> Callable[[Writer], str]:
    """A function that makes headlines of a series of the site, which have its words and something of the page's."""
    draw = site.draw
    words_of_all = (
        draw.pick(_SERIES) if draw.chance(0.6) else noun_phrase(draw, draw.pick(site.materials.sentences), 1, 3)
    )
    kind, form = draw.pick(("date", "number", "place", "thing")), date_form(draw, clocks=False)
    between = draw.pick((" ", " ", ": ", " - ", " ليوم ", " رقم "))

    def write(page: Writer) -> str:
        """The headline of one page."""
        chance = page.draw
        own = {
            "date": form(moment(chance)),
            "number": str(chance.between(1, 2030)),
            "place": chance.pick(words()["cities"]),
            "thing": page.short(1, 3),
        }[kind]
        return f"{words_of_all}{between}{own}"

    return write


def _cells(site: Site) -> Cell:
    """A function that makes the cells of one column; what kind they are of is drawn for the site."""
    draw = site.draw
    states, letters = draw.some(_STATES, 2, 5), draw.identifier(2).upper()
    unit, dates = draw.pick(_PER), date_form(draw, clocks=draw.chance(0.3))
    join, half = draw.pick((":", ":", ".")), draw.pick(("", "", "", " م", " ص", " مساء"))
    kinds: tuple[Cell, ...] = (
        lambda page: str(page.draw.between(1, page.draw.pick((20, 90, 5000)))),
        lambda page: f"{page.draw.between(0, 300)}.{page.draw.between(0, 99):02}",
        lambda page: f"{page.draw.between(1, 23):02}{join}{page.draw.pick(('00', '15', '30', '45'))}{half}",
        lambda page: dates(moment(page.draw)),
        lambda page: f"{letters} {page.draw.between(100, 9999)}",
        lambda page: f"{page.draw.between(1, 4000)}/{page.draw.between(2015, 2026)}",
        lambda page: page.draw.pick(words()["cities"]),
        lambda page: page.draw.pick((person, stranger))(page.draw),
        lambda page: page.draw.pick(states),
        lambda page: page.draw.pick(states),
        lambda page: page.matter(page.sentence(), 1, 3),
        lambda page: page.matter(page.sentence(), 2, 5),
        lambda page: page.draw.pick(page.site.materials.words),
        lambda page: outlet(page.draw, page.site.materials.words),
        lambda page: page.draw.pick(words()["weekdays"]),
        lambda page: f"{page.draw.between(1, 900)} {unit}",
        lambda page: page.draw.pick(words()["ingredients"]),
    )
    return draw.pick(kinds)


def _label(site: Site) -> str:
    """A head of a column or a label: a known one, words of the corpora, or words of a random sentence."""
    draw = site.draw
    kind = draw.random()
    if kind < 0.4:
        return draw.pick(_HEADS)
    if kind < 0.6:
        return draw.pick(site.entries("keys"))
    if kind < 0.8:
        return site.unknown(1, 2)
    return noun_phrase(draw, draw.pick(site.materials.sentences), 1, 3) or draw.pick(_HEADS)


def _table(site: Site) -> Block:
    """A block that writes a table of three to twelve rows with a cell a line, with or without heads and a line above.

    Heads, the kinds of columns, and what comes before a row are fixed for the site.
    """
    draw = site.draw
    columns = [(_label(site), _cells(site)) for _ in range(draw.between(2, 6))]
    headed, numbered = draw.chance(0.7), draw.chance(0.2)
    above = _label(site) if draw.chance(0.3) else ""
    gap = PARAGRAPH if draw.chance(0.25) else ITEM
    with_label = draw.chance(0.2)

    def write(page: Writer) -> None:
        """Write the table of one page."""
        if above:
            page.add(above, "subhead", page.number, PARAGRAPH)
        elif page.draw.chance(0.3):
            content(page, lead(page), PARAGRAPH)
        if headed:
            for head, _ in columns:
                content(page, head)
        for row in range(page.draw.between(3, 12)):
            join = gap
            if numbered:
                content(page, str(row + 1), join)
                join = ITEM
            for head, cell in columns:
                content(page, f"{head}: {cell(page)}" if with_label else cell(page) or head, join)
                join = ITEM

    return write


def _card(site: Site) -> Block:
    """A block that writes two to seven labels, each with its value on the next line; labels are fixed for the site."""
    draw = site.draw
    fields = [(_label(site), _cells(site)) for _ in range(draw.between(2, 7))]
    value_first, above = draw.chance(0.25), _label(site) if draw.chance(0.3) else ""
    colon = draw.pick(("", "", "", ":", " :"))

    def write(page: Writer) -> None:
        """Write the card of one page."""
        if above:
            page.add(above, "subhead", page.number, PARAGRAPH)
        for label, cell in fields:
            pair = (label + colon, cell(page) or label)
            for text in reversed(pair) if value_first else pair:
                content(page, text)

    return write
