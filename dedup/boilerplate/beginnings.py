"""Corrections of credits that reach into the sentence behind them on their line, or are its subject or dateline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from dedup.arabic.folding import fold
from dedup.boilerplate.credit_words import is_any_of
from dedup.boilerplate.lexicon.lists import lines_of, words_of
from dedup.boilerplate.runs import Run

_CREDITS = ("byline", "source")
_LONGEST = 80  # characters of a credit that is looked at; chosen
_WORD_BEHIND = re.compile(r"[^\n]*?([^\W\d_]+)[^\S\n]*:[^\S\n]+([\u0621-\u0652]{3,})[^\S\n]+\Z")
_ENDS_IN_WORD = re.compile(r"[^\W_][^\S\n]+\Z")
_MARK = re.compile(r"[-–—:/|،,()*«»\"“”.•]")
_TITLE = re.compile(r"(?<!\w)د\.")
_PLACE = re.compile(r"[^\S\n]*([^\W\d_]+(?:[^\S\n]+[^\W\d_]+){0,2})[^\S\n]*([-–—]?)[^\S\n]*\Z")
_DASH = re.compile(r"[^\S\n]*[-–—]")
_OF_SPEECH = frozenset(
    map(
        fold,
        "قال قالت يقول تقول أكد أكدت أعلن أعلنت أوضح أوضحت كشف كشفت أشار أشارت صرح صرحت عبّر عبّرت أعرب أعربت نفى نفت "
        "شدد شددت دعا دعت طالب طالبت اعتبر اعتبرت أضاف أضافت ذكر ذكرت أفاد أفادت بحث ترأس استقبل التقى زار".split(),
    )
)
"""Verbs that the sentences of news begin with, before their subject."""


def keep_first_words(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a credit before text on its line gives that the word behind its last colon,
    `سبق- الرياض: نسفت`, if a place or an outlet is before the colon, and the word is none of credits.

    The very `runs` are returned where there is none.
    """
    found = list(runs)
    for at, (run, after) in enumerate(pairwise(runs)):
        if not _is_before_text(run, after) or run.last - run.first < 2:
            continue
        word = _WORD_BEHIND.match(text, run.start, after.start)
        if word and _is_place_or_outlet(fold(word[1])) and not _is_of_credit(fold(word[2])):
            found[at] = found[at]._replace(last=run.last - 1)
            found[at + 1] = after._replace(first=after.first - 1, start=word.start(2))
    return runs if found == list(runs) else found


def keep_subjects(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a credit before text on its line joins that where it is the beginning of a sentence:
    without marks, and with a verb of speech or what somebody is as its first word, `أكد د. محمد الجفري`,
    `الناقد أديب حسن محمد`; or where it is a dateline, `إسلام آباد -`.

    The very `runs` are returned where there is none.
    """
    found = list(runs)
    for at in range(len(runs) - 2, -1, -1):
        run, after = found[at], found[at + 1] if at + 1 < len(found) else None
        if after and _is_before_text(run, after) and _begins_sentence(text, run.start, after.start):
            found[at : at + 2] = [after._replace(first=run.first, start=run.start)]
            before = found[at - 1] if at else None
            if before and (before.label, before.article) == (after.label, after.article):
                found[at - 1 : at + 1] = [before._replace(last=after.last)]
    return runs if len(found) == len(runs) else found


def _is_before_text(run: Run, after: Run) -> bool:
    """Whether a run is a short credit, and the one behind it body."""
    return run.label in _CREDITS and after.label == "body" and after.start - run.start <= _LONGEST


def _begins_sentence(text: str, start: int, end: int) -> bool:
    """Whether a credit is the beginning of the sentence behind it on its line, or its dateline."""
    written = text[start:end]
    place = _PLACE.match(written)
    if place and (name := fold(place[1])) in lines_of("places") and name not in words_of("agencies"):
        is_first = not text[text.rfind("\n", 0, start) + 1 : start].strip()
        return is_first and bool(place[2] or _DASH.match(text, end))
    if not _ENDS_IN_WORD.search(written) or _MARK.search(_TITLE.sub("", written)):
        return False
    first = fold(written.split()[0])
    return first in _OF_SPEECH or (len(first) > 4 and first.startswith("ال") and is_any_of(first[2:], "profession"))


def _is_place_or_outlet(name: str) -> bool:
    """Whether a folded name is that of a place or an outlet."""
    return name in lines_of("places") or name in lines_of("outlets")


def _is_of_credit(word: str) -> bool:
    """Whether a folded word is one of credits: of a name, a place or an outlet, what somebody is, a heading."""
    return word in _of_names() or is_any_of(word, "profession", "role", "title", "writing", "picturing", "helping")


@cache
def _of_names() -> frozenset[str]:
    """The folded words of names, places, outlets and sections."""
    lists = ("names", "places", "outlets", "sections")
    names = (name for own in (*map(lines_of, lists), words_of("definite")) for name in own)
    return frozenset(word for name in names for word in name.split())
