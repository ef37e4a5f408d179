"""`dedup explain`: why a page is cut as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from dedup.cli.arguments import INPUT, OUTPUT, Encoding, IdField, MaxPage, Model, Phrases, Profile, TextField, Without
from dedup.cli.options import input_file

if TYPE_CHECKING:
    from dedup.model import Profile as ProfileName


def explain(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", parser=input_file, help="A file of text or of records, or - for standard input."
        ),
    ],
    record_id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="Which record to show.", rich_help_panel=INPUT),
    ] = None,
    id_field: IdField = "id",
    text_field: TextField = "text",
    encoding: Encoding = "utf-8",
    max_page: MaxPage = "16MB",
    profile: Profile = "balanced",
    phrases: Phrases = None,
    without: Without = None,
    model: Model = None,
    as_json: Annotated[
        bool, typer.Option("--json", metavar="", help="Print the spans as JSON.", rich_help_panel=OUTPUT)
    ] = False,
) -> None:
    """Show a page with each cut span coloured by its label, the rule that cut it, and what the cuts rest on."""
    from dedup.cli.explain import find_record, print_json, print_page
    from dedup.cli.options import byte_size, checked_encoding, checked_evidence, checked_model, loaded_phrases
    from dedup.files import Fields
    from dedup.pipeline import CleanSettings

    settings = CleanSettings(
        Fields(id=id_field, text=text_field),
        checked_encoding(encoding),
        profile=cast("ProfileName", profile),
        phrases=loaded_phrases(phrases),
        without=checked_evidence(without or ()),
        model=checked_model(model),
        page_bytes=byte_size(max_page, "--max-page"),
    )
    record = find_record(file, record_id, settings)
    (print_json if as_json else print_page)(record, *settings.cleaner().explain(record.text))
