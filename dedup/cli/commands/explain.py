"""The options of `dedup explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.cli.arguments import (
    INPUT,
    OUTPUT,
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
    existing_file,
    flag,
    option,
)
from dedup.cli.options import path_or_place, refuse_folder, refuse_result, split_place


def explain(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="INPUT",
            parser=path_or_place,
            help="A file of text, of HTML or of records, a folder of them, or - for standard input; FILE:3 is the page "
            "on line 3. Of the result of a run, documents that it did not keep.",
            show_default=False,
        ),
    ] = None,
    record_id: Annotated[str | None, option("Which record to show.", INPUT, "--id", metavar="ID")] = None,
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
    gold: Annotated[
        Path | None,
        existing_file(
            "Annotated pages, such as a report saves, instead of INPUT: show where they say something else.", INPUT
        ),
    ] = None,
    html: Annotated[
        Path | None, option("Write the page as HTML, to open in a browser.", OUTPUT, metavar="OUT.html")
    ] = None,
    as_json: Annotated[bool, flag("Print the spans as JSON.", OUTPUT, "--json")] = False,
) -> None:
    """Show a page with each cut span coloured by its label, the rule that cut it, and what the cuts rest on.

    The records of INPUT are its crawl: what they repeat counts, as in a run on INPUT. Where INPUT is the result of a
    run, ID is a document that it did not keep: what it repeats is shown, and where the two differ; how to clean has no
    effect then.
    """
    from dedup.cli.cleaned import note_on
    from dedup.cli.cleaning import clean_settings
    from dedup.cli.explain import explained, find_record, print_json, print_page, write_page_report
    from dedup.cli.fate import find_dropped, print_dropped, print_dropped_json, run_at
    from dedup.cli.targets import check_target, is_report
    from dedup.cli.terminal import one_line, say
    from dedup.pipeline.figures.named import OtherNames

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
    )
    if (file is None) == (gold is None) or (gold and (html or as_json)):
        raise typer.BadParameter("give INPUT, or --gold with annotated pages and without --html and --json")
    if gold is not None:
        from dedup.cli.gold import explain_gold

        explain_gold(gold, record_id, settings.cleaner())
        return
    if html is not None:
        refuse_folder(html, "page.html", "--html")
        check_target(html, is_report, "page of HTML")
    path, place = split_place(str(file))
    if place and record_id is not None:
        raise typer.BadParameter(f"{str(file)!r} names a page as --id does: give one of the two")
    if record_id is not None and (run := run_at(Path(path))):
        if html is not None:
            raise typer.BadParameter("a page is written of the input of a run, not of its result", param_hint="--html")
        (print_dropped_json if as_json else print_dropped)(find_dropped(run, record_id))
        return
    refuse_result(path, "INPUT")
    found = find_record(path, place or record_id, settings)
    for note in (note_on(path), OtherNames(settings.fields).remedy(found.record)):
        if note:
            say(f"dedup: {one_line(note)}", error=True)
    if html is not None:
        write_page_report(found.record, html, *explained(found, settings))
        return
    (print_json if as_json else print_page)(found, *explained(found, settings))
