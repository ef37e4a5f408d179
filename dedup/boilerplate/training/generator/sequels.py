"""Pages whose article is followed by short whole articles under a heading, and pages where only cards follow.

Both begin alike: a heading, a headline, at times a date. A card goes on with a sentence, an article with its text.
"""

from collections.abc import Iterator

from ..gold import GoldPage
from . import body, buttons, chrome, metadata, related
from .crawls import Kind, site_pages
from .materials import Materials
from .page import LINE, PARAGRAPH
from .site import Block, Site, Writer
from .wordings import Wordings

_STYLES = ("lines", "lines", "lines", "spaced", "glued", "run")
_ABOVE = ((0.5, metadata.published), (0.35, metadata.byline), (0.1, metadata.source), (0.1, chrome.path))
_BELOW = ((0.25, metadata.topics), (0.2, metadata.source), (0.25, buttons.share), (0.2, related.listing))
"""Blocks above and below the text of the page's article, with the share of the sites that have them. Chosen, as all
here.
"""
_HEADS = ((0.35, metadata.published), (0.2, metadata.byline), (0.2, chrome.section_line))
"""Blocks above the text of an appended article; a section stands above its headline."""
_TAILS = ((0.2, buttons.share), (0.2, metadata.source), (0.2, chrome.footer), (0.15, related.most_read))
"""Blocks at the end of the page."""
_WITH_CARDS, _ALIKE, _ON_EACH = 0.3, 0.35, 0.25
"""Shares of the sites where cards follow in the place of articles, where these are about the same, and where each has
a heading.
"""
_LEAST = 25  # words of an appended article that is one paragraph; a shorter one gets another


def sequels(materials: Materials, wordings: Wordings, seed: int, sites: int, pages_per_site: int) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites, site by site, most with one to three short appended articles each; the same
    arguments give the same pages.

    The heading, what stands above and below articles, their number and their most paragraphs are the same on all pages
    of a site.
    """
    kind = Kind("sequels", "q", "sequels", _STYLES, _sequel, titled=True)
    yield from site_pages(kind, materials, wordings, seed, sites, pages_per_site)


def _sequel(site: Site) -> Block:
    """A block that writes an article, a heading, and short articles or cards below it."""
    draw = site.draw
    title, manner = body.title(site), body.telling(site, most=draw.pick((2, 3, 4, 6)))
    above, below, heads, tails = (
        [make(site) for share, make in kinds if draw.chance(share)] for kinds in (_ABOVE, _BELOW, _HEADS, _TAILS)
    )
    heading, cards = related.appended_heading(site), related.cards(site) if draw.chance(_WITH_CARDS) else None
    count, most = draw.pick((1, 1, 2, 3)), draw.pick((1, 2, 2, 3))
    alike, on_each, gap = draw.chance(_ALIKE), draw.chance(_ON_EACH), draw.pick((LINE, LINE, PARAGRAPH))

    def append(page: Writer, about: str) -> None:
        """Write one appended article, which becomes `page.article`; its title is another, if five draws find such."""
        before = page.article.title
        for _ in range(5):
            page.article = site.article(page.draw, about, titled=True)
            if page.article.title not in (before, about):
                break
        page.number += 1
        page.add(page.article.title, "title", page.number, gap)
        for block in heads:
            block(page)
        told = list(page.article.paragraphs[: page.draw.between(1, most)])
        if len(told) == 1 and len(told[0].split()) < _LEAST:
            told += page.article.paragraphs[1:2] or (page.sentence(),)
        for paragraph in told:
            page.add(site.spell(paragraph), "body", page.number, gap)

    def write(page: Writer) -> None:
        """Write one page."""
        body.whole(page, title, above, manner, below)
        if cards:
            cards(page)
        else:
            about = page.article.title if alike else ""
            for number in range(page.draw.between(1, count)):
                if on_each or not number:
                    heading(page)
                append(page, about)
        for block in tails:
            block(page)

    return write
