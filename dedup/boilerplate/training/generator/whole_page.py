"""Whole pages: menus, boxes, lists, comments and footers around an article."""

from collections.abc import Callable, Sequence

from . import body, buttons, chrome, feeds, leaks, metadata, related
from .aggregator import host_telling
from .body import tell
from .site import Block, Site, Writer

Maker = Callable[[Site], Block]


def _blocks(site: Site, makers: Sequence[Maker], low: int, high: int) -> list[Block]:
    """Between `low` and `high` blocks of the site, each by another of the makers, in random order."""
    return [make(site) for make in site.draw.some(makers, low, high)]


_HEAD: tuple[Maker, ...] = (
    metadata.published,
    metadata.byline,
    buttons.share,
    buttons.caption,
    buttons.ad,
    chrome.notice,
    chrome.player,
    chrome.path,
)
_FOOT: tuple[Maker, ...] = (
    metadata.topics,
    metadata.source,
    buttons.share,
    related.listing,
    buttons.comment_line,
    buttons.comment_form,
    related.most_read,
    chrome.notice,
    related.cards,
    related.recordings,
    related.neighbours,
)
_SIDE: tuple[Maker, ...] = (
    chrome.box,
    chrome.ticker,
    related.most_read,
    chrome.link_farm,
    chrome.tag_cloud,
    related.cards,
    related.recordings,
    related.listing,
    chrome.form,
    chrome.cookies,
    feeds.short_feed,
)


def _made(site: Site, top: Sequence[Block], tail: Sequence[Block]) -> Block:
    """A block that writes a whole page: `top`, title, head, article, foot, `tail`.

    Up to four blocks of the head and five of the foot are chosen for the site; a few sites have no title. All pages
    have `top` and head, and each block of foot and `tail` with probability 0.95.
    """
    draw = site.draw
    head = _blocks(site, _HEAD, 0, 4)
    foot = _blocks(site, _FOOT, 0, 5)
    title = body.title(site)
    manner = host_telling(site, (0.0, 0.0, 0.08, 0.2))
    titled = draw.chance(0.92)

    def write(page: Writer) -> None:
        """Write one page."""
        for block in top:
            block(page)
        if titled:
            title(page)
        for block in head:
            block(page)
        tell(page, manner)
        for block in (*foot, *tail):
            if page.draw.chance(0.95):
                block(page)

    return write


def menus(site: Site) -> Block:
    """A block that writes a page with a long menu above and a footer below."""
    top: list[Block] = [chrome.masthead(site)] if site.draw.chance(0.5) else []
    top.append(chrome.menu(site, 18, 90))
    return _made(site, top, [chrome.footer(site)])


def portal(site: Site) -> Block:
    """A block that writes a page of a portal: section, date, title, credit, title as a caption, buttons, article, list.

    All pages of the site have all of these; the title as a caption is only on half of the sites.
    """
    draw = site.draw
    credit, share = draw.pick((metadata.byline, metadata.source, metadata.house_line))(site), buttons.share(site)
    section, date = chrome.section_line(site), metadata.published(site)
    twice, buttons_ = draw.chance(0.5), chrome.notice(site)
    rest = related.listing(site)
    manner = host_telling(site, (0.0, 0.1))

    def write(page: Writer) -> None:
        """Write one page."""
        section(page)
        date(page)
        page.add(page.article.title, "title", 1)
        credit(page)
        if twice:
            page.add(page.article.title, "caption")
        buttons_(page)
        share(page)
        tell(page, manner)
        rest(page)

    return write


def side_bars(site: Site) -> Block:
    """A block that writes a page with a short menu before the article, and boxes, lists or links before and after it.

    They are one to three before and one to four after, chosen for the site.
    """
    top = _blocks(site, _SIDE, 1, 3)
    return _made(site, [chrome.menu(site, 3, 12), *top], _blocks(site, _SIDE, 1, 4))


