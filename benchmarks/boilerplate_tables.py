"""Scores as Markdown tables and as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from benchmarks.boilerplate_scores import Rate, Scores

Value = float | int | None


R = TypeVar("R", "Row", "ReliabilityRow")


@dataclass(frozen=True, slots=True)
class Row:
    """One tool on some pages; `speed` in MB/s of UTF-8, None where it was not measured."""

    name: str
    scores: Scores
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class ReliabilityRow:
    """The `cuts` of one confidence, which names the row, and of their characters those that were right to go."""

    name: str
    cuts: int
    right: Rate


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One measure of a row: its heading, its key in JSON, its value, and how that prints."""

    heading: str
    key: str
    value: Callable[[R], Value]
    show: Callable[[float], str]


def _fraction(value: float) -> str:
    return f"{value:.4f}".removeprefix("0")


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _small_percent(value: float) -> str:
    return f"{value:.2%}"


def _speed(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


QUALITY: Sequence[Column[Row]] = (
    Column("any F1", "any_f1", lambda row: row.scores.any_article.f1, _fraction),
    Column("host F1", "host_f1", lambda row: row.scores.host.f1, _fraction),
    Column("prose removed", "prose_removed", lambda row: row.scores.prose_removed, _small_percent),
    Column("pages losing > 1% of body", "damaged_pages", lambda row: len(row.scores.damaged), str),
    Column("furniture left", "furniture_left", lambda row: row.scores.furniture_left, _percent),
    Column("metadata left", "metadata_left", lambda row: row.scores.metadata_left, _percent),
    Column("fused boundaries", "fused_boundaries", lambda row: row.scores.fused.share, _percent),
    Column("appended articles", "appended_articles", lambda row: _appended(row.scores), _percent),
    Column("label accuracy", "label_accuracy", lambda row: row.scores.labels.share, _fraction),
    Column("MB/s", "megabytes_per_second", lambda row: row.speed, _speed),
)
"""The measures of a tool."""

RELIABILITY: Sequence[Column[ReliabilityRow]] = (
    Column("cuts", "cuts", lambda row: row.cuts, str),
    Column("characters", "characters", lambda row: row.right.chances, str),
    Column("characters right", "characters_right", lambda row: row.right.share, _small_percent),
)
"""What a confidence is worth."""


def markdown(first: str, columns: Sequence[Column[R]], rows: Iterable[R]) -> str:
    """A table with the names of the rows under `first`; `–` where there is nothing to measure."""
    lines = [
        [first, *(column.heading for column in columns)],
        ["---", *("---:" for _ in columns)],
        *([row.name, *(_cell(column, row) for column in columns)] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def plain(columns: Sequence[Column[R]], row: R) -> dict[str, Value]:
    """A row as JSON has it: shares between 0 and 1, null where there is nothing to measure."""
    return {column.key: column.value(row) for column in columns}


def _cell(column: Column[R], row: R) -> str:
    value = column.value(row)
    return "–" if value is None else column.show(value)


def _appended(scores: Scores) -> float | None:
    return scores.appended.share if scores.tells_articles else None
