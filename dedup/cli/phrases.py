"""`dedup phrases`: prints the phrase list as a table, or as a file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from dedup.boilerplate.lexicon import Phrase
from dedup.boilerplate.lexicon.phrases import problems_in
from dedup.cli.terminal import console, isolated, one_line, say, say_line_of_file


def print_phrases(phrases: Iterable[Phrase]) -> None:
    """Print a table with a row for each phrase: its text, category, kind, label and risk."""
    table = Table(box=SIMPLE_HEAD)
    for name in ("phrase", "category", "kind", "label", "risk"):
        table.add_column(name)
    for phrase in phrases:
        table.add_row(isolated(phrase.text), phrase.category, phrase.kind, phrase.label, phrase.risk)
    console(markup=False).print(table)


def print_phrase_file(phrases: Iterable[Phrase]) -> None:
    """Print phrases as tab-separated lines under a header, in the form of a file for `--phrases`."""
    columns = ("phrase", "category", "kind", "label", "risk")
    say_line_of_file("\t".join(columns))
    for phrase in phrases:
        say_line_of_file("\t".join((phrase.text, phrase.category, phrase.kind, phrase.label, phrase.risk)))


def stop_at_problems(path: Path) -> None:
    """End with status 1 where phrases of a file are wrong, with a sentence on stderr for each; else do nothing."""
    if problems := problems_in(path):
        for problem in problems:
            say(f"dedup: {one_line(problem)}", error=True)
        sys.exit(1)
