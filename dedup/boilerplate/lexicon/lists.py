"""Reads the lists of words and names of the lexicon."""

from __future__ import annotations

from functools import cache
from importlib import resources

from dedup.arabic.folding import fold

_FILES = resources.files("dedup.boilerplate.lexicon")


def text_of(name: str) -> str:
    """The text of a list, such as `outlets`."""
    return (_FILES / f"{name}.txt").read_text(encoding="utf-8")


@cache
def lines_of(name: str) -> frozenset[str]:
    """The folded lines of a list, such as `outlets`."""
    return frozenset(fold(line) for line in text_of(name).splitlines() if line)


@cache
def words_of(kind: str) -> frozenset[str]:
    """The folded words of a kind, such as `title`, in `credit_words.txt`."""
    lines = (line.partition(": ") for line in text_of("credit_words").splitlines())
    return frozenset(fold(" ".join(words for name, _, words in lines if name == kind)).split())
