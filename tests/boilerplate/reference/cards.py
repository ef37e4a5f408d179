"""Cards inside an article, found line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from dedup.boilerplate.labels import CONTENT, ONE
from tests.boilerplate.reference.atoms import Atom

Line = list[int]
"""The places of its atoms."""


def with_cards(atoms: Sequence[Atom], labels: Sequence[str], scores: Sequence[Sequence[int]], price: int) -> list[str]:
    """The labels, where the cuts of a card under fifteen atoms of body are body if they score less than 4 more."""
    told = list(labels)
    for card in _cards(atoms, labels):
        if told[: card[0]].count("body") >= 15:
            for cut, places in groupby(card, lambda at: labels[at]):
                own = list(places)
                margin = sum(max(scores[at][CONTENT:]) - max(scores[at][:CONTENT]) - price for at in own)
                if cut in ("nav", "other", "tags", "pubdate") and margin < 4 * ONE * len(own):
                    told[own[0] : own[-1] + 1] = ["body"] * len(own)
    return told


def _cards(atoms: Sequence[Atom], labels: Sequence[str]) -> Iterator[Line]:
    """The runs of four short lines or more in which a value follows a label."""
    lines: list[Line] = []
    for at, atom in enumerate(atoms):
        if atom.breaks or not lines:
            lines.append([])
        lines[-1].append(at)
    for short, run in groupby(lines, lambda line: _is_short(atoms, labels, line)):
        own = list(run)
        values = [atoms[line[0]].kind == "number" for line in own]
        names = [all(atoms[at].kind != "number" for at in line) for line in own]
        if short and len(own) >= 4 and any(value and name for value, name in zip(values[1:], names, strict=False)):
            yield [at for line in own for at in line]


def _is_short(atoms: Sequence[Atom], labels: Sequence[str], line: Line) -> bool:
    kinds = [atoms[at].kind for at in line]
    words = sum(kind in ("arabic", "number") for kind in kinds)
    may_be = all(labels[at] in ("body", "title", "subhead", "nav", "other", "tags", "pubdate") for at in line)
    return may_be and set(kinds) <= {"arabic", "number", "mark"} and 1 <= words <= 3 and len(line) <= words + 1
