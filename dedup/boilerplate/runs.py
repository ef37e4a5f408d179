"""Runs: neighbouring atoms with one label in one article, after corrections that hold whatever was decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, zip_longest
from typing import Any, NamedTuple

import numpy as np

from dedup.arabic.folding import fold
from dedup.arabic.misreading import is_misread
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
from dedup.boilerplate.labels import APPENDED, BODY, CONTENT, HOST, LABELS, METADATA
from dedup.kernel import INT64S, helper, kernel

_SENTENCE_WORDS = 12
"""The least number of words of a sentence of running text. Chosen."""
_METADATA_END = CONTENT + len(METADATA)
_BOOLS = "Array(boolean, 1, 'C', True)"
_COLON = ord(":")
_STOP = ord(".")
_LINES_OF_ONE_CUT = 24
"""The lines of the longest cut that gives way to the text that it takes. Chosen: longer ones are directories of sites.
In 19,260 pages of the corpora five have one, and none of these has a text.
"""
_PUBDATE = LABELS.index("pubdate")
_LONGEST_YEAR, _MINUTES = 4, 2  # digits
_NUMBERS_OF_A_TIME = 2
_PREPOSITIONS = frozenset(
    map(fold, ("مع", "إلى", "على", "عن", "في", "بين", "ضد", "حول", "نحو", "لدى", "برئاسة", "بقيادة", "بحضور"))
)
"""Words that govern a name behind them; `من` may begin a byline, `القاهرة - من سيد حسن`."""
_LAST_WORD = re.compile(r"(?<!\S)([^\W\d_]+)[^\S\n]+\Z")
_TITLE = re.compile(r"[^\S\n]*(?:[^\W\d_]{1,2}[^\S\n]*[./][^\S\n]*){1,2}")
_BEHIND_TIME = re.compile(r"\d{1,2}:\d\d[^\S\n]+([^\W\d_]+)[^\S\n]*\Z")
_ATOMS_OF_A_TIME = 4  # `10:30` and a word
_OF_TIMES = frozenset(
    "ص م صباحا صباح مساء مساءا ظهرا ظهر عصرا ليلا فجرا بتوقيت بالتوقيت توقيت حسب غرينتش جرينتش بعد قبل am pm gmt utc"
    .split()
)  # fmt: skip
"""Folded words that may stand behind the minutes of a time."""
_ITEM = re.compile(r"[^\S\n]*\(?\d{1,2}[^\S\n]?[.)\-–][^\S\n]*")
_QUESTION = re.compile(r"[^\n]*؟[^\S\n]*\r?\n\s*")
_OF_OTHER_PAGES = ("related_head", "related_item", "related_teaser", "readmore", "embed", "embed_meta")
_LONGEST_BEFORE = 40  # characters before a name that are looked at: more than the longest preposition and blanks


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


def corrected(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page after what its text alone tells: see the functions that it calls."""
    for keep in (keep_misread, keep_governed, keep_titles, keep_behind_times, keep_numbered, keep_questions):
        runs = keep(text, runs)
    return runs


