"""Links to other articles on a page: lists, cards, lines in the text, headings without line breaks."""

from .body import wrapped
from .dates import ago, date_form, moment
from .draw import Draw
from .feeds import teaser_of
from .names import count, outlet
from .page import FUSE, ITEM, LINE, SPACE
from .site import Block, Site, Writer, noun_phrase
from .wordings import words

_OF_ITS_ARTICLE = 0.7  # share of the teasers that are of the article of their headline; chosen
_SEPARATORS = (" | ", " / ", " - ", "  ", " ", "", " • ", " ;", "|", "\u00a0", " ** ")


def _markers(draw: Draw) -> tuple[str, ...]:
    """The markers of thirty items of a site's list: all empty, one bullet for all, or numbers from 1."""
    kind = draw.random()
    if kind < 0.42:
        return ("",) * 30
    if kind < 0.78:
        return (draw.pick(words()["bullets"]),) * 30
    form = draw.pick(words()["numbers"])
    return tuple(form % number for number in range(1, 31))


def _tail(site: Site) -> str:
    """What a site's list adds before or after each headline, as a name for `_item`; mostly "", for nothing."""
    return site.draw.weighted(
        (
            (14.0, ""),
            (1.6, "ago"),
            (1.6, "date"),
            (0.6, "views"),
            (0.6, "section"),
            (0.8, "section before"),
            (1.2, "clock before"),
            (0.8, "date before"),
            (0.8, "outlet"),
        )
    )


def listing(site: Site, category: str = "related") -> Block:
    """A block that writes a heading and a list of headlines under it, at most 9 on most sites, else at most 20.

    `category`: the category of wordings that the heading is from. Heading (rarely none), largest size, markers,
    additions, teasers and separators are fixed for the site. A list has up to two items fewer than that size. The
    headlines are drawn for each page or, on a third of the sites, are `site.latest`.
    """
    draw = site.draw
    heading = "" if draw.chance(0.07) else site.heading(category)
    size = draw.between(1, 9) if draw.chance(0.85) else draw.between(8, 20)
    markers, tail, inline = _markers(draw), _tail(site), draw.chance(0.18)
    split_number = draw.chance(0.1) and markers[0][:1] in ("0", "1", "(")
    separator, join = draw.pick(_SEPARATORS), draw.pick((" ", "\n", " - ", "\n", " | "))
    teasers = draw.pick((0.0, 0.0, 0.0, 0.0, 0.1, 1.0))
    form = date_form(draw)
    same = draw.chance(0.35)
    width = draw.between(20, 45) if draw.chance(0.05) else 0
    serial = (
        f"{draw.pick(('أسعار الذهب', 'سعر الدولار', 'حظك', site.unknown(2, 3)))} اليوم " if draw.chance(0.04) else ""
    )

    def write(page: Writer) -> None:
        """Write the heading and the list; on a few sites all headlines are a fixed phrase with a date."""
        if heading:
            page.furniture(heading, "related_head")
        titles = list(site.latest[:size]) if same else page.titles(page.draw.between(max(1, size - 2), size))
        for index, title in enumerate(titles):
            if serial:
                title = serial + form(moment(page.draw))
            text = _item(page, markers[index % 30], title, tail, join, form(moment(page.draw)))
            if width:
                text = wrapped(text, width)
            if split_number:
                text = text.replace(" ", "\n", 1)
            if inline:
                if index and separator.strip():
                    text = separator.strip() + " " + text
                page.add(text, "related_item", 0, FUSE if separator == "" else SPACE)
            else:
                page.add(text, "related_item", 0, ITEM)
            if teasers and page.draw.chance(teasers):
                page.add(_teaser(page, title), "related_teaser", 0, page.draw.pick((ITEM, ITEM, SPACE)))

    return write


