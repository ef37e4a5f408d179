"""Flattens pages: writes their line breaks as blanks, as many a tool does that takes text from pages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

from dedup.boilerplate.training.gold import GoldPage, GoldSpan
from dedup.model import CONTENT_LABELS

_BREAK = re.compile(r"\s*[\n\r]\s*")
_ALL = 0.5
"""The share of pages all of whose line breaks become blanks. Chosen, as all here."""
_FURNITURE = 0.25
"""The share of pages whose line breaks become blanks but for those between two pieces of content."""
_SOME = (0.3, 0.6, 0.9)
"""By how likely a line break becomes a blank on the other pages; one is drawn for each page."""


def flattened(pages: Iterable[GoldPage], seed: int) -> Iterator[GoldPage]:
    """Yield each page that has line breaks with all, some, or those beside furniture as one blank each.

    White space around such a line break goes with it. Labels and articles stay; ids end in `-flat`. The draws depend on
    `seed`.
    """
    chance = random.Random(seed)
    for page in pages:
        if not _BREAK.search(page.text.strip()):
            continue
        drawn = chance.random()
        share = 1.0 if drawn < _ALL + _FURNITURE else chance.choice(_SOME)
        yield _flat(page, chance, share, between_content=drawn < _ALL or drawn >= _ALL + _FURNITURE)


def _flat(page: GoldPage, chance: random.Random, share: float, between_content: bool) -> GoldPage:
    """The page with each line break as a blank with the probability `share`; those within and between pieces of
    content only if `between_content`.
    """

    def blank(found: re.Match[str]) -> str:
        return " " if chance.random() < share else found[0]

    text = ""
    spans: list[GoldSpan] = []
    for number, span in enumerate(page.spans):
        own = page.text[span.start : span.end]
        behind = page.spans[number + 1].label if number + 1 < len(page.spans) else "body"
        inside = span.label in CONTENT_LABELS
        if not inside or between_content:
            own = _BREAK.sub(blank, own)
        elif behind not in CONTENT_LABELS:
            core = own.rstrip()
            own = core + _BREAK.sub(blank, own[len(core) :])
        spans.append(GoldSpan(len(text), len(text) + len(own), span.label, span.article, span.sure))
        text += own
    return GoldPage(f"{page.id}-flat", text, tuple(spans), page.source, page.title, page.family)
