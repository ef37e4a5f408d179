"""Pages of sites that people described as data, each site a variant of its description; see `descriptions`."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from dedup.names import CONTENT, METADATA

from .body import wrapped
from .dates import ago, moment
from .descriptions import OBJECTS, Description, Step, is_text
from .draw import Draw
from .feeds import teaser_of
from .materials import Article, sentences_of
from .names import address, count, outlet, person, site_link
from .page import FUSE, LINE, PARAGRAPH, SPACE
from .site import Block, Site, Writer, noun_phrase
from .spelling import misspelt
from .wordings import is_held_back, words

_JOINS = {"line": LINE, "paragraph": PARAGRAPH, "space": SPACE, "fuse": FUSE}
_PLACE = re.compile(r"\{([a-z]+)\}")
_NUMBER = re.compile(r"\d+")

_SETTLED = 0.6  # share of the pieces for which a site settles on one alternative; chosen
_SENTENCE = 5  # words: a text of the body with as many, and without places, stands on one page of a site; chosen
# The labels of what people wrote, and those whose wordings may be unknown words.
_WRITTEN = ("comments", "embed", "caption", "ad")
_REPLACED = ("nav", "share", "related_head", "readmore", "comments", "ad", "other", "caption")


class Variation(NamedTuple):
    """How much sites differ from their description; the defaults are chosen, to draw many sites from one.

    Shares of the sites: that have the head, or the tail, of another description; that have one more block between
    paragraphs, of any description; whose text often begins without a break behind what stands before it. Shares of
    all blocks and wordings: that are missing, and that are unknown words.
    """

    other_head: float = 0.2
    other_tail: float = 0.35
    other_between: float = 0.35
    fused_text: float = 0.25
    missing: float = 0.12
    unknown: float = 0.15


VARIED, AS_DESCRIBED = Variation(), Variation(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def block(site: Site, of: Sequence[Description], between: Sequence[Step], number: int, variation: Variation) -> Block:
    """A block that writes a page as the description `of[number]` says, in a variant drawn for the site.

    The head and the tail may be those of other descriptions of `of`; one more block between paragraphs may be one of
    `between`; some blocks are missing, some wordings unknown words.
    """
    draw = site.draw
    head, text, tail = of[number].parts
    if draw.chance(variation.other_head):
        head = draw.pick(of).parts[0]
    if draw.chance(variation.other_tail):
        tail = draw.pick(of).parts[2]
    if between and draw.chance(variation.other_between):
        head = (*head, draw.pick(between))
    kept = [step for step in (*head, *text, *tail) if not _may_miss(step) or not draw.chance(variation.missing)]
    steps = [_variant(site, step, variation.unknown) for step in kept]
    most = draw.pick((4, 6, 8, 12, 30))
    resumed = draw.pick((0.0, 0.0, 0.0, 0.3, 0.7))
    fused = draw.pick((0.3, 0.7)) if draw.chance(variation.fused_text) else 0.0
    width = draw.between(55, 90) if draw.chance(0.03) else 0
    manner = _Manner(most, resumed, fused, width, set())
    return lambda page: _Telling(page, manner).tell(steps)


def _may_miss(step: Step) -> bool:
    """Whether a site may lack a step: one that is an object, and neither writes the text nor is a line with content."""
    if isinstance(step, str) or is_text(step):
        return False
    return not any(label in CONTENT for label, _ in step.get("line", ()))


def _variant(site: Site, step: Step, unknown: float) -> Step:
    """A step as the site has it: its lines have the texts of `_texts`, also where they are within other steps.

    A step that is a name is returned as it is. `unknown`: the probability that a wording becomes unknown words.
    """
    if isinstance(step, str):
        return step
    if "line" in step:
        return {**step, "line": [(label, _texts(site, label, text, unknown)) for label, text in step["line"]]}
    kind = next(name for name in OBJECTS if name in step)
    return {**step, kind: [_variant(site, inner, unknown) for inner in step[kind]]}


def _texts(site: Site, label: str, text: str | Sequence[str], unknown: float) -> tuple[str, ...]:
    """The alternatives of a piece that a site uses: all of them or, in 60 % of the draws, one.

    Unless the site has the held-back wordings, texts that begin with one are left out; if none is left, all become
    unknown words. Furniture of most labels becomes unknown words also with the probability `unknown`, and may be
    misspelt. Content keeps all, unchanged; comments, posts, captions and advertisements keep all if more than two.
    """
    draw = site.draw
    found = (text,) if isinstance(text, str) else tuple(text)
    if label in CONTENT:
        return found
    if not site.held_back:
        given = tuple(each for each in found if not _is_held_back(each))
        found = given or tuple(_unknown(site, each) for each in found)
    if label in _WRITTEN and len(found) > 2:
        return found
    if draw.chance(_SETTLED):
        found = (draw.pick(found),)
    if label in _REPLACED and draw.chance(unknown):
        found = tuple(_unknown(site, each) for each in found)
    return tuple(_respelt(draw, each) for each in found)


def _is_held_back(text: str) -> bool:
    """Whether the wording before the first place (`{`) of a text is held back; one without letters is not."""
    wording = text.partition("{")[0]
    return any(map(str.isalpha, wording)) and is_held_back(wording)


def _unknown(site: Site, text: str) -> str:
    """The text with unknown words, as many but at most four, for those before its first `{`; marks around them stay."""
    wording = text.partition("{")[0]
    bare = wording.strip(" :.-|–،/•()[]\u00a0")
    size = min(bare.count(" ") + 1, 4)
    return text.replace(bare, site.unknown(size, size), 1) if bare else text


def _respelt(draw: Draw, text: str) -> str:
    """The text with rare changes of its spelling; unchanged if it has places."""
    return text if "{" in text else misspelt(draw, text)


class _Manner(NamedTuple):
    """What the pages of a site share besides their steps.

    `most`: the largest number of paragraphs. Shares: `resumed`, how often a text goes on without a break behind what
    stands in it, and `fused`, how often it begins so behind furniture. `width`: the characters of a line where
    paragraphs are broken into lines, else 0. `told`: the sentences of the body that pages of the site have.
    """

    most: int
    resumed: float
    fused: float
    width: int
    told: set[str]


class _Telling:
    """Writes one page step by step: with its article, and the paragraphs of it that are still to come."""

    def __init__(self, page: Writer, manner: _Manner) -> None:
        """`manner` is that of the site; the sentences of this page's body are added to its `told`."""
        self.page, self.manner = page, manner
        self.left = list(page.article.paragraphs[: manner.most])
        self.waiting: list[Mapping[str, Any]] = []
        self.other = page.article  # the article of the last headline
        self.writer = person(page.draw)

    def tell(self, steps: Sequence[Step]) -> None:
        """Write the steps of a page, and the text where none of them writes anything, so that no page is empty."""
        self.write(steps)
        if not len(self.page):
            self._paragraphs(len(self.left), LINE)

    def write(self, steps: Sequence[Step], join: str = "") -> None:
        """Write steps; `join`, if any, is that of the first that writes something."""
        before = len(self.page)
        for step in steps:
            self._step(step, join if len(self.page) == before else "")

    def _step(self, step: Step, join: str) -> None:
        """Write one step, with the probability of its `chance`; a `between` step is kept for the next paragraphs.

        `join`: the gap before it, by its name, unless it has one of its own; for an empty one, a new line.
        """
        draw = self.page.draw
        if isinstance(step, str):
            self._named(step, _JOINS[join or "line"])
        elif not draw.chance(step.get("chance", 1.0)):
            return
        elif "between" in step:
            self.waiting.append(step)
        elif "line" in step:
            self._line(step["line"], _JOINS[step.get("join") or join or "line"])
        elif "any" in step:
            self.write([draw.pick(step["any"])], step.get("join", join))
        else:
            low, high = step.get("times", (1, 3))
            self.write(
                [inner for _ in range(draw.between(low, high)) for inner in step["rows"]], step.get("join", join)
            )

    def _named(self, step: str, join: str) -> None:
        """Write a step that is a name; `join` is the gap before it.

        A `title` is passed over where the article has none; `article` is a whole further one; `body:1` and `body:some`
        are one and one to three more paragraphs, any other name all that are left.
        """
        page, draw = self.page, self.page.draw
        if step == "title":
            if page.article.title:
                page.add(page.article.title, "title", page.number, join)
        elif step == "article":
            self._article(join)
        elif step == "article:teaser":
            page.add(teaser_of(page, self.other), "related_teaser", 0, join)
        else:
            size = {"body:1": 1, "body:some": draw.between(1, 3)}.get(step, len(self.left))
            self._paragraphs(size, join)

    def _article(self, join: str) -> None:
        """Write another article as a whole; it becomes `page.article`, and `page.number` rises by one.

        Its headline is unlike that of the one before, if five draws find such.
        """
        page = self.page
        told = page.article.title
        for _ in range(5):
            page.article = page.site.article(page.draw, told, titled=True)
            if page.article.title != told:
                break
        page.number += 1
        self.left = list(page.article.paragraphs[: self.manner.most])
        if page.article.title:
            page.add(page.article.title, "title", page.number, join)
        self._paragraphs(len(self.left), join if not page.article.title else LINE)

    def _paragraphs(self, size: int, join: str) -> None:
        """Write the next `size` paragraphs of the article, or those that are left.

        If there are two or more, each step that waits is written once between two of them. `join`: the gap before the
        first; behind furniture it may be a space or none instead.
        """
        page, draw = self.page, self.page.draw
        size = min(size, len(self.left))
        if len(page) and page.last_label not in CONTENT and draw.chance(self.manner.fused):
            join = draw.pick((FUSE, SPACE))
        waiting, self.waiting = (self.waiting, []) if size > 1 else ([], self.waiting)
        places = [draw.between(1, size - 1) for _ in waiting]
        for at in range(size):
            for step, place in zip(waiting, places, strict=True):
                if place == at:
                    before = len(page)
                    self.write(step["between"], step.get("join", ""))
                    if len(page) > before:
                        join = draw.pick((FUSE, SPACE)) if draw.chance(self.manner.resumed) else PARAGRAPH
            text = page.site.spell(self.left.pop(0))
            page.add(wrapped(text, self.manner.width) if self.manner.width else text, "body", page.number, join)
            join = PARAGRAPH

    def _line(self, pieces: Sequence[tuple[str, Sequence[str]]], join: str) -> None:
        """Write a line: one text of each piece with its places filled, directly behind one another.

        White space at the edges of pieces stands between them. `join`: the gap before the line.
        """
        page = self.page
        for number, (label, texts) in enumerate(pieces):
            text = self._filled(self._content(texts) if label == "body" else page.draw.pick(texts), label)
            article = page.number if label in CONTENT or label in METADATA else 0
            if number:
                page.trail(text[: len(text) - len(text.lstrip())])
                page.add(text, label, article, FUSE)
            elif label in CONTENT:
                page.add(text, label, article, join)
            else:
                page.furniture(text, label, article, join)
            if number + 1 < len(pieces):
                page.trail(text[len(text.rstrip()) :])

    def _content(self, texts: Sequence[str]) -> str:
        """One of some texts of the body that no page of the site has yet, else the place of a random sentence.

        Texts with places or with fewer than five words may come again.
        """
        left = [text for text in texts if text not in self.manner.told]
        text = self.page.draw.pick(left or ("{sentence}",))
        if "{" not in text and text.count(" ") + 1 >= _SENTENCE:
            self.manner.told.add(text)
        return text

    def _filled(self, text: str, label: str) -> str:
        """A text with its places filled; its own numbers are replaced by random ones, unless it is content."""
        if label not in CONTENT:
            text = _NUMBER.sub(self._renumbered, text)
        return _PLACE.sub(lambda place: self._value(place[1], label), text)

    def _renumbered(self, number: re.Match[str]) -> str:
        """A random number for one of the text, in the same script and with at least as many digits.

        A year (1900 to 2099) becomes one from 2003 to 2026; of one or two digits, up to 12 becomes 1 to 12, any more 13
        to 28.
        """
        own, draw = number[0], self.page.draw
        value = int(own)
        if len(own) == 4 and 1900 <= value < 2100:
            value = draw.between(2003, 2026)
        elif len(own) <= 2:
            value = draw.between(1, 12) if value <= 12 else draw.between(13, 28)
        else:
            value = draw.between(10 ** (len(own) - 1), 10 ** len(own) - 1)
        zero = ord(own[0]) - int(own[0])
        return "".join(chr(zero + int(digit)) for digit in str(value).zfill(len(own)))

    def _value(self, place: str, label: str) -> str:
        """The text for a place; unknown words for one that is not known.

        A `date` is that of the page where `label` is one of metadata, else a random one. A `title` draws the article
        that `teaser` then is of, but shows its headline only in 40 % of the draws, else that of another.
        """
        page, draw = self.page, self.page.draw
        if place == "title":
            self.other = page.site.article(draw, page.article.title, titled=True)
            return page.dressed(self.other.title) if draw.chance(0.4) and self.other.title else page.headline()
        if place in OF_THE_PAGE:
            return OF_THE_PAGE[place](page)
        if place == "teaser":
            return teaser_of(page, self.other)
        if place == "writer":
            return self.writer
        if place == "date":
            return page.site.date(page.at if label in METADATA else moment(draw))
        return page.names.value(place)


