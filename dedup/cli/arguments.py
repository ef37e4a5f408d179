"""Options that several commands have, with their help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.cli.choices import PROFILES, one_of, shown

INPUT, CLEANING, MATCHING, OUTPUT, RUNNING = "Input", "Cleaning", "Matching", "Output", "Running"
"""The groups of options in the help."""

Phrases = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        readable=False,
        help="A phrase file to add to the shipped list.",
        rich_help_panel=CLEANING,
    ),
]
Profile = Annotated[
    str,
    typer.Option(
        parser=one_of(PROFILES),
        metavar=shown(PROFILES),
        help="How sure a cut must be; in doubt, text is kept.",
        rich_help_panel=CLEANING,
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        metavar="EVIDENCE",
        help="Take evidence away before anything is decided: crawl, echo, form, markup (of web pages), place, wording, "
        "or one wording as "
        "removed.jsonl names it, such as 'wording:اقرأ أيضا'. May be given several times.",
        rich_help_panel=CLEANING,
    ),
]
Model = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        readable=False,
        help="Weights to decide by, as `dedup train` writes them, instead of those that ship with the package.",
        rich_help_panel=CLEANING,
    ),
]
MaxPage = Annotated[
    str,
    typer.Option(
        metavar="SIZE",
        help="The largest record or text file that is read, as it lies there uncompressed; a larger one is rejected.",
        rich_help_panel=INPUT,
    ),
]
Encoding = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="The encoding of files that are not UTF-8 and have no byte order mark.",
        rich_help_panel=INPUT,
    ),
]
IdField = Annotated[str, typer.Option(metavar="NAME", help="Where records hold their id.", rich_help_panel=INPUT)]
TextField = Annotated[str, typer.Option(metavar="NAME", help="Where records hold their text.", rich_help_panel=INPUT)]
SourceField = Annotated[
    str, typer.Option(metavar="NAME", help="Where records hold their publisher.", rich_help_panel=INPUT)
]
Quiet = Annotated[
    bool, typer.Option("--quiet", "-q", metavar="", help="No summary, and no progress.", rich_help_panel=OUTPUT)
]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        metavar="",
        help="Replace the result of another input in OUT; without it, only one of the same input is replaced.",
        rich_help_panel=OUTPUT,
    ),
]
