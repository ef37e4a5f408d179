"""Compares two texts word by word, and finds texts that differ only in numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib import resources
from itertools import chain, zip_longest
from typing import NamedTuple

from dedup.arabic import fold

_LONGEST = 1_000
"""Words of each text that are compared; the time grows with their square. Chosen."""
_FEWEST_LEFT_OUT = 6  # words: fewer equal words are shown, not left out; chosen
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d+(?:th|st|nd|rd)?")


class Stretch(NamedTuple):
    """A stretch of one of two texts: whether it `differs`, or, with empty `text`, how many equal words are left out."""

    text: str
    differs: bool = False
    left_out: int = 0


class Sides(NamedTuple):
    """Two texts as stretches; how many words differ on each side, and whether the texts were compared to their ends."""

    left: Sequence[Stretch]
    right: Sequence[Stretch]
    left_words: int
    right_words: int
    is_whole: bool


def side_by_side(left: str, right: str, context: int = 8) -> Sides:
    """Two texts with the words marked that differ after folding; the first `_LONGEST` words of each are compared.

    Of equal stretches, `context` words beside a difference are shown, and the rest is left out unless it is short. A
    stretch of punctuation alone does not differ.
    """
    left_words, right_words = list(_WORD.finditer(left)), list(_WORD.finditer(right))
    is_whole = max(len(left_words), len(right_words)) <= _LONGEST
    left_words, right_words = left_words[:_LONGEST], right_words[:_LONGEST]
    matcher = SequenceMatcher(
        None, [_folded(word[0]) for word in left_words], [_folded(word[0]) for word in right_words], autojunk=False
    )
    lefts, rights, counts = list[Stretch](), list[Stretch](), [0, 0]
    operations = matcher.get_opcodes()
    for number, (kind, *bounds) in enumerate(operations):
        ends = number == 0, number == len(operations) - 1
        around = [0 if is_end and context < _LONGEST else context for is_end in ends]
        for side, words, text, (start, end) in (
            (lefts, left_words, left, bounds[:2]),
            (rights, right_words, right, bounds[2:]),
        ):
            if kind == "equal":
                side += _alike(text, words[start:end], *around)
            elif start < end:
                differing = sum(bool(fold(word[0])) for word in words[start:end])  # a dash does not count
                counts[side is rights] += differing
                side.append(Stretch(_between(text, words[start:end]), differs=bool(differing)))
    return Sides(lefts, rights, counts[0], counts[1], is_whole)


def whole(left: str, right: str) -> Sides:
    """The same as `side_by_side`, with no equal words left out; what follows the first `_LONGEST` words still is."""
    return side_by_side(left, right, _LONGEST)


def differ_in_numbers(left: str, right: str) -> bool:
    """Whether two texts have the same folded words, where any number, month or weekday counts as the same word."""
    return all(one == other for one, other in zip_longest(_without_numbers(left), _without_numbers(right)))


def _alike(text: str, words: Sequence[re.Match[str]], before: int, after: int) -> Iterator[Stretch]:
    """Yield the first `before` of some equal words, how many are left out, and the last `after`, as stretches.

    All words are one stretch where at most `_FEWEST_LEFT_OUT` would be left out. A `before` or `after` of 0 gives none.
    """
    if len(words) <= before + after + _FEWEST_LEFT_OUT:
        yield Stretch(_between(text, words))
        return
    if before:
        yield Stretch(_between(text, words[:before]))
    yield Stretch("", left_out=len(words) - before - after)
    if after:
        yield Stretch(_between(text, words[-after:]))


def _between(text: str, words: Sequence[re.Match[str]]) -> str:
    """The text from the first to the last of some words; empty for none."""
    return text[words[0].start() : words[-1].end()] if words else ""


def _without_numbers(text: str) -> Iterator[str]:
    """Yield the folded words, with "0" for each number, month and weekday."""
    return chain.from_iterable(map(_kinds_of, text.split()))


@lru_cache(maxsize=1 << 16)
def _kinds_of(word: str) -> Sequence[str]:
    """The folded words of a word, with "0" for numbers, months and weekdays."""
    return ["0" if _NUMBER.fullmatch(own) or own in _calendar() else own for own in fold(word).split()]


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    """A word folded; unchanged where nothing would be left."""
    return fold(word) or word


@cache
def _calendar() -> frozenset[str]:
    """The folded names of months and weekdays; of names of two words, both words."""
    months = resources.files("dedup.dates").joinpath("month_names.txt").read_text("utf-8")
    days = resources.files("dedup.dates").joinpath("weekday_names.txt").read_text("utf-8")
    return frozenset(fold(f"{months} {days}".replace("_", " ")).split())
