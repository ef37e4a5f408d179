"""Thin pages: composed pages of which little is left, so that furniture is known by itself and not by its company.

A composed page has much furniture, and one piece betrays the next. Pages in use often have a single piece left: another
tool has cut the rest, or the site is plain.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from dedup.boilerplate.training.gold import GoldPage, GoldSpan
from dedup.model import CONTENT_LABELS

_PIECES = (0, 0, 1, 1, 1, 2, 2, 3)
"""How many stretches of furniture a thin page has; one is drawn."""
_SHORTENED = 0.8
_PARTED = 0.6
_LONG_STRETCH = 4
_MOST_AROUND = 3
"""Paragraphs kept at each end of a shortened stretch of content."""
_CLEAN = (3, 12)
"""Pieces of content that a page without furniture has."""


class _Piece(NamedTuple):
    """A text with its label, and the number of the stretch of the page that it is from."""

    text: str
    span: GoldSpan
    stretch: int


def thinned(pages: Iterable[GoldPage], seed: int) -> Iterator[GoldPage]:
    """Each page with little of its furniture, or none, and mostly less of its content; nothing of pages without any."""
    chance = random.Random(seed)
    for page in pages:
        stretches: list[Sequence[GoldSpan]] = [
            tuple(spans) for _, spans in groupby(page.spans, lambda span: span.label in CONTENT_LABELS)
        ]
        furniture = [number for number, spans in enumerate(stretches) if spans[0].label not in CONTENT_LABELS]
        kept = set(chance.sample(furniture, min(len(furniture), chance.choice(_PIECES))))
        if len(stretches) == len(furniture):
            continue
        if not kept:
            yield _joined(page, _content(page, chance), chance, f"{page.id}-thin")
            continue
        shortened = chance.random() < _SHORTENED
        pieces: list[_Piece] = []
        for number, spans in enumerate(stretches):
            if spans[0].label in CONTENT_LABELS:
                spans = _shorter(spans, chance, number == 0) if shortened else spans
            elif number in kept:
                spans = _part(spans, chance)
            else:
                continue
            pieces += [_Piece(page.text[span.start : span.end], span, number) for span in spans]
        yield _joined(page, pieces, chance, f"{page.id}-thin")


def _content(page: GoldPage, chance: random.Random) -> list[_Piece]:
    """A few pieces of content that stand one after the other."""
    content = [span for span in page.spans if span.label in CONTENT_LABELS]
    count = min(len(content), chance.randint(*_CLEAN))
    first = chance.randint(0, len(content) - count)
    return [
        _Piece(page.text[span.start : span.end], span, 2 * number)
        for number, span in enumerate(content[first : first + count])
    ]


def _shorter(spans: Sequence[GoldSpan], chance: random.Random, opens: bool) -> Sequence[GoldSpan]:
    """The first and the last few pieces of a stretch of content; of one that opens the page its title and the last."""
    lead, tail = chance.randint(1, _MOST_AROUND), chance.randint(1, _MOST_AROUND)
    if opens:
        lead = 1 if spans[0].label == "title" else 0
    return spans if len(spans) <= lead + tail else [*spans[:lead], *spans[-tail:]]


def _part(spans: Sequence[GoldSpan], chance: random.Random) -> Sequence[GoldSpan]:
    """A stretch of furniture, of a long one now and then a part, from one change of labels to another."""
    if len(spans) <= _LONG_STRETCH or chance.random() >= _PARTED:
        return spans
    changes = [at for at in range(len(spans)) if at == 0 or spans[at].label != spans[at - 1].label]
    first = chance.choice(changes)
    behind = [at for at in changes if at > first]
    last = chance.choice(behind) if behind and chance.random() < 0.5 else len(spans)
    return spans[first:last]


def _joined(page: GoldPage, pieces: Sequence[_Piece], chance: random.Random, name: str) -> GoldPage:
    """The pieces as a page; where something between two was left out, white space parts them."""
    text = ""
    spans: list[GoldSpan] = []
    for number, piece in enumerate(pieces):
        if number and piece.stretch > pieces[number - 1].stretch + 1 and not text[-1].isspace():
            text += chance.choice(("\n", "\n", " "))
            spans[-1] = _replaced(spans[-1], spans[-1].start, len(text))
        spans.append(_replaced(piece.span, len(text), len(text) + len(piece.text)))
        text += piece.text
    return GoldPage(name, text, tuple(spans), page.source, family=page.family)


def _replaced(span: GoldSpan, start: int, end: int) -> GoldSpan:
    return GoldSpan(start, end, span.label, span.article, span.sure)
