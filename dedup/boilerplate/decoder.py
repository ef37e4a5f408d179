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
from dedup.boilerplate.labels import APPENDED, BODY, CONTENT, LABELS, METADATA, ONE, SUBHEAD, TITLE
from dedup.kernel import INT64S, helper, kernel

_COUNT, _METADATA_END = len(LABELS), CONTENT + len(METADATA)
_MERGED = _COUNT - APPENDED  # states of the decoder: a content label of the host and of appended articles is one
_RELATED_HEAD, _RELATED_ITEM = LABELS.index("related_head"), LABELS.index("related_item")
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
_SCORES = "Array(int32, 2, 'C', True)"
_MOST_FOR_APPENDED = 4 * ONE
"""The most that one atom counts for or against an appended article, in 1/2048. Chosen."""
_LEAST_FOR_APPENDED = 20 * ONE
"""The least sum over all content from a place on for which it begins an appended article, in 1/2048: five sure words.
Measured on pages left out of training: no appended article has less.
"""
_EARLY = 40
"""The atoms of content from there on that must count for it by one, on average. Chosen: of the pages with one article
that were parted, a third had text of the host there.
"""
_LEAST_OF_HEADLINE = 5, 3 * ONE, 3 * ONE
"""What a headline needs to begin an article without a cut beside it: its atoms; by how much they score more as a
title than as other content, and as an appended article than as the host (with the text below), in 1/2048, on average.
Measured on pages left out of training: nine in ten glued articles have it, subheadings do not; where a page of a
publisher is parted so, it is mostly a round-up whose items have headlines of their own.
"""
_LEAST_ABOVE = 15
"""The atoms of body above the heading of links that are a text, and no caption or kicker. Chosen."""


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


@kernel(_SCORES)
def summed_margins(scores: Any) -> Any:
    """Prefix sums over all atoms of the best score of a cut minus that of content, in 1/2048: int64 (a + 1,)."""
    found = np.zeros(len(scores) + 1, np.int64)
    for at in range(len(scores)):
        content, cut = scores[at, 0], scores[at, CONTENT]
        for label in range(1, CONTENT):
            content = max(content, scores[at, label])
        for label in range(CONTENT + 1, _COUNT):
            cut = max(cut, scores[at, label])
        found[at + 1] = found[at] + cut - content
    return found


@helper
def _under_headline(labels: Any, at: Any, last: Any) -> Any:
    """The label of the atom behind the headline that begins at `at`; BODY where none begins or it ends at `last`."""
    if labels[at] != TITLE or labels[at - 1] == TITLE:
        return BODY
    while at < last and labels[at] == TITLE:
        at += 1
    return labels[at] if at < last else BODY


@helper
def _is_metadata(label: Any) -> Any:
    """Whether a label is one of metadata."""
    return CONTENT <= label < _METADATA_END


@helper
def _number_articles(labels: Any, articles: Any, scores: Any, first: Any, last: Any) -> None:
    """Number in `articles`, in place, those of the page of atoms `first:last`: the host 1, appended ones from 2 on.

    The first appended one begins where content follows a cut, at a headline that a cut follows, or at one that
    `_is_headline_alone`: of these places, at the one from which on content scores most for appended articles, more
    than 20 `ONE` in all, if it does so at once; without one all content is the host's. From there on, each headline
    begins another that is over metadata such as a date, right after the heading of related links, or alone. Content of
    one without body is relabelled, see `_number_article`.
    """
    total = np.int64(0)
    for at in range(first, last):
        if labels[at] < CONTENT:
            articles[at] = 1
            total += _for_appended(scores, at)
    best, place = np.int64(_LEAST_FOR_APPENDED), -1
    behind, host, body = total, False, False
    for at in range(first, last):
        if labels[at] >= CONTENT:
            continue
        if host and behind > best:
            beside = labels[at - 1] >= CONTENT or _under_headline(labels, at, last) >= CONTENT
            begins = beside or (body and _is_headline_alone(labels, scores, at, last))
            if begins and _looks_appended(labels, scores, at, last):
                best, place = behind, at
        behind -= _for_appended(scores, at)
        host = True
        body |= labels[at] == BODY
    if place < 0:
        return
    number, begin, body = 1, place, labels[place] == BODY
    for at in range(place + 1, last + 1):
        if at == last or (
            labels[at] == TITLE
            and (
                labels[at - 1] == _RELATED_HEAD
                or _is_metadata(_under_headline(labels, at, last))
                or (body and _is_headline_alone(labels, scores, at, last))
            )
        ):
            number += _number_article(labels, articles, begin, at, number + 1)
            begin, body = at, False
        body |= at < last and labels[at] == BODY


@helper
def _complete_lists(labels: Any, articles: Any, first: Any, last: Any) -> None:
    """Relabel as items of links, in place, what stands right behind their heading on the page of atoms `first:last`.

    Behind some body, that is a headline or a subheading of the host: its own headline stands before its body, and its
    subheadings do not stand under the heading of links.
    """
    body = 0
    for at in range(first + 1, last):
        body += labels[at - 1] == BODY
        label = labels[at]
        if body < _LEAST_ABOVE or labels[at - 1] != _RELATED_HEAD or label not in (TITLE, SUBHEAD) or articles[at] != 1:
            continue
        end = at
        while end < last and labels[end] == label:
            labels[end], articles[end] = _RELATED_ITEM, 0
            end += 1


