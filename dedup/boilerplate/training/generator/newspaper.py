"""Pages of newspapers and agencies: an article with what its editors put around it, often nothing."""

from collections.abc import Sequence
from dataclasses import replace

from . import body, buttons, chrome, leaks, metadata, pictures, posts, related, traps
from .body import dateline, tell, telling
from .site import Block, Site, Writer


def _made(
    site: Site, top: Sequence[Block], tail: Sequence[Block], each: float = 0.9, titled: float = 0.55, **more: object
) -> Block:
    """A block that writes a page: title, `top`, text, `tail`; on a tenth of the sites the title comes after `top`.

    A page has each block of `top` and `tail` with probability `each`; a site has titles with probability `titled`. On a
    quarter of the sites most pages get a dateline before the first words, which replaces `page.article`. `more`: fields
    of the `Telling` of the text, by name.
    """
    draw = site.draw
    head = body.title(site) if draw.chance(titled) else None
    title_first = draw.chance(0.9)
    places = draw.chance(0.25)
    manner = telling(site, **more)  # type: ignore[arg-type]  # the fields, by name, are of several types

    def write(page: Writer) -> None:
        """Write one page."""
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
    """A block that writes up to 30 paragraphs of the page's article, with many subheads and without furniture.

    It suits articles of an encyclopedia. On half of the sites, lists and sentences that look like furniture follow some
    paragraphs; they are content.
    """
    kinds = tuple(traps.trap(site, name) for name in ("items", "sentences"))
    return _made(
        site, (), (), traps=kinds, trapped=site.draw.pick((0.0, 0.15)), subheads=site.draw.pick((0.2, 0.5)), most=30
    )


def bylined(site: Site) -> Block:
    """A block that writes an article under one or two of byline, date and source; on some sites one line follows it.

    Which blocks these are, and their order, is fixed for the site.
    """
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
    """A block that writes two to four lines before the text, chosen for the site and in random order.

    They are chosen from date, byline, links of images, caption, share line, section, page controls and breadcrumb.
    """
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
    """A block that writes title, date (on most pages) and text; on a fifth of the sites a source is at the end."""
    tail = [metadata.source(site)] if site.draw.chance(0.2) else []
    return _made(site, [metadata.published(site)], tail, each=0.95, titled=1.0)


def columnist(site: Site) -> Block:
    """A block that writes an opinion with the author's note, one to three contacts, or both after it.

    Which of them, and their order, is fixed for the site; on some sites a byline comes before the text.
    """
    draw = site.draw
    tail: list[Block] = [metadata.author_note(site)] if draw.chance(0.6) else []
    tail += [metadata.contact(site) for _ in range(draw.pick((1, 1, 2, 3)))] if draw.chance(0.75) or not tail else []
    if draw.chance(0.3):
        draw.shuffle(tail)
    top = [metadata.byline(site)] if draw.chance(0.4) else []
    return _made(site, top, tail)


def agency(site: Site) -> Block:
    """A block that writes an agency report, with one or two of initials, time or mark at its end.

    On some sites a line of the editors follows them, or a source precedes the text.
    """
    tail = [metadata.end_mark(site) for _ in range(site.draw.pick((1, 1, 2)))]
    if site.draw.chance(0.4):
        tail.append(metadata.editors(site))
    return _made(site, [metadata.source(site)] if site.draw.chance(0.3) else [], tail)


def credited(site: Site) -> Block:
    """A block that writes an article with one or two credit lines at its end, chosen for the site.

    They are chosen from source, editors, topics, byline, first publication and print edition.
    """
    kinds = (
        metadata.source, metadata.editors, metadata.topics, metadata.byline, metadata.first_published,
        metadata.print_edition,
    )  # fmt: skip
    return _made(site, [], [make(site) for make in site.draw.some(kinds, 1, 2)], each=0.8)


def house(site: Site) -> Block:
    """A block that writes the name of the outlet over the text, on half of the sites with a byline under it.

    On a fifth of the sites a source is at the end.
    """
    draw = site.draw
    top = [metadata.house_line(site)]
    if draw.chance(0.5):
        top.append(metadata.byline(site))
    return _made(site, top, [metadata.source(site)] if draw.chance(0.2) else [], each=0.95)


