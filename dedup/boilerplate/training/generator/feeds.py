"""Long lists of links: feeds of headlines with teasers, directories of sites; and articles in a row."""

from .body import tell, telling
from .dates import ago, date_form, moment
from .materials import Article, sentences_of
from .metadata import byline, published, source
from .names import outlet, person, site_link, stranger
from .page import ITEM, LINE, SPACE
from .site import Block, Site, Writer, noun_phrase
from .wordings import words

_CUTS = ("…", "...", "", "", "", " …", " ...", "..", " [...]", "، ...", " (المزيد)")


def teaser_of(page: Writer, article: Article) -> str:
    """The teaser of an article in a feed, on one line: its beginning, cut off, or one to three whole sentences.

    It is cut after 120 to 320 characters, mostly between words; a shorter text is whole. At times the title is before
    it.
    """
    draw = page.draw
    text = article.paragraphs[0]
    if len(text) < 150 and len(article.paragraphs) > 1:
        text += " " + article.paragraphs[1]
    kind = draw.random()
    if kind < 0.12 and article.title:
        text = article.title + draw.pick((" ", ". ", ": ", "، ", " - ", "..")) + text
    elif kind < 0.3:
        return " ".join(sentences_of(text)[: draw.between(1, 3)])[:600]
    cut = text[: draw.between(120, 320)]
    if len(cut) == len(text):
        return text
    return (cut if draw.chance(0.12) else cut.rsplit(" ", 1)[0]) + draw.pick(_CUTS)


