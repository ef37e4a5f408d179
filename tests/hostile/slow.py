"""A search for texts that take long: what makes the time for a character grow is kept, and changed again.

    python -m tests.hostile.slow clean 10

looks for ten minutes for pages that are slow to clean, and prints what it found, the slowest first.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterable
from heapq import heapify, heapreplace
from typing import NamedTuple

import dedup
from tests.hostile.pages import mutated

# Such a piece is repeated until it has so many characters: whatever is quadratic shows there.
_LONGEST_PIECE = 2_000
_CHARACTERS = 32_000
_KEPT = 24
_MEASURED = 3

_BEGINNINGS = (
    "اقرأ أيضا:\n", "abc\n", "كلمات دلالية: أ ب ج\n", "المصدر: رويترز\n", "قال الوزير اليوم إن الزيارة تبدأ غدا.\n",
    "ا\n", "ا ", "\n", " ", ".", "ا", "#وسم ", "https://t.co/a ", "12/9/2023\n", "|", "—", "\u200f", "ﷺ", "(", "«",
)  # fmt: skip


class Found(NamedTuple):
    """A piece of text, and what a character costs where it is repeated."""

    cost: float
    piece: str


def repeated(piece: str) -> str:
    """A text of nothing but this piece."""
    return (piece * (_CHARACTERS // len(piece) + 1))[:_CHARACTERS]


def search(cost: Callable[[str], float], turns: Iterable[object], seed: int = 0) -> list[Found]:
    """The pieces that cost most after so many turns, the most costly first. `cost` is that of a whole text."""
    chance = random.Random(seed)
    known = set(_BEGINNINGS)
    pool = [Found(cost(repeated(piece)), piece) for piece in _BEGINNINGS]
    heapify(pool)
    for _ in turns:
        piece = chance.choice(pool).piece
        if chance.random() < 0.3:
            piece += chance.choice(pool).piece
        if len(piece) < 40:  # most mutations tear much away
            piece *= chance.randint(1, 8)
        piece = mutated(piece, chance, _LONGEST_PIECE)
        if not piece or piece in known:
            continue
        known.add(piece)
        found = Found(cost(repeated(piece)), piece)
        if len(pool) < _KEPT:
            pool.append(found)
            heapify(pool)
        elif found > pool[0]:
            heapreplace(pool, found)
    return sorted(pool, reverse=True)


def microseconds(work: Callable[[str], object], tries: int = _MEASURED) -> Callable[[str], float]:
    """What a character of a text takes of the processor's time, the least of a few tries; in microseconds."""

    def measured(text: str) -> float:
        least = float("inf")
        for _ in range(tries):
            before = time.process_time()
            work(text)
            least = min(least, time.process_time() - before)
        return 1e6 * least / len(text)

    return measured


_CLEANER = dedup.Cleaner()
WORK: dict[str, Callable[[str], object]] = {
    "clean": _CLEANER.clean,
    "minhash": dedup.minhash,
    "passages": lambda text: dedup.find_passages([("a", text), ("b", text)]),
    "duplicates": lambda text: dedup.find_duplicates([("a", text), ("b", text[1:]), ("c", text[: len(text) // 2])]),
}
"""What is done with a text."""


def until(seconds: float) -> Iterable[int]:
    """Turns for so long."""
    end, turn = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        yield turn
        turn += 1


def main(name: str, minutes: str = "10", seed: str = "0") -> None:
    """Search, and say what was found."""
    for found in search(microseconds(WORK[name]), until(60 * float(minutes)), int(seed)):
        print(f"{found.cost:8.2f} us a character: {found.piece!a:.300}")


if __name__ == "__main__":
    main(*sys.argv[1:])
