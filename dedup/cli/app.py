"""The commands of `dedup`, each in a module of its own."""

from __future__ import annotations

from typing import Annotated

import typer

from dedup.cli.commands.clean import clean
from dedup.cli.commands.compare import compare
from dedup.cli.commands.explain import explain
from dedup.cli.commands.phrases import phrases
from dedup.cli.commands.restore import restore
from dedup.cli.commands.stats import stats
from dedup.cli.commands.train import train
from dedup.cli.commands.warmup import warmup
from dedup.cli.index import app as index

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (clean, explain, stats, compare, restore, train, phrases, warmup):
    app.command()(command)
app.add_typer(index, name="index")


@app.callback(invoke_without_command=True)
def dedup(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Clean and deduplicate Arabic news pages, with a reason for every cut."""
    if version:
        import dedup

        typer.echo(f"dedup {dedup.__version__}")
        raise typer.Exit
