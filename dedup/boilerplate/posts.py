"""Corrections of runs on pages that are posts: breaking headlines, and who is quoted in the lines above."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dedup.boilerplate.labels import HOST, TITLE
from dedup.boilerplate.runs import Run

_URGENT = re.compile(r"[\W_]*(?:خبر[\W_]+)?عاجل[\W_]+\w+(?:\W+\w+){2}")
_LONGEST_HEADLINE = 300  # characters; chosen
_CREDITS, _LONGEST_QUOTATION = ("byline", "source"), 1000  # characters; chosen
_QUOTED = re.compile(r"[^\S\n]*[«“\"].*[»”\"][^\w\n]*")
_WHO = re.compile(r"[^\S\n]*(?:[-–—―ـ]+[^\S\n]*\w|\(\w)[^\n]{0,60}\s*")


def keep_urgent(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page without a title, of which the first line is that where it is a breaking headline and something
    of it is cut: `🔴 عاجل | زلزال يضرب شرق تركيا`. On a page with another title it is the site's ticker.

    The very `runs` are returned where there is none.
    """
    start = len(text) - len(text.lstrip())
    line = text[start : start + _LONGEST_HEADLINE + 1].partition("\n")[0]
    if any(run.label == HOST[TITLE] for run in runs) or len(line) > _LONGEST_HEADLINE or not _URGENT.match(line):
        return runs
    below = next((at for at, run in enumerate(runs) if run.start >= start + len(line)), len(runs))
    if all(run.label in HOST for run in runs[:below]):
        return runs
    title = Run(runs[0].first, runs[below - 1].last, runs[0].start, HOST[TITLE], 1)
    return [title, *runs[below:]]


def keep_quoted(text: str, runs: Sequence[Run]) -> Sequence[Run]:
    """The runs of a page, of which a credit alone on its line behind a dash or in brackets, below a line that is a
    quotation and stays, belongs to that: `— شكسبير` below `«ليس في العالم وسادة أنعم»` is no source of the page.

    The very `runs` are returned where there is none.
    """
    found = list(runs)
    for at, (before, run) in enumerate(pairwise(runs), start=1):
        before = found[at - 1]
        end = runs[at + 1].start if at + 1 < len(runs) else len(text)
        if run.label not in _CREDITS or before.label not in HOST or not _WHO.fullmatch(text, run.start, end):
            continue
        above = text[max(before.start, run.start - _LONGEST_QUOTATION) : run.start].rstrip(" \t\xa0")
        if above.endswith("\n") and _QUOTED.fullmatch(above.rstrip().rpartition("\n")[2]):
            found[at] = run._replace(label=before.label, article=before.article)
    return found if found != list(runs) else runs
