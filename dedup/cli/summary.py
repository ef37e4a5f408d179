"""The summary of a run: tables that a person enjoys reading."""

from __future__ import annotations

from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from dedup.cli.bidi import isolated
from dedup.pipeline import RunSummary

_CONTENTS = {
    "documents.jsonl": "documents that stay",
    "documents.parquet": "documents that stay",
    "documents": "their clean texts, one file each",
    "duplicates.jsonl": "documents not kept, each with the one that stands for it",
    "duplicates.parquet": "documents not kept, each with the one that stands for it",
    "removed.jsonl": "every span cut from a page, with its rule",
    "passages.jsonl": "repeated passages",
    "rejected.jsonl": "what could not be read, and why",
    "stats.json": "all numbers, options and versions",
}


def print_summary(summary: RunSummary) -> None:
    """Print the summary to stdout."""
    console = Console(highlight=False)
    tables = [_documents(summary), _characters(summary)]
    if summary.clusters:
        tables.append(_clusters(summary))
    for table in [*tables, _files(summary)]:
        console.print(table)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, show_header=False)
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if name in ("number", "share") else "left", no_wrap=number > 0)
    return table


def _documents(summary: RunSummary) -> Table:
    table = _table("Documents", "what", "number", "share")
    documents = summary.documents
    table.add_row("pages read", f"{summary.pages:,}", f"{summary.input_bytes / 1e6:,.1f} MB")
    table.add_row("articles split off", f"{summary.appended:,}")
    table.add_row("[bold]kept[/bold]", f"[bold]{summary.kept:,}[/bold]", _share(summary.kept, documents))
    for kind, name in (("exact", "exact copies"), ("near", "near duplicates"), ("contained", "contained")):
        number = summary.duplicates.get(kind, 0)
        table.add_row(f"dropped: {name}", f"{number:,}", _share(number, documents))
    if summary.indexed:
        table.add_row("dropped: in the index", f"{summary.indexed:,}", _share(summary.indexed, documents))
    for kind, number in summary.passages.items():
        table.add_row(f"passages repeated: {kind}", f"{number:,}")
    if summary.renamed:
        table.add_row("ids met before, renamed", f"{summary.renamed:,}")
    for reason, number in sorted(summary.rejected.items()):
        table.add_row(f"[yellow]rejected: {reason}[/yellow]", f"{number:,}")
    table.add_row("seconds", f"{sum(summary.seconds.values()):,.1f}")
    return table


def _characters(summary: RunSummary) -> Table:
    characters = summary.characters
    table = _table("Characters", "what", "number", "share")
    table.add_row("read", f"{characters.read:,}")
    table.add_row("[bold]kept[/bold]", f"[bold]{characters.kept:,}[/bold]", _share(characters.kept, characters.read))
    table.add_row("in duplicates", f"{characters.duplicate:,}", _share(characters.duplicate, characters.read))
    for label, number in characters.cut_by_label.items():
        table.add_row(f"cut: {label}", f"{number:,}", _share(number, characters.read))
    return table


def _clusters(summary: RunSummary) -> Table:
    table = _table("Largest clusters", "id", "source", "number")
    table.show_header = True
    table.columns[0].header, table.columns[2].header = "kept document", "documents"
    table.columns[0].overflow = table.columns[1].overflow = "fold"
    for cluster in summary.clusters:
        table.add_row(Text(cluster.id), _cell(cluster.source), f"{cluster.size:,}")
    return table


def _files(summary: RunSummary) -> Table:
    table = _table(f"Files in {escape(str(summary.out))}", "name", "content")
    for name in summary.files:
        table.add_row(name, _CONTENTS.get(Path(name).name, ""))
    return table


def _cell(text: str) -> str:
    return isolated(escape(text)) if text else ""


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else ""
