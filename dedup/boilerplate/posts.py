"""Corrections of runs on pages that are posts: breaking headlines, and who is quoted in the lines above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dedup.arabic.folding import fold
from dedup.boilerplate.credits import is_credit
from dedup.boilerplate.labels import BODY, FURNITURE, HOST, TITLE
from dedup.boilerplate.outlets import has_medium, outlet_in
from dedup.boilerplate.runs import Run

# All lengths below are characters, and chosen.
_URGENT = re.compile(r"[\W_]*(?:خبر[\W_]+)?عاجل[\W_]+(\w+)(?:\W+\w+){2}")
_LONGEST_HEADLINE = 300
_INVITES = re.compile(r"(?:اشترك|سجل|حمل|تابع|شاهد|انضم|اضغط|ادخل|زور|قم)(?:وا|نا|ونا|ي|ها)?")
"""The first word, folded, of an advertisement that looks like a breaking headline."""
_CREDITS, _LONGEST_QUOTATION, _PARAGRAPH = ("byline", "source"), 1000, 80
_QUOTED = re.compile(r"[^\S\n]*[«“\"][^»”\"\n]*[»”\"][^\w\n]*")
_WHO = re.compile(r"[^\S\n]*(?:[-–—―ـ]+[^\S\n]*\w|\(\w)[^\n:|/]{0,60}\s*")


def keep_urgent(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page without a title, of which the first line is that where it is a breaking headline that is cut
    as furniture: `🔴 عاجل | زلزال يضرب شرق تركيا`. On a page with another title it is the site's ticker; with a second
    bar it is a row of links or of facts.

    The very `runs` are returned where there is none.
    """
    start = len(text) - len(text.lstrip())
    line = text[start : start + _LONGEST_HEADLINE + 1].partition("\n")[0]
    urgent = _URGENT.match(line)
    if not urgent or len(line) > _LONGEST_HEADLINE or line.count("|") > 1 or _INVITES.fullmatch(fold(urgent[1])):
        return runs
    below = next((at for at, run in enumerate(runs) if run.start >= start + len(line)), len(runs))
    is_cut = all(run.label in FURNITURE for run in runs[:below])
    if not is_cut or any(run.label == HOST[TITLE] for run in runs):
        return runs
    return [Run(runs[0].first, runs[below - 1].last, runs[0].start, HOST[TITLE], 1), *runs[below:]]


def keep_quoted(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a name alone on its line behind a dash or in brackets, below a line of body that is
    one quotation, belongs to that: `— شكسبير` below `«ليس في العالم وسادة أنعم»` is no source of the page.

    An outlet is none, nor is the only credit of a page that has a paragraph: it is of that page, and the quotation is
    its last line. The very `runs` are returned where there is none.
    """
    found = list(runs)
    credited = sum(run.label in _CREDITS for run in runs)
    for at, (before, run) in enumerate(pairwise(runs), start=1):
        before = found[at - 1]
        if run.label not in _CREDITS or before.label != HOST[BODY]:
            continue
        end = runs[at + 1].start if at + 1 < len(runs) else len(text)
        above = text[max(before.start, run.start - _LONGEST_QUOTATION) : run.start].rstrip(" \t\xa0")
        is_below = above.endswith("\n") and _QUOTED.fullmatch(above.rstrip().rpartition("\n")[2])
        if is_below and _WHO.fullmatch(text, run.start, end) and not _names_outlet(text[run.start : end]):
            if credited == 1 and _has_paragraph(text):
                break
            found[at] = run._replace(label=before.label, article=before.article)
    return found if found != list(runs) else runs


def _names_outlet(credit: str) -> bool:
    """Whether a credit has an outlet, a medium, or agencies, and so is one."""
    return is_credit(credit) or has_medium(credit) or outlet_in(credit) is not None


def _has_paragraph(text: str) -> bool:
    """Whether a line of a text, other than a quotation, is as long as a paragraph."""
    return any(len(line) >= _PARAGRAPH and not _QUOTED.fullmatch(line) for line in text.split("\n"))
