"""The options of `dedup sample`."""

from __future__ import annotations

from typing import Annotated

from dedup.cli.arguments import FinishedRun, option
from dedup.cli.choices import CUT_LABELS, one_of


def sample(
    run: FinishedRun,
    label: Annotated[
        str | None,
        option("Only cuts with this label.", parser=one_of(CUT_LABELS), metavar="LABEL", show_default="all"),
    ] = None,
    rule: Annotated[str, option("Only cuts whose rule holds this.", metavar="WORDS", show_default="all")] = "",
    number: Annotated[int, option("How many cuts.", None, "--n", min=1, metavar="N")] = 20,
) -> None:
    """Show some of the cuts of a run, every label and every rule in turn: the same for the same run."""
    from dedup.cli.sample import print_cuts
    from dedup.report.cuts import sample_cuts

    print_cuts(sample_cuts(run, number, label or "", rule))
