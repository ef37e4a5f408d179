"""Words that lost the space between them: where one piece of a page was glued to the next."""

from __future__ import annotations

import gzip
import re
from functools import cache
from importlib import resources

_TOKEN = re.compile(r"[ء-ي]+|[a-z]+|\d+")
_RUN = re.compile(r"\w+")
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


def glued_places(text: str, start: int, end: int) -> list[int]:
    """Offsets in `start:end` where two words meet without a space: a switch of script, a closing mark, two words in one."""
    places: list[int] = []
    for run in _RUN.finditer(text, start, end):
        tokens = list(_TOKEN.finditer(text, run.start(), run.end()))
        places += [token.start() for token in tokens[1:] if text[token.start()] > "z"]
        for token in tokens:
            at = split_word(token.group()) if len(token.group()) >= 6 else None
            if at is not None:
                places.append(token.start() + at)
    places += [match.end() for match in re.compile(r"[؟?!»\"”)…](?=[ء-ي«\"])").finditer(text, start, end)]
    return sorted(set(places))
