"""Numbers the articles of a page by the labels that were decoded, and the scores of its atoms."""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.labels import APPENDED, BODY, FIRST_CUT, LABELS, METADATA, ONE, SUBHEAD, TITLE
from dedup.boilerplate.margins import best_between, either
from dedup.kernel import helper

_METADATA_END = FIRST_CUT + len(METADATA)
_RELATED_HEAD, _RELATED_ITEM = LABELS.index("related_head"), LABELS.index("related_item")
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


@helper
def number_articles(labels: Any, articles: Any, scores: Any, first: Any, last: Any) -> None:
    """Number in `articles`, in place, those of the page of atoms `first:last`: the host 1, appended ones from 2 on.

    The first appended one begins where content follows a cut, at a headline that a cut follows, or at one that
    `_is_headline_alone`: of these places, at the one from which on content scores most for appended articles, more
    than 20 `ONE` in all, if it does so at once; without one all content is the host's. From there on, each headline
    begins another that is over metadata such as a date, right after the heading of related links, or alone. Content of
    one without body is relabelled, see `_number_article`.
    """
    total = np.int64(0)
    for at in range(first, last):
        if labels[at] < FIRST_CUT:
            articles[at] = 1
            total += _for_appended(scores, at)
    best, place = np.int64(_LEAST_FOR_APPENDED), -1
    behind, host, body = total, False, False
    for at in range(first, last):
        if labels[at] >= FIRST_CUT:
            continue
        if host and behind > best:
            beside = labels[at - 1] >= FIRST_CUT or _under_headline(labels, at, last) >= FIRST_CUT
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
def complete_lists(labels: Any, articles: Any, first: Any, last: Any) -> None:
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
    return FIRST_CUT <= label < _METADATA_END


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
        title += either(scores, end, TITLE) - max(either(scores, end, BODY), either(scores, end, SUBHEAD))
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
        if labels[at] < FIRST_CUT:
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
        if labels[at] < FIRST_CUT:
            articles[at] = number if told else 0
            labels[at] = labels[at] if told else _RELATED_ITEM
    return told


@helper
def _for_appended(scores: Any, at: Any) -> Any:
    """How much more an atom scores as content of an appended article than of the host, in 1/2048, at most ±8192."""
    host, appended = best_between(scores, at, 0, APPENDED), best_between(scores, at, APPENDED, FIRST_CUT)
    return max(-_MOST_FOR_APPENDED, min(_MOST_FOR_APPENDED, appended - host))
