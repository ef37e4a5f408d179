"""Pages of sites of one kind, whose frame is the same on all pages of a site."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..gold import GoldPage
from .draw import Draw
from .materials import Materials
from .page import layout_of
from .site import Block, Site, Writer
from .wordings import Wordings


class Kind(NamedTuple):
    """A kind of sites: its name, which seeds what is drawn; the letter before the numbers of its sites; the family of
    its pages; the styles of which each site has one; the block that writes its pages; whether articles have titles.
    """

    name: str
    letter: str
    family: str
    styles: tuple[str, ...]
    template: Callable[[Site], Block]
    titled: bool = False


def site_pages(
    kind: Kind, materials: Materials, wordings: Wordings, seed: int, sites: int, pages_per_site: int
) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites of a kind, site by site; the same arguments give the same pages."""
    for number in range(sites):
        draw = Draw(f"{kind.name} {seed}/{number}")
        site = Site(f"{kind.letter}{seed}-{number}", draw, materials, wordings, False)
        layout = layout_of(draw, draw.pick(kind.styles))
        write = kind.template(site)
        for count in range(pages_per_site):
            page = Writer(site, layout, draw.fork(f"page {count}"), site.article(draw, titled=kind.titled), ())
            write(page)
            page.trail(page.draw.pick(("", "", "\n")))
            text, spans = page.finish()
            yield GoldPage(f"{site.name}-{count}", text, spans, site.name, family=kind.family)
