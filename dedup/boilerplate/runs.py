"""Runs: neighbouring atoms with one label in one article, after corrections that hold whatever was decoded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from dedup.boilerplate.atoms import (
    GAP,
    KIND,
    LETTERS,
    LINE,
    MARK,
    NUMBER,
    OTHER_SCRIPT,
    START,
    VALUE,
    Atoms,
    ends_sentence,
)
from dedup.boilerplate.decoder import Decoded
from dedup.boilerplate.labels import APPENDED, BODY, FIRST_CUT, LABELS, METADATA
from dedup.kernel import BOOLS, INT32_ROWS, INT64_ROWS, INT64S, helper, kernel

_SENTENCE_WORDS = 12
"""The least number of words of a sentence of running text. Chosen."""
_METADATA_END = FIRST_CUT + len(METADATA)
_COLON = ord(":")
_STOP = ord(".")
_LINES_OF_ONE_CUT = 24
"""The lines of the longest cut that gives way to the text that it takes. Chosen: longer ones are directories of sites.
In 19,260 pages of the corpora five have one, and none of these has a text.
"""
_PUBDATE = LABELS.index("pubdate")
_LONGEST_YEAR, _MINUTES = 4, 2  # digits
_NUMBERS_OF_A_TIME = 2


class Run(NamedTuple):
    """The atoms `first:last` of a group of pages, with their label and article; `start` is the offset of the first in
    its page.
    """

    first: int
    last: int
    start: int
    label: str
    article: int


def find_runs(atoms: Atoms, decoded: Decoded, marked: Sequence[bool]) -> Iterator[Sequence[Run]]:
    """Yield the runs of each page. Runs of all labels but the body end at line breaks.

    A colon behind a cut belongs to it. A year or a time alone, amid content, is no date of publication, unless the page
    is `marked`, which has markup that may say so. No single cut of up to 24 lines takes the only sentence of a page (12
    words or more), all its sentences or, where there are none, the whole page.
    """
    has_markup = np.array(marked, dtype=np.bool_)
    rows, bounds = _runs(atoms.rows, atoms.segments, atoms.atom_bounds, atoms.segment_bounds, *decoded, has_markup)
    sizes = np.diff(bounds)
    starts = atoms.rows[rows[:, 0], START] - np.repeat(atoms.bounds[:-1], sizes)
    firsts, lasts, labels, articles = rows.T.tolist()
    runs = map(Run, firsts, lasts, starts.tolist(), map(LABELS.__getitem__, labels), articles)
    for size in sizes.tolist():
        yield list(islice(runs, size))


@kernel(INT32_ROWS, INT64_ROWS, INT64S, INT64S, INT64S, INT64S, BOOLS)
def _runs(
    rows: Any, segments: Any, atom_bounds: Any, segment_bounds: Any, labels: Any, articles: Any, marked: Any
) -> Any:
    """The runs of all pages, (k, 4): first and last atom (half open), label, article; and where pages begin in them.

    They are corrected as `find_runs` says. Labels of appended content become those of the host. `labels` and `articles`
    are not changed. `marked` (n,): the pages with markup.
    """
    labels, articles = labels.copy(), articles.copy()
    found, count = np.empty((len(rows), 4), np.int64), 0
    bounds = np.zeros_like(atom_bounds)
    for page in range(len(atom_bounds) - 1):
        first, last = atom_bounds[page], atom_bounds[page + 1]
        _cut_colons(rows, first, last, labels, articles)
        if not marked[page]:
            _keep_years_and_times(rows, first, last, labels, articles)
        _keep_running_text(
            rows, segments[segment_bounds[page] : segment_bounds[page + 1]], first, last, labels, articles
        )
        _give_metadata_articles(first, last, labels, articles)
        for at in range(first, last):
            label = labels[at] - APPENDED if APPENDED <= labels[at] < FIRST_CUT else labels[at]
            parted = label != 0 and rows[at, GAP] >= LINE
            if at > first and not parted and found[count - 1, 2] == label and found[count - 1, 3] == articles[at]:
                found[count - 1, 1] = at + 1
                continue
            found[count, 0], found[count, 1], found[count, 2], found[count, 3] = at, at + 1, label, articles[at]
            count += 1
        bounds[page + 1] = count
    return found[:count].copy(), bounds


@helper
def _cut_colons(rows: Any, first: Any, last: Any, labels: Any, articles: Any) -> None:
    """Give colons right behind a cut on the same line its label and article, in place: no text begins with one.

    Only colons that are content, among the atoms `first:last` of a page, change.
    """
    for at in range(first + 1, last):
        colon = rows[at, KIND] == MARK and rows[at, VALUE] == _COLON and rows[at, GAP] < LINE
        if colon and labels[at] < FIRST_CUT <= labels[at - 1]:
            labels[at], articles[at] = labels[at - 1], articles[at - 1]


@helper
def _keep_years_and_times(rows: Any, first: Any, last: Any, labels: Any, articles: Any) -> None:
    """Relabel as body, in place, a year or a time alone, `2019` or `8:20`, that is cut as a date amid content.

    Of 1,789 dates of annotated pages and of pages composed from described sites, one is such a time. `first:last` are
    the atoms of a page. What stands between two articles, and so may date the second, does not change.
    """
    at = first
    while at < last:
        begin = at
        while at < last and labels[at] == _PUBDATE:
            at += 1
        if at == begin:
            at += 1
            continue
        if (begin > first and labels[begin - 1] >= FIRST_CUT) or (at < last and labels[at] >= FIRST_CUT):
            continue
        if begin > first and at < last and articles[begin - 1] != articles[at]:
            continue
        if not _is_year_or_time(rows, begin, at):
            continue
        article = articles[begin - 1] if begin > first else 1
        for one in range(begin, at):
            labels[one], articles[one] = BODY, article


@helper
def _is_year_or_time(rows: Any, first: Any, last: Any) -> Any:
    """Whether the atoms `first:last` are a number of up to four digits, or two as in `8:20`, and marks around."""
    numbers, between = 0, 0
    for at in range(first, last):
        if rows[at, KIND] == NUMBER and rows[at, LETTERS] <= _LONGEST_YEAR:
            numbers += 1
            if numbers > 1 and not (rows[at, LETTERS] == _MINUTES and rows[at - 1, VALUE] == between):
                return False
        elif rows[at, KIND] == MARK:
            between = rows[at, VALUE] if rows[at, VALUE] in (_COLON, _STOP) else 0
        else:
            return False
    return 1 <= numbers <= _NUMBERS_OF_A_TIME


@helper
def _keep_running_text(rows: Any, segments: Any, first: Any, last: Any, labels: Any, articles: Any) -> None:
    """Relabel cuts as body of the host, in place, where no running text of the page would stay.

    That is, within 24 lines: one cut that has all sentences of the page; the cuts of its only sentence; or one cut of a
    page without sentences. A sentence has at least 12 words on one line, and a mark that ends sentences in
    its last segment: commas end segments, too. Neighbouring atoms with the same label are relabelled as well.
    """
    begin, end, sentences = -1, -1, 0  # the atoms from the first to the last sentence
    low, words, ended = first, 0, True  # of the sentence so far
    for segment in range(len(segments)):
        own, high = segments[segment, 0], segments[segment, 1]
        if ended or rows[own, GAP] >= LINE:
            low, words = own, 0
        ended = False
        for at in range(own, high):
            words += rows[at, KIND] <= OTHER_SCRIPT
            ended |= rows[at, KIND] == MARK and ends_sentence(rows[at, VALUE])
        if words >= _SENTENCE_WORDS and ended:
            begin, end = low if begin < 0 else begin, high
            sentences += 1
    if begin < 0:
        begin, end = first, last
    for at in range(begin, end):
        if labels[at] < FIRST_CUT or (sentences != 1 and labels[at] != labels[begin]):
            return
    while begin > first and labels[begin - 1] == labels[begin]:
        begin -= 1
    while end < last and labels[end] == labels[end - 1]:
        end += 1
    lines = 1
    for at in range(begin + 1, end):
        lines += rows[at, GAP] >= LINE
    if lines > _LINES_OF_ONE_CUT:
        return
    for at in range(begin, end):
        labels[at], articles[at] = 0, 1


@helper
def _give_metadata_articles(first: Any, last: Any, labels: Any, articles: Any) -> None:
    """Set in `articles`, in place, the article of each atom of metadata among the atoms `first:last` of a page.

    It is the article of the nearest content atom before it, or 1, the host, where there is none. `labels` and
    `articles` int64 (a,) have the atoms of all pages.
    """
    article = 1
    for at in range(first, last):
        if labels[at] < FIRST_CUT:
            article = articles[at]
        elif labels[at] < _METADATA_END:
            articles[at] = article