def gallery(site: Site) -> Block:
    """A block that writes an article with captions or links of images, before or after it as fixed for the site.

    On some sites a line of page controls or a run of credits comes before the text.
    """
    draw = site.draw
    words = [draw.pick((buttons.captions, pictures.photographed, pictures.image_links))(site)]
    top: list[Block] = [chrome.notice(site)] if draw.chance(0.3) else []
    top += [metadata.credit_run(site)] if draw.chance(0.3) else []
    return _made(site, top + words, []) if draw.chance(0.4) else _made(site, top, words, each=0.85)


def signed_off(site: Site) -> Block:
    """A block that writes an article with a sentence of the site or a request to share or subscribe after it.

    On a fifth of the sites another sentence of the site follows.
    """
    draw = site.draw
    tail = [buttons.sign_off(site) if draw.chance(0.7) else buttons.app_notice(site)]
    if draw.chance(0.2):
        tail.append(buttons.sign_off(site))
    return _made(site, [], tail, each=0.95)


def leaking(site: Site) -> Block:
    """A block that writes an article with leaked code, links of images or leftovers of a converter.

    On some sites a box is written as well. All of them come after the article on half of the sites, else between
    paragraphs and at times also before it.
    """
    draw = site.draw
    blocks: list[Block] = [draw.pick((leaks.leaked, leaks.leaked, pictures.image_links, pictures.scraps))(site)]
    if draw.chance(0.4):
        blocks.append(chrome.box(site))
    if draw.chance(0.5):
        return _made(site, [], blocks, each=0.7)
    return _made(site, blocks if draw.chance(0.3) else [], [], between=blocks, often=0.12, each=0.8)


def glued_heading(site: Site) -> Block:
    """A block that writes an article with a heading and a headline inside a paragraph, mostly a section between them.

    They are on most pages (0.85). At most the first three to eight paragraphs are written, as fixed for the site; some
    sites add a byline before or a source after the article.
    """
    draw = site.draw
    blocks = (related.glued(site),)
    top = [metadata.byline(site)] if draw.chance(0.2) else []
    tail = [metadata.source(site)] if draw.chance(0.15) else []
    return _made(site, top, tail, within=blocks, inside=0.85, most=draw.between(3, 8), wrap=0)


def posted(site: Site) -> Block:
    """A block that writes an article with posts between its paragraphs, on lines of their own or not.

    Posts have one of two forms of the site, and on some sites bare links occur as well; most sites put a source at the
    end.
    """
    draw = site.draw
    blocks = [posts.post(site), posts.post(site)] + ([posts.lone_link(site)] if draw.chance(0.3) else [])
    tail = [metadata.source(site)] if draw.chance(0.6) else []
    return _made(site, [], tail, between=blocks, often=draw.pick((0.25, 0.4, 0.6)), resume=draw.pick((0.0, 0.5, 1.0)))


def interrupted(site: Site) -> Block:
    """A block that writes an article with one or two kinds of interruption between its paragraphs, chosen for the site.

    They are chosen from links to other articles, lists of these, advertising, "read more" and captions. On a third of
    the sites they also interrupt a paragraph.
    """
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
    """A block that writes an article with one or two of captions, links of images, a request to enlarge, and leftovers.

    They come after the article or between its paragraphs, as fixed for the site; on some sites one comes first, mostly
    without a title. Rarely, content that looks like furniture follows a paragraph.
    """
    draw = site.draw
    if draw.chance(0.2):
        return _made(site, [draw.pick((pictures.image_links, pictures.scraps))(site)], [], titled=0.2)
    blocks = [
        make(site)
        for make in draw.some((pictures.photographed, pictures.image_links, pictures.scraps, pictures.enlarge), 1, 2)
    ]
    kinds = (traps.trap(site),)
    if draw.chance(0.5):
        return _made(site, [], blocks, traps=kinds, trapped=0.08)
    return _made(site, [], [], between=blocks, often=draw.pick((0.1, 0.25)), traps=kinds, trapped=0.08)


