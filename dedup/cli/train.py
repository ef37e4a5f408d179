"""`dedup train`: the shipped weights, taught annotated pages of a user's own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from dedup.errors import DedupError


def train(gold: Sequence[Path], out: Path, base: Path | None, seed: int) -> None:
    """Train on annotated pages, and write the weights."""
    try:
        from dedup.boilerplate.training.teach import teach
    except ModuleNotFoundError as error:
        raise DedupError(f"dedup train needs {error.name}: pip install 'dedup-arabic[train]'") from error
    from dedup.boilerplate.labeller import Weights

    weights = teach(gold, None if base is None else Weights.read(base), seed, lambda line: typer.echo(line, err=True))
    weights.write(out)
    typer.echo(f"{out}: weights for `dedup clean --model {out}`")
