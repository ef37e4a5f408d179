"""Keeps cards inside an article, such as those of recipes: labels and values on lines of their own."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.atoms import ARABIC, GAP, KIND, LINE, MARK, NUMBER
from dedup.boilerplate.labels import APPENDED, BODY, CONTENT, LABELS, ONE, SUBHEAD, TITLE
from dedup.kernel import helper

# What a card is. Chosen: of all blocks of such lines on annotated and described pages those that were cut by less were
# content, on three pages, and those that were cut by more were menus.
_MOST_WORDS = 3  # of a line
_LEAST_LINES = 4
_LEAST_ABOVE = 15  # atoms of body: what stands above an article is a menu
_SURE = 4 * ONE  # by so much, on average, a cut scores more than content where it is sure

_LISTED = tuple(LABELS.index(label) for label in ("nav", "other", "tags", "pubdate"))


@helper
def keep_cards(rows: Any, labels: Any, scores: Any, first: Any, last: Any, price: Any) -> None:
    """Relabel as body, in place, the cuts that are not sure in the cards of the page of atoms `first:last`.

    A card has four lines or more of one to three words or numbers, which are content, menus, topics, dates or other
    cuts; a line that begins with a number follows one without a number; and fifteen atoms of body stand above it.
    `price` is added to the scores of content.
    """
    at, above = first, 0
    while at < last:
        end, lines, has_value = _card(rows, labels, at, last)
        if lines >= _LEAST_LINES and has_value and above >= _LEAST_ABOVE:
            _keep_unsure(labels, scores, at, end, price)
        end = end if lines else _line_end(rows, at, last)
        for place in range(at, end):
            above += labels[place] == BODY
        at = end


@helper
def _card(rows: Any, labels: Any, at: Any, last: Any) -> Any:
    """The end of the run of short lines that begins at an atom, their number, and whether a value follows a label."""
    lines, has_value, is_label = 0, False, False
    while at < last:
        end = _line_end(rows, at, last)
        words = numbers = 0
        for place in range(at, end):
            words += rows[place, KIND] == ARABIC
            numbers += rows[place, KIND] == NUMBER
            is_cell = rows[place, KIND] in (ARABIC, NUMBER, MARK)
            if not is_cell or (labels[place] >= CONTENT and labels[place] not in _LISTED):
                return at, lines, has_value
        if not 0 < words + numbers <= _MOST_WORDS or end - at > words + numbers + 1:
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
def _keep_unsure(labels: Any, scores: Any, at: Any, last: Any, price: Any) -> None:
    """Relabel as body, in place, each run of one cut in `at:last` that scores less than `_SURE` more than content."""
    while at < last:
        end, margin = at, np.int64(0)
        while end < last and labels[end] == labels[at]:
            content = max(scores[end, BODY], scores[end, APPENDED + BODY])
            content = max(content, max(scores[end, TITLE], scores[end, APPENDED + TITLE]))
            content = max(content, max(scores[end, SUBHEAD], scores[end, APPENDED + SUBHEAD]))
            cut = scores[end, CONTENT]
            for label in range(CONTENT + 1, len(LABELS)):
                cut = max(cut, scores[end, label])
            margin += np.int64(cut) - content - price
            end += 1
        if labels[at] >= CONTENT and margin < _SURE * (end - at):
            labels[at:end] = BODY
        at = end
