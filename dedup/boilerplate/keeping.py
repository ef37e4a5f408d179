"""Corrections of runs that a page's text alone tells: what stays with the text beside a cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import pairwise, zip_longest
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.folding import fold
from dedup.arabic.misreading import is_misread
from dedup.boilerplate.appended import split_appended
from dedup.boilerplate.beginnings import keep_first_words, keep_subjects
from dedup.boilerplate.labels import BODY, HOST
from dedup.boilerplate.lexicon.lists import lines_of, words_of
from dedup.boilerplate.lexicon.phrases import load_shipped
from dedup.boilerplate.posts import keep_quoted, keep_urgent
from dedup.boilerplate.runs import Run

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
_GIVING = {
    "pubdate": re.compile(r"([^\W\d_]{3,})[^\S\n]+(?=(\d{1,4}[-/.]\d{1,2}[-/.]\d))"),
    "byline": re.compile(r"([^\W\d_]{2,})[^\S\n]+(?=([^\W\d_]+)[^\S\n]*:)"),
}
"""By its label, how a date or a credit begins that has a word too much: with that word, then digits, or a word and a
colon.
"""
_GOES_ON = re.compile(r"[^\W\d_][^\S\n]+\Z")
_ITEM = re.compile(r"[^\S\n]*\(?\d{1,2}[^\S\n]?[.)\-–][^\S\n]*")
_SAYING = frozenset(map(fold, "قال قالت كتب كتبت علق علقت غرد غردت نشر نشرت أضاف أضافت ذكر ذكرت جاء".split()))
_AND, _LONGEST_PARTICLE = fold("و"), 3
_OF_POSTS = ("embed", "embed_meta")
_QUESTION = re.compile(r"[^\n]*؟[^\S\n]*\r?\n\s*")
_OF_OTHER_PAGES = ("related_head", "related_item", "related_teaser", "readmore", "embed", "embed_meta")
_LONGEST_BEFORE = 40  # characters before a name that are looked at: more than the longest preposition and blanks

_NONE = np.empty(0, np.int64)

Correction: TypeAlias = Callable[[str, Sequence[Run]], Sequence[Run]]
"""Gives the runs of a text after a correction."""
Neighbour: TypeAlias = Callable[[str, Run | None, Run, Run | None], Run | None]
"""What a run, the third argument, takes its label and article from, in a text and between the runs before and after."""


def corrected(
    text: str, runs: Sequence[Run], lines: Sequence[int] = (), told: NDArray[np.int64] = _NONE
) -> Sequence[Run]:
    """The runs of a page after what its text alone tells: see the functions that it calls.

    `lines` are the features of the lines of a web page, see `split_appended`. `told`: the atoms, ascending, that
    phrases of the user cut; a correction that would keep one of them is left out.
    """
    if len(runs) == 1 and runs[0].label == HOST[BODY]:  # most pages of a crawl of articles
        return runs
    corrections: list[Correction] = [keep_misread, keep_governed, keep_titles, keep_behind_times, keep_before_dates]
    corrections += [partial(_joined, neighbour=neighbour) for neighbour in (_numbered, _question, _introduction)]
    corrections += [keep_first_words, keep_subjects, keep_urgent, keep_quoted, partial(split_appended, lines=lines)]
    for correct in corrections:
        changed = correct(text, runs)
        if not len(told) or _kept_of(told, changed) <= _kept_of(told, runs):
            runs = changed
    return runs


def _kept_of(told: NDArray[np.int64], runs: Sequence[Run]) -> int:
    """How many of some atoms, ascending, are content in the runs of their page."""
    return sum(int(np.diff(np.searchsorted(told, (run.first, run.last)))[0]) for run in runs if run.label in HOST)


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
            run = run._replace(label="body", article=1)
        _add(found, run)
    return found


def _add(found: list[Run], run: Run) -> None:
    """Append a run, or lengthen the last one by it where both are body of one article."""
    before = found[-1] if found else None
    if before and run.label == before.label == "body" and run.article == before.article:
        found[-1] = before._replace(last=run.last)
    else:
        found.append(run)


def _joined(text: str, runs: Sequence[Run], neighbour: Neighbour) -> Sequence[Run]:
    """The runs of a page, of which those for which `neighbour(text, before, run, after)` is a run get its label and
    article. Neighbouring runs of body in one article become one.

    `before` is the run before, as corrected; `before` and `after` are None at the ends of the page. The very `runs` are
    returned where no run changes.
    """
    found, is_changed = list[Run](), False
    for run, after in zip_longest(runs, runs[1:]):
        taken = neighbour(text, found[-1] if found else None, run, after)
        if taken:
            run, is_changed = run._replace(label=taken.label, article=taken.article), True
        _add(found, run)
    return found if is_changed else runs


def _numbered(text: str, before: Run | None, run: Run, after: Run | None) -> Run | None:  # noqa: ARG001
    """A button behind a number that stays, alone on its line, joins that: `1. واتساب`.

    An item of a list that stays is no button.
    """
    is_item = run.label == "share" and before and before.label in HOST and _ends_in_number(text, run.start)
    return before if is_item else None


def _question(text: str, before: Run | None, run: Run, after: Run | None) -> Run | None:
    """A question alone on its line, between lines of one article, is body of that.

    Questions of an interview, which a series repeats, look like a site's own lines. Those that announce or are links to
    other pages are left out. Of six that were cut of annotated and described pages in their crawls, five are content.
    """
    if not before or not after or run.label in HOST or run.label in _OF_OTHER_PAGES:
        return None
    if before.label not in HOST or after.label not in HOST or before.article != after.article:
        return None
    is_question = _QUESTION.fullmatch(text, run.start, after.start) and not _line_before(text, run.start).strip()
    return after._replace(label="body") if is_question else None


def _introduction(text: str, before: Run | None, run: Run, after: Run | None) -> Run | None:
    """A line of a post right behind content that introduces the rest of it is body: `وكتب المحامي على حسابه:`.

    It begins with a verb and ends with a colon, and more of the post follows.
    """
    if run.label != "embed" or not before or before.label not in HOST or not after or after.label not in _OF_POSTS:
        return None
    written = text[run.start : after.start]
    line = _line_before(text, run.start) + written
    return before._replace(label="body") if line.lstrip() == written.lstrip() and _introduces(line) else None


def _line_before(text: str, start: int) -> str:
    """What is before a place of a text on its line."""
    return text[text.rfind("\n", 0, start) + 1 : start]


def _introduces(line: str) -> bool:
    """Whether a line of two words or more begins with a verb of saying, or with another word behind `و` that is no
    given name, and ends with a colon.
    """
    words = line.split()
    if len(words) < 2 or not line.rstrip().endswith(":"):
        return False
    first = fold(words[0])
    joined = len(first) > _LONGEST_PARTICLE and first[0] == _AND and first not in lines_of("names")
    return joined or first in _SAYING


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


def keep_before_dates(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a date in digits, or a credit that says who wrote, gives the word before that on its
    line to the text which goes on in it: `... خبز التنور مجانا 10-07-2024` on a page without line breaks.

    A word of dates, credits, places or outlets stays with them. The very `runs` are returned where there is none.
    """
    found = list(runs)
    for at, (before, run) in enumerate(pairwise(runs), start=1):
        if before.label not in HOST or run.label not in _GIVING:
            continue
        word = _GIVING[run.label].match(text, run.start)
        if word and _GOES_ON.search(text, max(0, run.start - _LONGEST_BEFORE), run.start) and _is_of_text(word):
            found[at - 1] = found[at - 1]._replace(last=run.first + 1)
            found[at] = run._replace(first=run.first + 1, start=word.end())
    return runs if found == list(runs) else found


def _is_of_text(word: re.Match[str]) -> bool:
    """Whether a word before a date is none of dates, credits, places or outlets, and what follows it is a date or says
    who wrote.
    """
    own, behind = fold(word[1]), fold(word[2])
    return own not in _of_metadata() and (behind[0].isdigit() or behind in words_of("writing"))


@cache
def _of_metadata() -> frozenset[str]:
    """The folded words that dates, credits and the names in them have."""
    dated = (phrase.folded for phrase in load_shipped() if phrase.category in ("date", "source"))
    kinds = ("writing", "helping", "role", "title", "profession", "press", "desk", "agencies", "medium", "picturing")
    lists = ("weekdays", "months", "places", "outlets", "sections", "names")
    words = [
        *dated,
        *(word for name in lists for word in lines_of(name)),
        *(word for kind in kinds for word in words_of(kind)),
    ]
    return _OF_TIMES | _PREPOSITIONS | {own for word in words for own in word.split()}


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
