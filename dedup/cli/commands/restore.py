"""`dedup restore`: rebuilds the input pages from the outputs of a run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

from dedup.cli.arguments import FinishedRun, choice, option
from dedup.cli.choices import RESTORED_FORMATS
from dedup.cli.options import named_folder
from dedup.cli.terminal import one_line, say

if TYPE_CHECKING:
    from dedup.names import RestoreFormat


def restore(
    run: FinishedRun,
    out: Annotated[
        Path,
        option("Where the pages go.", None, "--out", "-o", metavar="FOLDER", parser=named_folder, show_default=False),
    ],
    format_: Annotated[
        str,
        choice(RESTORED_FORMATS, "One file of records, or a tree of text files.", None, "--format"),
    ] = "jsonl",
) -> None:
    """Rebuild every input page of a run from its outputs alone."""
    from dedup.restore import restore as restore_pages

    pages = restore_pages(run, out, cast("RestoreFormat", format_))
    say(f"{pages:,} page{'s'[: pages != 1]} restored in {one_line(str(out))}")
