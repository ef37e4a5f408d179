"""Words of credits: bylines and source lines in parts, and what these are read with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from dedup.arabic.view import view
from dedup.boilerplate.lexicon.lists import words_of

_EDGES = " .,،؛;:|/\\*•-–—_ـ\"'«»“”‹›(){}[]#+<>~="
# Controls and lone surrogates become blanks; soft hyphens, zero-width spaces and direction marks are removed.
_UNSEEN: dict[int, str | None] = dict.fromkeys((*range(32), *range(0x7F, 0xA0), *range(0xD800, 0xE000)), " ")
_UNSEEN |= dict.fromkeys((0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF))
_SEPARATOR = re.compile(r"""[\n|:/()\[\]{}<>*•,،؛;+@_"«»“”‹›]|(?<![a-z0-9])[-–—]|[-–—](?![a-z0-9])""")
_WORD = re.compile(r"[^\W_]+")
_MOST = 24
"""Words of a part that are read: more than any credit has. Chosen."""
LONGEST_NAME = 6
"""Words of a name; more words are a headline or a sentence. Chosen."""
REMEMBERED = 1024
"""Credits in the cache, with what they name: a crawl has few different ones, on many pages each. Chosen."""
PUBLISHED_IN = re.compile(r"(?<=\w\w)\s*(?<!(?<!\w)ال)نشر(?:\s+(?:في|بتاريخ)\s|\s*$)", re.MULTILINE)
"""Behind a name, at times without a space, what begins the name of the outlet or the date: `جمال حسننشر في المساء`."""


class Word(NamedTuple):
    """A folded word and its offsets in the text as printed."""

    folded: str
    start: int
    end: int


class Part(NamedTuple):
    """The words between two separators (at least one), and `behind`: the separator after them, empty at the end."""

    words: tuple[Word, ...]
    behind: str


def tidy(text: str) -> str:
    """A text on one line with single blanks; controls and lone surrogates count as blanks.

    Soft hyphens, zero-width spaces and direction marks are removed.
    """
    return " ".join(text.translate(_UNSEEN).split())


def trim(text: str) -> str:
    """A text as `tidy` gives it, without the punctuation and brackets around it; `!`, `?`, `؟` and `…` stay."""
    return tidy(text).strip(_EDGES)


def is_any_of(word: str, *kinds: str) -> bool:
    """Whether a folded word is of one of the kinds, as it is or without a first `و`, `ب` or `ل`.

    Nothing is taken from words of at most three letters.
    """
    forms = (word, word[1:]) if word[0] in "وبل" and len(word) > 3 else (word,)
    return any(form in words_of(kind) for kind in kinds for form in forms)


def parts_of(text: str) -> Iterator[Part]:
    """Yield the parts of a text between separators, each with its first 24 words; parts without words are left out.

    Separators are line breaks, brackets, double quotation marks, commas, semicolons, bullets, any of `|:/*+@_`, and
    dashes that are not between Latin letters or digits.
    """
    seen = view(text)
    offsets = seen.offsets.tolist()
    start = 0
    for stop in chain(_SEPARATOR.finditer(seen.text), (None,)):
        end = stop.start() if stop else len(seen.text)
        words = tuple(
            Word(word.group(), offsets[word.start()], offsets[word.end()])
            for word in islice(_WORD.finditer(seen.text, start, end), _MOST)
        )
        if words:
            yield Part(words, stop.group() if stop else "")
        start = stop.end() if stop else end


def joined(words: Sequence[Word]) -> str:
    """The folded words, joined by spaces."""
    return " ".join(word.folded for word in words)


def printed(text: str, words: Sequence[Word]) -> str:
    """The text from the first to the last of `words` (at least one), as printed, with `trim` applied."""
    return trim(text[words[0].start : words[-1].end])
