"""Passage matching done the slow way, on lists of folded words; and texts to match."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import strategies as st

from dedup.arabic import fold, sentence_ends

SEEDS = Path(__file__).parents[2] / "seeds"
SHINGLE = 5

Words = Sequence[str]


def sentences() -> list[str]:
    """The sentences of the seeds with eight words or more, each once."""
    found = []
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text("utf-8")
        start = 0
        for end in sentence_ends(text):
            found.append(text[start:end].strip())
            start = end
    return list(dict.fromkeys(one for one in found if len(fold(one).split()) >= 8))


def article(rng: random.Random, length: int = 8) -> str:
    return " ".join(rng.sample(sentences(), length))


def shuffled(text: str, rng: random.Random) -> str:
    spelled = text.split()
    rng.shuffle(spelled)
    return " ".join(spelled)


def folded(text: str) -> list[str]:
    return fold(text).split()


def few_words(size: int = 40) -> st.SearchStrategy[list[str]]:
    """Texts of so few different words that they repeat each other."""
    return st.lists(st.sampled_from("قال وزير امس اليوم".split()), max_size=size)


def collections(documents: int = 4) -> st.SearchStrategy[list[list[str]]]:
    return st.lists(few_words(), min_size=1, max_size=documents)


def runs(words: Words, length: int) -> list[tuple[str, ...]]:
    return [tuple(words[place : place + length]) for place in range(len(words) - length + 1)]


def longest_runs(one: Words, other: Words, least: int) -> set[tuple[int, int, int]]:
    """All equal runs of at least `least` words that cannot grow: (place, place in the other, length)."""
    found = set()
    for place in range(len(one)):
        for at in range(len(other)):
            if place and at and one[place - 1] == other[at - 1]:
                continue
            length = 0
            while place + length < len(one) and at + length < len(other) and one[place + length] == other[at + length]:
                length += 1
            if length >= least:
                found.add((place, at, length))
    return found


def jaccard(one: Words, other: Words) -> float:
    ours, theirs = set(runs(one, SHINGLE)), set(runs(other, SHINGLE))
    return len(ours & theirs) / len(ours | theirs)


def dice(one: Sequence[object], other: Sequence[object]) -> float:
    return 2 * sum((Counter(one) & Counter(other)).values()) / (len(one) + len(other))
