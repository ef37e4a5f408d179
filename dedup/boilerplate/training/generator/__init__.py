"""Generates training pages: real articles with generated furniture around them, and the true label of every piece."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from ..gold import GoldPage
from .described import VARIED, Variation, block
from .descriptions import Description, between_paragraphs, descriptions
from .digests import digests
from .draw import Draw
from .families import KINDS, families
from .indexes import indexes
from .materials import Article, Materials
from .near_misses import near_misses
from .page import layout_of
from .records import records
from .repeats import repeats
from .scrolls import scrolls
from .sequels import sequels
from .site import Block, Site, Writer
from .wordings import Wordings, is_held_back

__all__ = [
    "Article",
    "Draw",
    "Materials",
    "Wordings",
    "described",
    "digests",
    "generate",
    "indexes",
    "is_held_back",
    "near_misses",
    "records",
    "repeats",
    "scrolls",
    "sequels",
]

_STYLES = ((4.0, "lines"), (4.0, "spaced"), (1.0, "glued"), (1.5, "run"))  # of described sites; chosen
# White space at the ends of pages.
ENDS = ("", "", "", "", "", "\n", "\n", "\n\n", " ", "\r\n", "\u00a0")


def generate(
    materials: Materials,
    wordings: Wordings,
    seed: int,
    sites: int,
    pages_per_site: int = 6,
    held_back: bool = False,
) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites, site by site; the same arguments give the same pages.

    A site is one publisher: its pages are of one family, drawn by the weights of `families`, share wordings, forms,
    order and white space, and link to one another. With `held_back`, the pages have the layouts and wordings that no
    page without it has.
    """
    choice = families(held_back)
    half = "held back" if held_back else "given"
    for number in range(sites):
        draw = Draw(f"{seed}/{half}/{number}")
        kind, style = draw.weighted(choice)
        name = f"{'h' if held_back else 'g'}{seed}-{number}"
        site = Site(name, draw, materials, wordings, held_back)
        yield from _pages(site, KINDS[kind][2], style, pages_per_site, kind)


def described(
    materials: Materials,
    wordings: Wordings,
    seed: int,
    sites: int,
    pages_per_site: int = 6,
    held_back: bool = False,
    known: Sequence[Description] = (),
    variation: Variation = VARIED,
) -> Iterator[GoldPage]:
    """Yield the pages of `sites` sites that are variants of the described ones, which are taken in a random order.

    The same arguments give the same pages; they come site by site, and each description as often as any other, or once
    more. Only with `held_back` have they texts that begin with a wording held back. `known`: the descriptions, else
    those of the package. `variation`: how much sites differ from their description.
    """
    known = known or descriptions()
    between = between_paragraphs(known)
    order = Draw(f"described {seed}").sample(range(len(known)), len(known))
    for number in range(sites):
        draw = Draw(f"described {seed}/{number}")
        site = Site(f"d{seed}-{number}", draw, materials, wordings, held_back)
        style, own = draw.weighted(_STYLES), order[number % len(known)]
        make = partial(block, of=known, between=between, number=own, variation=variation)
        yield from _pages(site, make, style, pages_per_site, known[own].name)


def _pages(site: Site, make: Callable[[Site], Block], style: str, count: int, kind: str) -> Iterator[GoldPage]:
    """Yield `count` pages of a site, of one kind and style; layout, blocks and the last white space are the site's.

    `make` makes the block that writes a page. `kind` names it in `family`; one that ends in "encyclopedia" gets
    articles of Wikipedia. On 60 % of the sites headlines are also recorded as `title` of the page, on a tenth of these
    with the site's name after; a page without an article has none.
    """
    layout = layout_of(site.draw, style)
    write = make(site)
    recorded = site.draw.chance(0.6)
    end = site.draw.pick(ENDS)
    behind = site.draw.pick((" - ", " | ", " ــ ")) + site.house if site.draw.chance(0.1) else ""
    articles = _articles(site, count, kind.endswith("encyclopedia"))
    others = [article.title for article in articles if article.title]
    for number, article in enumerate(articles):
        page = Writer(site, layout, site.draw.fork(f"page {number}"), article, others)
        write(page)
        page.trail(end)
        text, spans = page.finish()
        title = article.title + behind if recorded and article.title and page.number else ""
        yield GoldPage(f"{site.name}-{number}", text, spans, site.name, title, f"{kind}/{style}")


def _articles(site: Site, count: int, encyclopedic: bool) -> list[Article]:
    """`count` random articles for the pages of a site; they may repeat.

    With `encyclopedic` they are of Wikipedia, if there are any. Otherwise, on 30 % of the sites, most of them share a
    word of the headline of the first.
    """
    draw = site.draw
    if encyclopedic and site.materials.encyclopedic:
        return [draw.pick(site.materials.encyclopedic) for _ in range(count)]
    topical = draw.chance(0.3)
    found = [site.article(draw)]
    while len(found) < count:
        found.append(site.article(draw, found[0].title if topical else ""))
    return found
