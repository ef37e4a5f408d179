"""Keeps tables with a cell a line, and cards inside an article, such as those of recipes, where cuts are not sure."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.atoms import ARABIC, GAP, KIND, LINE, MARK, NUMBER
from dedup.boilerplate.labels import BODY, FIRST_CUT, LABELS, ONE
from dedup.boilerplate.margins import best_content, best_cut
from dedup.kernel import helper

# What a table and a card are. Chosen: of all such blocks on annotated and described pages, those that were cut by less
# were content, on eight pages, and those that were cut by more were mostly menus.
_LEAST_CELLS, _WORDS_OF_CELL = 5, 4
_LEAST_LINES, _WORDS_OF_LINE = 4, 3
_LEAST_ABOVE = 15  # atoms of body: what stands above an article is a menu
_LEAST_NUMBERS = 2  # cells of numbers alone that stay, beside which the first cell of a table is none of metadata
_SURE = 4 * ONE  # by so much, on average, the cut of a line scores more than content where it is sure
_CERTAIN = 16 * ONE  # by so much only where a wording of the user's or the markup says so
_LISTED = tuple(LABELS.index(label) for label in ("nav", "other", "tags"))


@helper
def keep_cells(rows: Any, labels: Any, scores: Any, first: Any, last: Any, price: Any) -> None:
    """Relabel as body, in place, what is cut but not surely in tables and then in cards of the page `first:last`.

    `price` is added to the scores of content.
    """
    _keep_tables(rows, labels, scores, first, last, price)
    _keep_cards(rows, labels, scores, first, last, price)


@helper
def _keep_tables(rows: Any, labels: Any, scores: Any, first: Any, last: Any, price: Any) -> None:
    """Relabel as body, in place, the cuts between cells of the tables of the page of atoms `first:last`, if not sure.

    A table has five lines or more of one to four words or numbers, half of which are content. A first cell of numbers
    alone needs no cell before it where two others such are content.
    """
    at = first
    while at < last:
        end, lines, content, numbers = at, 0, 0, 0
        while end < last:
            cell = _line_end(rows, end, last)
            words = _words_of(rows, end, cell)
            if not 0 < words <= _WORDS_OF_CELL:
                break
            stays = labels[end] < FIRST_CUT
            lines, content = lines + 1, content + stays
            numbers += stays and _is_number(rows, end, cell)
            end = cell
        if lines >= _LEAST_CELLS and 2 * content >= lines:
            _keep_between(rows, labels, scores, at, end, numbers >= _LEAST_NUMBERS, price)
        at = end if lines else _line_end(rows, at, last)


@helper
def _keep_between(rows: Any, labels: Any, scores: Any, at: Any, last: Any, of_numbers: Any, price: Any) -> None:
    """Relabel as body, in place, the lines of `at:last` that are cut, but not surely, between two of content.

    `of_numbers`: also a first line of numbers alone, with nothing before it.
    """
    is_behind = of_numbers and _is_number(rows, at, _line_end(rows, at, last))
    while at < last:
        end = at
        while end < last and labels[end] >= FIRST_CUT and not _is_sure(rows, scores, end, last, price):
            end = _line_end(rows, end, last)
        stays = end < last and labels[end] < FIRST_CUT
        if is_behind and stays:
            labels[at:end] = BODY
        is_behind = stays
        at = _line_end(rows, end, last) if end < last else last


@helper
def _words_of(rows: Any, at: Any, last: Any) -> Any:
    """The number of words and numbers of the line `at:last`; 0 where it has anything else but one mark."""
    words = 0
    for place in range(at, last):
        if rows[place, KIND] not in (ARABIC, NUMBER, MARK):
            return 0
        words += rows[place, KIND] != MARK
    return words if last - at <= words + 1 else 0


@helper
def _is_number(rows: Any, at: Any, last: Any) -> Any:
    """Whether the line `at:last`, of words, numbers and marks, has no word."""
    words = 0
    for place in range(at, last):
        words += rows[place, KIND] == ARABIC
    return words == 0


@helper
def _keep_cards(rows: Any, labels: Any, scores: Any, first: Any, last: Any, price: Any) -> None:
    """Relabel as body, in place, the cuts in the cards of the page of atoms `first:last`.

    A card has four lines or more of one to three words or numbers, which are content, or cut as menus, topics or other,
    but not surely; a line that begins with a number follows one without a number; and fifteen atoms of body stand
    above.
    """
    at, above = first, 0
    while at < last:
        end, lines, has_value = _card(rows, labels, scores, at, last, price)
        if lines >= _LEAST_LINES and has_value and above >= _LEAST_ABOVE:
            for place in range(at, end):
                labels[place] = BODY if labels[place] >= FIRST_CUT else labels[place]
        end = end if lines else _line_end(rows, at, last)
        for place in range(at, end):
            above += labels[place] == BODY
        at = end


@helper
def _card(rows: Any, labels: Any, scores: Any, at: Any, last: Any, price: Any) -> Any:
    """The end of the run of a card's lines that begins at an atom, their number, and whether a value follows one."""
    lines, has_value, is_label = 0, False, False
    while at < last:
        end = _line_end(rows, at, last)
        numbers, is_cut, fits = 0, False, True
        for place in range(at, end):
            numbers += rows[place, KIND] == NUMBER
            is_cut |= labels[place] >= FIRST_CUT
            fits &= labels[place] < FIRST_CUT or labels[place] in _LISTED
        words = _words_of(rows, at, end)
        if not fits or not 0 < words <= _WORDS_OF_LINE or (is_cut and _is_sure(rows, scores, at, last, price)):
            break
        has_value |= is_label and rows[at, KIND] == NUMBER
        is_label = numbers == 0
        lines += 1
        at = end
    return at, lines, has_value


@helper
def _line_end(rows: Any, at: Any, last: Any) -> Any:
    """The atom after the line of the atom `at`, at most `last`."""
    end = at + 1
    while end < last and rows[end, GAP] < LINE:
        end += 1
    return end


@helper
def _is_sure(rows: Any, scores: Any, at: Any, last: Any, price: Any) -> Any:
    """Whether the line that begins at an atom is surely cut: by `_SURE` on average, or by `_CERTAIN` at one atom.

    `price` is added to the scores of content.
    """
    end = _line_end(rows, at, last)
    total = np.int64(0)
    for place in range(at, end):
        margin = np.int64(best_cut(scores, place)) - best_content(scores, place) - price
        if margin >= _CERTAIN:
            return True
        total += margin
    return total >= _SURE * (end - at)
