"""Words that lost the space between them: where one piece of a page was glued to the next."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import cache
from importlib import resources

_ARABIC = re.compile(r"[ء-ي]+")
_LETTER_PAIR = re.compile(r"[ء-ي](?=[ء-ي])")
_CLOSED = re.compile(r"[؟?!»\"”)…](?=[ء-ي«\"“])|[a-z\d](?=[ء-ي])|[ء-ي](?=[(«“])")
_LONG = 6
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


def hard_joins(text: str, start: int, end: int, ends_word: Callable[[int], bool]) -> list[int]:
    """Offsets where a letter follows what can only end a word: a closing mark, another script, ة or tanwin."""
    places = [match.end() for match in _CLOSED.finditer(text, start, end)]
    places += [match.end() for match in _LETTER_PAIR.finditer(text, start, end) if ends_word(match.start())]
    return sorted(places)


def glued_places(text: str, start: int, end: int) -> list[int]:
    """Offsets in `start:end` where a word that is none falls into two that are."""
    places: list[int] = []
    for word in _ARABIC.finditer(text, start, end):
        at = split_word(word.group()) if len(word.group()) >= _LONG else None
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
