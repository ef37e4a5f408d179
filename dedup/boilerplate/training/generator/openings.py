"""Openings of reports: author, outlet and place, on the line of the first words or on lines of their own."""

from .body import dateline, tell, telling, title
from .names import latin_name, outlet, person, stranger
from .page import FUSE, SPACE
from .site import Block, Site, Writer
from .traps import trap
from .wordings import words

_DASHES = (" - ", "- ", " – ", " ــ ", "-", "/ ", " / ", "، ", " | ", " ـ ")
_ENDS = (": ", " : ", ":", " - ", " – ", " -", " ", " ", " // ", ".. ", "ـ ")
_WROTE = (
    "كتب: ", "كتب ", "كتب - ", "كتب/ ", "كتبت: ", "متابعة ", "متابعة: ", "تقرير: ", "تقرير - ",
    "حاوره: ", "أعده: ", "بقلم: ", "تغطية: ", "رصد: ",
)  # fmt: skip
_HOSTS = (".INFO", ".COM", ".NET", ".MA", ".TV", " NEWS", " PRESS", "24", "TV", "", "PRESS", ".PS", ".ORG")
_MANNERS = ("خاص", "متابعة", "متابعات", "وكالات", "خاص بالموقع", "صحف", "مراسلنا", "تقارير", "الموقع", "حصري")
_AGENCIES = ("رويترز", "أ ف ب", "واس", "د ب أ", "وكالات", "الأناضول", "أ ب", "ا ف ب", "سانا", "وام", "بترا", "كونا")


def _author(page: Writer) -> str:
    """A random personal name: a `stranger` in 60 % of the draws, else a `person`."""
    return stranger(page.draw) if page.draw.chance(0.6) else person(page.draw)


def _authors(page: Writer) -> str:
    """A random name of an author or, in 12 % of the draws, two joined names."""
    name = _author(page)
    return name + page.draw.pick((" و", " - ", "، ", " و ")) + _author(page) if page.draw.chance(0.12) else name


def in_front(site: Site) -> Block:
    """A block that writes a byline, with outlet and place, on the line of the first sentence, and the article.

    Which of author, outlet and place it has, the outlet and the dashes are fixed for the site; author and place are
    drawn for each page. On a few sites a dateline, which is content, follows the byline.
    """
    draw = site.draw
    dash, end = draw.pick(_DASHES), draw.pick(_ENDS)
    kind = draw.weighted(
        (
            (3.0, "name outlet place"),
            (3.0, "place name"),
            (2.5, "wrote name"),
            (2.0, "name place"),
            (1.2, "name outlet"),
            (1.5, "name"),
        )
    )
    house = site.house.split(" ")[-1] if draw.chance(0.6) else site.house
    wrote = draw.pick(_WROTE)
    end = end if end.strip() or kind not in ("name", "name outlet") else ": "
    gap = FUSE if end and not end.endswith(" ") and draw.chance(0.5) else SPACE
    other = draw.chance(0.08)
    manner = telling(site)

    def write(page: Writer) -> None:
        """Write the byline and the article of one page."""
        name, place = _authors(page), page.draw.pick(words()["cities"])
        text = {
            "name outlet place": dash.join((name, house, place)),
            "place name": dash.join((place, name)),
            "wrote name": wrote + name,
            "name place": dash.join((name, place)),
            "name outlet": dash.join((name, house)),
            "name": name,
        }[kind]
        page.add(text + end, "byline", page.number)
        if other:
            page.add(dateline(page.draw), "body", page.number, SPACE)
        tell(page, manner, gap)

    return write


def own_line(site: Site) -> Block:
    """A block that writes outlet, author or place on a first line, and the article; a place alone is content.

    Which of them, the outlet and a word such as "exclusive" are fixed for the site; author and place are drawn for each
    page.
    """
    draw = site.draw
    dash, end = draw.pick(_DASHES), draw.pick(("", "", "", ":", " :", ".", " -"))
    kind = draw.weighted(
        (
            (2.0, "outlet place"),
            (2.5, "latin"),
            (2.0, "latin more"),
            (1.5, "manner"),
            (1.5, "author"),
            (2.0, "place"),
            (1.0, "outlet manner"),
            (1.0, "outlet"),
        )
    )
    latin = latin_name(draw).upper() + draw.pick(_HOSTS)
    house = draw.pick((site.house, site.house, outlet(draw, site.materials.words)))
    manner, wrote = (
        draw.pick(_MANNERS),
        draw.pick(("متابعة ", "متابعة: ", "", "كتب ", "كتب: ", "تقرير ", "عدسة ومتابعة ", "تغطية ")),
    )
    names = draw.pick((0, 0, 1))
    told = telling(site)

    def write(page: Writer) -> None:
        """Write the line and the article of one page."""
        place = page.draw.pick(words()["cities"])
        more = dash.join([place, *([_author(page)] if names else [])]) if page.draw.chance(0.6) else manner
        text, label = {
            "outlet place": (dash.join((house, place)), "source"),
            "latin": (latin, "source"),
            "latin more": (latin + dash + more, "source"),
            "manner": (manner, "source"),
            "author": (wrote + _authors(page), "byline"),
            "place": (place, "body"),
            "outlet manner": (dash.join((house, manner)), "source"),
            "outlet": (house, "source"),
        }[kind]
        page.add(text + end, label, page.number)
        tell(page, told)

    return write


def dated(site: Site) -> Block:
    """A block that writes an article with a dateline, which is content, before its first words.

    The form, with city, agency or both, is fixed for the site; city and agency are drawn for each page.
    """
    draw = site.draw
    form = draw.pick(
        (
            "{place} - {agency}: ", "{place} ({agency}) - ", "{place} ({agency}) – ", "{place} – {agency} – ",
            "{place}: ",
            "{place}، {agency}: ", "({agency}) ", "{place}/ {agency}/ ", "{place} ــ «{agency}»: ",
            "{place} - ", "{agency} - ",
            "{place} 7 مايو ({agency}) - ", "{agency} (لندن): ", "{place} ـ {agency}ـ ", "{place}, {agency}: ",
        )
    )  # fmt: skip
    gap = FUSE if draw.chance(0.1) else SPACE
    manner = telling(site)

    def write(page: Writer) -> None:
        text = form.format(place=page.draw.pick(words()["cities"]), agency=page.draw.pick(_AGENCIES))
        page.add(text, "body", page.number)
        tell(page, manner, gap)

    return write


def opened(site: Site) -> Block:
    """A block that writes a report with one of the openings of this module, chosen for the site.

    On a third of the sites a title comes first; on a fifth, half of the pages end with content that looks like
    furniture.
    """
    draw = site.draw
    opening = draw.weighted(((5.0, in_front), (3.5, own_line), (2.0, dated)))(site)
    head = title(site) if draw.chance(0.35) else None
    trapped = trap(site) if draw.chance(0.2) else None

    def write(page: Writer) -> None:
        """Write the title, the report and the content after it."""
        if head:
            head(page)
        opening(page)
        if trapped and page.draw.chance(0.5):
            trapped(page)

    return write
