"""Collections that are hard to match: copies, nested texts, periods, one sentence or one shingle in all of them."""

from __future__ import annotations

import random
from collections.abc import Sequence

Pairs = list[tuple[str, str]]

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"


def invented(number: int, rng: random.Random) -> list[str]:
    """Words that nobody wrote."""
    return ["".join(rng.choices(_LETTERS, k=rng.randint(4, 7))) for _ in range(number)]


def near_copies(number: int, seed: int = 0, words: int = 200, changed: int = 3) -> Pairs:
    """One text, with some other words in each copy."""
    rng = random.Random(seed)
    text, found = invented(words, random.Random(0)), []
    for copy in range(number):
        own = list(text)
        for place in rng.sample(range(words), changed):
            [own[place]] = invented(1, rng)
        found.append((f"{seed}:{copy:06}", " ".join(own)))
    return found


def variants(number: int, words: int = 200) -> Pairs:
    """One text, with one to four other words in each: most of those with four stay, and many others match few."""
    rng, few = random.Random(5), [near_copies(-(-number // 4), seed, words, changed=1 + seed) for seed in range(4)]
    found = [pair for own in few for pair in own][:number]
    rng.shuffle(found)
    return found


def periodic(number: int, words: int, period: int) -> Pairs:
    """The same words again and again, each document from another one on."""
    phrase = invented(period, random.Random(period))
    return [
        (f"{at:06}", " ".join((phrase * (words // period + 2))[at % period : at % period + words + at]))
        for at in range(number)
    ]


def nested(number: int, least: int = 25) -> Pairs:
    """Each document is the one before and a word."""
    text = invented(number + least, random.Random(1))
    return [(f"{at:06}", " ".join(text[: least + at])) for at in range(number)]


def of_one_sentence(number: int, words: int = 80) -> Pairs:
    """Documents that have one sentence in common and nothing else."""
    shared = " ".join(invented(30, random.Random(2)))
    rng = random.Random(3)
    return [
        (f"{at:06}", f"{' '.join(invented(words // 2, rng))} {shared} {' '.join(invented(words // 2, rng))}")
        for at in range(number)
    ]


def of_one_shingle(number: int) -> Pairs:
    """One word, once more in each document."""
    return [(f"{at:06}", " ".join(["قال"] * (at + 1))) for at in range(number)]


def giants(megabytes: int, number: int = 20) -> Pairs:
    """One document of so many MB, again and again."""
    words = invented(10_000, random.Random(4))
    text = " ".join(random.Random(5).choices(words, k=megabytes * 85_000))
    return [(f"{at:06}", text) for at in range(number)]


def renamed(documents: Sequence[tuple[str, str]], prefix: str) -> Pairs:
    """The same texts under other ids."""
    return [(prefix + name, text) for name, text in documents]
