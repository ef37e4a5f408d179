"""The scan once more in plain Python, pattern by pattern and line by line: what the kernel must equal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dedup.boilerplate.lines import DASHED, DOTS, ELLIPSIS, FULL_STOP, MARKED, SENTENCE
from dedup.boilerplate.trie import MARKER, OPENER, STRONG

_CLOSERS = "»\"”’')]"
_FINAL = ".!?؟…"
_STROKES = "-–—|"
_COLONS = ":/" + _STROKES


class PlainLine(NamedTuple):
    """A line that holds something: `start:end`, number of words, shape, places and weak places ascending."""

    start: int
    end: int
    words: int
    shape: int
    places: list[int]
    weak: list[int]


def reference_scan(text: str, patterns: Sequence[tuple[str, int]]) -> list[PlainLine]:
    """The lines of a folded text."""
    lines: list[PlainLine] = []
    start = 0
    for line in text.split("\n"):
        if line.strip(" "):
            first = start + len(line) - len(line.lstrip(" "))
            lines.append(_line(text, first, start + len(line.rstrip(" ")), patterns))
        start += len(line) + 1
    return lines


def _line(text: str, start: int, end: int, patterns: Sequence[tuple[str, int]]) -> PlainLine:
    shape = _ending(text[start:end])
    if any(character < " " or character == "\x7f" for character in text[start:end]):
        shape |= MARKED
    if any(text[at] in _STROKES and text[max(at - 1, 0)] == " " == text[at + 1 : at + 2] for at in range(start, end)):
        shape |= DASHED
    places: list[int] = []
    weak: list[int] = []
    for (first, last), kind in _occurrences(text, start, end, patterns):
        if kind & MARKER:
            shape |= MARKED
        elif _is_place(text, start, first, last, kind):
            places.append(first)
        elif kind & OPENER and not _is_word(text[first - 1]):
            weak.append(first)
    return PlainLine(start, end, _count_words(text[start:end]), shape, sorted(places), sorted(weak))


def _ending(line: str) -> int:
    closed = line[:1] + line[1:].rstrip(_CLOSERS + " ")
    if closed[-1] not in _FINAL:
        return 0
    shape = SENTENCE | (FULL_STOP if closed[-1] == "." else 0)
    shape |= ELLIPSIS if closed.endswith(("…", "...")) else 0
    return shape | (DOTS if closed.endswith(("…", "..", "؟")) else 0)


def _is_word(character: str) -> bool:
    return character.isalnum() and (character < "\u3000" or "\ufb50" <= character < "\uff00")


def _count_words(line: str) -> int:
    return sum(_is_word(c) and not (at and _is_word(line[at - 1])) for at, c in enumerate(line))


def _occurrences(
    text: str, start: int, end: int, patterns: Sequence[tuple[str, int]]
) -> Iterator[tuple[tuple[int, int], int]]:
    """Wherever a pattern stands, first and last character; one blank of it is any run of blanks."""
    single = [at for at in range(start, end) if not (text[at] == " " and text[at - 1] == " " and at > start)]
    squeezed = "".join(text[at] for at in single)
    for pattern, kind in dict(patterns).items():
        at = squeezed.find(pattern)
        while at >= 0:
            yield (single[at], single[at + len(pattern) - 1]), kind
            at = squeezed.find(pattern, at + 1)


def _is_place(text: str, start: int, first: int, last: int, kind: int) -> bool:
    if kind & STRONG or first == start:
        return True
    if any(map(_is_word, text[first : last + 1])) and not any(map(_is_word, text[start:first])):
        return True
    if kind & OPENER and text[last + 1 :].lstrip(" ")[:1] in tuple(_COLONS):
        return True
    before = text[start:first]
    ended = before[:1] + before[1:].rstrip(" ")
    ended = ended[:1] + ended[1:].rstrip(_CLOSERS)
    return ended[-1] in _FINAL or before[-1] in _CLOSERS


def normal_form(text: str) -> str:
    """What the hash of a stretch sees: its words, any number as the same."""
    words = "".join(character if _is_word(character) else " " for character in text)
    return " ".join(re.sub("[0-9]+", "0", words).split())
