"""Labels in Latin letters on an Arabic page: a word in another script that the page says nowhere else."""

from __future__ import annotations

import re

from dedup.boilerplate.buttons import is_furniture
from dedup.boilerplate.lines import SENTENCE, SENTENCE_WORDS
from dedup.boilerplate.page import PageUnits
from dedup.boilerplate.pieces import Unit

_LABEL = re.compile(r"[a-z]{3,}(?:[ ][a-z]{2,}){0,2}")
_WORD = re.compile(r"[a-z]{4,}")
_FUSED = re.compile(r"[a-z]{4,}(?:[ ][a-z]{2,})?(?=[ء-ي«])")
_LEAD = re.compile(r"[a-z]{3,}[ ]+(?:[a-z]{2,}[ ]+){0,3}(?=[ء-ي])")
_HANGING = re.compile(r"(?:(?<=[ء-ي]{3}[.؟!])|(?<=[.؟!][»\")]))[a-z]{4,}$")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LIKELY, _SURE = 0.72, 0.75


def take_foreign(page: PageUnits) -> None:
    """Cut such labels on lines of their own, behind a sentence, and run into the text behind them.

    Only on pages that hold other furniture: encyclopedias are full of such words.
    """
    edges = {unit.text[0] for unit in page.units} | {unit.text[-1] for unit in page.units}
    if _LETTERS.isdisjoint(edges) or not any(map(is_furniture, page.units)):
        return
    _take_lines(page)
    told = False
    index = 0
    while index < len(page.units):
        unit = page.units[index]
        if told and unit.piece.is_prose:
            _take_opening(page, index)
        told = told or unit.is_paragraph
        if page.units[index].piece.is_prose:
            _take_ending(page, index)
        index += 1


def _take_lines(page: PageUnits) -> None:
    """A line between paragraphs that is the only one of its kind (several are terms, or names in a list), or furniture
    below them.
    """
    latin = [
        i for i, unit in enumerate(page.units) if unit.text[0] <= "z" and unit.alone and _LABEL.fullmatch(unit.text)
    ]
    inside = [i for i in latin if _are_paragraphs(page.units[max(0, i - 1) : i + 2 : 2])]
    for index in latin:
        lone = inside == latin == [index]
        if (lone or _is_below_text(page, index)) and _is_strange(page, page.units[index].text):
            page.label(index, "ad", "latin-label", _LIKELY)


def _are_paragraphs(units: list[Unit]) -> bool:
    return len(units) > 1 and all(unit.is_paragraph for unit in units)


def _is_below_text(page: PageUnits, index: int) -> bool:
    """Whether a paragraph or furniture stands right above, and furniture right below."""
    above, below = page.units[max(0, index - 1)], page.units[min(index + 1, len(page.units) - 1)]
    text = any(unit.is_paragraph for unit in page.units[:index])
    return text and (above.is_paragraph or is_furniture(above)) and is_furniture(below)


def _take_opening(page: PageUnits, index: int) -> None:
    """What is run into the text behind it, or begins a line of furniture; what it announces is settled later."""
    unit = page.units[index]
    if not (unit.first and "a" <= unit.text[0] <= "z"):
        return
    match = _FUSED.match(unit.text) or (_LEAD.match(unit.text) if unit.line is None and unit.last else None)
    if match and _is_strange(page, match.group()):
        announces = match.re is _FUSED and not unit.form.is_finished
        page.split(index, unit.piece.start + match.end())
        page.label(index, "related_head" if announces else "ad", "latin-label", _SURE)


def _take_ending(page: PageUnits, index: int) -> None:
    """A word behind the last sentence; right behind a stop, Arabic must stand before it: `alghad.jo` is no ending."""
    unit = page.units[index]
    if unit.form.shape & SENTENCE or not "a" <= unit.text[-1] <= "z" or unit.form.words <= SENTENCE_WORDS:
        return
    start = unit.ending.start - unit.piece.start if unit.ending else 0
    hanging = _HANGING.search(unit.text)
    if hanging:
        start = hanging.start()
    if start and (hanging or _WORD.fullmatch(unit.text, start)) and _is_strange(page, unit.text[start:]):
        page.split(index, unit.piece.start + start)
        page.label(index + 1, "ad", "latin-label", _LIKELY)


def _is_strange(page: PageUnits, text: str) -> bool:
    """Whether the page says the words nowhere else: no name that the article is about."""
    return page.text.count(text.rstrip(" ")) == 1
