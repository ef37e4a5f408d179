"""`dedup stats`: prints the figures by source of a finished run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dedup.cli.arguments import FinishedRun, choice, option
from dedup.cli.choices import ORDERS

if TYPE_CHECKING:
    from dedup.stats import SourceFigures


def stats(
    run: FinishedRun,
    by: Annotated[
        str,
        choice(ORDERS, "The number of pages, the share of their characters cut, of their documents dropped."),
    ] = "pages",
    rows: Annotated[int, option("How many sources to list.", min=1, metavar="N")] = 20,
) -> None:
    """Show by source what was cut and dropped, and name the sources that lost much more than the others."""
    from dedup.cli.summary import sources_table, unusual_sources_table
    from dedup.cli.terminal import console as terminal
    from dedup.stats import read_sources

    sources = read_sources(run)
    console = terminal()
    listed = sorted(sources.listed, key=lambda own: -_height(own, by))  # stable: ties stay in the order of pages
    console.print(sources_table(sources, listed[:rows]))
    if sources.unusual:
        console.print(unusual_sources_table(sources, sources.unusual))


def _height(own: SourceFigures, by: str) -> float:
    """The figure of a source for one of `ORDERS`: its pages, the share of characters cut, or of documents dropped."""
    return own.pages if by == "pages" else own.shares.cut if by == "cut" else own.shares.dropped
