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
"""Words of each text that are compared, from the first that differs on; the time grows with their square. Chosen."""
_FEWEST_LEFT_OUT = 6  # words: fewer equal words are shown, not left out; chosen
_WORD = re.compile(r"\S+")
_NUMBER = re.compile(r"\d+(?:th|st|nd|rd)?")


class Stretch(NamedTuple):
    """A stretch of one of two texts: whether it `differs`, or, with empty `text`, how many equal words are left out."""

    text: str
    differs: bool = False
    left_out: int = 0


class Sides(NamedTuple):
    """Two texts as stretches; how many words differ on each side, and whether all that differs was compared."""

    left: Sequence[Stretch]
    right: Sequence[Stretch]
    left_words: int
    right_words: int
    is_whole: bool


def side_by_side(left: str, right: str, context: int = 8) -> Sides:
    """Two texts with the words marked that differ after folding.

    What they have alike at their beginnings and ends is found at any length; of what is between, the first `_LONGEST`
    words of each are compared, and the rest is left out. Of equal stretches, `context` words beside a difference are
    shown, and the rest is left out unless it is short. A stretch of punctuation alone does not differ.
    """
    left_words, right_words = list(_WORD.finditer(left)), list(_WORD.finditer(right))
    lefts, rights, counts = list[Stretch](), list[Stretch](), [0, 0]
    operations, is_whole = _operations(*([_folded(word[0]) for word in words] for words in (left_words, right_words)))
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


def _operations(left: Sequence[str], right: Sequence[str]) -> tuple[list[tuple[str, int, int, int, int]], bool]:
    """What makes one sequence of words of another, as from `SequenceMatcher.get_opcodes`, and whether it is all."""
    first = next((at for at, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), None)
    first = min(len(left), len(right)) if first is None else first
    most = min(len(left), len(right)) - first
    last = next((at for at in range(most) if left[-1 - at] != right[-1 - at]), most)
    ends = len(left) - last, len(right) - last
    is_whole = max(ends) - first <= _LONGEST
    one, other = (words[first : min(end, first + _LONGEST)] for words, end in zip((left, right), ends, strict=True))
    found = [("equal", 0, first, 0, first)] if first else []
    for kind, *bounds in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        left_first, left_last, right_first, right_last = (first + bound for bound in bounds)
        found.append((kind, left_first, left_last, right_first, right_last))
    if last and is_whole:
        found.append(("equal", ends[0], len(left), ends[1], len(right)))
    return found, is_whole


def whole(left: str, right: str) -> Sides:
    """The same as `side_by_side`, with no equal words left out, but for those that are not compared."""
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
