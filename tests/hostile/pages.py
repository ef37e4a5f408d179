"""Pages that nobody wrote: real ones torn, doubled, glued, wrapped and sprinkled with what breaks readers of text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.boilerplate.texts import MADE_UP, SEEDS
from tests.boilerplate.variants import VARIANTS

_STRANGE = (
    "\u200f", "\u202e", "\u0000", "\ufeff", "\ud800", "\u064b", "\u0640", "\u200b", "\u00a0", "\r", "\u2028", "ﷺ", "😀",
    "https://t.co/", "@a", "#", "|", "•", "— ", "المصدر:", "اقرأ أيضا", "12", ".", "،", "\n", "\n\n", "\t", "abc",
)  # fmt: skip
_Mutation = Callable[[str, random.Random], str]


def _places(text: str, chance: random.Random) -> tuple[int, int]:
    first = chance.randrange(len(text) + 1)
    return first, min(len(text), first + chance.choice((1, 3, 20, 200)))


def _torn(text: str, chance: random.Random) -> str:
    first, last = _places(text, chance)
    return text[:first] + text[last:]


def _doubled(text: str, chance: random.Random) -> str:
    first, last = _places(text, chance)
    return text[:last] + text[first:last] * chance.choice((1, 1, 5)) + text[last:]


def _moved(text: str, chance: random.Random) -> str:
    first, last = _places(text, chance)
    rest = text[:first] + text[last:]
    place = chance.randrange(len(rest) + 1)
    return rest[:place] + text[first:last] + rest[place:]


def _sprinkled(text: str, chance: random.Random) -> str:
    for _ in range(chance.choice((1, 4, 20))):
        place = chance.randrange(len(text) + 1)
        text = text[:place] + chance.choice(_STRANGE) + text[place:]
    return text


def _glued(text: str, chance: random.Random) -> str:
    return text.replace(
        chance.choice(("\n", " ", "\n\n", ". ")), chance.choice(("", "", " ", ".")), chance.randrange(9)
    )


def _wrapped(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    width = chance.randrange(2, 15)
    return "\n".join(" ".join(words[at : at + width]) for at in range(0, len(words), width))


def _shuffled(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(lines)


def _respelled(text: str, chance: random.Random) -> str:
    return chance.choice(list(VARIANTS.values()))(text)


_MUTATIONS: tuple[_Mutation, ...] = (
    _torn, _doubled, _moved, _sprinkled, _glued, _wrapped, _shuffled, _respelled,
)  # fmt: skip
_LONGEST = 6_000


def mutated(text: str, chance: random.Random, longest: int = _LONGEST) -> str:
    """The text after one to five mutations, cut at so many characters."""
    for mutate in chance.choices(_MUTATIONS, k=chance.randint(1, 5)):
        text = mutate(text, chance)[:longest]
    return text


def mutated_pages(count: int, seed: int) -> Iterator[str]:
    """So many pages, each made from one that was written or made by one to five mutations; the same for a seed."""
    chance = random.Random(seed)
    written = [*SEEDS, *MADE_UP]
    for _ in range(count):
        text = chance.choice(written)
        if len(text) > 800 and chance.random() < 0.7:
            first = chance.randrange(len(text))
            text = text[first : first + chance.choice((80, 300, 800))]
        yield mutated(text, chance)


_PARAGRAPH = "قال الوزير في مؤتمر صحفي اليوم إن الزيارة تبدأ غدا وتستمر ثلاثة أيام يلتقي خلالها عددا من المسؤولين.\n"
GROWING: dict[str, tuple[str, str]] = {
    "latin lines": ("اقرأ أيضا:\n", "abc\n"),
    "topics": ("", f"اقرأ أيضا:\nوزير المالية يعلن خطة جديدة\n{_PARAGRAPH * 3}كلمات دلالية: مصر، اقتصاد، وزير\n"),
    "seeds": ("", "\n".join(SEEDS)),
    "headings": ("", f"{_PARAGRAPH}abc\nاقرأ أيضا:\n"),
    "letters": ("", "ا\n"),
}
"""What a page begins with, and what follows again and again: of each kind, time once grew with the square."""


def grown(kind: str, characters: int) -> str:
    """A page of so many characters of a kind."""
    first, piece = GROWING[kind]
    return (first + piece * (characters // len(piece) + 1))[:characters]
