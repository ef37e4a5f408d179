"""Charts made of rectangles: a bar of shares, and numbers over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dedup.report.wording import Part

_MOST_COLUMNS = 90  # of a timeline; chosen
_WIDTH, _HEIGHT = 1_000.0, 120.0  # units of a chart; chosen


class Rectangle(NamedTuple):
    """A rectangle in the units of its chart, with its tooltip and the class of its colour."""

    x: float
    y: float
    width: float
    height: float
    title: str
    colour: str


class Timeline(NamedTuple):
    """A chart of columns over time, its `unit` (day, month, year), and numbers: (period, documents kept, dropped)."""

    rectangles: Sequence[Rectangle]
    unit: str
    rows: Sequence[tuple[str, int, int]]


def bar(parts: Sequence[Part]) -> Sequence[Rectangle]:
    """The parts of a whole side by side, in a chart 1000 wide and 1 high."""
    found, x = list[Rectangle](), 0.0
    for part in parts:
        width = part.share * _WIDTH
        title = f"{part.name}: {part.number:,} ({part.share:.1%})"
        found.append(Rectangle(round(x, 2), 0, round(width, 2), 1, title, part.colour))
        x += width
    return found


def timeline(days: Mapping[str, Sequence[int]]) -> Timeline | None:
    """Documents by day, month or year; None where fewer than two days occur.

    The period is the shortest that gives at most `_MOST_COLUMNS` columns, else the year; one without documents has no
    column. `days`: for each day the documents kept and dropped.
    """
    if len(days) < 2:
        return None
    units = {"day": 10, "month": 7, "year": 4}
    unit = next(
        (unit for unit, length in units.items() if len({day[:length] for day in days}) <= _MOST_COLUMNS), "year"
    )
    periods: dict[str, list[int]] = {}
    for day in sorted(days):
        own = periods.setdefault(day[: units[unit]], [0, 0])
        own[0] += days[day][0]
        own[1] += days[day][1]
    rows = [(period, kept, dropped) for period, (kept, dropped) in periods.items()]
    return Timeline(_columns(rows), unit, rows)


def _columns(rows: Sequence[tuple[str, int, int]]) -> Sequence[Rectangle]:
    """The rectangles of the columns, kept documents below dropped ones; the highest column fills the chart.

    A number of 0 has no rectangle.
    """
    highest = max(kept + dropped for _, kept, dropped in rows)
    width = _WIDTH / len(rows)
    found = list[Rectangle]()
    for number, (period, kept, dropped) in enumerate(rows):
        title = f"{period}: {kept:,} kept, {dropped:,} dropped"
        top = _HEIGHT
        for amount, colour in ((kept, "kept"), (dropped, "near")):
            height = amount / highest * _HEIGHT
            top -= height
            if amount:
                place = round(number * width, 2), round(top, 2), round(width * 0.86, 2), round(height, 2)
                found.append(Rectangle(*place, title, colour))
    return found
