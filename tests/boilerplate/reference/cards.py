"""Tables and cards inside an article, found line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from dedup.boilerplate.labels import FIRST_CUT, ONE
from tests.boilerplate.reference.atoms import Atom

Line = list[int]
"""The places of its atoms."""
CONTENT_LABELS = ("body", "title", "subhead")


def with_cells(atoms: Sequence[Atom], labels: Sequence[str], scores: Sequence[Sequence[int]], price: int) -> list[str]:
    """The labels, where what is cut but not surely in tables and cards is body."""
    return with_cards(atoms, with_tables(atoms, labels, scores, price), scores, price)


def with_tables(atoms: Sequence[Atom], labels: Sequence[str], scores: Sequence[Sequence[int]], price: int) -> list[str]:
    """The labels, where the lines of a table that are cut, but not surely, between two of content are body.

    A first line of numbers alone needs none before it if two others such are content.
    """
    told = list(labels)
    for fits, run in groupby(_lines(atoms), lambda line: _size(atoms, line) in (1, 2, 3, 4)):
        own = list(run)
        stays = [labels[line[0]] in CONTENT_LABELS for line in own]
        numbers = [all(atoms[at].kind != "arabic" for at in line) for line in own]
        if not fits or len(own) < 5 or sum(stays) * 2 < len(own):
            continue
        free = numbers[0] and sum(map(all, zip(stays, numbers, strict=True))) >= 2
        kinds = "".join(
            "c" if stay else "s" if _is_sure(scores, line, price) else "u"
            for stay, line in zip(stays, own, strict=True)
        )
        for found in re.finditer(r"(?:(?<=c)|\A)u+(?=c)", kinds):
            if found.start() or free:
                places = [at for line in own[found.start() : found.end()] for at in line]
                told[places[0] : places[-1] + 1] = ["body"] * len(places)
    return told


def _lines(atoms: Sequence[Atom]) -> list[Line]:
    lines: list[Line] = []
    for at, atom in enumerate(atoms):
        if atom.breaks or not lines:
            lines.append([])
        lines[-1].append(at)
    return lines


def _size(atoms: Sequence[Atom], line: Line) -> int:
    """The words and numbers of a line; 0 where it has anything else but one mark."""
    kinds = [atoms[at].kind for at in line]
    words = sum(kind in ("arabic", "number") for kind in kinds)
    return words if set(kinds) <= {"arabic", "number", "mark"} and len(line) <= words + 1 else 0


def _is_sure(scores: Sequence[Sequence[int]], line: Line, price: int) -> bool:
    """Whether a line is surely cut: by 4 more than content on average, or by 16 at one atom."""
    margins = [max(scores[at][FIRST_CUT:]) - max(scores[at][:FIRST_CUT]) - price for at in line]
    return sum(margins) >= 4 * ONE * len(line) or max(margins) >= 16 * ONE


def with_cards(atoms: Sequence[Atom], labels: Sequence[str], scores: Sequence[Sequence[int]], price: int) -> list[str]:
    """The labels, where the cuts of a card under fifteen atoms of body are body."""
    told = list(labels)
    for card in _cards(atoms, labels, scores, price):
        if told[: card[0]].count("body") >= 15:
            for at in card:
                told[at] = told[at] if told[at] in CONTENT_LABELS else "body"
    return told


def _cards(atoms: Sequence[Atom], labels: Sequence[str], scores: Sequence[Sequence[int]], price: int) -> Iterator[Line]:
    """The runs of four short lines or more in which a value follows a label."""
    for short, run in groupby(
        _lines(atoms), lambda line: _is_short(atoms, labels, line) and not _is_surely_cut(labels, scores, line, price)
    ):
        own = list(run)
        values = [atoms[line[0]].kind == "number" for line in own]
        names = [all(atoms[at].kind != "number" for at in line) for line in own]
        if short and len(own) >= 4 and any(value and name for value, name in zip(values[1:], names, strict=False)):
            yield [at for line in own for at in line]


def _is_short(atoms: Sequence[Atom], labels: Sequence[str], line: Line) -> bool:
    may_be = all(labels[at] in (*CONTENT_LABELS, "nav", "other", "tags") for at in line)
    return may_be and _size(atoms, line) in (1, 2, 3)


def _is_surely_cut(labels: Sequence[str], scores: Sequence[Sequence[int]], line: Line, price: int) -> bool:
    return any(labels[at] not in CONTENT_LABELS for at in line) and _is_sure(scores, line, price)
