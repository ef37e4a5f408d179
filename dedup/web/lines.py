"""The visible lines of a document, one a block, and the features of the markup of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from dedup.web.around import Rows, is_prose, line_bits
from dedup.web.features import BIT
from dedup.web.tags import (
    APART,
    BREAK,
    COLUMN,
    EMPTY,
    GAP,
    LINK,
    LONGEST_KEPT,
    NOTED_AUTHOR,
    NOTED_CLASS,
    NOTED_HEAD,
    NOTED_IMAGE,
    NOTED_PROPERTY,
    NOTED_TIME,
    PRE,
    RAW,
    ROWS,
    UNSEEN,
    remembered_tag,
    tag_of,
    tag_of_link,
)

_LANGUAGE = re.compile(r'(?:^| )(?:xml:)?lang="([^"]*)"')
_NO_NAME = re.compile(r"role|job|position|section|categor|date|time|social")
"""What attributes of an element in one that names an author have, if it holds something else."""
_HIDDEN_BIT = BIT["hidden"]


class Line(NamedTuple):
    """A visible line: its text, the bits of its features, and whether it is prose."""

    text: str
    bits: int
    is_prose: bool


@dataclass(slots=True)
class Seen:
    """The visible lines of a document and the elements that state something, in order.

    `title`: the text of the first `title` outside the body; `language`: the `lang` of `html`; both empty if not stated.
    `metas` and `links`: the attributes of `meta` and `link` elements. `times` and `properties`: the attributes of
    `time` elements and of elements with an `itemprop`, each with the number of the line in which the element begins.
    `authors`: what elements with an author's `rel` or `itemprop` hold, if that is text alone, with the number of its
    line; `writers`: the same of those whose class alone says author or writer. `anchors`: the texts of the visible
    links, each with the number of its line. `data`: the contents of JSON-LD scripts.
    """

    lines: Sequence[Line] = ()
    title: str = ""
    language: str = ""
    metas: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)
    properties: list[tuple[str, int]] = field(default_factory=list)
    authors: list[tuple[str, int]] = field(default_factory=list)
    writers: list[tuple[str, int]] = field(default_factory=list)
    anchors: list[tuple[str, int]] = field(default_factory=list)
    data: list[str] = field(default_factory=list)


def read_lines(canonical: str) -> Seen:
    """The visible lines of a document written by `dedup.web.source.canonical`, and the elements that state something.

    No document makes it raise.
    """
    seen, rows = Seen(), Rows()
    _walk(canonical, seen, rows)
    _finish(seen, rows)
    return seen


def _walk(canonical: str, seen: Seen, rows: Rows) -> None:
    """Read a document once, tag by tag, and append its lines to `rows` and what it states to `seen`.

    Hidden lines are appended, too, marked as hidden; they do not break the visible line that they stand in. It is one
    long loop with its state in local names: a page has a thousand tags, and methods would take twice as long.
    """
    texts, ranges = rows.texts, rows.ranges
    open_: list[tuple[str, int, int, bool, int, int]] = []  # name, kind, bits, hides, first line, characters before
    pieces: list[str] = []  # of the line that is being read
    aside: tuple[list[str], int, int] = ([], 0, 0)  # `pieces`, `line_links`, `anchor` of the line around hidden text
    anchor = 0  # the pieces of the line before the link that was opened last
    characters = links = line_links = covered = written = 0  # covered, written: open elements that hide; open `pre`
    begun = 0  # the characters before the line that is being read

    def flush() -> None:
        """End the line: append its text, white space folded, if it has any, and begin an empty one."""
        nonlocal line_links, anchor, begun
        text = " ".join("".join(pieces).split())
        pieces.clear()
        if text:
            texts.append(text)
            rows.hidden.append(covered > 0)
            rows.linked.append(line_links)
        line_links = anchor = 0
        begun = characters

    parts = iter(canonical.split("<"))
    next(parts)
    author = "", "", 0  # an element that names an author, if it has just begun: its name, its text, its line
    named = seen.authors  # where it is recorded
    for part in parts:
        is_inside = author[0] and not author[1].strip()  # `<span itemprop="author"><span itemprop="name">`
        if author[0]:
            if part.startswith(f"/{author[0]}>"):
                named.append(author[1:])
            author = "", "", 0
        tag, ends, text = part.partition(">")
        if part[:1] == "!":
            if part.startswith("!--"):
                text = _behind_comment(part, parts)
        elif part[:1] == "/":
            name = tag[1:]
            while open_:
                own, kind, bits, hides, line, before = open_.pop()
                if kind <= PRE:
                    if pieces:
                        flush()
                    written -= kind == PRE
                elif kind == LINK:
                    links -= 1
                    if inner := "".join(pieces[anchor:]):
                        seen.anchors.append((inner, len(texts)))
                    pieces.append("")  # a mark: links side by side are no one word
                    anchor = len(pieces)
                elif kind == COLUMN and characters > before and open_ and open_[-1][0] in ROWS:
                    pieces.append("")  # neither are columns
                elif kind == APART and len(texts) > line:
                    flush()  # a cell of several lines, as in tables that lay a page out
                elif kind == APART:
                    pieces.append(" ")
                size = characters - before
                if size > 0 and (bits or (kind <= PRE and len(texts) > line + 1)):
                    ranges.append((bits, line, len(texts) + bool(pieces), size))
                if hides:
                    if covered == 1:
                        flush()
                        pieces, line_links, anchor = aside
                    covered -= 1
                if own == name:
                    break
        else:
            if not ends:
                tag, text = _whole_tag(part, parts)
            if len(tag) > LONGEST_KEPT:
                kind, name, bits, hides, noted = tag_of(tag)
            elif tag[:2] == "a ":
                kind, name, bits, hides, noted = tag_of_link(tag)
            else:
                kind, name, bits, hides, noted = remembered_tag(tag)
            if kind == UNSEEN:
                text = _skip(tag, name, text, parts, seen, in_body=len(open_) > 1 and open_[1][0] == "body")
                pieces.append(" ")
            elif kind <= BREAK:
                if pieces:
                    flush()
                written += kind == PRE
            elif kind <= GAP or (
                kind <= COLUMN and pieces and not pieces[-1] and (kind == LINK or (open_ and open_[-1][0] in ROWS))
            ):
                pieces.append(" ")
            if noted:
                _note(noted, name, tag, len(texts), seen)
                if noted & NOTED_IMAGE and characters == begun:
                    rows.images.append(len(texts))
                if noted & (NOTED_AUTHOR | NOTED_CLASS) and not (covered or hides):
                    author = name, text, len(texts)
                    named = seen.authors if noted & NOTED_AUTHOR else seen.writers
            if is_inside and not author[0] and kind not in EMPTY and kind != UNSEEN and not _NO_NAME.search(tag):
                author = name, text, len(texts)
            if kind not in EMPTY:
                if kind == LINK:
                    links, anchor = links + 1, len(pieces)
                if hides:
                    if not covered:
                        aside, pieces, line_links, anchor = (pieces, line_links, anchor), [], 0, 0
                    covered += 1
                open_.append((name, kind, bits, hides, len(texts), characters))
        if not text or (not pieces and text.isspace()):
            continue
        if "&" in text:
            text = text.replace("&nbsp;", "\xa0").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        size = len(text.strip())
        characters += size
        if links:
            line_links += size
        if written and "\n" in text:
            *ended, text = text.split("\n")
            for own in ended:
                pieces.append(own)
                flush()
        if text[:1].isdigit() and pieces and pieces[-1][-1:].isdigit() and part[:1] != "!":
            pieces.append(" ")  # two numbers: a year, and a count in the next element
        pieces.append(text)
    flush()


def _behind_comment(part: str, parts: Iterator[str]) -> str:
    """The text after a comment that begins in `part`; empty where the comment does not end.

    The comment may contain `<`: its further parts are taken from `parts`.
    """
    while "-->" not in part:
        following = next(parts, None)
        if following is None:
            return ""
        part = following
    return part.partition("-->")[2]


def _whole_tag(part: str, parts: Iterator[str]) -> tuple[str, str]:
    """A tag with `<` in its name or in that of an attribute, and the text after it.

    It begins in `part`, and its rest is taken from `parts`. Without a `>`, it is all that is left, and no text follows.
    """
    held = [part]
    for following in parts:
        held.append(following)
        if ">" in following:
            break
    tag, _, text = "<".join(held).partition(">")
    return tag, text


def _skip(tag: str, name: str, text: str, parts: Iterator[str], seen: Seen, *, in_body: bool) -> str:
    """Skip an element that is not shown; returns the text after it, empty where the element does not end.

    `tag` is its opening tag, `text` what stands between this and the next `<`, `parts` what follows, of which all that
    is skipped is taken. Recorded in `seen` are the contents of JSON-LD scripts and the first `title` that is not in the
    body.
    """
    if name in RAW:
        inner, behind = _raw(name, text, parts)
        if name == "script" and "ld+json" in tag:
            seen.data.append("<".join(inner))
        return behind
    if name == "title" and not (seen.title or in_body):
        seen.title = " ".join(unescape(text).split())
    depth, end = 1, f"/{name}>"
    for part in parts:
        if part.startswith(end):
            depth -= 1
            if not depth:
                return part[len(end) :]
        elif part.startswith(name) and part[len(name) : len(name) + 1] in (" ", ">"):
            depth += 1
    return ""


def _raw(name: str, text: str, parts: Iterator[str]) -> tuple[list[str], str]:
    """The content of an element that is written without escapes, in parts to be joined with `<`, and the text after it.

    `text` stands between its opening tag and the next `<`, `parts` follow. The text after it is empty where the element
    does not end. Inside a comment of a script, the end tag of a script that begins there does not end the outer one.
    """
    inner, end, commented, nested = [text], f"/{name}>", False, False
    for part in parts:
        if part.startswith(end) and not nested:
            return inner, part[len(end) :]
        inner.append(part)
        if name == "script":
            commented = "-->" not in part and (commented or part.startswith("!--"))
            nested = commented and (nested or part.startswith("script")) and not part.startswith(end)
    return inner, ""


def _note(noted: int, name: str, tag: str, line: int, seen: Seen) -> None:
    """Record the attributes of a tag in `seen`, for the reasons in `noted` (bits `NOTED_...`); of `html` its language.

    A `meta` with an `itemprop` behind the first line is a property alone: it may be of another article's card.

    `name` is the name of the element, `line` the number of the line in which it begins.
    """
    attributes = tag.partition(" ")[2]
    if noted & NOTED_HEAD and not (line and noted & NOTED_PROPERTY):
        (seen.metas if name == "meta" else seen.links).append(attributes)
    if noted & NOTED_PROPERTY:
        seen.properties.append((attributes, line))
    if noted & NOTED_TIME:
        seen.times.append((attributes, line))
    elif name == "html" and (found := _LANGUAGE.search(attributes)):
        seen.language = unescape(found[1]).strip()


def _finish(seen: Seen, rows: Rows) -> None:
    """Set the lines of `seen` with their features; hidden lines are left out, unless all lines or all prose are hidden.

    The numbers of lines in the lists of `seen` become those among the lines that are left; links of others are dropped.
    """
    prose = [is_prose(text) for text in rows.texts]
    shown_prose = any(own and not away for own, away in zip(prose, rows.hidden, strict=True))
    show = all(rows.hidden) or (any(prose) and not shown_prose)
    bits = line_bits(rows, prose)
    kept, numbers = [not away or show for away in rows.hidden], [0]
    for keep in kept:
        numbers.append(numbers[-1] + keep)
    seen.times = [(attributes, numbers[line]) for attributes, line in seen.times]
    seen.properties = [(attributes, numbers[line]) for attributes, line in seen.properties]
    seen.authors = [(text, numbers[line]) for text, line in seen.authors]
    seen.writers = [(text, numbers[line]) for text, line in seen.writers]
    seen.anchors = [(text, numbers[line]) for text, line in seen.anchors if line < len(kept) and kept[line]]
    columns = zip(rows.texts, bits, prose, rows.hidden, kept, strict=True)
    seen.lines = [Line(text, own | away * _HIDDEN_BIT, is_prose) for text, own, is_prose, away, keep in columns if keep]
