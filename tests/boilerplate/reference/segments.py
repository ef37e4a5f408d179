"""Segments, from what the atoms before a place say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dedup.boilerplate.lexicon.phrases import CATEGORIES
from tests.boilerplate.reference.atoms import Atom
from tests.boilerplate.reference.listed import longest, shipped

SENTENCE_ENDS = ".!?؟…۔"
CLOSERS = '"»”’)]}'
BARS = "|•▪■●►◄▶◀←→"
PAUSES = ':-–—/،؛*«»"'
CATEGORIES_OF_HEADINGS = ("date", "related", "source", "tags")
HEADINGS = [1 + 2 * CATEGORIES.index(name) for name in CATEGORIES_OF_HEADINGS]
"""The numbers of phrases that announce what follows and are not risky in prose."""


class Segment(NamedTuple):
    """A run of atoms `first:last` of a page, on line `line`."""

    first: int
    last: int
    line: int


def reference_segments(atoms: list[Atom]) -> list[Segment]:
    """The segments of one page."""
    starts: list[tuple[int, int]] = []
    headings = set(_headings(atoms))
    line = -1
    for at, atom in enumerate(atoms):
        line += atom.breaks
        opens = at in headings and atom.gap in ("space", "wide")
        if atom.breaks or opens or _begins(atoms[starts[-1][0] : at], atom):
            starts.append((at, line))
    ends = [*(at for at, _ in starts[1:]), len(atoms)]
    return [Segment(at, end, line) for (at, line), end in zip(starts, ends, strict=False)]


def _begins(run: list[Atom], atom: Atom) -> bool:
    """Whether an atom on the same line as a run of others begins a segment behind it."""
    before = run[-1]
    if atom.join != "whole" and "arabic" in (atom.kind, before.kind) and len(run) > 1:
        return True
    belongs = bool(atom.mark) and atom.mark in CLOSERS + SENTENCE_ENDS
    if _is_finished(run) and not belongs:
        return not (atom.gap == "glued" and atom.kind in ("number", "other script"))  # 3.5, a.b
    return (
        (len(run) >= 12 and bool(before.mark) and before.mark in PAUSES)
        or len(run) >= 28
        or (len(run) >= 3 and bool(atom.mark) and atom.mark in BARS)
        or (len(run) >= 3 and atom.gap == "wide")
        or (before.kind in ("link", "mail", "handle") and atom.kind == "arabic")
    )


def _is_finished(run: list[Atom]) -> bool:
    """Whether a run ends as a sentence does: in a stop and what closes there, with something before that is no mark."""
    stop = len(run) - 1
    while stop >= 0 and run[stop].mark and run[stop].mark in CLOSERS:
        stop -= 1
    return (
        stop >= 0
        and bool(run[stop].mark)
        and run[stop].mark in SENTENCE_ENDS
        and any(atom.kind != "mark" for atom in run[:stop])
    )


def _headings(atoms: list[Atom]) -> Iterator[int]:
    """Where the phrases begin that announce fields, topics or links: those of two words, or with a colon behind."""
    at = 0
    while at < len(atoms):
        number, end, words = longest(atoms, at, shipped(*CATEGORIES_OF_HEADINGS)) if atoms[at].is_word else (0, at, 0)
        behind = atoms[end] if end < len(atoms) else None
        colon = behind is not None and behind.mark == ":" and behind.letters == 1 and not behind.breaks
        if number in HEADINGS and (words > 1 or colon):
            yield at
        at = max(end, at + 1)