def _item(page: Writer, marker: str, title: str, tail: str, join: str, date: str) -> str:
    """A headline with its marker and what the list adds before or after it (`tail`, a name from `_tail`).

    `join` stands between the headline and what is added. `date` is used only where `tail` adds a date; an outlet is the
    site's own name, behind ` - `; other additions are drawn here. An empty `tail` adds nothing.
    """
    text = marker + page.dressed(title)
    if tail == "ago":
        return text + join + ago(page.draw)
    if tail == "date":
        return text + join + date
    if tail == "views":
        return text + join + count(page.draw) + page.draw.pick((" مشاهدة", " تعليق", " قراءة"))
    if tail == "section":
        return text + join + page.draw.pick(page.site.sections)
    if tail == "clock before":
        return moment(page.draw).clock + join + text
    if tail == "date before":
        return date + join + text
    if tail == "section before":
        return page.draw.pick(page.site.sections) + join + text
    return text + " - " + page.site.house if tail == "outlet" else text


def _teaser(page: Writer, title: str) -> str:
    """The teaser under a headline: mostly of its article, where there is one; else a random sentence, whole or cut at
    its end, or at times with two more sentences.
    """
    article = page.site.materials.by_title.get(title)
    if article and page.draw.chance(_OF_ITS_ARTICLE):
        return teaser_of(page, article)
    text = page.sentence()
    if page.draw.chance(0.12):
        text += " " + page.sentence() + " " + page.sentence()
    elif page.draw.chance(0.5):
        text = text[: page.draw.between(60, 200)].rsplit(" ", 1)[0] + page.draw.pick(("…", "...", "", " [...]", " ..."))
    return text


def end_listing(site: Site) -> Block:
    """A block that writes the list at the end of an aggregator's page: mostly a heading, and 3 to 11 headlines.

    Heading, bullet and range of the size are fixed for the site; on many sites a few items are sentences, not
    headlines.
    """
    draw = site.draw
    heading = site.heading("related") if draw.chance(0.94) else ""
    marker = draw.pick(words()["bullets"]) if draw.chance(0.75) else ""
    indent = draw.pick(("", "", "  ", "\u00a0"))
    low, high = draw.pick(((3, 6), (6, 11), (9, 11), (10, 10)))
    told = draw.pick((0.0, 0.05, 0.12))

    def write(page: Writer) -> None:
        """Write the heading and items drawn for the page."""
        if heading:
            page.furniture(heading, "related_head")
        for title in page.titles(page.draw.between(low, high)):
            text = page.sentence() if page.draw.chance(told) else page.dressed(title)
            page.add(indent + marker + text, "related_item", 0, ITEM)

    return write


def outlet_card(site: Site) -> Block:
    """A block that writes a card in the text: a headline, the name of an outlet, and a teaser.

    The outlet, another or the site itself, is fixed for the site. The teaser is the first paragraph of the article, or
    two, or one to four random sentences; at times it is cut.
    """
    draw = site.draw
    house = outlet(draw, site.materials.words) if draw.chance(0.6) else site.house
    join = draw.pick((" - ", " - ", " - ", " | ", " – ", " -", "\u00a0- ", " — "))
    tight = draw.pick((FUSE, FUSE, SPACE, LINE))
    more = draw.pick((0, 0, 1, 1, 2, 3))

    def write(page: Writer) -> None:
        """Write a card drawn for the page."""
        title = page.title()
        page.furniture(title + join + house, "related_item")
        article = page.site.materials.by_title.get(title)
        if article and page.draw.chance(_OF_ITS_ARTICLE):
            text = page.site.spell(" ".join(article.paragraphs[: page.draw.pick((1, 1, 1, 2))]))
        else:
            text = " ".join(page.sentence() for _ in range(page.draw.between(1, 1 + more)))
        if page.draw.chance(0.3):
            text = text[: page.draw.between(90, 300)].rsplit(" ", 1)[0] + page.draw.pick(("…", "...", "", " ..."))
        page.add(text, "related_teaser", 0, tight)

    return write