def _lead(article: Article, draw: Draw) -> str:
    """The first 4 to 14 words of the first sentence of an article, without a full stop or comma at the end."""
    return " ".join(sentences_of(article.paragraphs[0])[0].split()[: draw.between(4, 14)]).rstrip(".،")


OF_THE_PAGE: Mapping[str, Callable[[Writer], str]] = {
    "house": lambda page: page.site.house,
    "own": lambda page: page.article.title or _lead(page.article, page.draw),
    "sentence": lambda page: page.sentence(),
    "quote": lambda page: page.own_sentence(),
    "lead": lambda page: _lead(page.article, page.draw),
    "name": lambda page: person(page.draw),
    "outlet": lambda page: outlet(page.draw, page.site.materials.words),
    "ago": lambda page: ago(page.draw),
    "clock": lambda page: f"{page.draw.between(0, 23):02d}:{page.draw.between(0, 59):02d}",
    "n": lambda page: count(page.draw),
    "tag": lambda page: _tag(page),
    "section": lambda page: page.draw.pick(page.site.sections),
    "url": lambda page: site_link(page.draw),
    "mail": lambda page: address(page.draw),
    "phone": lambda page: str(page.draw.between(10**7, 10**10)),
    "handle": lambda page: page.draw.handle(),
    "word": lambda page: page.site.unknown(1, 1) if page.draw.chance(0.5) else page.draw.pseudo_word(),
}
"""By name of a place, its text on a page."""


def _tag(page: Writer) -> str:
    """A random topic: mostly one to three words of the headline from a noun on, else words of the text, a city or a
    person.
    """
    draw = page.draw
    kind = draw.random()
    if kind < 0.6:
        return noun_phrase(draw, page.article.title or page.own_sentence(), 1, 3)
    if kind < 0.8:
        return draw.pick(words()["cities"])
    return person(draw) if kind < 0.9 else noun_phrase(draw, page.own_sentence(), 1, 2)
