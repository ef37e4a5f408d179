"""The command `dedup` with its subcommands, each of which is in a module of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from dedup.cli.arguments import Command
from dedup.cli.commands.clean import clean
from dedup.cli.commands.compare import compare
from dedup.cli.commands.explain import explain
from dedup.cli.commands.phrases import phrases
from dedup.cli.commands.report import report
from dedup.cli.commands.restore import restore
from dedup.cli.commands.sample import sample
from dedup.cli.commands.stats import stats
from dedup.cli.commands.train import train
from dedup.cli.commands.warmup import warmup
from dedup.cli.failures import fail
from dedup.cli.index import app as index
from dedup.cli.interrupts import INTERRUPTED
from dedup.cli.terminal import one_line, say


class _Commands(TyperGroup):
    """Subcommands whose usage errors escape what the user typed, so that it cannot control the terminal."""

    def make_context(self, *args: Any, **options: Any) -> Any:
        """Parse the arguments of `dedup` itself, with errors as by `_errors_escaped`."""
        with _errors_escaped():
            return super().make_context(*args, **options)

    def invoke(self, ctx: Any) -> Any:
        """Parse the arguments of a subcommand, and run it, with errors as by `_errors_escaped`."""
        with _errors_escaped():
            return super().invoke(ctx)


@contextmanager
def _errors_escaped() -> Iterator[None]:
    """A context that escapes the message of a usage error by `one_line`, so that it cannot control the terminal.

    The error is then raised, other errors as they are. Ctrl-C ends the command with the status `INTERRUPTED`.
    """
    try:
        yield
    except KeyboardInterrupt:
        fail("stopped", INTERRUPTED)
    except Exception as error:
        if isinstance(message := getattr(error, "message", None), str) and hasattr(error, "format_message"):
            error.message = one_line(message)  # type: ignore[attr-defined]  # a usage error, of typer or of click
        raise


app = typer.Typer(
    cls=_Commands,
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (clean, explain, report, sample, stats, compare, restore, train, phrases, warmup):
    app.command(cls=Command)(command)
app.add_typer(index, name="index")


@app.callback(invoke_without_command=True)
def dedup(
    version: Annotated[bool, typer.Option("--version", metavar="", help="Show the version and exit.")] = False,
) -> None:
    """Clean and deduplicate Arabic news pages, with a reason for every cut."""
    if version:
        from dedup import __version__

        say(f"dedup {__version__}")
        raise typer.Exit