@helper
def _is_headline_alone(labels: Any, scores: Any, at: Any, last: Any) -> Any:
    """Whether a headline begins at `at` that shows by itself, over its text, that another article begins.

    It must have at least five atoms, body right behind it, and score clearly more as a title than as other content and,
    with up to 40 atoms of that body, clearly more as an appended article than as the host: see `_LEAST_OF_HEADLINE`.
    """
    if labels[at] != TITLE or labels[at - 1] == TITLE:
        return False
    least, least_title, least_appended = _LEAST_OF_HEADLINE
    end, title, appended = at, np.int64(0), np.int64(0)
    while end < last and labels[end] == TITLE:
        own = max(scores[end, TITLE], scores[end, APPENDED + TITLE])
        other = max(scores[end, BODY], scores[end, APPENDED + BODY])
        title += own - max(other, max(scores[end, SUBHEAD], scores[end, APPENDED + SUBHEAD]))
        appended += _for_appended(scores, end)
        end += 1
    count = end - at
    if count < least or end == last or labels[end] != BODY or title < count * least_title:
        return False
    while end < last and labels[end] == BODY and end < at + count + _EARLY:
        appended += _for_appended(scores, end)
        end += 1
    return appended >= (end - at) * least_appended


@helper
def _looks_appended(labels: Any, scores: Any, at: Any, last: Any) -> Any:
    """Whether content from `at` on scores on average at least `ONE` more for an appended article than for the host.

    At most the first 40 atoms of content count; cuts between them are skipped.
    """
    total, count = np.int64(0), 0
    while at < last and count < _EARLY:
        if labels[at] < CONTENT:
            total += _for_appended(scores, at)
            count += 1
        at += 1
    return total >= count * ONE


@helper
def _number_article(labels: Any, articles: Any, begin: Any, end: Any, number: Any) -> Any:
    """Give the content of the atoms `begin:end` the article `number`, in place, if some of it is body; returns whether.

    If not, the content is relabelled as items of a list of links, with the article 0.
    """
    told = False
    for at in range(begin, end):
        told |= labels[at] == BODY
    for at in range(begin, end):
        if labels[at] < CONTENT:
            articles[at] = number if told else 0
            labels[at] = labels[at] if told else _RELATED_ITEM
    return told


@helper
def _for_appended(scores: Any, at: Any) -> Any:
    """How much more an atom scores as content of an appended article than of the host, in 1/2048, at most ±8192."""
    host, appended = scores[at, 0], scores[at, APPENDED]
    for label in range(1, APPENDED):
        host, appended = max(host, scores[at, label]), max(appended, scores[at, APPENDED + label])
    return max(-_MOST_FOR_APPENDED, min(_MOST_FOR_APPENDED, appended - host))


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
def _cost(rows: Any, at: Any, opens: Any, costs: Any) -> Any:
    """The cost of a change of label before atom `at`; `opens` says whether a segment starts there.

    `costs`, by place: 0 at a new line, 1 at the start of a segment, 2 between atoms without a space, 3 after a space,
    4 between known words run together, 5 before or behind a comma. NEVER before a colon. Without a space, NEVER inside
    a word, inside of numbers that a mark joins (24/12/2025), between a number and a single letter (2022م, و40), behind
    the full stop of an abbreviation (و.م.ع), and before a mark that ends a sentence or closes a quotation or bracket.
    Where several apply, the first of 0, NEVER before a colon, 4, NEVER, 5, 1 counts.
    """
    row = rows[at]
    if row[GAP] >= LINE:
        return costs[0]
    if at and row[KIND] == MARK and row[VALUE] == 0x3A and row[LETTERS] == 1:
        return np.int64(NEVER)  # a colon belongs to what it follows
    if row[GAP] == GLUED and at:
        if row[JOIN] == KNOWN_WORDS:
            return costs[4]
        if row[JOIN] == WHOLE and row[KIND] < MARK and rows[at - 1, KIND] < MARK:
            return np.int64(NEVER)  # inside a word
        if _is_of_number(rows, at, at - 1) or _is_of_number(rows, at - 1, at):
            return np.int64(NEVER)
        if _in_figures(rows, at):
            return np.int64(NEVER)  # a date, a time, a decimal
        if _in_abbreviation(rows, at):
            return np.int64(NEVER)
        if row[KIND] == MARK and (ends_sentence(row[VALUE]) or closes(row[VALUE])):
            return np.int64(NEVER)  # a full stop belongs to what it ends
    if at and (_is_comma(row) or _is_comma(rows[at - 1])):
        return costs[5]
    if opens:
        return costs[1]
    return costs[2] if row[GAP] == GLUED else costs[3]


@helper
def _is_body(scores: Any, first: Any, last: Any, price: Any) -> Any:
    """Whether no label scores more than the body at any of the atoms `first:last`: then no cost leads away from it."""
    for at in range(first, last):
        content, cut = max(scores[at, SUBHEAD], scores[at, APPENDED + SUBHEAD]), scores[at, CONTENT]
        content = max(content, max(scores[at, TITLE], scores[at, APPENDED + TITLE]))
        for label in range(CONTENT + 1, _COUNT):
            cut = max(cut, scores[at, label])
        if max(content + price, np.int64(cut)) > max(scores[at, BODY], scores[at, APPENDED + BODY]) + price:
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


@kernel("Array(int32, 2, 'C', True)", INT64S, INT64S, INT64S, _SCORES, INT64S, INT64S)
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
                own[label] = max(scores[at, label], scores[at, label + APPENDED]) + prices[page]
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
            from_cut = best[cut] - (cost if cost == NEVER else min(cost, costs[2]))
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
        _number_articles(labels, articles, scores, first, last)
        _complete_lists(labels, articles, first, last)
    return labels, articles
