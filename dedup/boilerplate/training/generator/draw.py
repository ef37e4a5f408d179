"""Random draws from a seed, the same on every machine and in every process."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
IDENTIFIERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


class Draw(random.Random):
    """A random source with the draws that the generator needs; its seed is a text."""

    def __init__(self, seed: str) -> None:
        """`seed`: any text; the same text gives the same draws."""
        super().__init__(seed)
        self.name = seed

    def fork(self, label: str) -> "Draw":
        """A new source that depends only on this seed and the label, not on what was drawn."""
        return Draw(f"{self.name}/{label}")

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, each with the same probability; none to choose from raises `IndexError`."""
        return items[int(self.random() * len(items))]

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random() < probability

    def between(self, low: int, high: int) -> int:
        """A random integer from `low` to `high`, both included."""
        return low + int(self.random() * (high - low + 1))

    def weighted(self, items: Sequence[tuple[float, T]]) -> T:
        """One of the items, with probability proportional to its weight; items are (weight, item)."""
        left = self.random() * sum(weight for weight, _ in items)
        for weight, item in items:
            left -= weight
            if left < 0:
                return item
        return items[-1][1]

    def some(self, items: Sequence[T], low: int, high: int) -> list[T]:
        """Between `low` and `high` of the items, or all where they are fewer, in random order, each place once.

        Items that are equal may come together.
        """
        high = min(high, len(items))
        return self.sample(list(items), self.between(min(low, high), high))

    def identifier(self, length: int) -> str:
        """Random Latin letters and digits, as in links."""
        return "".join(self.pick(IDENTIFIERS) for _ in range(length))

    def handle(self) -> str:
        """A random handle of a social network, with its @."""
        return "@" + self.identifier(self.between(4, 12)).lower()

    def pseudo_word(self) -> str:
        """An invented word of three to six random Arabic letters, often with an article or another prefix before it."""
        start = self.pick(("", "", "ال", "ت", "ا"))
        return start + "".join(self.pick(LETTERS) for _ in range(self.between(3, 6)))