def cards(site: Site) -> Block:
    """A block that writes cards, each a headline with some of date, section, views, teaser and "read more".

    Parts and their order are fixed for the site, and so is the heading (on most sites). A page has two to nine cards.
    """
    draw = site.draw
    heading = site.heading("related") if draw.chance(0.6) else ""
    order = draw.pick(
        (
            ("title", "date"),
            ("date", "title"),
            ("section", "title"),
            ("section", "title", "date"),
            ("title", "teaser"),
            ("title", "teaser", "more"),
            ("title", "section", "date"),
            ("title", "views"),
            ("stamp", "title"),
            ("title", "stamp"),
        )
    )
    low = draw.between(2, 4)
    form, more = date_form(draw), site.known("readmore")
    relative, gap = draw.chance(0.5), draw.pick((" ", " ", "", " - ", " | ", " : "))

    def write(page: Writer) -> None:
        """Write the heading and cards drawn for the page."""
        if heading:
            page.furniture(heading, "related_head")
        for title in page.titles(page.draw.between(low, low + 5)):
            for part in order:
                if part == "title":
                    page.add(page.dressed(title), "related_item", 0, ITEM)
                elif part == "teaser":
                    page.add(_teaser(page, title), "related_teaser", 0, ITEM)
                elif part == "more":
                    page.add(more, "readmore", 0, page.draw.pick((ITEM, SPACE)))
                elif part == "section":
                    page.add(page.draw.pick(site.sections), "related_item", 0, ITEM)
                elif part == "stamp":
                    stamp = page.draw.pick(page.site.sections) + gap + form(moment(page.draw))
                    page.add(stamp, "related_item", 0, ITEM)
                elif part == "views":
                    page.add(count(page.draw) + " مشاهدة", "related_item", 0, ITEM)
                else:
                    page.add(ago(page.draw) if relative else form(moment(page.draw)), "related_item", 0, ITEM)

    return write


def recordings(site: Site) -> Block:
    """A block that writes a list of two to six recordings: a programme with a date or, in its place, a headline.

    On some sites the name of the programme also stands on a line of its own before it. The names, the form and a
    heading (on most sites) are fixed for the site.
    """
    draw = site.draw
    heading = site.heading("related") if draw.chance(0.7) else ""
    names = [draw.pick((site.unknown(1, 2), noun_phrase(draw, site.title(draw), 1, 3))) for _ in range(6)]
    form, day = date_form(draw, clocks=False), draw.pick((" ليوم ", " يوم ", " - ", " حلقة ", ": حلقة ", " "))
    alone, subject = draw.pick((0.0, 0.5, 1.0)), draw.pick((0.2, 0.5, 0.8))

    def write(page: Writer) -> None:
        if heading:
            page.furniture(heading, "related_head")
        for name in page.draw.some(names, 2, 6):
            if page.draw.chance(alone):
                page.add(name, "related_item", 0, ITEM)
            text = page.title() if page.draw.chance(subject) else name + day + form(moment(page.draw))
            page.add(text, "related_item", 0, ITEM)

    return write


def post_run(site: Site) -> Block:
    """A block that writes two or three related posts of a blog: headline, date and section, without spaces.

    The number, the form and a heading (on a third of the sites) are fixed for the site; the rest is drawn for each
    page.
    """
    draw = site.draw
    heading = site.heading("related") if draw.chance(0.35) else ""
    form = date_form(draw)
    inside = draw.pick(('في "{}"', "في «{}»", 'In "{}"', "في {}"))
    low = draw.between(2, 3)

    def write(page: Writer) -> None:
        """Write the heading and posts drawn for the page."""
        if heading:
            page.add(heading, "related_head", 0, page.draw.pick((FUSE, LINE)))
        for index, title in enumerate(page.titles(low)):
            text = title + form(moment(page.draw)) + inside.format(page.draw.pick(site.sections))
            page.add(text, "related_item", 0, LINE if index == 0 and page.draw.chance(0.4) and not heading else FUSE)

    return write


