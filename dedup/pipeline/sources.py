"""Figures by source: what each lost to cleaning and to deduplication, and which lost much more than the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

import msgspec

from dedup.pipeline.records import SourceCounts, as_text, shown
from dedup.stats import LEAST_PAGES, Measure, SourceFigures, Sources

LEAST_SOURCES = 3
_LEAST_ABOVE, _DEVIATIONS = 0.2, 5
LISTED = 1_000
_RULES = 3


def figures_by_source(
    counted: Iterable[Mapping[bytes, SourceCounts]], documents: Mapping[str, int], dropped: Mapping[str, int]
) -> Sources:
    """The figures from the counts of all chunks, and from each source's documents and those of them dropped."""
    counts: dict[bytes, SourceCounts] = {}
    for chunk in counted:
        for source, own in chunk.items():
            counts.setdefault(source, SourceCounts()).add(own)
    figures = [
        _figures(name := as_text(source), own, documents.get(name, 0), dropped.get(name, 0))
        for source, own in counts.items()
    ]
    figures.sort(key=lambda own: (-own.pages, own.source))
    return _compared(figures)


def _figures(source: str, own: SourceCounts, documents: int, dropped: int) -> SourceFigures:
    rules = sorted(own.by_rule.items(), key=lambda item: (-item[1], item[0]))[:_RULES]
    return SourceFigures(shown(source), own.pages, documents, dropped, own.characters, own.cut, dict(rules))


def _compared(figures: Sequence[SourceFigures]) -> Sources:
    """The figures, of which those that lost unusually much are marked, and the least are summed up."""
    enough = [own.shares for own in figures if own.pages >= LEAST_PAGES]
    cut, dropped = _bounds([shares.cut for shares in enough]), _bounds([shares.dropped for shares in enough])
    marked = [_marked(own, cut.highest, dropped.highest) for own in figures]
    listed = tuple(own for place, own in enumerate(marked) if place < LISTED or own.unusual)
    others = [own for place, own in enumerate(marked) if place >= LISTED and not own.unusual]
    return Sources(len(figures), cut.median, dropped.median, listed, _sum(others) if others else None)


class _Bounds(NamedTuple):
    median: float
    highest: float


def _bounds(shares: Sequence[float]) -> _Bounds:
    """The median of some shares, and the highest that is usual. One wild value moves neither."""
    if not shares:
        return _Bounds(0.0, 1.0)
    middle = median(shares)
    if len(shares) < LEAST_SOURCES:
        return _Bounds(middle, 1.0)
    deviation = median(abs(share - middle) for share in shares)
    return _Bounds(middle, middle + max(_LEAST_ABOVE, _DEVIATIONS * deviation))


def _marked(own: SourceFigures, highest_cut: float, highest_dropped: float) -> SourceFigures:
    if own.pages < LEAST_PAGES:
        return own
    unusual: list[Measure] = []
    if own.shares.cut > highest_cut:
        unusual.append("cut")
    if own.shares.dropped > highest_dropped:
        unusual.append("dropped")
    return msgspec.structs.replace(own, unusual=tuple(unusual)) if unusual else own


def _sum(figures: Sequence[SourceFigures]) -> SourceFigures:
    pages, documents, dropped, characters, cut = (
        sum(getattr(own, name) for own in figures) for name in ("pages", "documents", "dropped", "characters", "cut")
    )
    rules: Counter[str] = Counter()
    for own in figures:
        rules.update(own.rules)
    return SourceFigures("", pages, documents, dropped, characters, cut, dict(rules.most_common(_RULES)))
