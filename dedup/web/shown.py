"""The visible lines of a page as they are compared with what its markup states: folded, and as words alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from dedup.arabic.view import view

_WORDS = re.compile(r"\w+")
_LONGEST_TITLE = 400
"""Characters of a line that may be a title: the longest headlines take half."""


def words_in(folded: str) -> str:
    """The words of a folded text, joined by spaces, without punctuation; empty for a text without words."""
    return " ".join(_WORDS.findall(folded))


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
