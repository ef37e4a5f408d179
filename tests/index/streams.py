"""Streams of documents as crawls bring them: articles, copies, near copies, extracts, in any order."""

from __future__ import annotations

import random

from dedup import Document
from tests.duplicates.oracle import containment, jaccard, shingles_of
from tests.pipeline.crawls import article

__all__ = ["containment", "jaccard", "shingles_of", "stream"]

STATEMENT = (
    "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة على أن تستمر حتى نهاية الشهر المقبل "
    "بمشاركة آلاف الأطباء والممرضين في المراكز الصحية والمستشفيات والمدارس والجامعات"
)
COPY = STATEMENT.replace("أ", "ا").replace(" اليوم", "، اليوم")
NEAR = STATEMENT + " يوميا"
EXTRACT = " ".join(STATEMENT.split()[6:24])
OTHER = "فاز الهلال على النصر بهدفين دون رد في ختام الجولة الأولى من الدوري السعودي للمحترفين"


def stream(number: int, seed: int = 1) -> list[Document]:
    """`number` documents; some 40% repeat an earlier one whole, nearly, or in part."""
    rng = random.Random(seed)
    made: list[str] = []
    for _ in range(number):
        original = rng.choice(made) if made else ""
        variant = rng.randrange(10) if made else 9
        words = original.split(" ")
        if variant == 0:
            text = original.replace("ا", "\u0623").replace(" ", "  ")
        elif variant == 1:
            words[rng.randrange(len(words))] = "تعديل"
            text = " ".join(words)
        elif variant == 2:
            text = " ".join(words[len(words) // 4 : len(words) // 4 + max(60, len(words) // 3)])
        elif variant == 3:
            for _ in range(len(words) // 8):
                words[rng.randrange(len(words))] = "غير"
            text = " ".join(words)
        else:
            text = shuffled(article(rng, rng.randrange(1, 6)), rng)
        made.append(text)
    return [Document(f"وثيقة {place}", text, date=f"2026-{1 + place % 12:02}-01") for place, text in enumerate(made)]


def shuffled(text: str, rng: random.Random) -> str:
    """Runs of eight words in another order: a new text that shares half of its shingles at most with the old."""
    words = text.split()
    runs = [words[at : at + 8] for at in range(0, len(words), 8)]
    rng.shuffle(runs)
    return " ".join(word for run in runs for word in run)
