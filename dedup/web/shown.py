"""The visible lines of a page and what its markup states, as they are compared: folded, and as words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache
from html import unescape

from dedup.arabic.view import view

_MARKS = dict.fromkeys((0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF))
_WORDS = re.compile(r"\w+")
_LONGEST_TITLE = 400
"""Characters of a line that may be a title: the longest headlines take half."""


def words_in(folded: str) -> str:
    """The words of a folded text, joined by spaces, without punctuation; empty for a text without words."""
    return " ".join(_WORDS.findall(folded))


def tidy(text: str) -> str:
    """A text on one line, with its entities resolved and without direction marks."""
    if "&" in text:
        text = unescape(text)
    return " ".join(text.translate(_MARKS).split())


def words_of(text: str) -> str:
    """The folded words of a text, joined by spaces, without punctuation; empty for a text without words."""
    return words_in(view(text).text)


key = lru_cache(maxsize=1 << 12)(words_of)
"""`words_of` with a cache, for short texts: what a site states of itself is on each of its pages."""


class Shown:
    """The lines of a page, folded, and their words, which are found when first needed and kept."""

    def __init__(self, text: str) -> None:
        """`text`: the lines of the page, each but the last with a newline behind it; empty for none."""
        self.folded: Sequence[str] = view(text).text.split("\n") if text else ()
        self._words: dict[int, str] = {}

    def words(self, number: int) -> str:
        """The folded words of a line by its number, from 0, joined by spaces."""
        found = self._words.get(number)
        if found is None:
            found = self._words[number] = words_in(self.folded[number])
        return found

    def has(self, words: str) -> bool:
        """Whether a line of fewer than `_LONGEST_TITLE` characters consists of exactly these folded words."""
        return words in self._short

    @cached_property
    def _short(self) -> frozenset[str]:
        """The words of each short line."""
        return frozenset(self.words(number) for number, line in enumerate(self.folded) if len(line) < _LONGEST_TITLE)
