"""`dedup index`: shows what a standing index holds, checks files against it, and maintains it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.cli.arguments import (
    Appended,
    Command,
    DateField,
    Encoding,
    HtmlField,
    IdField,
    MaxPage,
    Model,
    Phrases,
    Profile,
    SourceField,
    TextField,
    TitleField,
    Without,
    share_option,
)
from dedup.cli.options import input_path
from dedup.cli.terminal import one_line, say, say_json

if TYPE_CHECKING:
    from dedup.model import Document, Match

app = typer.Typer(no_args_is_help=True, help="Look after a standing index of documents seen before.")

Location = Annotated[
    str, typer.Argument(metavar="INDEX", help="Its folder, or its redis:// address.", show_default=False)
]


@app.command(cls=Command)
def stats(index: Location) -> None:
    """Show how many documents an index holds, of which dates, and the room it takes."""
    from dedup.index import Index

    with Index.open(index, read_only=True) as opened:
        held = opened.stats()
    say(f"documents   {held.documents:,}")
    say(f"forgotten   {held.forgotten:,}")
    say(f"dates       {held.earliest or '-'} to {held.latest or '-'}; of undated documents, the day they were added")
    say(f"bytes       {held.bytes:,}")
    say(f"thresholds  near {held.near:g}, contained {held.contained:g} from {held.contained_words} words on")


@app.command(cls=Command)
def check(
    index: Location,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", parser=input_path, help="A file or folder.", show_default=False),
    ],
    clean: Annotated[
        bool,
        typer.Option("--clean/--as-is", metavar="", help="Look up the articles on pages, or their texts as they are."),
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", metavar="", help="A line of JSON for each document.")] = False,
    id_field: IdField = "id",
    text_field: TextField = "text",
    html_field: HtmlField = None,
    source_field: SourceField = "source",
    date_field: DateField = "date",
    title_field: TitleField = "title",
    encoding: Encoding = "utf-8",
    max_page: MaxPage = "16MB",
    profile: Profile = "balanced",
    phrases: Phrases = None,
    without: Without = None,
    model: Model = None,
    appended: Appended = "split",
) -> None:
    """Tell of each document of a file whether the index has it, or most of it, and where. Nothing is added.

    Pages are cleaned as a run on FILE would: give the options that the run had. The records of FILE are its crawl, so
    a page checked by itself may be cut otherwise than among others.
    """
    from dedup.cli.cleaning import clean_settings
    from dedup.files import find_inputs
    from dedup.files.standard_input import on_disk
    from dedup.index import Index
    from dedup.pipeline.collection import read_collection
    from dedup.pipeline.progress import Silence

    settings = clean_settings(
        id_field=id_field,
        text_field=text_field,
        html_field=html_field,
        source_field=source_field,
        date_field=date_field,
        title_field=title_field,
        encoding=encoding,
        max_page=max_page,
        profile=profile,
        phrases=phrases,
        without=without,
        model=model,
        appended=appended,
    )
    with Index.open(index, read_only=True) as opened, on_disk(file) as path:
        found = find_inputs([path], None, settings.fields.text)
        read = read_collection(found, settings, Silence(), clean=clean)
        matches = opened.check_all(read.documents)
    (_print_json if as_json else _print_lines)(read.documents, matches)
    for rejected in read.rejected:
        say(one_line(f"dedup: {rejected.detail}"), error=True)  # which names the place


@app.command(cls=Command)
def forget(
    index: Location,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="Documents dated before this day, such as 2026-01-31.")
    ] = None,
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="A document; may be given several times.")
    ] = None,
) -> None:
    """Forget documents that are old, or that should not be there. `compact` gives back their room."""
    from dedup.index import Index
    from dedup.index.core.days import day_of

    if before is None and not ids:
        raise typer.BadParameter("say what to forget, with --before or --id")
    if before is not None and day_of(before) is None:
        raise typer.BadParameter(f"{before!r} is no date such as 2026-01-31", param_hint="--before")
    with Index.open(index, read_only=True):
        pass  # raises where there is no index, which must not be made here
    with Index.open(index) as opened:
        number = opened.forget(before=before, ids=ids or ())
    asked = len(set(ids or ())) if before is None else number
    if number < asked:
        say(f"{number:,} of {_documents(asked)} forgotten; the rest are not in the index")
    else:
        say(f"{_documents(number)} forgotten")


@app.command(cls=Command)
def compact(index: Location) -> None:
    """Give back the room of forgotten documents."""
    from dedup.index import Index

    with Index.open(index, read_only=True):
        pass  # raises where there is no index, which must not be made here
    with Index.open(index) as opened:
        opened.start_writing()  # this repairs an index whose machine stopped
        before = opened.stats().bytes
        opened.compact()
        after = opened.stats().bytes
    say(f"{before:,} bytes before, {after:,} now")


@app.command("export", cls=Command)
def export(
    index: Location,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The Parquet file to write.", show_default=False)],
) -> None:
    """Write an index to a Parquet file, for another machine or program."""
    from dedup.cli.targets import check_target, is_exported_index
    from dedup.index import Index

    check_target(file, is_exported_index, "index file")
    with Index.open(index, read_only=True) as opened:
        number = opened.export_to(file)
    say(one_line(f"{_documents(number)} written to {file}"))


@app.command("import", cls=Command)
def import_(
    index: Location,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", exists=True, dir_okay=False, help="A file that `export` wrote.", show_default=False
        ),
    ],
    near: Annotated[float | None, share_option("For an index that is made now.", show_default="0.8")] = None,
    contained: Annotated[float | None, share_option("For an index that is made now.", show_default="0.9")] = None,
    contained_words: Annotated[
        int | None, typer.Option(min=1, help="For an index that is made now.", show_default="30")
    ] = None,
) -> None:
    """Add the documents of such a file to an index, which is made where there is none."""
    from dedup.cli.options import usage_errors
    from dedup.index import Index
    from dedup.index.core.parquet import read_parquet_index
    from dedup.index.core.settings import IndexSettings, Thresholds

    thresholds = Thresholds(near, contained, contained_words)
    with usage_errors():
        IndexSettings.given(thresholds)
    next(read_parquet_index(file), None)  # raises before an index is made, if the file cannot be read
    with Index.open(index, **thresholds._asdict()) as opened:
        number = opened.import_from(file)
    say(f"{_documents(number)} added")


def _documents(number: int) -> str:
    """A number of documents in words."""
    return "1 document" if number == 1 else f"{number:,} documents"


def _print_lines(documents: Sequence[Document], matches: Sequence[Match | None]) -> None:
    """Print a line for each document: `new`, or the kind, id and scores of its match."""
    for document, match in zip(documents, matches, strict=True):
        if match is None:
            say(one_line(f"{document.id}: new"))
        else:
            scores = f"Jaccard {match.jaccard:.3f}, containment {match.containment:.3f}"
            say(one_line(f"{document.id}: {match.kind}, {match.id} ({scores})"))


def _print_json(documents: Sequence[Document], matches: Sequence[Match | None]) -> None:
    """Print a line of JSON for each document, in ASCII: its `id` and its `match`, null where there is none."""
    from dataclasses import asdict

    for document, match in zip(documents, matches, strict=True):
        say_json({"id": document.id, "match": match and asdict(match)}, ascii_only=True)
