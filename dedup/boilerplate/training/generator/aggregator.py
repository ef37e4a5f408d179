"""Pages of aggregators: a host article with its credit and topics, whole appended articles, a list of others."""

from collections.abc import Sequence

from . import body, buttons, chrome, feeds, leaks, metadata, pictures, posts, related, woven
from .body import Telling, tell, telling
from .page import FUSE, LINE, SPACE
from .site import Block, Site, Writer
from .traps import trap


def inline_blocks(site: Site) -> list[Block]:
    """One to four blocks for the site, of the kinds that occur between paragraphs; a kind may come twice."""
    draw = site.draw
    makers = draw.some(
        (
            related.inline,
            related.inline,
            *[related.outlet_card] * 5,
            posts.post,
            posts.post,
            buttons.ad,
            related.read_more,
            buttons.caption,
            buttons.share,
            related.listing,
            chrome.notice,
            buttons.captions,
            posts.lone_link,
            pictures.photographed,
            pictures.image_links,
            pictures.enlarge,
            woven.inset,
            woven.inset,
        ),
        1,
        4,
    )
    return [make(site) for make in makers]


def host_telling(site: Site, often: Sequence[float] = (0.0, 0.05, 0.12, 0.25)) -> Telling:
    """How an aggregator writes its articles: with `inline_blocks` between paragraphs, on 30 % of the sites also a trap.

    A trap is content that looks like furniture. `often`: probabilities of a block between two paragraphs, of which one
    is drawn for the site.
    """
    draw = site.draw
    traps = (trap(site),) if draw.chance(0.3) else ()
    return telling(site, inline_blocks(site), draw.pick(often), traps=traps, trapped=0.08 if traps else 0.0)


class Parts:
    """The blocks of the pages of an aggregator, made once for a site."""

    def __init__(self, site: Site, appended: int) -> None:
        """Draw the blocks of the site; `appended`: how many articles are appended to the host.

        The list is absent on some sites; the blocks around appended articles and at the end may be none.
        """
        draw = site.draw
        self.title = body.title(site)
        self.telling = host_telling(site)
        self.second_telling = host_telling(site)
        self.above = _above(site)
        self.below = _below(site)
        self.appended = appended
        self.appended_heading = related.appended_heading(site)
        self.same_line = draw.chance(0.06)
        self.second_head = (
            [make(site) for make in draw.some((metadata.published, metadata.byline, buttons.caption), 0, 2)]
            if draw.chance(0.3)
            else []
        )
        self.second_tail = (
            [make(site) for make in draw.some((metadata.source, metadata.topics, buttons.share), 0, 2)]
            if draw.chance(0.35)
            else []
        )
        self.listing = (
            (related.end_listing if draw.chance(0.7) else related.listing)(site) if draw.chance(0.85) else None
        )
        self.tail = [
            make(site)
            for make in draw.some(
                (
                    buttons.share,
                    chrome.legal,
                    chrome.notice,
                    buttons.comment_line,
                    related.cards,
                    chrome.footer,
                    related.most_read,
                    leaks.residue,
                    feeds.short_feed,
                ),
                0,
                2,
            )
        ]
        self.fused = draw.chance(0.25)
        self.untitled_second = draw.chance(0.04)


def _above(site: Site) -> list[Block]:
    """The blocks of the site between the title and the text: mostly a date, seldom others; may be none."""
    draw = site.draw
    blocks: list[Block] = []
    if draw.chance(0.6):
        blocks.append(metadata.published(site))
    for make, chance in (
        (metadata.byline, 0.15),
        (metadata.source, 0.07),
        (buttons.caption, 0.1),
        (buttons.share, 0.08),
        (chrome.notice, 0.08),
    ):
        if draw.chance(chance):
            blocks.append(make(site))
    return blocks


def _below(site: Site) -> list[Block]:
    """The blocks of the site after the host article: mostly source and topics, seldom others.

    Source and topics come first, but on 30 % of the sites the order is random.
    """
    draw = site.draw
    blocks = [
        make(site)
        for make, chance in (
            (metadata.source, 0.8),
            (metadata.topics, 0.65),
            (buttons.share, 0.25),
            (metadata.byline, 0.08),
            (metadata.published, 0.05),
            (buttons.ad, 0.08),
            (buttons.comment_line, 0.12),
            (chrome.notice, 0.08),
            (metadata.source, 0.06),
            (posts.post, 0.05),
        )
        if draw.chance(chance)
    ]
    if draw.chance(0.3):
        draw.shuffle(blocks)
    return blocks


def _write(page: Writer, parts: Parts) -> None:
    """Write a page: the title, the host with its blocks, the appended articles, the list, the last blocks.

    For each page it is drawn anew which blocks below the host it has, whether it has the list, and whether all appended
    articles are left out; most pages have them.
    """
    draw = page.draw
    host_title = page.article.title
    parts.title(page)
    for block in parts.above:
        block(page)
    tell(page, parts.telling, FUSE if parts.fused and len(page) and draw.chance(0.5) else LINE)
    for block in parts.below:
        if draw.chance(0.93):
            block(page)
    for _ in range(parts.appended if draw.chance(0.85) else 0):
        _append(page, parts, host_title)
    if parts.listing and draw.chance(0.9):
        parts.listing(page)
    for block in parts.tail:
        block(page)


def _append(page: Writer, parts: Parts, about: str) -> None:
    """Write a whole further article under a heading, mostly about the subject of `about`, with the site's blocks.

    It becomes `page.article`, and `page.number` rises by one. Its title is unlike `about` and the one before it, if
    five draws find such; on a few sites it is not written.
    """
    draw = page.draw
    parts.appended_heading(page)
    told = page.article.title
    for _ in range(5):
        page.article = page.site.article(draw, about, titled=True)
        if page.article.title not in (told, about):
            break
    page.number += 1
    if page.article.title and not parts.untitled_second:
        page.add(page.article.title, "title", page.number, SPACE if parts.same_line else LINE)
    for block in parts.second_head:
        block(page)
    tell(page, parts.second_telling, FUSE if parts.fused and draw.chance(0.3) else LINE)
    for block in parts.second_tail:
        block(page)


def _aggregated(site: Site, appended: Sequence[int]) -> Block:
    """A block that writes a page of an aggregator.

    `appended`: numbers of appended articles; one is drawn for the site. On 15 % of the pages they are left out.
    """
    parts = Parts(site, site.draw.pick(appended))
    return lambda page: _write(page, parts)


def host(site: Site) -> Block:
    """A block that writes a host article and what follows it, on 60 % of the sites mostly with an appended article."""
    return _aggregated(site, (0, 0, 1, 1, 1))


def appended(site: Site) -> Block:
    """A block that writes a host article and, on 85 % of the pages, one appended article."""
    return _aggregated(site, (1,))


def three_articles(site: Site) -> Block:
    """A block that writes a host article and, on 85 % of the pages, two or three appended ones (fixed for the site)."""
    return _aggregated(site, (2, 2, 3))


def credited(site: Site) -> Block:
    """A block that writes a host article, mostly with credit, topics and a list, and no appended article."""
    return _aggregated(site, (0,))


def reprint(site: Site) -> Block:
    """A block that writes an article and, on most pages, its source after it; half of the sites write no title."""
    credit = metadata.source(site)
    manner = telling(site)
    head = body.title(site) if site.draw.chance(0.5) else None

    def write(page: Writer) -> None:
        """Write one page."""
        if head:
            head(page)
        tell(page, manner)
        if page.draw.chance(0.85):
            credit(page)

    return write