def inline(site: Site, heading: str = "") -> Block:
    """A block that writes a line in the text that links to an article or, on some sites, to up to three.

    `heading`: the phrase or heading, else one of the site; with it no link is a bare headline. Marks and cards show no
    heading.

    The kind (after a phrase, under a heading, after a mark, a card, or bare), the phrase and the mark are fixed for the
    site; the headlines are drawn for each page.
    """
    draw = site.draw
    kinds = ((5.5, "line"), (2.0, "heading"), (1.4, "mark"), (1.2, "card"), (0.0 if heading else 1.0, "bare"))
    kind = draw.weighted(kinds)
    heading = heading or site.heading("inline")
    join = draw.pick((" ", " ", " ", "", "\u00a0"))
    mark = draw.pick((">> ", "»» ", "← ", "» ", "• ", "👈 ", "📌 ", "◄ ", "* ", "▶ ", "🔗 "))
    several = draw.pick((1, 1, 1, 2, 3))

    def write(page: Writer) -> None:
        """Write the link, for cards mostly with a teaser."""
        if kind == "line":
            page.furniture(heading + join + page.headline(), "related_item")
        elif kind == "heading":
            page.furniture(heading, "related_head")
            for title in page.titles(several):
                page.add(page.dressed(title), "related_item", 0, ITEM)
        elif kind == "mark":
            page.furniture(mark + page.headline(), "related_item")
        else:
            title = page.title()
            page.furniture(title + (" - " + site.house if kind == "card" else ""), "related_item")
            if page.draw.chance(0.8 if kind == "card" else 0.2):
                page.add(_teaser(page, title), "related_teaser", 0, page.draw.pick((FUSE, LINE, SPACE, LINE)))

    return write


def glued(site: Site, heading: str = "") -> Block:
    """A block that writes a heading, perhaps a section, and a headline in the middle of a line of text.

    `heading`: the heading, else a wording of the site or unknown words.

    The heading, up to four sections (none on a quarter of the sites) and the gaps are fixed for the site; the section
    and the headline are drawn for each page.
    """
    draw = site.draw
    heading = heading or site.wording("inline").rstrip(": ")
    sections = draw.some(site.sections, 1, 4) if draw.chance(0.75) else []
    left = draw.pick((SPACE, SPACE, FUSE))
    ahead, between = draw.pick((FUSE, FUSE, SPACE)), draw.pick(("", "", " "))
    colon = draw.pick(("", "", "", ":", ": ")) if heading[-1:] != ":" else ""

    def write(page: Writer) -> None:
        """Write the heading with one section, rarely two, and a headline."""
        if sections:
            names = between.join(page.draw.some(sections, 1, 1 if page.draw.chance(0.9) else 2))
            page.add(heading + colon + between + names, "related_head", 0, left)
            page.add(page.title(), "related_item", 0, ahead)
        elif colon:
            page.add(heading + colon + between + page.title(), "related_item", 0, left)
        else:
            page.add(heading, "related_head", 0, left)
            page.add(page.title(), "related_item", 0, ahead)

    return write


def appended_heading(site: Site) -> Block:
    """A block that writes the heading over an appended article."""
    heading = site.heading("related" if site.draw.chance(0.4) else "inline")
    return lambda page: page.furniture(heading, "related_head")


def read_more(site: Site) -> Block:
    """A block that writes what is left of a link to the whole text; the same on all pages of the site."""
    draw = site.draw
    start = draw.pick(("", "", "...", ". ", "… ", "+ ", "» ", ">> ", ".. "))
    text = start + site.known("readmore") + draw.pick(("", "", "", "...", " »", " ←", "…", ":", " +"))
    return lambda page: page.furniture(text, "readmore")


def most_read(site: Site) -> Block:
    """A block that writes a heading and the same headlines, `site.latest`, on all pages of the site.

    Markers are fixed; a mark or cut of a headline may differ from page to page.
    """
    draw = site.draw
    heading = site.heading("related")
    markers = _markers(draw)
    apart = draw.chance(0.25)  # whether the number has its own line

    def write(page: Writer) -> None:
        """Write the heading and the headlines."""
        page.furniture(heading, "related_head")
        for index, title in enumerate(site.latest):
            mark = f"{index + 1}\n" if apart else markers[index]
            page.add(mark + page.dressed(title), "related_item", 0, ITEM)

    return write


def neighbours(site: Site) -> Block:
    """A block that writes links to the previous and the next article; headlines are drawn for each page.

    Labels are fixed for the site. The headline is on the line of its label or, on some sites, on a line of its own.
    """
    labels = (site.wording("previous"), site.wording("next"))
    join = site.draw.pick((": ", "\n", " ", " » "))

    def write(page: Writer) -> None:
        """Write the two links."""
        for label in labels:
            if join == "\n":
                page.add(label, "related_head")
                page.add(page.title(), "related_item", 0, ITEM)
            else:
                page.add(label + join + page.title(), "related_item")

    return write
