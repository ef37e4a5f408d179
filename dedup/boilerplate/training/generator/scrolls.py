"""Pages that go on with further articles below the first, as sites do that load the next while one scrolls.

Each article has the same head as the first; often nothing else tells that another begins.
"""

from collections.abc import Iterator

from ..gold import GoldPage
from . import body, buttons, metadata, related
from .crawls import Kind, site_pages
from .materials import Materials
from .site import Block, Site, Writer
from .wordings import Wordings

_STYLES = ("lines", "lines", "spaced", "spaced", "glued")
_ABOVE = (
    (0.5, metadata.published), (0.3, metadata.byline), (0.1, buttons.caption), (0.1, metadata.source),
    (0.1, buttons.share),
)  # fmt: skip
_BELOW = ((0.3, metadata.source), (0.25, metadata.topics), (0.25, buttons.share), (0.1, metadata.byline))
"""Blocks above and below the text of each article, with the share of the sites that have them. Chosen, as all here."""
_BETWEEN = ((0.55, None), (0.2, related.appended_heading), (0.15, buttons.ad), (0.1, related.read_more))
"""What stands between two articles."""
_ARTICLES = (1, 2, 2, 2, 3)
"""Numbers of articles on a page; one is drawn for each."""


def scrolls(materials: Materials, wordings: Wordings, seed: int, sites: int, pages_per_site: int) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites, site by site, with one to three articles each; the same arguments give the same
    pages.

    Titles, what stands above, below and between articles, and white space are the same on all pages of a site. On a
    quarter of the sites lists of links end the pages.
    """
    kind = Kind("scrolls", "s", "scrolls", _STYLES, _scroll, titled=True)
    yield from site_pages(kind, materials, wordings, seed, sites, pages_per_site)


def _scroll(site: Site) -> Block:
    """A block that writes the articles of a page, one below the other, each about something else or alike."""
    draw = site.draw
    title, manner = body.title(site), body.telling(site, most=draw.pick((2, 3, 5, 8)))
    above = [make(site) for share, make in _ABOVE if draw.chance(share)]
    below = [make(site) for share, make in _BELOW if draw.chance(share)]
    divider = draw.weighted(_BETWEEN)
    between = divider(site) if divider else None
    listing = related.listing(site) if draw.chance(0.25) else None
    alike = draw.chance(0.3)

    def write(page: Writer) -> None:
        """Write one page."""
        for number in range(page.draw.pick(_ARTICLES)):
            if number:
                about = page.article.title if alike else ""
                page.article, page.number = site.article(page.draw, about, titled=True), page.number + 1
                if between:
                    between(page)
            body.whole(page, title, above, manner, below)
        if listing:
            listing(page)

    return write
