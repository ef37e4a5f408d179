"""Sites that people described as data: their blocks in order, with wordings and labels; and pages of them.

A description is a line of JSON: `site`, its name; `kind`, a sentence on it; and `page`, a list of steps. A step is

- `"title"`: the headline; `"body"`, `"body:1"`, `"body:some"`, `"body:rest"`: the text, or its first paragraph, one to
  three more, those that are left; `"article"`: a whole second article; `"article:teaser"`: the beginning of one;
- `{"line": [[label, text], ...]}`: a line, in pieces that stand directly behind one another; a text is a string or a
  list of alternatives, with places such as `{title}` or `{date}`;
- `{"rows": steps, "times": [1, 3]}`: steps that come so often; `{"any": steps}`: one of them, drawn for each page;
- `{"between": steps}`: steps that are written once between two paragraphs of the text that follows.

Objects may have `chance`, the share of the pages that have it, and `join`: `line`, `paragraph`, `space` or `fuse`.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from dedup.names import CONTENT, METADATA

from .body import wrapped
from .dates import ago, moment
from .draw import Draw
from .feeds import teaser_of
from .materials import Article, sentences_of
from .names import address, count, outlet, person, site_link
from .page import FUSE, LINE, PARAGRAPH, SPACE
from .site import Block, Site, Writer, noun_phrase
from .spelling import misspelt
from .wordings import DATA, is_held_back, words

Step: TypeAlias = str | Mapping[str, Any]

_OBJECTS = ("line", "rows", "any", "between")
_NAMED = ("title", "body", "body:1", "body:some", "body:rest", "article", "article:teaser")
_JOINS = {"line": LINE, "paragraph": PARAGRAPH, "space": SPACE, "fuse": FUSE}
_PLACE = re.compile(r"\{([a-z]+)\}")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")

_SETTLED = 0.6  # share of the pieces for which a site settles on one alternative; chosen
# The labels of what people wrote, and those whose wordings may be unknown words.
_WRITTEN = ("comments", "embed", "caption", "ad")
_REPLACED = ("nav", "share", "related_head", "readmore", "comments", "ad", "other", "caption")


class Variation(NamedTuple):
    """How much sites differ from their description; the defaults are chosen, to draw many sites from one.

    Shares of the sites: that have the head, or the tail, of another description. Shares of all blocks and wordings:
    that are missing, and that are unknown words.
    """

    other_head: float = 0.2
    other_tail: float = 0.35
    missing: float = 0.12
    unknown: float = 0.15


VARIED, AS_DESCRIBED = Variation(), Variation(0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Description:
    """A site: its name, and the steps of a page."""

    name: str
    steps: tuple[Step, ...]

    @property
    def parts(self) -> tuple[tuple[Step, ...], tuple[Step, ...], tuple[Step, ...]]:
        """The steps before the first one of the text, those of the text, and those behind the last."""
        own = [at for at, step in enumerate(self.steps) if _is_text(step)]
        if not own:
            return (), self.steps, ()
        return self.steps[: own[0]], self.steps[own[0] : own[-1] + 1], self.steps[own[-1] + 1 :]


@cache
def descriptions(folder: Path = DATA / "described") -> tuple[Description, ...]:
    """The described sites of a folder, else of the package, in the order of their files' names; read once."""
    return tuple(
        read_description(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    )


def read_description(line: str) -> Description:
    """The description of a line of JSON. Raises ValueError where it has a step that is not known."""
    record = json.loads(line)
    for step in record["page"]:
        _check(step)
    return Description(record["site"], tuple(record["page"]))


def _check(step: Step) -> None:
    """Raise ValueError where a step, or one within it, is not known."""
    if isinstance(step, str):
        if step not in _NAMED:
            raise ValueError(f"unknown step {step!r}")
        return
    kinds = [name for name in _OBJECTS if name in step]
    if len(kinds) != 1 or set(step) - {*_OBJECTS, "chance", "times", "join"}:
        raise ValueError(f"not one of {', '.join(_OBJECTS)}: {step!r}")
    if kinds[0] != "line":
        for inner in step[kinds[0]]:
            _check(inner)


def block(site: Site, of: Sequence[Description], number: int, variation: Variation) -> Block:
    """A block that writes a page as the description of this number says, in a variant drawn for the site.

    The head and the tail may be those of other descriptions; some blocks are missing, some wordings unknown words.
    """
    draw = site.draw
    head, text, tail = of[number].parts
    if draw.chance(variation.other_head):
        head = draw.pick(of).parts[0]
    if draw.chance(variation.other_tail):
        tail = draw.pick(of).parts[2]
    kept = [step for step in (*head, *text, *tail) if not _may_miss(step) or not draw.chance(variation.missing)]
    steps = [_variant(site, step, variation.unknown) for step in kept]
    most = draw.pick((4, 6, 8, 12, 30))
    resumed = draw.pick((0.0, 0.0, 0.0, 0.3, 0.7))
    width = draw.between(55, 90) if draw.chance(0.03) else 0
    return lambda page: _Telling(page, most, resumed, width).write(steps)


def _is_text(step: Step) -> bool:
    """Whether a step writes the text of the page, or one of its alternatives does."""
    if isinstance(step, str):
        return step.startswith("body")
    return any(map(_is_text, step.get("any", ())))


def _may_miss(step: Step) -> bool:
    """Whether a site may lack a block: one that is not of the text."""
    if isinstance(step, str) or _is_text(step):
        return False
    return not any(label in CONTENT for label, _ in step.get("line", ()))


def _variant(site: Site, step: Step, unknown: float) -> Step:
    """A step as the site has it: with a wording settled on, with unknown words, and in the site's spelling."""
    if isinstance(step, str):
        return step
    if "line" in step:
        return {**step, "line": [(label, _texts(site, label, text, unknown)) for label, text in step["line"]]}
    kind = next(name for name in _OBJECTS if name in step)
    return {**step, kind: [_variant(site, inner, unknown) for inner in step[kind]]}


def _texts(site: Site, label: str, text: str | Sequence[str], unknown: float) -> tuple[str, ...]:
    """The alternatives of a piece that a site uses; of what people wrote, content and comments and posts, all.

    Unless the site has the held-back wordings, those are not among them, with unknown words where no other is left.
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
    """Whether the wording before the first place of a text is held back."""
    wording = text.partition("{")[0]
    return any(map(str.isalpha, wording)) and is_held_back(wording)


def _unknown(site: Site, text: str) -> str:
    """Unknown words, at most four, in the place of those before the first place; white space and marks around stay."""
    wording = text.partition("{")[0]
    bare = wording.strip(" :.-|–،/•()[]\u00a0")
    size = min(bare.count(" ") + 1, 4)
    return text.replace(bare, site.unknown(size, size), 1) if bare else text


def _respelt(draw: Draw, text: str) -> str:
    """The text with rare changes of its spelling, but in its places."""
    return text if "{" in text else misspelt(draw, text)


class _Telling:
    """Writes one page step by step: with its article, and the paragraphs of it that are still to come."""

    def __init__(self, page: Writer, most: int, resumed: float, width: int) -> None:
        """`most`: the largest number of paragraphs; `resumed`: how often a text goes on without a break behind what
        stands in it; `width`: the characters of a line where paragraphs are broken into lines, else 0.
        """
        self.page = page
        self.most, self.resumed, self.width = most, resumed, width
        self.left = list(page.article.paragraphs[:most])
        self.waiting: list[Mapping[str, Any]] = []
        self.other = page.article  # the article of the last headline
        self.writer = person(page.draw)

    def write(self, steps: Sequence[Step], join: str = "") -> None:
        """Write steps; `join`, if any, is that of the first."""
        for number, step in enumerate(steps):
            self._step(step, join if number == 0 else "")

    def _step(self, step: Step, join: str) -> None:
        """Write one step, on those pages that have it."""
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
            for time in range(draw.between(low, high)):
                self.write(step["rows"], "" if time else step.get("join", join))

    def _named(self, step: str, join: str) -> None:
        """Write a step that is only named."""
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
        """Write another article as a whole, which becomes that of the page."""
        page = self.page
        told = page.article.title
        for _ in range(5):
            page.article = page.site.article(page.draw, told, titled=True)
            if page.article.title != told:
                break
        page.number += 1
        self.left = list(page.article.paragraphs[: self.most])
        if page.article.title:
            page.add(page.article.title, "title", page.number, join)
        self._paragraphs(len(self.left), join if not page.article.title else LINE)

    def _paragraphs(self, size: int, join: str) -> None:
        """Write the next paragraphs of the article, with what waits to stand between two of them."""
        page, draw = self.page, self.page.draw
        waiting, self.waiting = self.waiting, []
        places = [draw.between(1, max(1, size - 1)) for _ in waiting]
        for at in range(min(size, len(self.left))):
            for step, place in zip(waiting, places, strict=True):
                if place == at:
                    self.write(step["between"], step.get("join", ""))
                    join = draw.pick((FUSE, SPACE)) if draw.chance(self.resumed) else PARAGRAPH
            text = page.site.spell(self.left.pop(0))
            page.add(wrapped(text, self.width) if self.width else text, "body", page.number, join)
            join = PARAGRAPH

    def _line(self, pieces: Sequence[tuple[str, Sequence[str]]], join: str) -> None:
        """Write the pieces of a line; white space at the beginning of a piece stands before it."""
        page = self.page
        for number, (label, texts) in enumerate(pieces):
            text = self._filled(page.draw.pick(texts), label)
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

    def _filled(self, text: str, label: str) -> str:
        """A text with its places filled, and other numbers than the description has."""
        if label not in CONTENT:
            text = _NUMBER.sub(self._renumbered, text)
        return _PLACE.sub(lambda place: self._value(place[1], label), text)

    def _renumbered(self, number: re.Match[str]) -> str:
        """Another number: a year for a year, for one or two digits such that days, months and clocks stay."""
        own, draw = number[0], self.page.draw
        if len(own) == 4 and own[:2] in ("19", "20"):
            return str(draw.between(2003, 2026))
        if len(own) <= 2:
            return str(draw.between(1, 12)).zfill(len(own)) if int(own) <= 12 else str(draw.between(13, 28))
        return str(draw.between(10 ** (len(own) - 1), 10 ** len(own) - 1))

    def _value(self, place: str, label: str) -> str:
        """The text for a place; unknown words for one that is not known."""
        page, draw = self.page, self.page.draw
        if place == "title":
            self.other = page.site.article(draw, page.article.title, titled=True)
            return page.dressed(self.other.title) if draw.chance(0.4) and self.other.title else page.headline()
        if place in _OF_THE_PAGE:
            return _OF_THE_PAGE[place](page)
        if place == "teaser":
            return teaser_of(page, self.other)
        if place == "writer":
            return self.writer
        if place == "date":
            return page.site.date(page.at if label in METADATA else moment(draw))
        return page.names.value(place)


def _lead(article: Article, draw: Draw) -> str:
    """The first words of an article, without a stop."""
    return " ".join(sentences_of(article.paragraphs[0])[0].split()[: draw.between(4, 14)]).rstrip(".،")


_OF_THE_PAGE: Mapping[str, Callable[[Writer], str]] = {
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
    """A topic of one to three words: of the headline, of the text, a city, or a person."""
    draw = page.draw
    kind = draw.random()
    if kind < 0.6:
        return noun_phrase(draw, page.article.title or page.own_sentence(), 1, 3)
    if kind < 0.8:
        return draw.pick(words()["cities"])
    return person(draw) if kind < 0.9 else noun_phrase(draw, page.own_sentence(), 1, 2)
