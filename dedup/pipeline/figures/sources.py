"""Figures by source: the share that each lost to cleaning and to deduplication, and which lost unusually much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

import msgspec

from dedup.pipeline.figures.counts import SourceCounts
from dedup.pipeline.outputs.strings import as_text, shown
from dedup.stats import LEAST_PAGES, Measure, SourceFigures, Sources

LEAST_SOURCES = 3
"""Sources with enough pages that are needed to call a share unusual: of two, neither is. Derived."""
_LEAST_ABOVE = 0.2
"""How far a share is above the median of all sources before it is unusual, at least. A share; chosen."""
_DEVIATIONS = 5
"""How many median absolute deviations above the median a share is unusual, at least. Chosen: 5 are 3.4 standard
deviations of a normal distribution, which one share in 2,700 exceeds."""
LISTED = 1_000
"""Sources that are listed one by one, the largest first. Chosen: stats.json stays under a megabyte."""
_RULES = 3
"""Rules that are named of each source, those that cut most. Chosen."""


def figures_by_source(
    counted: Iterable[Mapping[bytes, SourceCounts]], documents: Mapping[str, int], dropped: Mapping[str, int]
) -> Sources:
    """The figures of all sources, those with most pages first, compared with each other.

    `counted` are the counts of each chunk by source, encoded by `as_bytes`; `documents` and `dropped` the number of
    documents of each source, and of those not kept.
    """
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
    """The figures of one source, not yet compared with others."""
    rules = sorted(own.by_rule.items(), key=lambda item: (-item[1], item[0]))[:_RULES]
    return SourceFigures(shown(source), own.pages, documents, dropped, own.characters, own.cut, dict(rules))


def _compared(figures: Sequence[SourceFigures]) -> Sources:
    """The figures, given largest first, with the medians of all sources that have `LEAST_PAGES` pages or more.

    Unusual sources are marked. The first `LISTED` and all unusual ones are listed; the others are summed up, None if
    none.
    """
    enough = [own.shares for own in figures if own.pages >= LEAST_PAGES]
    cut, dropped = _bounds([shares.cut for shares in enough]), _bounds([shares.dropped for shares in enough])
    marked = [_with_unusual(own, cut.highest, dropped.highest) for own in figures]
    listed = tuple(own for place, own in enumerate(marked) if place < LISTED or own.unusual)
    others = [own for place, own in enumerate(marked) if place >= LISTED and not own.unusual]
    return Sources(len(figures), cut.median, dropped.median, listed, _sum(others) if others else None)


class _Bounds(NamedTuple):
    """The median of the shares of all sources, and the highest share that is not unusual."""

    median: float
    highest: float


def _bounds(shares: Sequence[float]) -> _Bounds:
    """The median of some shares, and the highest that is not unusual.

    That is the median plus `_DEVIATIONS` median absolute deviations, or plus `_LEAST_ABOVE` if that is more; 1 for
    fewer than `LEAST_SOURCES` shares. The median of no shares is 0.
    """
    if not shares:
        return _Bounds(0.0, 1.0)
    middle = median(shares)
    if len(shares) < LEAST_SOURCES:
        return _Bounds(middle, 1.0)
    deviation = median(abs(share - middle) for share in shares)
    return _Bounds(middle, middle + max(_LEAST_ABOVE, _DEVIATIONS * deviation))


def _with_unusual(own: SourceFigures, highest_cut: float, highest_dropped: float) -> SourceFigures:
    """The figures of a source; `unusual` names its shares (cut, dropped) that are above the highest usual ones.

    It names none for a source with fewer than `LEAST_PAGES` pages.
    """
    if own.pages < LEAST_PAGES:
        return own
    unusual: list[Measure] = []
    if own.shares.cut > highest_cut:
        unusual.append("cut")
    if own.shares.dropped > highest_dropped:
        unusual.append("dropped")
    return msgspec.structs.replace(own, unusual=tuple(unusual)) if unusual else own


def _sum(figures: Sequence[SourceFigures]) -> SourceFigures:
    """The figures of several sources added up, without a name; of the rules they name, the `_RULES` that cut most."""
    pages, documents, dropped, characters, cut = (
        sum(getattr(own, name) for own in figures) for name in ("pages", "documents", "dropped", "characters", "cut")
    )
    rules: Counter[str] = Counter()
    for own in figures:
        rules.update(own.rules)
    return SourceFigures("", pages, documents, dropped, characters, cut, dict(rules.most_common(_RULES)))