def keep_misread(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which those that cut something of a misread line are body of the host instead.

    Misread is what was decoded with a wrong encoding: nothing tells apart its words. Neighbouring runs of body in one
    article become one. The very `runs` are returned where no line is misread.
    """
    if len(runs) < 2 or not is_misread(text):
        return runs
    lines = text.split("\n")
    ends = np.cumsum([len(line) + 1 for line in lines])
    misread = np.concatenate(([0], np.cumsum([is_misread(line) for line in lines])))
    found: list[Run] = []
    for run, end in zip(runs, [*(run.start for run in runs[1:]), len(text)], strict=True):
        first, last = np.searchsorted(ends, (run.start, end - 1), side="right")
        if run.label not in HOST and misread[last + 1] > misread[first]:
            run = run._replace(label=HOST[BODY], article=1)
        _add(found, run)
    return found


def _add(found: list[Run], run: Run) -> None:
    """Append a run, or lengthen the last one by it where both are body of one article."""
    before = found[-1] if found else None
    if before and run.label == before.label == HOST[BODY] and run.article == before.article:
        found[-1] = before._replace(last=run.last)
    else:
        found.append(run)


def keep_questions(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a question alone on its line, between lines of one article, is body of that.

    Questions of an interview, which a series repeats, look like a site's own lines. Those that announce or are links to
    other pages are left out. Of six that were cut of annotated and described pages in their crawls, five are content.
    The very `runs` are returned where there is none.
    """
    if len(runs) < 3 or "؟" not in text:
        return runs
    found, is_changed = [runs[0]], False
    for run, after in pairwise(runs[1:]):
        if (
            run.label not in (*HOST, *_OF_OTHER_PAGES)
            and found[-1].label in HOST
            and after.label in HOST
            and found[-1].article == after.article
            and _QUESTION.fullmatch(text, run.start, after.start)
            and not text[text.rfind("\n", 0, run.start) + 1 : run.start].strip()
        ):
            run, is_changed = run._replace(label=HOST[BODY], article=after.article), True
        _add(found, run)
    _add(found, runs[-1])
    return found if is_changed else runs


def keep_titles(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a byline of one or two letters before content on its line, `د.`, joins that: it is
    the title of somebody who is named there. The very `runs` are returned where there is none.
    """
    found, is_changed = list[Run](), False
    for run, after in zip_longest(runs, runs[1:]):
        if after and run.label == "byline" and after.label in HOST and _TITLE.fullmatch(text, run.start, after.start):
            run, is_changed = run._replace(label=after.label, article=after.article), True
        before = found[-1] if found else None
        if is_changed and before and before.label == run.label in HOST and before.article == run.article:
            found[-1] = before._replace(last=run.last)
        else:
            found.append(run)
    return found if is_changed else runs


def keep_behind_times(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a date that ends in a time and a word gives that to the text behind it on its line,
    unless it is a word of times: `10:30 صباحاصرح الوزير` has lost a space, and with it would the first word be lost.

    The very `runs` are returned where there is none.
    """
    found = list(runs)
    for at, (run, after) in enumerate(pairwise(runs)):
        if run.label != "pubdate" or after.label not in HOST or run.last - run.first < _ATOMS_OF_A_TIME:
            continue
        word = _BEHIND_TIME.search(text, run.start, after.start)
        if word and fold(word[1]) not in _OF_TIMES:
            found[at] = found[at]._replace(last=run.last - 1)
            found[at + 1] = after._replace(first=after.first - 1, start=word.start(1))
    return runs if found == list(runs) else found


def keep_numbered(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a button behind a number that stays, alone on its line, joins that: `1. واتساب`.

    An item of a list that stays is no button. The very `runs` are returned where there is none.
    """
    if not any(run.label == "share" for run in runs):
        return runs
    found, is_changed = list[Run](), False
    for run in runs:
        before = found[-1] if found else None
        if before and run.label == "share" and before.label in HOST and _ends_in_number(text, run.start):
            run, is_changed = run._replace(label=before.label, article=before.article), True
        _add(found, run)
    return found if is_changed else runs


def _ends_in_number(text: str, end: int) -> bool:
    """Whether the line before a place of a text is the number of an item: `1. `, `٢- `, `3) `."""
    return _ITEM.fullmatch(text, text.rfind("\n", 0, end) + 1, end) is not None


def keep_governed(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a byline right behind a preposition on its line, `حوار مع`, joins what is before it.

    Of 1,761 bylines of annotated pages and of pages composed from described sites, one stands so. The very `runs` are
    returned where none does.
    """
    if not any(run.label == "byline" for run in runs):
        return runs
    found: list[Run] = []
    joined = -1  # where the byline begins that has joined the last run
    for run in runs:
        before = found[-1] if found else None
        if before and run.label == "byline" and before.label in HOST and _ends_in_preposition(text, run.start):
            joined = run.start
            found[-1] = before._replace(last=run.last)
        elif (
            before
            and joined >= 0
            and (run.label, run.article) == (before.label, before.article)
            and "\n" not in text[joined : run.start]
        ):
            found[-1] = before._replace(last=run.last)  # the line goes on behind the name
        else:
            joined = -1
            found.append(run)
    return found if len(found) < len(runs) else runs


def _ends_in_preposition(text: str, end: int) -> bool:
    """Whether the last word before `end` on its line, with nothing but blanks behind it, is one of `_PREPOSITIONS`."""
    before = _LAST_WORD.search(text, max(0, end - _LONGEST_BEFORE), end)
    return before is not None and fold(before[1]) in _PREPOSITIONS


@kernel("Array(int32, 2, 'C', True)", "Array(int64, 2, 'C', True)", INT64S, INT64S, INT64S, INT64S, _BOOLS)
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
            label = labels[at] - APPENDED if APPENDED <= labels[at] < CONTENT else labels[at]
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
        if colon and labels[at] < CONTENT <= labels[at - 1]:
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
        if (begin > first and labels[begin - 1] >= CONTENT) or (at < last and labels[at] >= CONTENT):
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
    page without sentences. A sentence is a segment of at least 12 words with a mark that ends sentences.
    Neighbouring atoms with the same label are relabelled as well.
    """
    begin, end, sentences = -1, -1, 0  # the atoms from the first to the last sentence
    for segment in range(len(segments)):
        low, high = segments[segment, 0], segments[segment, 1]
        words, stopped = 0, False
        for at in range(low, high):
            words += rows[at, KIND] <= OTHER_SCRIPT
            stopped |= rows[at, KIND] == MARK and ends_sentence(rows[at, VALUE])
        if words >= _SENTENCE_WORDS and stopped:
            begin, end = low if begin < 0 else begin, high
            sentences += 1
    if begin < 0:
        begin, end = first, last
    for at in range(begin, end):
        if labels[at] < CONTENT or (sentences != 1 and labels[at] != labels[begin]):
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
        if labels[at] < CONTENT:
            article = articles[at]
        elif labels[at] < _METADATA_END:
            articles[at] = article
