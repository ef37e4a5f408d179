"""Thins composed pages, so that each piece of furniture is recognised by itself.

A composed page has much furniture, and each piece is a hint at the next. Real pages often have only one piece: another
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
"""Numbers of stretches of furniture that a thin page keeps; one is drawn. All constants here are chosen."""
_SHORTENED = 0.8
"""The share of pages whose content is shortened."""
_PARTED = 0.6
"""The share of long stretches of furniture of which only a part is kept."""
_LONG_STRETCH = 4
"""Pieces: a stretch with more is long."""
_MOST_AROUND = 3
"""The most pieces kept at each end of a shortened stretch of content."""
_CLEAN = (3, 12)
"""The fewest and the most pieces of content of a page without furniture."""


class _Piece(NamedTuple):
    """A text with its label, and the number of the stretch of its page that it is from."""

    text: str
    span: GoldSpan
    stretch: int


def thinned(pages: Iterable[GoldPage], seed: int) -> Iterator[GoldPage]:
    """Yield each page with up to three stretches of its furniture, or none, and mostly less content.

    Pages without content are left out. A page without furniture has only a few consecutive pieces of its content. Ids
    end in `-thin`; the draws depend on `seed`.
    """
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
    """Three to twelve consecutive pieces of the content of a page, or all if fewer, from a random place.

    Each counts as a stretch of its own, so that white space comes between them.
    """
    content = [span for span in page.spans if span.label in CONTENT_LABELS]
    count = min(len(content), chance.randint(*_CLEAN))
    first = chance.randint(0, len(content) - count)
    return [
        _Piece(page.text[span.start : span.end], span, 2 * number)
        for number, span in enumerate(content[first : first + count])
    ]


def _shorter(spans: Sequence[GoldSpan], chance: random.Random, opens: bool) -> Sequence[GoldSpan]:
    """One to three pieces of the start and of the end of a stretch of content; all where there are no more.

    If it begins the page (`opens`), of the start only the title.
    """
    lead, tail = chance.randint(1, _MOST_AROUND), chance.randint(1, _MOST_AROUND)
    if opens:
        lead = 1 if spans[0].label == "title" else 0
    return spans if len(spans) <= lead + tail else [*spans[:lead], *spans[-tail:]]


def _part(spans: Sequence[GoldSpan], chance: random.Random) -> Sequence[GoldSpan]:
    """A stretch of furniture, whole if it has at most four pieces, and in 40 % of the draws.

    Else a random part of it that begins and ends at changes of the label; it may be all of it.
    """
    if len(spans) <= _LONG_STRETCH or chance.random() >= _PARTED:
        return spans
    changes = [at for at in range(len(spans)) if at == 0 or spans[at].label != spans[at - 1].label]
    first = chance.choice(changes)
    behind = [at for at in changes if at > first]
    last = chance.choice(behind) if behind and chance.random() < 0.5 else len(spans)
    return spans[first:last]


def _joined(page: GoldPage, pieces: Sequence[_Piece], chance: random.Random, name: str) -> GoldPage:
    """The pieces as a page with this id, of the same source and family, without a recorded title.

    White space is put where something between two pieces was left out.
    """
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
    """The span with other offsets."""
    return GoldSpan(start, end, span.label, span.article, span.sure)
