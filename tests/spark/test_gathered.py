"""Decisions over few pairs are those of the rule, worked through one document at a time."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: pip install 'dedup-arabic[spark]'")
pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'dedup-arabic[spark]'")

NEAR, CONTAINED = 0.6, 0.7
Text = frozenset[int]


@st.composite
def crawls(draw: st.DrawFn) -> tuple[list[Text], list[str]]:
    """Sets of shingles, no two alike, many of them near each other or within others; and a date of each."""
    stems = draw(st.lists(st.frozensets(st.integers(0, 11), min_size=2), min_size=1, max_size=3))
    edits = st.tuples(st.sampled_from(stems), st.frozensets(st.integers(0, 14), max_size=3))
    texts = draw(st.lists(edits.map(lambda edit: edit[0] ^ edit[1]), min_size=1, max_size=14, unique=True))
    dates = draw(st.lists(st.sampled_from("abc"), min_size=len(texts), max_size=len(texts)))
    kept = [(text, date) for text, date in zip(texts, dates, strict=True) if text]
    return [text for text, _ in kept], [date for _, date in kept]


class Rule:
    """The rule of `decide`, on sets."""

    def __init__(self, texts: list[Text], dates: list[str]) -> None:
        self.texts, self.dates = texts, dates

    def rank(self, row: int) -> tuple[str, int]:
        return self.dates[row], row

    def is_near(self, row: int, other: int) -> bool:
        one, two = self.texts[row], self.texts[other]
        return len(one & two) / len(one | two) >= NEAR

    def is_larger(self, row: int, other: int) -> bool:
        return (-len(self.texts[other]), self.rank(other)) < (-len(self.texts[row]), self.rank(row))

    def covers(self, row: int, other: int) -> bool:
        """Whether the other covers the row."""
        within = len(self.texts[row] & self.texts[other]) / len(self.texts[row]) >= CONTAINED
        return self.is_near(row, other) or (within and self.is_larger(row, other))

    def score(self, row: int, other: int) -> tuple[float, int, tuple[str, int]]:
        one, two = self.texts[row], self.texts[other]
        return -len(one & two) / len(one | two), -len(one & two), self.rank(other)

    def best(self) -> dict[int, int]:
        """What stands for each document that does not stay."""
        rows, kept = range(len(self.texts)), list[int]()
        undecided = list(rows)
        while True:
            leaders = list[int]()
            for row in sorted(undecided, key=self.rank):
                if not any(self.is_near(row, other) for other in leaders):
                    leaders.append(row)
            staying = list[int]()
            for row in sorted({*kept, *leaders}, key=lambda row: (-len(self.texts[row]), self.rank(row))):
                if not any(self.covers(row, other) for other in staying):
                    staying.append(row)
            kept = staying
            found = {
                row: min(
                    (other for other in kept if self.covers(row, other)),
                    key=lambda other: self.score(row, other),
                    default=-1,
                )
                for row in rows
                if row not in kept
            }
            undecided = [row for row, best in found.items() if best < 0]
            if not undecided:
                return found


def edges(rule: Rule, pairs: list[tuple[int, int]]) -> Any:
    """Rows as `verified` gives them."""
    from dedup.spark.arrays import arrow_schema, batch
    from dedup.spark.verifying import EDGES

    schema, texts = arrow_schema(EDGES), rule.texts
    columns: dict[str, list[Any]] = {
        "row": [row for row, _ in pairs],
        "other": [other for _, other in pairs],
        "is_near": [rule.is_near(*pair) for pair in pairs],
        "is_larger": [rule.is_larger(*pair) for pair in pairs],
        "common": [len(texts[row] & texts[other]) for row, other in pairs],
        "size": [len(texts[row]) for row, _ in pairs],
        "other_size": [len(texts[other]) for _, other in pairs],
        "row_prefer": [0] * len(pairs),
        "other_prefer": [0] * len(pairs),
        "row_keep": [rule.dates[row] for row, _ in pairs],
        "other_keep": [rule.dates[other] for _, other in pairs],
    }
    return pa.Table.from_batches([batch(schema, columns)])


@given(crawls())
def test_rounds_over_pairs_decide_as_the_rule_does(crawl: tuple[list[Text], list[str]]) -> None:
    from dedup.spark.gathered import best_of_few

    rule = Rule(*crawl)
    pairs = list(permutations(range(len(rule.texts)), 2))

    def search(rows: np.ndarray[Any, Any], besides: bool) -> Any:
        standing = set(range(len(rule.texts))) - set(rows.tolist()) if besides else set(rows.tolist())
        return edges(rule, [pair for pair in pairs if pair[1] in standing and rule.covers(*pair)])

    near = edges(rule, [(row, other) for row, other in pairs if row < other and rule.is_near(row, other)])
    found = best_of_few(near, search)
    assert found is not None
    assert dict(zip(found.row.tolist(), found.kept.tolist(), strict=True)) == rule.best()
    for row, kept, jaccard, containment in zip(*found, strict=True):
        one, two = rule.texts[row], rule.texts[kept]
        assert jaccard == len(one & two) / len(one | two)
        assert containment == len(one & two) / len(one)
