"""Figures by source: the share that each lost to cleaning and to deduplication, and which lost unusually much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from statistics import median
from typing import NamedTuple

import msgspec

from dedup.pipeline.figures.counts import SourceCounts
from dedup.pipeline.outputs.strings import as_text, shown
from dedup.stats import LEAST_PAGES, MANY_PAGES, Measure, SourceFigures, Sources

LEAST_SOURCES = 3
"""Sources that are needed to call a share unusual: of two, neither is. Derived."""
_LEAST_ABOVE = 0.2
"""How far a share is above the median of all sources before it is unusual, at least. A share; chosen."""
_DEVIATIONS = 5
"""How many median absolute deviations above the median a share is unusual, at least. Chosen: 5 are 3.4 standard
deviations of a normal distribution, which one share in 2,700 exceeds."""
_BY_CHANCE = 3.4
"""How many standard deviations above the median a share of few pages is unusual, at least. Chosen: as above. Of 9,800
times that 3 to 12 groups of 5 to 20 pages were drawn from one of 10 sources, no group was named; without this, 135
times one was."""
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
    """The figures, given largest first, with the medians of the sources that set the measure.

    These are the sources with `MANY_PAGES` pages or more; where they are fewer than `LEAST_SOURCES`, those with
    `LEAST_PAGES`. Unusual sources are marked. The first `LISTED` and all unusual ones are listed; the others are summed
    up, None if none.
    """
    measuring = [own.shares for own in figures if own.pages >= MANY_PAGES]
    if len(measuring) < LEAST_SOURCES:
        measuring = [own.shares for own in figures if own.pages >= LEAST_PAGES]
    cut, dropped = _usual([shares.cut for shares in measuring]), _usual([shares.dropped for shares in measuring])
    marked = [_with_unusual(own, cut, dropped) for own in figures]
    listed = tuple(own for place, own in enumerate(marked) if place < LISTED or own.unusual)
    others = [own for place, own in enumerate(marked) if place >= LISTED and not own.unusual]
    return Sources(len(figures), cut.median, dropped.median, listed, _sum(others) if others else None)


class _Usual(NamedTuple):
    """The median of the shares of the sources that set the measure, and how far above it a share is usual.

    With fewer than `LEAST_SOURCES` the median is None, and any share is usual.
    """

    median: float | None
    above: float

    def includes(self, share: float, number: int) -> bool:
        """Whether the share of `number` pages or documents is usual.

        It is unusual where it is above the median by more than `above`, and by more than `_BY_CHANCE` standard
        deviations of the share of so many of which each is lost by chance, with the probability of the median as two
        lost and two kept ones more make it (Agresti and Coull 1998): a median of 0 does not say that none can be lost.
        """
        if self.median is None:
            return True
        expected = (self.median * number + 2) / (number + 4)
        by_chance = _BY_CHANCE * sqrt(expected * (1 - expected) / max(number, 1))
        return share <= self.median + max(self.above, by_chance)


def _usual(shares: Sequence[float]) -> _Usual:
    """What is usual of the shares of the sources that set the measure.

    Usual is what is above their median by `_DEVIATIONS` median absolute deviations at most, or by `_LEAST_ABOVE` if
    that is more.
    """
    if len(shares) < LEAST_SOURCES:
        return _Usual(None, 1.0)
    middle = median(shares)
    deviation = median(abs(share - middle) for share in shares)
    return _Usual(middle, max(_LEAST_ABOVE, _DEVIATIONS * deviation))


def _with_unusual(own: SourceFigures, cut: _Usual, dropped: _Usual) -> SourceFigures:
    """The figures of a source; `unusual` names its shares (cut, dropped) that are not usual for so many pages.

    It names none for a source with fewer than `LEAST_PAGES` pages.
    """
    if own.pages < LEAST_PAGES:
        return own
    unusual: list[Measure] = []
    if not cut.includes(own.shares.cut, own.pages):
        unusual.append("cut")
    if not dropped.includes(own.shares.dropped, own.documents):
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
