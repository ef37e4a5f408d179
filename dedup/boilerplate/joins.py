"""Words that lost the space between them: where one piece of a page was glued to the next."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Set
from functools import cache
from importlib import resources

_ARABIC = re.compile(r"[ء-ي]+")
_LETTER_PAIR = re.compile(r"[ء-ي](?=[ء-ي])")
_CLOSED = re.compile(r"[؟?!»\"”)…](?=[ء-ي«\"“])|[a-z\d](?=[ء-ي])")
_LONG = 6
_MIN_PART = 2
_RARE = 30_000


@cache
def vocabulary() -> dict[str, int]:
    """The 30,000 most frequent folded words of Arabic news and encyclopedia text, with their rank."""
    source = resources.files("dedup.boilerplate") / "vocabulary.txt.gz"
    return {word: rank for rank, word in enumerate(gzip.decompress(source.read_bytes()).decode().split())}


def split_word(word: str) -> int | None:
    """Where a word that is none falls into two that are; None when it need not be split.

    Of several places the one whose rarer half is the most frequent is taken.
    """
    ranks = vocabulary()
    if word in ranks:
        return None
    best, place = _RARE, None
    for at in range(_MIN_PART, len(word) - _MIN_PART + 1):
        rarer = max(ranks.get(word[:at], _RARE), ranks.get(word[at:], _RARE))
        if rarer < best:
            best, place = rarer, at
    return place


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


def openings(text: str, start: int, end: int, openers: Set[str]) -> list[int]:
    """Offsets of paragraph openers that a word before them has run into."""
    places: list[int] = []
    for word in _ARABIC.finditer(text, start, end):
        letters = word.group()
        if letters in vocabulary():
            continue
        for at in range(_MIN_PART, len(letters) - 3):
            if letters[at:] in openers:
                places.append(word.start() + at)
                break
    return places
