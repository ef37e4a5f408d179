"""`dedup report`: writes the report of a finished run again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from dedup.cli.arguments import FinishedRun, option
from dedup.cli.options import refuse_folder
from dedup.cli.terminal import one_line, say
from dedup.report import SAMPLE


def report(
    run: FinishedRun,
    out: Annotated[
        Path | None,
        option("The file to write.", None, "--out", "-o", metavar="FILE", show_default="OUT/report.html"),
    ] = None,
    sample: Annotated[
        int, option("How many cuts to sample, as far as 3 MB have room for them.", min=0, metavar="N")
    ] = SAMPLE,
) -> None:
    """Write one HTML page that shows what a run did, where to look first, and takes your marks."""
    from dedup.cli.targets import check_target, is_report
    from dedup.files.seals import check_outputs
    from dedup.report import write_report

    path = run / "report.html" if out is None else out
    refuse_folder(path, "report.html", "--out")
    check_target(path, is_report, "report")
    check_outputs(run, "documents", "duplicates", "empty", "removed", "passages", "rejected")
    write_report(run, path, sample)
    say(one_line(f"{path}: open it in a browser"))
