"""Words that lost the space between them: where one piece of a page was glued to the next."""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib import resources

import numpy as np

from dedup.arabic.view import View

_ARABIC = re.compile(r"[ء-ي]+")
_LETTERS = re.compile(r"[ء-ي]{2}")
_ENDING = re.compile(r"[ةى\u064b-\u064d]")
_TANWIN = frozenset("\u064b\u064c\u064d")
_LONG = re.compile(r"[ء-ي]{6,}")
_CLOSED = re.compile(r"[؟?!»\"”)…](?=[ء-ي«\"“])|[a-z\d](?=[ء-ي])|[ء-ي](?=[(«“])")
_MIN_PART = 3
_RARE = 30_000


@cache
def vocabulary() -> dict[str, int]:
    """The 30,000 most frequent folded words of Arabic news and encyclopedia text, with their rank."""
    source = resources.files("dedup.boilerplate") / "vocabulary.txt.gz"
    return {word: rank for rank, word in enumerate(gzip.decompress(source.read_bytes()).decode().split())}


def _rank(word: str) -> int:
    """How far down the list of frequent words a word stands, a leading و or ف aside."""
    ranks = vocabulary()
    rank = ranks.get(word, _RARE)
    return min(rank, ranks.get(word[1:], _RARE)) if word[:1] in "وف" and len(word) > 3 else rank


def is_word(letters: str) -> bool:
    """Whether letters are a frequent word, a leading و or ف aside."""
    return _rank(letters) < _RARE


def split_word(word: str) -> int | None:
    """Where a word that is none falls into two that are; None when it need not be split.

    Of several places the one whose rarer half is the most frequent is taken.
    """
    if _rank(word) < _RARE:
        return None
    best, place = _RARE, None
    for at in range(_MIN_PART, len(word) - _MIN_PART + 1):
        rarer = max(_rank(word[:at]), _rank(word[at:]))
        if rarer < best:
            best, place = rarer, at
    return place


def opens_paragraph(text: str, at: int) -> bool:
    """Whether the word at `at` opens running text: a known opener, or `و` before a word more frequent without it.

    Headlines hardly ever begin with "and"; paragraphs of news do all the time.
    """
    match = _ARABIC.match(text, at)
    if match is None:
        return False
    word = match.group()
    ranks = vocabulary()
    joined = word[0] == "و" and len(word) > 2 and ranks.get(word[1:], _RARE) < ranks.get(word, _RARE)
    return word in openers() or joined


class WordEnds:
    """Where the original of a folded letter can only end a word: ة, ى, or a lone tanwin."""

    def __init__(self, text: str, seen: View) -> None:
        self._text = text
        self._offsets = seen.offsets

    def at(self, place: int) -> bool:
        """Whether the letter at this offset of the view can only end a word."""
        start = int(self._offsets[place])
        if self._text[start] in "ةى":
            return True
        marks = self._text[start + 1 : int(self._offsets[place + 1]) + 1]  # and the letter behind them
        return len(marks) > 1 and marks[-1] not in "اىة" and not _TANWIN.isdisjoint(marks)

    def between(self, start: int, end: int) -> list[int]:
        """Such offsets in `start:end` of the view, ascending; found in one pass over the original."""
        first, last = int(self._offsets[start]), int(self._offsets[end])
        found = [match.start() for match in _ENDING.finditer(self._text, first, last)]
        places = np.unique(np.searchsorted(self._offsets, found, side="right") - 1).tolist()
        return [place for place in places if self.at(place)]


def hard_joins(text: str, start: int, end: int, word_ends: WordEnds) -> list[int]:
    """Offsets where a letter follows what can only end a word: a closing mark, another script, ة or tanwin."""
    places = [match.end() for match in _CLOSED.finditer(text, start, end)]
    places += [place + 1 for place in word_ends.between(start, end) if _LETTERS.match(text, place, end)]
    return sorted(places)


def glued_places(text: str, start: int, end: int) -> list[int]:
    """Offsets in `start:end` where a word that is none falls into two that are."""
    places: list[int] = []
    for word in _LONG.finditer(text, start, end):
        at = split_word(word.group())
        if at is not None:
            places.append(word.start() + at)
    return places


def openings(text: str, start: int, end: int) -> list[int]:
    """Offsets of paragraph openers that an unknown word before them has run into."""
    places: list[int] = []
    for word in _ARABIC.finditer(text, start, end):
        letters = word.group()
        if _rank(letters) < _RARE:
            continue
        cuts = (at for at in range(_MIN_PART, len(letters) - 2) if letters[at:] in openers())
        places += [word.start() + at for at in cuts][:1]
    return places


@cache
def openers() -> frozenset[str]:
    """Words that paragraphs of news begin with far more often than chance."""
    source = resources.files("dedup.boilerplate") / "openers.txt"
    return frozenset(source.read_text(encoding="utf-8").split())
