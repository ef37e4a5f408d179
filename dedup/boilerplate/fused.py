"""What a crawl repeats on lines of its own, where it has run into the line that it opens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from dedup.boilerplate.joins import is_word
from dedup.boilerplate.page import PageUnits
from dedup.boilerplate.repetition import LABEL, LINE, OVER, TAIL, Evidence
from dedup.boilerplate.scan import opening_hashes

_REACH = 40
"""No heading or label that repeats is longer."""
_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+")


def take_fused(page: PageUnits, evidence: Evidence, source: str) -> None:
    """Headings and labels of the source at the start of a line that goes on as something else."""
    for index in range(len(page.units) - 1, 0, -1):
        unit = page.units[index]
        if not (unit.piece.is_prose and unit.first):
            continue
        if unit.line is None and unit.last and unit.form.words <= _WORDS:
            _take_beside_furniture(page, index, evidence, source)
            continue
        place, kind, pages = _opening(page, index, evidence, source)
        if kind == OVER:
            page.split(index, place)
            page.label(index, "related_head", f"repeated-heading:source={source},docs={pages}", 0.85)
            page.units[index].piece.risk = "low"  # no mark behind it is needed
        elif place:
            page.split(index, place)
            page.label(index, "repeated_line", f"repeated-opening:source={source},docs={pages}", 0.85)


def _take_beside_furniture(page: PageUnits, index: int, evidence: Evidence, source: str) -> None:
    """All the words that furniture leaves of a line, where the source repeats them elsewhere."""
    unit = page.units[index]
    whole = max(opening_hashes(unit.text), default=(0, 0))[1]
    pages = max(evidence.documents(kind, whole, source) for kind in (LINE, LABEL, TAIL))
    if pages and not unit.form.is_remark:
        page.label(index, "repeated_line", f"repeated-line:source={source},docs={pages}", 0.85)


def _opening(page: PageUnits, index: int, evidence: Evidence, source: str) -> tuple[int, int, int]:
    """Where the words behind a repeated opening begin, its kind, on how many pages it stands; zeros for none."""
    unit = page.units[index]
    begun = unit.text[:_REACH]
    joins = set(_joins(begun))
    if not joins and unit.form.is_finished:
        return 0, 0, 0
    for at, state in opening_hashes(begun):
        glued = at in joins
        if not glued and (unit.form.is_finished or unit.text[at : at + 1] not in (" ", ":")):
            continue
        for kind in (OVER, LABEL, TAIL) if glued else (OVER,):
            pages = evidence.documents(kind, state, source)
            if pages:
                between = len(unit.text) - at - len(unit.text[at:].lstrip(" :"))
                return unit.piece.start + at + between, kind, pages
    return 0, 0, 0


def _joins(begun: str) -> Iterator[int]:
    """Places in the first words of a line where a word may begin that has lost the blank before it."""
    for word in islice(_WORD.finditer(begun), _WORDS):
        letters = word.group()
        if not is_word(letters):
            yield from (word.start() + at for at in range(2, len(letters) - 1) if is_word(letters[at:]))
