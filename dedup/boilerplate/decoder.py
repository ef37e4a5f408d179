"""Finds the best sequence of labels of a page from the scores of its atoms, and numbers its articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import (
    FIRST,
    GAP,
    GLUED,
    JOIN,
    KIND,
    KNOWN_WORDS,
    LETTERS,
    LINE,
    MARK,
    NUMBER,
    VALUE,
    WHOLE,
    Atoms,
    closes,
    ends_sentence,
    tag_end,
)
from dedup.boilerplate.cards import keep_cells
from dedup.boilerplate.labels import APPENDED, BODY, LABELS
from dedup.boilerplate.margins import best_content, best_cut, either
from dedup.boilerplate.numbering import complete_lists, number_articles
from dedup.kernel import INT32_ROWS, INT64S, helper, kernel

_MERGED = len(LABELS) - APPENDED  # states of the decoder: a content label of the host and of appended articles is one
_AT_LINE, _AT_SEGMENT, _WITHOUT_SPACE, _BEHIND_SPACE, _BETWEEN_KNOWN, _AT_COMMA = range(6)
COSTS = (300, 1500, 3000, 9000, 9000, 10000)
"""The cost, in 1/2048, of a change of label before an atom: at a new line, at a new segment, without a space, after a
space, between two known words without a space, and beside a comma. Chosen: measured with
`python -m dedup.boilerplate.training` on publishers left out, half or twice as much changes the scores by less than a
point; with 6000 after a space, more sentences were cut in their middle. From one cut to another no change costs more
than one without a space (`رويترز|إقرأ أيضا`), since no prose is at stake there. Measured on described sites left out of
training: of a thousand dates, and of a thousand sources, 11 more are read right, 4 more bylines, and 4 fewer lists of
topics.
"""
NEVER = 1 << 40
"""A cost, in 1/2048, that no page outweighs."""


class Decoded(NamedTuple):
    """For each atom its label, and its article: 1 the host, 2 and up appended ones, 0 what is cut. (a,) each."""

    labels: NDArray[np.int64]
    articles: NDArray[np.int64]


def decode(
    atoms: Atoms, scores: NDArray[np.int32], price: int | NDArray[np.int64], costs: Sequence[int] = COSTS
) -> Decoded:
    """Label the atoms of n pages, each page by itself, and number its articles.

    `scores` (a, labels): from the labeller. `price`: added to the scores of content, one number or one a page (n,).
    `costs`: of changes of the label, as in COSTS. Scores, price and costs are in 1/2048. Content of appended articles
    has the labels of the host; only its article tells.
    """
    prices = np.full(len(atoms.bounds) - 1, price, dtype=np.int64)
    firsts = np.ascontiguousarray(atoms.segments[:, FIRST])
    changes = np.array(costs, dtype=np.int64)
    return Decoded(*_decode(atoms.rows, firsts, atoms.atom_bounds, atoms.segment_bounds, scores, prices, changes))


@helper
def _in_figures(rows: Any, at: Any) -> Any:
    """Whether the place before atom `at` is beside one of . , / : - that joins two numbers: 24/12/2025, 10:45, 3.5."""
    joint = at if rows[at, KIND] == MARK else at - 1
    if joint < 1 or joint + 1 >= len(rows) or rows[joint, KIND] != MARK or rows[joint, LETTERS] != 1:
        return False
    if rows[joint - 1, KIND] != NUMBER or rows[joint + 1, KIND] != NUMBER:
        return False
    # . , / : -
    joins = rows[joint, VALUE] in (0x2E, 0x2C, 0x2F, 0x3A, 0x2D)
    return joins and rows[joint, GAP] == GLUED and rows[joint + 1, GAP] == GLUED


@helper
def _is_of_number(rows: Any, one: Any, number: Any) -> Any:
    """Whether the atom `one` is a single letter, such as an era or a conjunction, and the atom `number` is a number."""
    return rows[one, KIND] < NUMBER and rows[one, LETTERS] == 1 and rows[number, KIND] == NUMBER


@helper
def _in_abbreviation(rows: Any, at: Any) -> Any:
    """Whether the place before atom `at` is behind a full stop between two single letters without spaces: `و.م.ع`."""
    if at < 2 or rows[at, GAP] != GLUED or rows[at - 1, GAP] != GLUED:
        return False
    stop = rows[at - 1, KIND] == MARK and rows[at - 1, VALUE] == 0x2E and rows[at - 1, LETTERS] == 1
    first, second = rows[at - 2], rows[at]
    return stop and first[KIND] < NUMBER and second[KIND] < NUMBER and first[LETTERS] == second[LETTERS] == 1


@helper
def _is_comma(row: Any) -> Any:
    """Whether an atom is a comma or a semicolon, after which a sentence goes on."""
    return row[KIND] == MARK and row[VALUE] in (0x2C, 0x60C, 0x3B, 0x61B)


@helper
def _is_inseparable(rows: Any, at: Any) -> Any:
    """Whether atom `at`, with no space before it, belongs to the atom before.

    It does inside a word, in numbers that a mark joins (24/12/2025), between a number and a single letter (2022م,
    و40), behind the full stop of an abbreviation (و.م.ع), and before a mark that ends a sentence or closes a quotation
    or bracket.
    """
    row = rows[at]
    if row[JOIN] == WHOLE and row[KIND] < MARK and rows[at - 1, KIND] < MARK:
        return True  # inside a word
    if _is_of_number(rows, at, at - 1) or _is_of_number(rows, at - 1, at):
        return True
    if _in_figures(rows, at) or _in_abbreviation(rows, at):
        return True  # a date, a time, a decimal; an abbreviation
    return row[KIND] == MARK and (ends_sentence(row[VALUE]) or closes(row[VALUE]))


@helper
def _cost(rows: Any, at: Any, opens: Any, costs: Any) -> Any:
    """The cost of a change of label before atom `at`; `opens` says whether a segment starts there.

    `costs` is as `COSTS`. Where several places apply, the first of these counts: at a new line; before a colon, NEVER;
    between known words run together; where atoms are inseparable, NEVER; beside a comma; at the start of a segment.
    """
    row = rows[at]
    if row[GAP] >= LINE:
        return costs[_AT_LINE]
    if at and row[KIND] == MARK and row[VALUE] == 0x3A and row[LETTERS] == 1:
        return np.int64(NEVER)  # a colon belongs to what it follows
    if row[GAP] == GLUED and at:
        if row[JOIN] == KNOWN_WORDS:
            return costs[_BETWEEN_KNOWN]
        if _is_inseparable(rows, at):
            return np.int64(NEVER)
    if at and (_is_comma(row) or _is_comma(rows[at - 1])):
        return costs[_AT_COMMA]
    if opens:
        return costs[_AT_SEGMENT]
    return costs[_WITHOUT_SPACE] if row[GAP] == GLUED else costs[_BEHIND_SPACE]


@helper
def _is_body(scores: Any, first: Any, last: Any, price: Any) -> Any:
    """Whether no label scores more than the body at any of the atoms `first:last`: then no cost leads away from it."""
    for at in range(first, last):
        best = max(best_content(scores, at) + price, np.int64(best_cut(scores, at)))
        if best > either(scores, at, BODY) + price:
            return False
    return True


@helper
def _best_of(best: Any, first: Any, last: Any) -> Any:
    """The first of the labels `first:last` with the highest of the sums in `best`."""
    found = first
    for label in range(first + 1, last):
        if best[label] > best[found]:
            found = label
    return found


@kernel(INT32_ROWS, INT64S, INT64S, INT64S, INT32_ROWS, INT64S, INT64S)
def _decode(
    rows: Any, firsts: Any, bounds: Any, segment_bounds: Any, scores: Any, prices: Any, costs: Any
) -> Any:  # fmt: skip
    """The arrays of `Decoded`, by Viterbi's algorithm on each page; between equal scores the label does not change.

    A content label of the host and of appended articles is one state, with the better of both scores; those of the host
    are returned. `firsts` are the first atoms of segments. Inside a tag of HTML no label changes. Most pages are all
    body at first sight, and need no search.
    """
    labels, articles = np.zeros(len(scores), np.int64), np.zeros(len(scores), np.int64)
    longest = 0
    for page in range(len(bounds) - 1):
        longest = max(longest, bounds[page + 1] - bounds[page])
    back = np.empty((longest, _MERGED), np.uint8)
    best, own = np.empty(_MERGED, np.int64), np.empty(_MERGED, np.int64)
    for page in range(len(bounds) - 1):
        first, last = bounds[page], bounds[page + 1]
        if _is_body(scores, first, last, prices[page]):
            articles[first:last] = 1
            continue
        segment, tag = segment_bounds[page] + 1, first - 1
        for at in range(first, last):
            in_tag = at <= tag
            tag = tag if in_tag else tag_end(rows, at, last)
            for label in range(APPENDED):
                own[label] = either(scores, at, label) + prices[page]
            for label in range(APPENDED, _MERGED):
                own[label] = scores[at, label + APPENDED]
            if at == first:
                for label in range(_MERGED):
                    best[label] = own[label]
                continue
            opens = segment < segment_bounds[page + 1] and firsts[segment] == at
            segment += opens
            top, cut = _best_of(best, 0, APPENDED), _best_of(best, APPENDED, _MERGED)
            top = cut if best[cut] > best[top] else top
            cost = np.int64(NEVER) if in_tag else _cost(rows, at, opens, costs)
            switched = best[top] - cost
            from_cut = best[cut] - (cost if cost == NEVER else min(cost, costs[_WITHOUT_SPACE]))
            for label in range(_MERGED):
                before, reached = (cut, from_cut) if label >= APPENDED and from_cut > switched else (top, switched)
                if best[label] >= reached:
                    back[at - first, label] = label
                    best[label] += own[label]
                else:
                    back[at - first, label] = before
                    best[label] = reached + own[label]
        top = _best_of(best, 0, _MERGED)
        for step in range(last - first):
            at = last - 1 - step
            labels[at] = top if top < APPENDED else top + APPENDED
            if at > first:
                top = back[at - first, top]
        keep_cells(rows, labels, scores, first, last, prices[page])
        number_articles(labels, articles, scores, first, last)
        complete_lists(labels, articles, first, last)
    return labels, articles