def blog(site: Site) -> Block:
    """A block that writes a post of a blog, with related posts joined to its end.

    Between text and posts, each on some sites only, are lines of first publication, topics, buttons and source.
    """
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
    """A block that writes an article and after it a list of others, cards, links to neighbours or the most read.

    On some sites buttons, a source or topics stand between the two.
    """
    draw = site.draw
    tail = [draw.pick((related.listing, related.listing, related.cards, related.neighbours, related.most_read))(site)]
    if draw.chance(0.3):
        tail.insert(0, draw.pick((buttons.share, metadata.source, metadata.topics))(site))
    return _made(site, [], tail)


def magazine(site: Site) -> Block:
    """A block that writes a text with many subheads and, between some paragraphs, captions.

    On some sites a byline comes first, or a note of the editors, an author's note or a source last.
    """
    draw = site.draw
    tail = [draw.pick((chrome.correction, metadata.author_note, metadata.source))(site)] if draw.chance(0.5) else []
    blocks = [draw.pick((buttons.caption, pictures.photographed))(site)]
    return _made(
        site, [metadata.byline(site)] if draw.chance(0.4) else [], tail, between=blocks, often=0.08, subheads=0.4
    )


def sport(site: Site) -> Block:
    """A block that writes up to five paragraphs, many with fixtures, results, tables, times or lists after them.

    One or two of these kinds are chosen for the site; they are content. On some sites a source is at the end.
    """
    kinds = tuple(
        traps.trap(site, name)
        for name in site.draw.some(("fixtures", "table", "timetable", "items", "standings", "results"), 1, 2)
    )
    tail = [metadata.source(site)] if site.draw.chance(0.3) else []
    return _made(site, [], tail, traps=kinds, trapped=0.35, most=5)


def kitchen(site: Site) -> Block:
    """A block that writes up to four paragraphs, many with recipes, lists or sentences like furniture after them.

    One or two of these kinds are chosen for the site; they are content. On some sites `magazine_end` follows.
    """
    kinds = tuple(traps.trap(site, name) for name in site.draw.some(("recipe", "items", "sentences"), 1, 2))
    tail = [magazine_end(site)] if site.draw.chance(0.4) else []
    return _made(site, [], tail, traps=kinds, trapped=0.4, most=4)


def magazine_end(site: Site) -> Block:
    """A block that ends a magazine's page: a sentence of the site, a share line, links or topics, fixed for it."""
    return site.draw.pick((buttons.sign_off, buttons.share, related.listing, metadata.topics))(site)


def talk(site: Site) -> Block:
    """A block that writes up to six paragraphs, many with questions and answers, speech or other sentences after them.

    One or two of these kinds are chosen for the site; they are content. On some sites a byline comes first.
    """
    kinds = tuple(traps.trap(site, name) for name in site.draw.some(("interview", "dashes", "sentences"), 1, 2))
    top = [metadata.byline(site)] if site.draw.chance(0.4) else []
    return _made(site, top, [], traps=kinds, trapped=0.4, most=6)


def letters(site: Site) -> Block:
    """A block that writes up to five paragraphs, many with poems, press reviews or other lines after them.

    One or two of these kinds (also lists, speech, sayings, footnotes) are chosen for the site; they are content. On
    some sites the author's name is at the end.
    """
    kinds = tuple(
        traps.trap(site, name)
        for name in site.draw.some(("verses", "press_review", "items", "dashes", "aphorisms", "footnotes"), 1, 2)
    )
    tail = [metadata.author_note(site)] if site.draw.chance(0.3) else []
    return _made(site, [], tail, traps=kinds, trapped=0.4, most=5)


def doubled(site: Site) -> Block:
    """A block that writes an article in lines of a fixed width or, on some sites, with a fifth of its paragraphs twice.

    The width, 50 to 90 characters, is fixed for the site.
    """
    draw = site.draw
    if draw.chance(0.6):
        return _made(
            site, [], [metadata.source(site)] if draw.chance(0.4) else [], wrap=draw.between(50, 90), merge=0.0
        )
    return _made(site, [], [], double=0.2)
