"""Writes the text of an article as a site does: paragraphs, subheads, and blocks between them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .draw import Draw
from .materials import sentences_of
from .page import FUSE, ITEM, LINE, PARAGRAPH, SPACE
from .parted import parted
from .site import Block, Site, Writer
from .wordings import words

_DECIMAL = re.compile(r"(\d\.)\d")


@dataclass(frozen=True, slots=True)
class Telling:
    """How a site writes its articles; all numbers but `wrap` and `most` are probabilities.

    `between`: blocks that may follow a paragraph, each time with probability `often`. `within`: blocks that interrupt
    one paragraph of a page, with probability `inside`. `traps`: content that may follow a paragraph, with probability
    `trapped`. `subheads`: a subhead precedes a paragraph. `merge`: a paragraph is joined to the one before. `double`: a
    paragraph comes twice. `part`: phrases of a paragraph stand on lines of their own. `resume`: the text continues
    after a block without a line break. `wrap`: the characters of a line where paragraphs are broken into lines, else 0.
    `most`: the largest number of paragraphs.
    """

    between: tuple[Block, ...] = ()
    often: float = 0.0
    within: tuple[Block, ...] = ()
    inside: float = 0.0
    traps: tuple[Block, ...] = ()
    trapped: float = 0.0
    subheads: float = 0.0
    resume: float = 0.0
    wrap: int = 0
    most: int = 30
    merge: float = 0.0
    double: float = 0.0
    part: float = 0.0


def telling(site: Site, between: Sequence[Block] = (), often: float = 0.0, **more: object) -> Telling:
    """A `Telling` with common habits drawn for the site; `more` sets fields by name and wins over the draws.

    Without blocks `between` paragraphs, `often` is ignored.
    """
    draw = site.draw
    values: dict[str, object] = {
        "between": tuple(between),
        "often": often if between else 0.0,
        "subheads": draw.pick((0.0, 0.0, 0.0, 0.12, 0.3)),
        "resume": draw.pick((0.0, 0.0, 0.3, 0.7)) if between else 0.0,
        "wrap": draw.between(55, 90) if draw.chance(0.04) else 0,
        "most": draw.pick((4, 6, 8, 12, 30)),
        "merge": 0.15 if draw.chance(0.1) else 0.0,
        "double": 0.1 if draw.chance(0.04) else 0.0,
        "part": draw.pick((0.1, 0.3, 0.6)) if draw.chance(0.05) else 0.0,
    }
    return Telling(**{**values, **more})  # type: ignore[arg-type]  # the fields, by name, are of several types


def tell(page: Writer, manner: Telling, first: str = LINE) -> None:
    """Write the paragraphs of the article of the page, at most `manner.most`; `first` is the gap before them.

    Joins, doubles, blocks, subheads and traps are drawn for each paragraph, blocks and subheads only between two. At
    most one paragraph is interrupted.
    """
    draw = page.draw
    paragraphs = list(page.article.paragraphs[: manner.most])
    join = first
    broken = draw.between(0, len(paragraphs) - 1) if manner.inside and draw.chance(manner.inside) else -1
    for index, paragraph in enumerate(paragraphs):
        join = _paragraph(page, manner, page.site.spell(paragraph), join, index == broken)
        if manner.merge and draw.chance(manner.merge):
            join = draw.pick((SPACE, FUSE))
        if manner.double and draw.chance(manner.double):
            page.add(page.site.spell(paragraph), "body", page.number, PARAGRAPH)
        if index + 1 < len(paragraphs):
            if manner.often and draw.chance(manner.often):
                draw.pick(manner.between)(page)
                join = draw.pick((FUSE, SPACE)) if manner.resume and draw.chance(manner.resume) else PARAGRAPH
            if manner.subheads and draw.chance(manner.subheads):
                _subhead(page, join)
                join = PARAGRAPH
        if manner.trapped and draw.chance(manner.trapped):  # also after the last paragraph
            draw.pick(manner.traps)(page)
            join = PARAGRAPH


def whole(page: Writer, head: Block, above: Sequence[Block], manner: Telling, below: Sequence[Block]) -> None:
    """Write the article of a page on lines of its own: its title with `head`, the blocks above its text, the text, the
    blocks below.
    """
    for block in (head, *above):
        block(page)
    tell(page, manner, LINE)
    for block in below:
        block(page)


def _subhead(page: Writer, join: str) -> None:
    """Write a subhead after the gap `join`: two to seven words of the article or of another headline.

    Another headline is drawn in 15 % of the cases; at times there are marks before or after the words.
    """
    draw = page.draw
    kind = draw.random()
    if kind < 0.6:
        text = page.matter(page.own_sentence(), 2, 5)
    elif kind < 0.85:
        text = page.words_of(page.own_sentence(), 2, 6)
    else:
        text = page.words_of(page.site.title(draw, page.article.title), 2, 7)
    page.add(
        draw.pick(("", "", "", "", "* ", "- ", "■ ", "• ")) + text + draw.pick(("", "", "", ":", ":", "؟", "..")),
        "subhead",
        page.number,
        join,
    )


def _paragraph(page: Writer, manner: Telling, text: str, join: str, broken: bool) -> str:
    """Write one paragraph after the gap `join`; returns the gap to put after it.

    It is interrupted by one of `manner.within` where `broken`, else broken into lines where `manner.wrap` is not 0, or
    around phrases with the probability `manner.part`. The gap is PARAGRAPH, or SPACE or FUSE where the interruption
    comes last.
    """
    draw = page.draw
    if broken:
        before, after = _broken(draw, text)
        page.add(before, "body", page.number, join)
        draw.pick(manner.within)(page)
        if after:
            page.add(after, "body", page.number, draw.pick((SPACE, SPACE, FUSE)))
            return PARAGRAPH
        return draw.pick((SPACE, SPACE, FUSE))
    if manner.wrap:
        text = wrapped(text, manner.wrap)
    elif manner.part and draw.chance(manner.part):
        text = parted(draw, text)
    page.add(text, "body", page.number, join)
    return PARAGRAPH


def _broken(draw: Draw, text: str) -> tuple[str, str]:
    """A text in two parts, split after a random sentence; the second is empty where that is the last one.

    Of the texts that have a decimal number, a tenth are split inside the first one, behind its point.
    """
    decimal = _DECIMAL.search(text)
    if decimal and draw.chance(0.1):
        return text[: decimal.end(1)], text[decimal.end(1) :]
    sentences = sentences_of(text)
    at = draw.between(1, len(sentences))
    return " ".join(sentences[:at]), " ".join(sentences[at:])


def wrapped(text: str, width: int) -> str:
    """A text broken between words into lines of at most `width` characters; a longer word is a line of its own."""
    lines, line = [], ""
    for word in text.split(" "):
        if line and len(line) + len(word) >= width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return "\n".join([*lines, line])


def dateline(draw: Draw) -> str:
    """A random text to put before the first words of a report: a city, an agency or both, with marks; it is content."""
    city = draw.pick(words()["cities"])
    agency = draw.pick(("رويترز", "أ ف ب", "وكالات", "واس", "د ب أ", "CNN", "الأناضول", "خاص", "مكتب الصحيفة"))
    return draw.pick(
        (
            f"{city} ({agency}) - ",
            f"{city} - ",
            f"{city}: ",
            f"{city} ــ ({agency}): ",
            f"{city} – {agency}: ",
            f"{city}، ({agency}) -- ",
            f"({agency}) - ",
            f"{city} 12-5 ({agency})- ",
            f"{city} // ",
            f"{city}/{agency}/ ",
            f"{city} «{agency}»: ",
        )
    )


def _line_above(page: Writer) -> str:
    """A line to put over the headline: the first words of another headline or, in 40 % of the draws, of the text.

    It has at most six words and, at times, a mark such as `:` behind it.
    """
    other = page.words_of(page.site.title(page.draw, page.article.title), 2, 6)
    own = page.words_of(page.own_sentence(), 2, 5)
    return (other if page.draw.chance(0.6) else own) + page.draw.pick(("", ":", " ..", "..", "!"))


def title(site: Site) -> Block:
    """A block that writes the headline, if the article has one; on some sites twice or with more text.

    More text is the name of the site after it, or lines over or under it, all labelled as title. The form is fixed for
    the site. On some sites a mark such as `فيديو` is put to the headline on some pages.
    """
    draw = site.draw
    kind = draw.weighted(((16.0, ""), (0.8, "site"), (1.0, "twice"), (1.4, "over"), (1.2, "under"), (0.5, "points")))
    join = draw.pick((" - ", " | ", " – ", " ــ ", " : "))
    name = draw.pick((site.house, "أخبار " + draw.pick(words()["cities"])))
    marked = draw.chance(0.15)  # `فيديو` and the like before or after headlines

    def write(page: Writer) -> None:
        """Write the headline of one page."""
        text = page.article.title
        if not text:
            return
        if marked and page.draw.chance(0.4):
            head = page.draw.chance(0.4)
            mark = page.draw.pick(words()["headline_heads" if head else "headline_tails"])
            text = mark + text if head else text + mark
        if kind == "over":
            page.add(_line_above(page), "title", page.number)
        page.add(text + (join + name if kind == "site" else ""), "title", page.number)
        if kind == "twice":
            page.add(text, "title", page.number)
        elif kind == "under":
            page.add(page.words_of(page.own_sentence(), 6, 14), "title", page.number)
        elif kind == "points":
            for _ in range(page.draw.between(2, 4)):
                page.add("• " + page.words_of(page.own_sentence(), 5, 10), "title", page.number, ITEM)

    return write