def feed(site: Site, low: int = 10, high: int = 60) -> Block:
    """A block that writes `low` to `high` headlines, mostly with teasers, under headings of sections or without.

    The form and the largest number are fixed for the site; headlines and their number are drawn for each page. On 30 %
    of the sites six articles of the site make up about a third of the entries.
    """
    draw = site.draw
    headed = draw.pick(("", "", "first", "sections", "sections", "wordings"))
    headings = [site.heading("related") for _ in range(6)]
    every = draw.between(3, 8)
    order = draw.pick((("title", "teaser"),) * 5 + (("title", "date", "teaser"), ("date", "title", "teaser")))
    more = site.known("readmore") if draw.chance(0.15) else ""
    teased = draw.pick((1.0, 1.0, 1.0, 0.8, 0.5))
    relative, form = draw.chance(0.5), date_form(draw)
    fused = draw.pick((ITEM, ITEM, ITEM, ITEM, ITEM, LINE, SPACE))
    size = draw.between(low, draw.between(low, high))
    repeated = [site.article(draw, titled=True) for _ in range(6)] if draw.chance(0.3) else []

    def write(page: Writer) -> None:
        """Write the feed of one page."""
        chance = page.draw
        if headed == "first":
            page.furniture(headings[0], "related_head")
        for index in range(chance.between(max(low, size - 6), size)):
            if headed in ("sections", "wordings") and index % every == 0:
                text = chance.pick(site.sections) if headed == "sections" else headings[index // every % 6]
                page.add(text, "related_head", 0, LINE)
            item = chance.pick(repeated) if repeated and chance.chance(0.3) else site.article(chance, titled=True)
            for part in order:
                if part == "title" and item.title:
                    page.add(page.dressed(item.title), "related_item", 0, ITEM)
                elif part == "date":
                    page.add(ago(chance) if relative else form(moment(chance)), "related_item", 0, ITEM)
                elif part == "teaser" and chance.chance(teased):
                    page.add(teaser_of(page, item), "related_teaser", 0, fused)
            if more:
                page.add(more, "readmore", 0, chance.pick((ITEM, SPACE)))

    return write


def short_feed(site: Site) -> Block:
    """A block that writes a feed of 3 to 12 headlines, mostly with teasers, see `feed`."""
    return feed(site, 3, 12)


def directory(site: Site) -> Block:
    """A block that writes a directory, the same on all pages: 20 to 90 sites, mostly each with a description.

    On most sites a name of a category comes before every few of them.
    """
    draw = site.draw
    join = draw.pick((" - ", " - ", " – ", ": ", " : ", " | ", "- ", " .. "))
    mark = draw.pick(("", "", "", "• ", "- ", "» "))
    categories = (*words()["sections"], *site.entries("menu"), *site.entries("directory_categories"))
    described = draw.pick((1.0, 1.0, 1.0, 1.0, 0.5, 0.1))
    lines: list[str] = []
    every = draw.pick((5, 8, 12, 20, 200))
    for index in range(draw.between(20, 90)):
        if index % every == 0 and every < 200:
            lines.append(draw.pick(categories))
        text = mark + _site_name(site)
        lines.append(text + join + _description(site) if draw.chance(described) else text)
    text = "\n".join(lines)
    return lambda page: page.add(text, "nav", 0, LINE)


def _site_name(site: Site) -> str:
    """A random name of a site in a directory: an outlet, a link, Latin letters, a person, a noun or unknown words."""
    draw = site.draw
    kind = draw.random()
    if kind < 0.35:
        return outlet(draw, site.materials.words)
    if kind < 0.5:
        return draw.pick(site.entries("directory_kinds")) + " " + site.unknown(1, 2)
    if kind < 0.62:
        return site_link(draw) if draw.chance(0.4) else draw.identifier(draw.between(4, 9)).capitalize()
    if kind < 0.72:
        return stranger(draw) if draw.chance(0.6) else person(draw)
    if kind < 0.9:
        return _matter(site, 1, 4)
    return site.unknown(1, 3)


def _matter(site: Site, low: int, high: int) -> str:
    """`low` to `high` words of a random sentence, from a noun on."""
    return noun_phrase(site.draw, site.draw.pick(site.materials.sentences), low, high)


def _description(site: Site) -> str:
    """A random description of a site in a directory: kind, manner and subject, or a few words; clauses may follow."""
    draw = site.draw
    start = draw.pick(site.entries("directory_kinds"))
    if draw.chance(0.5):
        start += " " + " ".join(draw.some(site.entries("directory_manners"), 1, 2))
    kind = draw.random()
    if kind < 0.3:
        matter = "، ".join(draw.pick(words()["sections"]) for _ in range(draw.between(1, 4)))
        text = f"{start} {draw.pick(site.entries('directory_joins'))} {matter}"
    elif kind < 0.7:
        matter = site.unknown(1, 4) if draw.chance(0.3) else _matter(site, 1, 5)
        text = f"{start} {draw.pick(site.entries('directory_joins'))} {matter}"
    elif kind < 0.85:
        text = start if draw.chance(0.5) else _matter(site, 2, 6)
    else:
        text = " ".join(draw.pick(site.materials.sentences).split()[: draw.between(4, 14)])
    for _ in range(draw.pick((0, 0, 1, 1, 2, 3))):
        clause = draw.pick(site.entries("directory_clauses"))
        while "{matter}" in clause:
            clause = clause.replace("{matter}", _matter(site, 1, 4), 1)
        clause = clause.format(city=draw.pick(words()["cities"]), year=draw.between(1950, 2024))
        text += draw.pick((" ", "، ", " ، ", " و", ". ")) + clause
    return text + draw.pick(("", "", "", ".", "..."))


def in_a_row(site: Site) -> Block:
    """A block that writes two to five articles in a row, each cut after three to six paragraphs at most.

    The largest numbers are fixed for the site. On some sites a date or author comes before each article, on a fifth a
    source after it. The first is the page's; each other one becomes `page.article`, and `page.number` rises by one.
    """
    draw = site.draw
    manner = telling(site, merge=0.0, double=0.0, most=draw.between(3, 6))
    head = [make(site) for make in draw.some((published, byline), 0, 1)] if draw.chance(0.3) else []
    tail = [source(site)] if draw.chance(0.2) else []
    most = draw.between(2, 5)

    def write(page: Writer) -> None:
        """Write the articles of one page."""
        for index in range(page.draw.between(2, most)):
            if index:
                page.article = _whole(site, page)
                page.number += 1
            if page.article.title or index:
                page.add(page.article.title or page.short(4, 8), "title", page.number, LINE)
            for block in head:
                block(page)
            tell(page, manner)
            for block in tail:
                block(page)

    return write


def _whole(site: Site, page: Writer) -> Article:
    """A random article of at least three paragraphs, with a headline unlike that of the page's article.

    After eight draws that fail, the next article is taken as it is.
    """
    found = site.article(page.draw, titled=True)
    for _ in range(8):
        if len(found.paragraphs) >= 3 and found.title != page.article.title:
            break
        found = site.article(page.draw, titled=True)
    return found
