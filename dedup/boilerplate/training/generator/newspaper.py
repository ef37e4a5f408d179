"""Pages of newspapers and agencies: an article with what its editors put around it, often nothing."""

from collections.abc import Sequence
from dataclasses import replace

from . import body, buttons, chrome, leaks, metadata, pictures, posts, related, traps
from .body import dateline, tell, telling
from .site import Block, Site, Writer


def _made(
    site: Site, top: Sequence[Block], tail: Sequence[Block], each: float = 0.9, titled: float = 0.55, **more: object
) -> Block:
    """A block that writes a page: title, `top`, text, `tail`; each block with probability `each`, the title with
    `titled`.

    `more`: fields of the `Telling` of its text, by name.
    """
    draw = site.draw
    head = body.title(site) if draw.chance(titled) else None
    title_first = draw.chance(0.9)
    places = draw.chance(0.25)
    manner = telling(site, **more)  # type: ignore[arg-type]  # the fields, by name, are of several types

    def write(page: Writer) -> None:
        if head and title_first:
            head(page)
        for block in top:
            if page.draw.chance(each):
                block(page)
        if head and not title_first:
            head(page)
        if places and page.draw.chance(0.8):
            first, *rest = page.article.paragraphs
            page.article = replace(page.article, paragraphs=(dateline(page.draw) + first, *rest))
        tell(page, manner)
        for block in tail:
            if page.draw.chance(each):
                block(page)

    return write


def clean(site: Site) -> Block:
    """A block that writes a page without furniture."""
    return _made(site, (), ())


def clean_with_traps(site: Site) -> Block:
    """A block that writes a page without furniture, but with content that looks like it: lists, tables, verses."""
    kinds = tuple(traps.trap(site) for _ in range(site.draw.between(1, 3)))
    return _made(site, (), (), traps=kinds, trapped=site.draw.pick((0.15, 0.3, 0.5)))


def encyclopedia(site: Site) -> Block:
    """A block that writes an article of an encyclopedia: many subheads, lists, no furniture."""
    kinds = tuple(traps.trap(site, name) for name in ("items", "sentences"))
    return _made(
        site, (), (), traps=kinds, trapped=site.draw.pick((0.0, 0.15)), subheads=site.draw.pick((0.2, 0.5)), most=30
    )


def bylined(site: Site) -> Block:
    """A block that writes an article under a byline, perhaps a date; with at most one line after it."""
    draw = site.draw
    top = [make(site) for make in draw.some((metadata.byline, metadata.published, metadata.source), 1, 2)]
    tail = (
        [
            draw.pick(
                (
                    metadata.end_mark,
                    leaks.residue,
                    metadata.contact,
                    buttons.caption,
                    related.read_more,
                    pictures.scraps,
                )
            )(site)
        ]
        if draw.chance(0.4)
        else []
    )
    return _made(site, top, tail, each=0.8)


def headed(site: Site) -> Block:
    """A block that writes title, date, byline, caption and share line before the text."""
    makers = (
        metadata.published,
        metadata.byline,
        pictures.image_links,
        buttons.caption,
        buttons.share,
        chrome.section_line,
        chrome.notice,
        chrome.path,
    )
    top = [make(site) for make in site.draw.some(makers, 2, 4)]
    return _made(site, top, [])


def dated(site: Site) -> Block:
    """A block that writes title, the date on a line of its own, and the text."""
    tail = [metadata.source(site)] if site.draw.chance(0.2) else []
    return _made(site, [metadata.published(site)], tail, each=0.95, titled=1.0)


def columnist(site: Site) -> Block:
    """A block that writes an opinion, with the author's name, position and address after it."""
    draw = site.draw
    tail: list[Block] = [metadata.author_note(site)] if draw.chance(0.6) else []
    tail += [metadata.contact(site) for _ in range(draw.pick((1, 1, 2, 3)))] if draw.chance(0.75) or not tail else []
    if draw.chance(0.3):
        draw.shuffle(tail)
    top = [metadata.byline(site)] if draw.chance(0.4) else []
    return _made(site, top, tail)


