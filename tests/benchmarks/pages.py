"""A gold page small enough to count by hand, and predictions for it."""

from __future__ import annotations

from benchmarks.boilerplate_gold import GoldPage, GoldSpan
from benchmarks.boilerplate_scores import Prediction

# text, label, article, characters that are not blank
PARTS = [
    ("جسر جديد\n", "TITLE", 1, 7),
    ("افتتح أمس.", "BODY", 1, 9),
    ("المصدر: واس\n", "SOURCE", 1, 10),
    ("اقرأ أيضا:\n", "RELATED_HEAD", 0, 9),
    ("حديقة\n", "TITLE", 2, 5),
    ("زرعت أشجار.", "BODY", 2, 10),
]
TEXT = "".join(text for text, *_ in PARTS)


def place(number: int) -> tuple[int, int]:
    """Where a part stands in the text."""
    start = sum(len(text) for text, *_ in PARTS[:number])
    return start, start + len(PARTS[number][0])


def gold_page(skipped: int | None = None) -> GoldPage:
    """The page, one of its parts skipped where asked to."""
    spans = (
        GoldSpan(*place(number), label, article, number == skipped)
        for number, (_, label, article, _) in enumerate(PARTS)
    )
    return GoldPage("bridge", TEXT, tuple(spans))


SOURCE, HEAD = (*place(2), "source"), (*place(3), "related_head")
HOST, SECOND = (1, (place(0), place(1))), (2, (place(4), place(5)))
PERFECT = Prediction((SOURCE, HEAD), (HOST, SECOND))
NOTHING = Prediction(())
