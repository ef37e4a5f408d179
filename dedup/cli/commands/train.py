"""The options of `dedup train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.cli.arguments import Model, option


def train(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD...",
            exists=True,
            dir_okay=False,
            readable=False,
            help="Annotated pages as JSON lines: id, source, text, spans (start, end, label, art: 1 for the page's "
            "own article, 2 and up for those after it).",
        ),
    ],
    out: Annotated[Path, option("Where the weights go.", None, "--out", "-o", metavar="FILE", show_default=False)],
    model: Model = None,
    seed: Annotated[int, option("What randomness starts from: the same seed, the same weights.")] = 1,
) -> None:
    """Teach the weights the pages of a site: some ten annotated pages, a few minutes."""
    from dedup.cli.train import train as train_on

    train_on(gold, out, model, seed)