def agency(site: Site) -> Block:
    """A block that writes an agency report, with initials, the time or a mark at its end."""
    tail = [metadata.end_mark(site) for _ in range(site.draw.pick((1, 1, 2)))]
    if site.draw.chance(0.4):
        tail.append(metadata.editors(site))
    return _made(site, [metadata.source(site)] if site.draw.chance(0.3) else [], tail)


def credited(site: Site) -> Block:
    """A block that writes an article with its source or editors, perhaps topics, at its end."""
    draw = site.draw
    tail = [
        make(site)
        for make in draw.some(
            (
                metadata.source,
                metadata.editors,
                metadata.topics,
                metadata.byline,
                metadata.first_published,
                metadata.print_edition,
            ),
            1,
            2,
        )
    ]
    return _made(site, [], tail, each=0.8)


def house(site: Site) -> Block:
    """A block that writes the name of the outlet over the text, perhaps with a byline."""
    draw = site.draw
    top = [metadata.house_line(site)]
    if draw.chance(0.5):
        top.append(metadata.byline(site))
    return _made(site, top, [metadata.source(site)] if draw.chance(0.2) else [], each=0.95)


def gallery(site: Site) -> Block:
    """A block that writes an article with the captions of a gallery before or after it."""
    draw = site.draw
    words = [draw.pick((buttons.captions, pictures.photographed, pictures.image_links))(site)]
    top: list[Block] = [chrome.notice(site)] if draw.chance(0.3) else []
    top += [metadata.credit_run(site)] if draw.chance(0.3) else []
    return _made(site, top + words, []) if draw.chance(0.4) else _made(site, top, words, each=0.85)


def signed_off(site: Site) -> Block:
    """A block that writes an article with a sentence of the site after it."""
    draw = site.draw
    tail = [buttons.sign_off(site) if draw.chance(0.7) else buttons.app_notice(site)]
    if draw.chance(0.2):
        tail.append(buttons.sign_off(site))
    return _made(site, [], tail, each=0.95)


def leaking(site: Site) -> Block:
    """A block that writes an article with leaked code before, after or between its paragraphs."""
    draw = site.draw
    blocks: list[Block] = [draw.pick((leaks.leaked, leaks.leaked, pictures.image_links, pictures.scraps))(site)]
    if draw.chance(0.4):
        blocks.append(chrome.box(site))
    if draw.chance(0.5):
        return _made(site, [], blocks, each=0.7)
    return _made(site, blocks if draw.chance(0.3) else [], [], between=blocks, often=0.12, each=0.8)


def glued_heading(site: Site) -> Block:
    """A block that writes an article with a heading, a section and a headline in the middle of a line."""
    draw = site.draw
    blocks = (related.glued(site),)
    top = [metadata.byline(site)] if draw.chance(0.2) else []
    tail = [metadata.source(site)] if draw.chance(0.15) else []
    return _made(site, top, tail, within=blocks, inside=0.85, most=draw.between(3, 8), wrap=0)


def posted(site: Site) -> Block:
    """A block that writes an article with posts between its paragraphs, on lines of their own or not."""
    draw = site.draw
    blocks = [posts.post(site), posts.post(site)] + ([posts.lone_link(site)] if draw.chance(0.3) else [])
    tail = [metadata.source(site)] if draw.chance(0.6) else []
    return _made(site, [], tail, between=blocks, often=draw.pick((0.25, 0.4, 0.6)), resume=draw.pick((0.0, 0.5, 1.0)))


def interrupted(site: Site) -> Block:
    """A block that writes an article with links to others, advertising and captions between its paragraphs."""
    draw = site.draw
    makers = draw.some(
        (
            related.inline,
            related.inline,
            related.outlet_card,
            related.outlet_card,
            buttons.ad,
            related.read_more,
            buttons.caption,
            related.listing,
        ),
        1,
        2,
    )
    blocks = [make(site) for make in makers]
    return _made(
        site,
        [],
        [],
        between=blocks,
        often=draw.pick((0.1, 0.2, 0.35)),
        within=tuple(blocks),
        inside=draw.pick((0.0, 0.0, 0.4)),
    )


