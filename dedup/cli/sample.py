"""`dedup sample`: prints some cuts of a run as a table."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dedup.cli.terminal import console as terminal
from dedup.cli.terminal import isolated, one_line, say, shortened
from dedup.report.cuts import CutSample

_SHOWN = 120
"""Characters of a cut in the table. Chosen."""


def print_cuts(sample: CutSample) -> None:
    """Print a table with a row for each cut: shortened text, label, rule, confidence, page; a sentence for no cuts."""
    if not sample.cuts:
        say("there is no such cut")
        return
    title = f"Cuts: {len(sample.cuts):,} of {sample.of:,}"
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for name in ("cut", "label", "rule", "confidence", "page"):
        table.add_column(name, justify="right" if name == "confidence" else "left", overflow="fold")
    for cut in sample.cuts:
        table.add_row(
            Text(isolated(shortened(cut.text, _SHOWN))),
            cut.label,
            Text(isolated(cut.rule)),
            f"{cut.confidence:g}",
            Text(one_line(f"{cut.id} {cut.start}-{cut.end}")),
        )
    terminal().print(table)
