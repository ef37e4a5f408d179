"""The options of `dedup compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from dedup.cli.arguments import (
    CLEANING,
    INPUT,
    MATCHING,
    OUTPUT,
    Encoding,
    IdField,
    MaxPage,
    Overwrite,
    Quiet,
    SourceField,
    TextField,
    flag,
    option,
)
from dedup.cli.choices import KINDS, one_of
from dedup.cli.options import input_path, named_folder


def _right(what: str) -> Any:
    """An option that names a field of the records of RIGHT."""
    return option(f"Where records of RIGHT hold their {what}.", INPUT, metavar="NAME", show_default="as those of LEFT")


def compare(
    left: Annotated[
        str,
        typer.Argument(metavar="LEFT", parser=input_path, help="A file, folder or address, or -.", show_default=False),
    ],
    right: Annotated[
        str,
        typer.Argument(metavar="RIGHT", parser=input_path, help="What LEFT may have taken from.", show_default=False),
    ],
    out: Annotated[
        Path | None,
        option(
            "The folder for the results; without it, two files are shown side by side.",
            OUTPUT,
            "--out",
            "-o",
            metavar="OUT",
            parser=named_folder,
            show_default=False,
        ),
    ] = None,
    kinds: Annotated[
        list[str],
        option(
            "Which passages to find: exact (the same words), near (few changed), reworded.",
            MATCHING,
            parser=one_of(KINDS),
            metavar="KIND...",
            show_default="exact near reworded",
        ),
    ] = list(KINDS),  # noqa: B006 (typer copies it)
    min_words: Annotated[int, option("The shortest passage.", MATCHING, metavar="N")] = 25,
    clean_pages: Annotated[
        bool, flag("Compare the articles on pages, without furniture.", CLEANING, "--clean")
    ] = False,
    id_field: IdField = "id",
    text_field: TextField = "text",
    source_field: SourceField = "source",
    right_id_field: Annotated[str | None, _right("id")] = None,
    right_text_field: Annotated[str | None, _right("text")] = None,
    right_source_field: Annotated[str | None, _right("publisher")] = None,
    encoding: Encoding = "utf-8",
    max_page: MaxPage = "16MB",
    quiet: Quiet = False,
    overwrite: Overwrite = False,
) -> None:
    """Find passages of one collection that another has too, word for word or reworded.

    Two files without --out are shown side by side.
    """
    from dedup.cli.compare import CompareOptions, compare_into

    compare_into(
        CompareOptions(
            left=left,
            right=right,
            out=out,
            kinds=kinds,
            min_words=min_words,
            clean=clean_pages,
            id_field=id_field,
            text_field=text_field,
            source_field=source_field,
            right_id_field=right_id_field or id_field,
            right_text_field=right_text_field or text_field,
            right_source_field=right_source_field or source_field,
            encoding=encoding,
            max_page=max_page,
            quiet=quiet,
            overwrite=overwrite,
        )
    )
