"""What a crawl repeats on lines of its own, where it has run into the line that it opens."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dedup.boilerplate.joins import is_word
from dedup.boilerplate.page import PageUnits
from dedup.boilerplate.pieces import Unit
from dedup.boilerplate.repetition import OVER, Evidence, kind_of

_BEFORE, _BEHIND = re.compile(r"[^\W\d_]+$"), re.compile(r"[^\W\d_]+")
_LEAST = 3
_GAP = re.compile(r"[ ]*:?[ ]*")


def take_fused(page: PageUnits, openings: Sequence[tuple[int, int, int]], evidence: Evidence, source: str) -> None:
    """Cut repeated headings and labels at the start of a line that goes on as something else.

    `openings` as `scan.find_openings` gives them: start of the line, end of what is repeated, its key.
    """
    ends: dict[int, list[tuple[int, int]]] = {}
    for start, end, key in openings:
        ends.setdefault(start, []).append((end, key))
    for index in range(len(page.units) - 1, 0, -1):
        unit = page.units[index]
        if not unit.piece.is_prose or unit.piece.start not in ends:
            continue
        for end, key in sorted(ends[unit.piece.start], reverse=True):
            if _cut(page, index, end, kind_of(key), f"source={source},docs={evidence.of_key(key, source)}"):
                break


def _cut(page: PageUnits, index: int, end: int, kind: int, where: str) -> bool:
    """Cut the unit behind what is repeated, where that is no part of a word or a sentence."""
    unit = page.units[index]
    gap = _GAP.match(page.text, end, unit.piece.end)
    behind = gap.end() if gap else end
    if behind >= unit.piece.end:
        beside = unit.line is None and kind != OVER  # all that other furniture leaves of its line
        if beside:
            page.label(index, "repeated_line", f"repeated-line:{where}", 0.85)
        return beside
    if not (_is_glued(unit, end) or (kind == OVER and page.text[end] in " :" and not unit.form.is_finished)):
        return False
    page.split(index, behind)
    if kind == OVER:
        page.label(index, "related_head", f"repeated-heading:{where}", 0.85)
        page.units[index].piece.risk = "low"  # no mark behind it is needed
    else:
        page.label(index, "repeated_line", f"repeated-opening:{where}", 0.85)
    return True


def _is_glued(unit: Unit, end: int) -> bool:
    """Whether `end` is where two words have lost the blank between them, not a place inside one word."""
    at = end - unit.piece.start
    before, behind = _BEFORE.search(unit.text[:at]), _BEHIND.match(unit.text, at)
    if before is None or behind is None or len(before.group()) < _LEAST:
        return False
    return is_word(behind.group()) and not is_word(before.group() + behind.group())
