"""`dedup restore`: the input pages from the outputs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from dedup.cli.choices import RESTORED_FORMATS, one_of, shown
from dedup.cli.terminal import one_line, say

if TYPE_CHECKING:
    from dedup.restore import RestoreFormat


def restore(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", exists=True, file_okay=False, readable=False, help="The folder of a finished run."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where the pages go.", show_default=False)],
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            parser=one_of(RESTORED_FORMATS),
            metavar=shown(RESTORED_FORMATS),
            help="One file of records, or a tree of text files.",
        ),
    ] = "jsonl",
) -> None:
    """Rebuild every input page of a run from its outputs alone."""
    from dedup.restore import restore as restore_pages

    pages = restore_pages(run, out, cast("RestoreFormat", format_))
    say(f"{pages:,} pages restored in {one_line(str(out))}")
