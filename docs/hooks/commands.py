"""The reference of the commands: their help, asked for when the documentation is built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.testing import CliRunner

from dedup.cli.app import app

_PLACE = "<!-- commands -->"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the help of every command where a page asks for it."""
    return markdown.replace(_PLACE, reference()) if _PLACE in markdown else markdown


def reference() -> str:
    """Every command with its help, as Markdown."""
    return "\n\n".join(
        f"## dedup {' '.join(words)}\n\n```text\n{_help(words)}\n```" for words in sorted(_commands(app, ()))
    )


def _commands(group: typer.Typer, before: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for command in group.registered_commands:
        assert command.callback is not None
        yield (*before, command.name or command.callback.__name__)
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            yield from _commands(inner.typer_instance, (*before, str(inner.name)))


def _help(words: tuple[str, ...]) -> str:
    shown = CliRunner().invoke(
        app, [*words, "--help"], prog_name="dedup", env={"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
    )
    return "\n".join(line.rstrip() for line in shown.output.strip("\n").splitlines())