def threads(site: Site) -> Block:
    """A block that writes a page with comments of readers and a form, in the site's order, after the article.

    On some sites the most read articles follow.
    """
    tail = [buttons.comment_thread(site), buttons.comment_form(site)]
    if site.draw.chance(0.3):
        tail.reverse()
    if site.draw.chance(0.4):
        tail.append(related.most_read(site))
    return _made(site, [], tail)


def farms(site: Site) -> Block:
    """A block that writes a page with sponsored links after the article, on half of the sites with cards after them."""
    tail = [chrome.link_farm(site), related.cards(site)]
    return _made(site, [], tail if site.draw.chance(0.5) else tail[:1])


def forms(site: Site) -> Block:
    """A block that writes a page with a login or search form above, and another and lines of rights below.

    On half of the sites a cookie notice follows the form above.
    """
    top = [chrome.form(site), chrome.cookies(site)]
    return _made(site, top[: site.draw.between(1, 2)], [chrome.form(site), chrome.legal(site)])


def tickers(site: Site) -> Block:
    """A block that writes a page with a news ticker and a box above the title, on half of the sites with a footer."""
    return _made(site, [chrome.ticker(site), chrome.box(site)], [chrome.footer(site)] if site.draw.chance(0.5) else [])


def plain(site: Site) -> Block:
    """A block that writes a page with a breadcrumb or a menu above, a list and a line of rights below."""
    top: list[Block] = [chrome.menu(site, 6, 30)] if site.draw.chance(0.6) else [chrome.path(site)]
    return _made(site, top, [related.listing(site), chrome.legal(site)])


def paths(site: Site) -> Block:
    """A block that writes a page with a breadcrumb and a line of page controls above, and lines of rights below."""
    return _made(site, [chrome.path(site), chrome.notice(site)], [chrome.legal(site)])


def untidy(site: Site) -> Block:
    """A block that writes a page with leaked code and a menu above, and leaked code, a list and a footer below."""
    top = [leaks.leaked(site), chrome.menu(site, 5, 20)]
    return _made(site, top, [leaks.leaked(site), related.listing(site), chrome.footer(site)])


def footed(site: Site) -> Block:
    """A block that writes a page with lines of rights, a sentence of the site and a footer below."""
    return _made(site, [], [chrome.legal(site), buttons.sign_off(site), chrome.footer(site)])


def feeds_around(site: Site) -> Block:
    """A block that writes a page with a feed of headlines after the article, before it, or both, as fixed for the site.

    On some sites a menu comes first, or a line of rights last.
    """
    draw = site.draw
    top = [feeds.feed(site, 4, 20)] if draw.chance(0.3) else []
    tail = [feeds.feed(site)] if not top or draw.chance(0.5) else []
    if draw.chance(0.3):
        top.insert(0, chrome.menu(site, 4, 20))
    return _made(site, top, [*tail, chrome.legal(site)] if draw.chance(0.2) else tail)


def index(site: Site) -> Block:
    """A block that writes a page without an article: one or two feeds or directories, at times with menus and lists.

    The parts are fixed for the site. It sets `page.number` to 0.
    """
    draw = site.draw
    parts: list[Block] = [chrome.masthead(site)] if draw.chance(0.4) else []
    if draw.chance(0.5):
        parts.append(chrome.menu(site, 4, 25))
    parts += [feeds.feed(site) if draw.chance(0.75) else feeds.directory(site) for _ in range(draw.pick((1, 1, 2)))]
    parts += _blocks(site, (related.listing, related.cards, chrome.legal, chrome.footer, buttons.share), 0, 2)

    def write(page: Writer) -> None:
        page.number = 0
        for part in parts:
            part(page)

    return write


def directories(site: Site) -> Block:
    """A block that writes a page with a directory of sites after the article or before it."""
    part = feeds.directory(site)
    return _made(site, [part], []) if site.draw.chance(0.3) else _made(site, [], [part])
