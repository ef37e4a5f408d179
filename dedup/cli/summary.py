"""Prints the summary of a run as tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from dedup.boilerplate.lexicon.phrases import Phrase, not_shipped
from dedup.cli.terminal import console as terminal
from dedup.cli.terminal import isolated, one_line, say
from dedup.files.outputs import line_decoder
from dedup.output import Rejection
from dedup.pipeline import RunSummary
from dedup.pipeline.figures.noticing import IMPOSSIBLE_DATE, UNREAD_DATE
from dedup.pipeline.outputs.names import EMPTY_FILE
from dedup.sizes import amount
from dedup.stats import SourceFigures, Sources

_MOST_SOURCES = 10
"""Unusual sources that the summary lists. Chosen."""
_SHARD = re.compile(r"-(\d+-of-\d+|\*)(?=\.)")

_LISTED_FORMS = 3
"""Forms of dates that the summary lists. Chosen."""
_FILES_OF_A_REASON = 3
"""Files of which the first rejection for a reason is shown. Chosen."""
_LOOKED_THROUGH = 10_000
"""Lines of rejected.jsonl in which the first of each reason is searched. Chosen."""
# What each output holds.
_CONTENTS = {
    "documents.jsonl": "documents that stay",
    "documents.parquet": "documents that stay",
    "documents": "their clean texts, one file each",
    "duplicates.jsonl": "documents not kept, each with the one that stands for it",
    "duplicates.parquet": "documents not kept, each with the one that stands for it",
    "empty.jsonl": "documents of which no word remains",
    "removed.jsonl": "every span cut from a page, with its rule",
    "passages.jsonl": "repeated passages",
    "rejected.jsonl": "what could not be read, and why",
    "stats.json": "all numbers, options and versions",
    "report.html": "all this to look at: open it in a browser",
}


def print_summary(summary: RunSummary) -> None:
    """Print the summary to stdout: tables, then the rejections of `_first_rejections`, and what was noticed.

    Unusual sources (at most `_MOST_SOURCES`), clusters and files have a table only where there are any.
    """
    console = terminal()
    tables = [_documents(summary), _characters(summary)]
    if summary.sources.unusual:
        tables.append(unusual_sources_table(summary.sources, summary.sources.unusual[:_MOST_SOURCES]))
    if summary.clusters:
        tables.append(_clusters(summary))
    if summary.files:
        tables.append(_files(summary))
    for table in tables:
        console.print(table)
    for first in _first_rejections(summary):
        console.print(f"[yellow]{first.reason}[/yellow]: {escape(one_line(first.detail))}")
    for name, found in summary.noticed.items():
        pages = "1 page," if found.pages == 1 else f"{found.pages:,} pages, such as"
        console.print(f"[yellow]{name}[/yellow] in {pages} {_cell(found.example)}: {escape(one_line(found.remedy))}")


def print_problems(summary: RunSummary) -> None:
    """Print to stderr a line for each reason of rejection, and one for each fault that was noticed; else nothing.

    A line has the first rejection of its reason, unless `_first_rejections` does not find it.
    """
    first = {own.reason: own.detail for own in reversed(_first_rejections(summary))}
    listed = f"{one_line(str(summary.out))}/rejected.jsonl"
    for reason, number in sorted(summary.rejected.items()):
        records = "1 record or file" if number == 1 else f"{number:,} records or files"
        such = f"{',' if number == 1 else ', such as'} {one_line(first[reason])}" if reason in first else ""
        say(f"dedup: {records} rejected: {reason}{such} (see {listed})", error=True)
    for name, found in summary.noticed.items():
        pages = "1 page," if found.pages == 1 else f"{found.pages:,} pages, such as"
        say(f"dedup: {name} in {pages} {one_line(found.example)}: {one_line(found.remedy)}", error=True)


def print_idle_phrases(phrases: Sequence[Phrase], summary: RunSummary) -> None:
    """Print to stderr a line for the phrases of the user that cut nothing; none where all did, or they ship with us."""
    own = not_shipped(phrases)
    idle = [phrase.text for phrase in own if f"user:{phrase.text}" not in summary.characters.cut_by_rule]
    if idle:
        number = "the phrase" if len(own) == 1 else f"{len(idle):,} of {len(own):,} phrases"
        such = "" if len(idle) == len(own) == 1 else f", such as {one_line(idle[0])}"
        told = "dedup explain FILE --phrases PHRASES shows how a page is read with them"
        say(f"dedup: {number} of --phrases cut nothing{such}: {told}", error=True)


def _first_rejections(summary: RunSummary) -> list[Rejection]:
    """The first rejection of each reason in the first `_LOOKED_THROUGH` lines of rejected.jsonl; none without it.

    Of records, it is the first of each file, for up to `_FILES_OF_A_REASON` files: their fields may have other names.
    """
    found: dict[str, dict[str, Rejection]] = {}
    path = summary.out / "rejected.jsonl"
    decoded = line_decoder(Rejection, summary.out)  # a name in it may hold a lone surrogate
    if not summary.rejected:
        return []
    # After a run on Spark it is a folder of files, or not on this machine.
    paths = sorted(path.glob("part-*")) if path.is_dir() else [path] if path.is_file() else []
    for line in islice(chain.from_iterable(map(_lines, paths)), _LOOKED_THROUGH):
        rejection = decoded(line)
        own = found.setdefault(rejection.reason, {})
        file, _, number = rejection.where.rpartition(":")
        if not own or (number.isdigit() and len(own) < _FILES_OF_A_REASON):
            own.setdefault(file, rejection)
    return [rejection for own in found.values() for rejection in own.values()]


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as lines:
        yield from lines


def _table(title: str, *columns: str) -> Table:
    """A table without rows and header. Columns `number` and `share` are aligned right; only the first may wrap."""
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, show_header=False)
    for number, name in enumerate(columns):
        table.add_column(name, justify="right" if name in ("number", "share") else "left", no_wrap=number > 0)
    return table


def _documents(summary: RunSummary) -> Table:
    """The table of documents: read, kept and dropped by kind with shares, what looks wrong, and the seconds of the run.

    Rows about empty documents, the index, passages, renamed ids, rejections and dates are left out where there are
    none.
    """
    table = _table("Documents", "what", "number", "share")
    documents = summary.documents
    table.add_row("pages read", f"{summary.pages:,}", amount(summary.input_bytes))
    table.add_row("articles split off", f"{summary.appended:,}")
    table.add_row("[bold]kept[/bold]", f"[bold]{summary.kept:,}[/bold]", _share(summary.kept, documents))
    if summary.empty and EMPTY_FILE in summary.files:
        table.add_row("dropped: without any word", f"{summary.empty:,}", _share(summary.empty, documents))
    elif summary.empty:
        table.add_row("[yellow]of these without any word (--drop-empty)[/yellow]", f"{summary.empty:,}")
    for kind, name in (("exact", "exact copies"), ("near", "near duplicates"), ("contained", "contained")):
        number = summary.duplicates.get(kind, 0)
        table.add_row(f"dropped: {name}", f"{number:,}", _share(number, documents))
    if summary.indexed:
        table.add_row("dropped: in the index", f"{summary.indexed:,}", _share(summary.indexed, documents))
    if summary.mostly_repeated:
        table.add_row("kept, though another has half or more (see --near)", f"{summary.mostly_repeated:,}")
    for kind, number in summary.passages.items():
        table.add_row(f"passages repeated: {kind}", f"{number:,}")
    if summary.passages and summary.passages_cut is not None:
        table.add_row("of these cut, in whole sentences", f"{summary.passages_cut:,}")
    if summary.renamed:
        table.add_row("ids met before, renamed", f"{summary.renamed:,}")
    for reason, number in sorted(summary.rejected.items()):
        table.add_row(f"[yellow]rejected: {reason} (why: rejected.jsonl)[/yellow]", f"{number:,}")
    for reason, number in summary.skipped.items():
        table.add_row(f"skipped: {reason}", f"{number:,}")
    for text, forms in (("dates not read", summary.dates.unread), ("dates impossible", summary.dates.impossible)):
        if forms:
            table.add_row(f"[yellow]{text}: {_forms(forms)}[/yellow]", f"{sum(forms.values()):,}")
    for name, found in summary.noticed.items():
        if name in (UNREAD_DATE, IMPOSSIBLE_DATE):
            continue  # listed by their forms above
        table.add_row(f"[yellow]noticed: {name}[/yellow]", f"{found.pages:,}")
    table.add_row("seconds", f"{sum(summary.seconds.values()):,.1f}")
    return table


def _forms(forms: Mapping[str, int]) -> str:
    """The first `_LISTED_FORMS` forms of dates, with their numbers if there are several, and `…` if there are more."""
    shown = [f"{_cell(form)} {number:,}" if len(forms) > 1 else _cell(form) for form, number in forms.items()]
    return ", ".join(shown[:_LISTED_FORMS]) + (", …" if len(shown) > _LISTED_FORMS else "")


def _characters(summary: RunSummary) -> Table:
    """The table of characters: read, kept, in duplicates, and cut by label, with their shares of those read."""
    characters = summary.characters
    table = _table("Characters", "what", "number", "share")
    table.add_row("read", f"{characters.read:,}")
    table.add_row("[bold]kept[/bold]", f"[bold]{characters.kept:,}[/bold]", _share(characters.kept, characters.read))
    table.add_row("in duplicates", f"{characters.duplicate:,}", _share(characters.duplicate, characters.read))
    for label, number in characters.cut_by_label.items():
        table.add_row(f"cut: {label}", f"{number:,}", _share(number, characters.read))
    return table


def _clusters(summary: RunSummary) -> Table:
    """The table of the largest clusters: id and source of the kept document, and the number of documents."""
    table = _table("Largest clusters", "id", "source", "number")
    table.show_header = True
    table.columns[0].header, table.columns[2].header = "kept document", "documents"
    table.columns[0].overflow = table.columns[1].overflow = "fold"
    for cluster in summary.clusters:
        table.add_row(Text(one_line(cluster.id)), _cell(cluster.source), f"{cluster.size:,}")
    return table


def sources_table(sources: Sources, listed: Sequence[SourceFigures]) -> Table:
    """A table of the sources `listed`: pages, shares cut and dropped, and the rules that cut most, with their shares.

    The last row has the medians, if any source has enough pages for them.
    """
    table = _sources_table(f"Sources: {len(listed):,} of {sources.number:,}")
    table.add_column("most cut by", overflow="fold")
    for own in listed:
        rules = (f"{_cell(rule)} {_share(characters, own.cut)}" for rule, characters in own.rules.items())
        table.add_row(*_source_row(own), ", ".join(rules))
    _add_medians(table, sources)
    return table


def unusual_sources_table(sources: Sources, unusual: Sequence[SourceFigures]) -> Table:
    """A table of the sources that lost much more than the others, and a last row with the medians.

    The rule that cut most is named for sources of which the share cut is unusual.
    """
    table = _sources_table("Sources that lost much more than the others")
    table.add_column("most cut by", overflow="fold")
    for own in unusual:
        rule = next((f"{_cell(rule)} {_share(cut, own.cut)}" for rule, cut in own.rules.items()), "")
        table.add_row(*_source_row(own), rule if "cut" in own.unusual else "")
    _add_medians(table, sources)
    return table


def _add_medians(table: Table, sources: Sources) -> None:
    """Add a row with the medians to a table of sources, if there are any."""
    if sources.median_cut is not None and sources.median_dropped is not None:
        table.add_row("[dim]median[/dim]", "", f"{sources.median_cut:.1%}", f"{sources.median_dropped:.1%}", "")


def _sources_table(title: str) -> Table:
    """A table without rows, with the columns source, pages, share of characters cut, and share of documents dropped."""
    table = _table(title, "source", "number", "share", "share")
    table.show_header = True
    for column, header in zip(table.columns, ("source", "pages", "characters cut", "documents dropped"), strict=True):
        column.header = header
    table.columns[0].overflow = "fold"
    return table


def _source_row(own: SourceFigures) -> tuple[str, str, str, str]:
    """The first cells of a row: source or `(none)`, pages, shares cut and dropped; unusual shares are yellow."""
    cut, dropped = (
        f"[yellow]{share:.1%}[/yellow]" if name in own.unusual else f"{share:.1%}"
        for name, share in own.shares._asdict().items()
    )
    return _cell(own.source) or "[dim](none)[/dim]", f"{own.pages:,}", cut, dropped


def _files(summary: RunSummary) -> Table:
    """The table of files in the output folder and what they hold; shards are one row, with `*` for their number."""
    table = _table(f"Files in {escape(one_line(str(summary.out)))}", "name", "content")
    table.columns[0].no_wrap, table.columns[1].no_wrap = True, False  # names stay whole
    for name, number in Counter(map(_without_number, summary.files)).items():
        content = _CONTENTS.get(_SHARD.sub("", name), "")
        table.add_row(name, f"{content}, {number:,} files" if number > 1 else content)
    return table


def _without_number(name: str) -> str:
    """The name of an output, with a star in place of the number of its shard."""
    return _SHARD.sub("-*", name)


def _cell(text: str) -> str:
    """A text of the input as markup for a cell: escaped, between marks as by `isolated`; an empty one stays empty."""
    return isolated(escape(text)) if text else ""


def _share(part: int, whole: int) -> str:
    """A share in percent with one decimal; empty where `whole` is 0."""
    return f"{part / whole:.1%}" if whole else ""
