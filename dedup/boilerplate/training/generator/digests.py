"""Digests: pages of several short reports, each a headline and its text, all of which is content.

Press reviews, briefs of a day, round-ups and live coverage look like lists of headlines with teasers, but each report
is told in full.
"""

from collections.abc import Iterator

from ..gold import GoldPage
from . import buttons, chrome, metadata, related
from .coverage import coverage
from .crawls import Kind, site_pages
from .dates import date_form, moment
from .lists import content, lead
from .materials import Article, Materials
from .names import outlet, person
from .page import LINE, PARAGRAPH
from .site import Block, Site, Writer
from .wordings import Wordings, words

_STYLES = ("lines", "lines", "spaced", "spaced", "run")
_NAMES = (
    "جولة الصحف", "أبرز ما تناولته الصحف", "مقتطفات", "أخبار قصيرة", "موجز الأنباء", "حصاد اليوم", "متفرقات", "في سطور",
    "محليات", "أخبار الشركات", "أخبار الفن", "نشرة الأخبار", "أهم الأنباء", "عناوين الصحف", "من هنا وهناك", "شؤون",
)  # fmt: skip
_HEADS = (
    "{}",
    "{}",
    "{}",
    "{}",
    "{}:",
    "• {}",
    "- {}",
    "{n}. {}",
    "{n}- {}",
    "** {}",
    "«{}»",
    "{} ({paper})",
    "{} ({place})",
)
_OPENINGS = ("", "", "", "", "{place} - ", "{place}: ", "كتبت صحيفة {paper}: ", "وتحت هذا العنوان كتبت {paper} تقول: ")
_LIVE, _LEADS = 0.45, 0.4  # shares of the sites of live coverage, and of the others of those with a sentence above
# the first report; chosen, as all here
_TITLED, _DATED, _FRAMED = 0.6, 0.4, 0.6  # of these with a title; of all with a date in it; with furniture around
_ABOVE = (chrome.path, chrome.section_line, metadata.published, metadata.byline, buttons.share, chrome.masthead)
_BELOW = (
    buttons.share,
    metadata.topics,
    metadata.source,
    related.listing,
    related.cards,
    chrome.footer,
    related.most_read,
)


def digests(materials: Materials, wordings: Wordings, seed: int, sites: int, pages_per_site: int) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites, site by site, with 3 to 12 reports each; the same arguments give the same
    pages.

    The form of headlines, what a report begins with, how long it is, and what stands around are the same on all pages
    of a site.
    """
    kind = Kind("digests", "d", "digest", _STYLES, _template, titled=True)
    yield from site_pages(kind, materials, wordings, seed, sites, pages_per_site)


def _template(site: Site) -> Block:
    """A block that writes live coverage on some sites, reports of several matters on the others."""
    return coverage(site) if site.draw.chance(_LIVE) else _digest(site)


def _digest(site: Site) -> Block:
    """A block that writes the reports of a page, under a title of the series, a sentence, or both."""
    draw = site.draw
    framed, led = draw.chance(_FRAMED), draw.chance(_LEADS)
    titled = not led or draw.chance(_TITLED)
    top = [make(site) for make in draw.some(_ABOVE, 0, 2)] if framed else []
    tail = [make(site) for make in draw.some(_BELOW, 1, 3)] if framed else []
    name = draw.pick(_NAMES) if draw.chance(0.7) else site.unknown(1, 3)
    day = date_form(draw, clocks=False) if draw.chance(_DATED) else None
    head, opening = draw.pick(_HEADS), draw.pick(_OPENINGS)
    most, gap, low = draw.pick((1, 1, 1, 2, 3)), draw.pick((LINE, PARAGRAPH)), draw.between(3, 6)

    def write(page: Writer) -> None:
        """Write one page."""
        for block in top:
            block(page)
        if titled:
            page.add(name + (f" {day(moment(page.draw))}" if day else ""), "title", page.number)
        if led:
            content(page, lead(page) if page.draw.chance(0.5) else page.sentence(), PARAGRAPH)
        for number in range(1, 1 + page.draw.between(low, 2 * low)):
            _report(page, site.article(page.draw, titled=True), head.replace("{n}", str(number)), opening, most, gap)
        for block in tail:
            block(page)

    return write


def _report(page: Writer, told: Article, head: str, opening: str, most: int, gap: str) -> None:
    """Write a report: its headline as `head` has it, and up to `most` whole paragraphs, the first behind `opening`."""
    draw = page.draw
    names = {"paper": outlet(draw, page.site.materials.words), "place": draw.pick(words()["cities"])}
    title = told.title or f"{page.short(3, 8)} {person(draw)}"
    page.add(head.format(title, **names), "subhead", page.number, gap)
    for place, paragraph in enumerate(told.paragraphs[: draw.between(1, most)]):
        content(page, page.site.spell(("" if place else opening.format(**names)) + paragraph), PARAGRAPH)
