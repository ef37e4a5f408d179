"""The visible lines of a document, one for each block, and what the markup says of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from dedup.web.features import BIT, ELEMENT_BITS, attribute_bits, numbers_of

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup p pre search "
    "section summary table tbody tfoot thead tr ul br marquee".split()
)
_APART = frozenset("button input img label td th video audio picture iframe".split())
"""What stands beside it is no part of the same word."""
_RAW = frozenset("script style xmp iframe noembed noframes plaintext".split())
"""What is written in these is written out without escapes."""
_UNSEEN = frozenset(
    "script style template noscript select textarea svg iframe object video audio canvas noembed noframes datalist "
    "title map".split()
)
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
_HEAD = frozenset(("meta", "link"))
_LANGUAGE = re.compile(r'(?:^| )(?:xml:)?lang="([^"]*)"')
_WHOLE = frozenset(("html", "body"))
"""Their classes and ids speak of the site."""
_LONGEST_ATTRIBUTES = 2000  # characters that are looked at
_MAY_HIDE = re.compile("hidden|none", re.IGNORECASE)
_HIDDEN = re.compile(
    r'(?:^| )(?:hidden="[^"]*"|style="[^"]*(?:display\s*:\s*none|visibility\s*:\s*hidden)[^"]*")', re.IGNORECASE
)
_SENTENCE = re.compile(r"[.!?؟…۔:]")
_SENTENCE_WORDS = 12
_LINK, _TIME = BIT["a"], BIT["time"]
_HIDDEN_BIT, _INSIDE, _OUTSIDE = BIT["hidden"], BIT["in-container"], BIT["outside-container"]
_LINKED = (BIT["link-some"], BIT["link-most"], BIT["link-all"])
_CONTAINER_SHARE = 0.6  # of the prose: what holds so much is no box beside it
_WIDE_SHARE = 0.4


class Line(NamedTuple):
    """A visible line: its text, the bits of the features that hold of it, and whether it is prose."""

    text: str
    bits: int
    is_prose: bool


@dataclass(slots=True)
class Seen:
    """What a document shows and what is written in its head, in order.

    `metas` and `links` are the attributes of such elements, `times` those of `time` elements with their lines,
    `data` the contents of JSON-LD scripts.
    """

    lines: Sequence[Line] = ()
    title: str = ""
    language: str = ""
    metas: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)
    properties: list[tuple[str, int]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)


_Element = tuple[str, int, int, int, bool]
"""An open element: its name, what it says, the line and the character it begins at, whether it is hidden."""


_Range = tuple[int, int, int, int]
"""What an element says, its first line, the one behind its last, and how many characters it holds."""


def read_lines(canonical: str) -> Seen:
    """The lines of a document as `canonical` writes it."""
    return _Reader().read(canonical)


class _Reader:
    """Goes through a document once, tag by tag."""

    def __init__(self) -> None:
        self.seen = Seen()
        self.open: list[_Element] = []
        self.ranges: list[_Range] = []
        self.pieces: list[str] = []  # of the line that is being read
        self.texts: list[str] = []
        self.hidden: list[bool] = []
        self.sizes: list[int] = []
        self.linked: list[int] = []
        self.characters = 0
        self.links = 0  # open ones
        self.line_links = 0  # characters of the line in links
        self.covered = 0  # hidden elements that are open

    def read(self, canonical: str) -> Seen:
        parts = canonical.split("<")
        at, count = 1, len(parts)
        while at < count:
            part = parts[at]
            at += 1
            first = part[:1]
            if first == "!" or first == "?":
                if part.startswith("!--"):
                    while "-->" not in part and at < count:
                        part = parts[at]
                        at += 1
                    self.text(part.partition("-->")[2])
                else:
                    self.text(part.partition(">")[2])
                continue
            while ">" not in part and at < count:  # a name with `<` in it
                part += "<" + parts[at]
                at += 1
            tag, _, text = part.partition(">")
            if first == "/":
                self.close(tag[1:])
            else:
                name, _, attributes = tag.partition(" ")
                if name in _UNSEEN:
                    at = self.skip(name, attributes, parts, at, text)
                    continue
                self.begin(name, attributes)
            if text:
                self.text(text)
        self.flush()
        self.seen.lines = self.finished()
        return self.seen

    def skip(self, name: str, attributes: str, parts: list[str], at: int, text: str) -> int:
        """Pass over an element that is not seen; what stands behind it is text again."""
        inner, depth, end, begin = [text], 1, f"/{name}>", name
        raw = name in _RAW
        while at < len(parts):
            part = parts[at]
            at += 1
            if part.startswith(end):
                depth -= 1
                if not depth:
                    self.keep_unseen(name, attributes, inner)
                    self.pieces.append(" ")
                    self.text(part[len(end) :])
                    return at
            elif not raw and part.startswith(begin) and part[len(begin) : len(begin) + 1] in (" ", ">"):
                depth += 1
            if raw:
                inner.append(part)
        return at

    def keep_unseen(self, name: str, attributes: str, inner: list[str]) -> None:
        if name == "title" and not self.seen.title and not any(element[0] == "body" for element in self.open):
            self.seen.title = " ".join(unescape(inner[0]).split())
        elif name == "script" and "ld+json" in attributes:
            self.seen.data.append("<".join(inner))

    def begin(self, name: str, attributes: str) -> None:
        if name in _BLOCKS:
            self.flush()
        elif name in _APART or (name == "a" and self.pieces and not self.pieces[-1]):
            self.pieces.append(" ")
        if name in _HEAD:
            (self.seen.metas if name == "meta" else self.seen.links).append(attributes)
        if attributes and "itemprop" in attributes:
            self.seen.properties.append((attributes, len(self.texts)))
        if name in _VOID:
            return
        bits, hidden = ELEMENT_BITS.get(name, 0), name == "dialog" and " open=" not in f" {attributes}"
        if attributes:
            if name not in _WHOLE:
                bits |= attribute_bits(attributes[:_LONGEST_ATTRIBUTES])
                if _MAY_HIDE.search(attributes):
                    hidden = hidden or _HIDDEN.search(attributes) is not None
            if name == "time":
                self.seen.times.append((attributes, len(self.texts)))
            if name == "html" and (found := _LANGUAGE.search(attributes)):
                self.seen.language = unescape(found[1]).strip()
        if name == "a":
            self.links += 1
        self.covered += hidden
        self.open.append((name, bits, len(self.texts), self.characters, hidden))

    def close(self, name: str) -> None:
        while self.open:
            own, bits, line, characters, hidden = self.open.pop()
            is_block = own in _BLOCKS
            if is_block:
                self.flush()
            elif own == "a":
                self.links -= 1
                self.pieces.append("")  # a mark: links side by side are no one word
            elif own in _APART:
                self.pieces.append(" ")
            self.covered -= hidden
            size = self.characters - characters
            if size > 0 and (bits or (is_block and len(self.texts) > line + 1)):
                self.ranges.append((bits, line, len(self.texts) + bool(self.pieces), size))
            if own == name:
                return

    def text(self, text: str) -> None:
        """Take in text between tags."""
        if not text:
            return
        if "&" in text:
            text = unescape(text)
        size = len(text.strip())
        if size:
            self.characters += size
            if self.links:
                self.line_links += size
            self.pieces.append(text)
            if self.open and self.open[-1][0] == "pre" and "\n" in text:
                self.preformatted()
        elif self.pieces:
            self.pieces.append(" ")

    def preformatted(self) -> None:
        """Break a line where the text does."""
        *lines, rest = "".join(self.pieces).split("\n")
        for line in lines:
            self.pieces = [line]
            self.flush()
        self.pieces = [rest]

    def flush(self) -> None:
        """End the line."""
        if not self.pieces:
            return
        text = " ".join("".join(self.pieces).split())
        self.pieces = []
        if text:
            self.texts.append(text)
            self.hidden.append(self.covered > 0)
            self.sizes.append(len(text))
            self.linked.append(self.line_links)
        self.line_links = 0

    def finished(self) -> list[Line]:
        """The lines with their features; hidden ones only where all prose is hidden."""
        prose = [is_prose(text) for text in self.texts]
        show = all(self.hidden) or (
            any(own for own, away in zip(prose, self.hidden, strict=True) if away)
            and not any(own for own, away in zip(prose, self.hidden, strict=True) if not away)
        )
        bits = self.line_bits([own * size for own, size in zip(prose, self.sizes, strict=True)])
        kept = [not away or show for away in self.hidden]
        numbers = self.renumbered(kept)
        self.seen.times = [(attributes, numbers[line]) for attributes, line in self.seen.times]
        self.seen.properties = [(attributes, numbers[line]) for attributes, line in self.seen.properties]
        rows = zip(self.texts, bits, prose, self.hidden, kept, strict=True)
        return [Line(text, own | away * _HIDDEN_BIT, is_prose) for text, own, is_prose, away, keep in rows if keep]

    def renumbered(self, kept: Sequence[bool]) -> list[int]:
        """By line, how many of the lines before it are kept; one entry more than lines."""
        numbers = [0]
        for keep in kept:
            numbers.append(numbers[-1] + keep)
        return numbers

    def line_bits(self, prose: Sequence[int]) -> list[int]:
        """The features of each line: those of the elements it stands in, but for such as hold most of the prose."""
        sums = [0]
        for size in prose:
            sums.append(sums[-1] + size)
        total = sums[-1]
        bits = self.around(sums, [0] * len(self.texts))
        wide: list[_Range] = []
        for element in self.ranges:
            own, first, last, size = element
            if not own:
                continue
            if last - first == 1:
                if 2 * size >= self.sizes[first] or own & _TIME:
                    bits[first] |= own
            elif not total or sums[min(last, len(prose))] - sums[first] <= _WIDE_SHARE * total:
                wide.append(element)
        spread(wide, bits)
        for line, (linked, size) in enumerate(zip(self.linked, self.sizes, strict=True)):
            if linked:
                bits[line] |= _LINKED[(linked * 3 >= size) + (linked * 10 >= 9 * size)]
        return bits

    def around(self, sums: Sequence[int], bits: list[int]) -> list[int]:
        """Mark the lines of the smallest element that holds most of the prose, and those outside of it."""
        least = _CONTAINER_SHARE * sums[-1]
        holding = [
            (last - first, first, last)
            for _, first, last, _ in self.ranges
            if least and sums[min(last, len(bits))] - sums[first] >= least
        ]
        if not holding:
            return bits
        size, first, last = min(holding)
        if size < len(bits):
            for line in range(len(bits)):
                bits[line] = _INSIDE if first <= line < last else _OUTSIDE
        return bits


def spread(ranges: Sequence[_Range], bits: list[int]) -> None:
    """Give the lines of each range its bits; takes time as there are ranges and lines, however deep they nest."""
    changes: dict[int, list[tuple[int, int]]] = {}
    for own, first, last, _ in ranges:
        changes.setdefault(first, []).append((own, 1))
        changes.setdefault(last, []).append((own, -1))
    counts: dict[int, int] = {}
    held = 0
    edges = sorted(changes)
    for place, line in enumerate(edges):
        for own, by in changes[line]:
            for number in numbers_of(own):
                counts[number] = count = counts.get(number, 0) + by
                held = held | 1 << number if count else held & ~(1 << number)
        if held:
            for inner in range(line, min(edges[place + 1] if place + 1 < len(edges) else line, len(bits))):
                bits[inner] |= held


def is_prose(text: str) -> bool:
    """Whether a line is running text: a dozen words and a mark that ends or joins sentences."""
    return len(text) > 3 * _SENTENCE_WORDS and text.count(" ") + 1 >= _SENTENCE_WORDS and bool(_SENTENCE.search(text))