def pictured(site: Site) -> Block:
    """A block that writes an article with captions, links of images or leftovers of a converter."""
    draw = site.draw
    blocks = [
        make(site)
        for make in draw.some((pictures.photographed, pictures.image_links, pictures.scraps, pictures.enlarge), 1, 2)
    ]
    kinds = (traps.trap(site),)
    if draw.chance(0.5):
        return _made(site, [], blocks, traps=kinds, trapped=0.08)
    return _made(site, [], [], between=blocks, often=draw.pick((0.1, 0.25)), traps=kinds, trapped=0.08)


def blog(site: Site) -> Block:
    """A block that writes a post of a blog, with related posts joined to its end, buttons and topics."""
    draw = site.draw
    tail = [related.post_run(site)]
    for make, chance in (
        (metadata.source, 0.3),
        (buttons.share, 0.4),
        (metadata.topics, 0.3),
        (metadata.first_published, 0.3),
    ):
        if draw.chance(chance):
            tail.insert(0, make(site))
    return _made(site, [], tail)


def listed(site: Site) -> Block:
    """A block that writes an article with a list of others, or cards, after it."""
    draw = site.draw
    tail = [draw.pick((related.listing, related.listing, related.cards, related.neighbours, related.most_read))(site)]
    if draw.chance(0.3):
        tail.insert(0, draw.pick((buttons.share, metadata.source, metadata.topics))(site))
    return _made(site, [], tail)


def magazine(site: Site) -> Block:
    """A block that writes a text with many subheads, captions and a note of the editors."""
    draw = site.draw
    tail = [draw.pick((chrome.correction, metadata.author_note, metadata.source))(site)] if draw.chance(0.5) else []
    blocks = [draw.pick((buttons.caption, pictures.photographed))(site)]
    return _made(
        site, [metadata.byline(site)] if draw.chance(0.4) else [], tail, between=blocks, often=0.08, subheads=0.4
    )


def sport(site: Site) -> Block:
    """A block that writes a report with fixtures, tables and times of matches in its text."""
    kinds = tuple(
        traps.trap(site, name)
        for name in site.draw.some(("fixtures", "table", "timetable", "items", "standings", "results"), 1, 2)
    )
    tail = [metadata.source(site)] if site.draw.chance(0.3) else []
    return _made(site, [], tail, traps=kinds, trapped=0.35, most=5)


def kitchen(site: Site) -> Block:
    """A block that writes recipes and lists of a magazine."""
    kinds = tuple(traps.trap(site, name) for name in site.draw.some(("recipe", "items", "sentences"), 1, 2))
    tail = [magazine_end(site)] if site.draw.chance(0.4) else []
    return _made(site, [], tail, traps=kinds, trapped=0.4, most=4)


def magazine_end(site: Site) -> Block:
    """A block that writes one line at the end of a page of a magazine."""
    return site.draw.pick((buttons.sign_off, buttons.share, related.listing, metadata.topics))(site)


def talk(site: Site) -> Block:
    """A block that writes an interview, or quotations after dashes."""
    kinds = tuple(traps.trap(site, name) for name in site.draw.some(("interview", "dashes", "sentences"), 1, 2))
    top = [metadata.byline(site)] if site.draw.chance(0.4) else []
    return _made(site, top, [], traps=kinds, trapped=0.4, most=6)


def letters(site: Site) -> Block:
    """A block that writes poems, press reviews or definitions, perhaps with the author's name after them."""
    kinds = tuple(
        traps.trap(site, name)
        for name in site.draw.some(("verses", "press_review", "items", "dashes", "aphorisms", "footnotes"), 1, 2)
    )
    tail = [metadata.author_note(site)] if site.draw.chance(0.3) else []
    return _made(site, [], tail, traps=kinds, trapped=0.4, most=5)


def doubled(site: Site) -> Block:
    """A block that writes an article whose paragraphs come twice, or whose lines have a fixed width."""
    draw = site.draw
    if draw.chance(0.6):
        return _made(
            site, [], [metadata.source(site)] if draw.chance(0.4) else [], wrap=draw.between(50, 90), merge=0.0
        )
    return _made(site, [], [], double=0.2)
