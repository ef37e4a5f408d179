"""What the cuts of one page rest on: by group of evidence, how much each adds to the margin over keeping."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.boilerplate.labels import ONE
from dedup.boilerplate.reasons import Reasons
from dedup.boilerplate.runs import Run
from dedup.model import CONTENT_LABELS

Shares = dict[str, float]
"""By group, how much less the logarithm of the odds of a cut is without it."""


def shares_of(runs: Iterable[Run], reasons: Reasons) -> list[Shares]:
    """The shares of each run that is cut, in their order."""
    return [
        {name: round(share / ONE, 2) for name, share in zip(reasons.groups(run), reasons.shares(run), strict=True)}
        for run in runs
        if run.label not in CONTENT_LABELS
    ]
