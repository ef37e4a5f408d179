"""Explains the cuts of a page: how much each group of evidence adds to the margin of a cut over keeping the text."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.boilerplate.labels import ONE
from dedup.boilerplate.reasons import Reasons
from dedup.boilerplate.runs import Run
from dedup.model import CONTENT_LABELS

Shares = dict[str, float]
"""By group of evidence: by how much the natural logarithm of the odds of a cut falls without it."""


def shares_of(runs: Iterable[Run], reasons: Reasons) -> list[Shares]:
    """The shares of each run that is cut, in order, in natural logarithms of odds, to 0.01; content is left out."""
    return [
        {name: round(share / ONE, 2) for name, share in zip(reasons.groups(run), reasons.shares(run), strict=True)}
        for run in runs
        if run.label not in CONTENT_LABELS
    ]
