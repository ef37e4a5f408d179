"""`dedup sample`: some cuts of a finished run, in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.cli.choices import LABELS, one_of


def sample(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", exists=True, file_okay=False, readable=False, help="The folder of a finished run."
        ),
    ],
    label: Annotated[
        str | None,
        typer.Option(metavar="LABEL", parser=one_of(LABELS), help="Only cuts with this label.", show_default="all"),
    ] = None,
    rule: Annotated[
        str, typer.Option(metavar="WORDS", help="Only cuts whose rule holds this.", show_default="all")
    ] = "",
    number: Annotated[int, typer.Option("--n", min=1, metavar="N", help="How many cuts.")] = 20,
) -> None:
    """Show some of the cuts of a run, every label and every rule in turn: the same for the same run."""
    from dedup.cli.sample import print_cuts
    from dedup.report.cuts import sample_cuts

    print_cuts(sample_cuts(run, number, label or "", rule))
