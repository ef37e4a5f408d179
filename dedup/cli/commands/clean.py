"""`dedup clean`: pages in, clean documents out, each once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.cli.arguments import (
    CLEANING,
    INPUT,
    MATCHING,
    OUTPUT,
    RUNNING,
    Encoding,
    IdField,
    MaxPage,
    Model,
    Overwrite,
    Phrases,
    Profile,
    Quiet,
    SourceField,
    TextField,
    Without,
)
from dedup.cli.choices import APPENDED, ENGINES, KEEP, LANGUAGES, OUTPUT_FORMATS, PASSAGES, one_of, shown
from dedup.cli.options import input_path


def clean(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            parser=input_path,
            help="Files, folders, addresses (s3://...) or - for standard input: .txt, .jsonl, .ndjson, .jl, .json, "
            ".csv, .tsv, .html, .warc, .wet (all also .gz, .zst, .bz2, .xz), .parquet.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="OUT",
            readable=False,
            help="The folder for the results; - for standard output: one pass over the JSON lines of standard input, "
            "without a survey of the crawl and without duplicates.",
            show_default=False,
        ),
    ],
    id_field: IdField = "id",
    text_field: TextField = "text",
    source_field: SourceField = "source",
    date_field: Annotated[
        str, typer.Option(metavar="NAME", help="Where records hold their date.", rich_help_panel=INPUT)
    ] = "date",
    title_field: Annotated[
        str, typer.Option(metavar="NAME", help="Where records hold their title.", rich_help_panel=INPUT)
    ] = "title",
    encoding: Encoding = "utf-8",
    max_page: MaxPage = "16MB",
    language: Annotated[
        str | None,
        typer.Option(
            parser=one_of(LANGUAGES),
            metavar=shown(LANGUAGES),
            help="Pages in which fewer than half of the letters are of this language are rejected.",
            show_default="any language",
            rich_help_panel=INPUT,
        ),
    ] = None,
    profile: Profile = "balanced",
    phrases: Phrases = None,
    without: Without = None,
    model: Model = None,
    appended: Annotated[
        str,
        typer.Option(
            parser=one_of(APPENDED),
            metavar=shown(APPENDED),
            help="What becomes of a second article on a page: a document of its own, cut, or left in.",
            rich_help_panel=CLEANING,
        ),
    ] = "split",
    near: Annotated[
        float,
        typer.Option(
            help="Jaccard similarity of near duplicates, above 0. One changed word costs 0.24 in a text of 40 "
            "words, 0.02 in one of 400: for captions and briefs, try 0.6.",
            rich_help_panel=MATCHING,
        ),
    ] = 0.8,
    contained: Annotated[
        float,
        typer.Option(
            help="Share of a document that another must contain to stand for it, above 0.",
            rich_help_panel=MATCHING,
        ),
    ] = 0.9,
    contained_words: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="Least length of a document that another stands for by containing it: no caption is an article's "
            "duplicate.",
            rich_help_panel=MATCHING,
        ),
    ] = 30,
    keep: Annotated[
        str,
        typer.Option(
            parser=one_of(KEEP),
            metavar=shown(KEEP),
            help="Which of the documents that match stays.",
            rich_help_panel=MATCHING,
        ),
    ] = "earliest",
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE",
            help="A source whose documents stay before others'; give it again for the next best. One that no document "
            "has is refused, once all are read.",
            rich_help_panel=MATCHING,
        ),
    ] = None,
    passages: Annotated[
        str,
        typer.Option(
            parser=one_of(PASSAGES),
            metavar=shown(PASSAGES),
            help="Passages that documents repeat of earlier ones: listed, cut from the later ones too, or let be.",
            rich_help_panel=MATCHING,
        ),
    ] = "report",
    cross_source: Annotated[
        bool,
        typer.Option(
            "--cross-source", metavar="", help="Only passages that two sources share.", rich_help_panel=MATCHING
        ),
    ] = False,
    format_: Annotated[
        str,
        typer.Option(
            "--format",
            parser=one_of(OUTPUT_FORMATS),
            metavar=shown(OUTPUT_FORMATS),
            help="The form of the clean documents.",
            rich_help_panel=OUTPUT,
        ),
    ] = "jsonl",
    drop_empty: Annotated[
        bool,
        typer.Option(
            "--drop-empty",
            metavar="",
            help="Documents of which no word remains go to empty.jsonl; else they stay among the others, marked.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    shard_size: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="Documents and duplicates in several files, of so much JSON at most: 500MB. Each is read by itself.",
            show_default="one file",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    max_removed: Annotated[
        float,
        typer.Option(
            help="Stop, before anything is written, if more than this share of the documents are duplicates "
            "or of the characters would go.",
            rich_help_panel=OUTPUT,
        ),
    ] = 0.9,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", metavar="", help="Write nothing, and exit 1, if anything was rejected.", rich_help_panel=OUTPUT
        ),
    ] = False,
    quiet: Quiet = False,
    engine: Annotated[
        str,
        typer.Option(
            parser=one_of(ENGINES),
            metavar=shown(ENGINES),
            help="Where the work is done: in processes of this machine, or on Apache Spark, which reads JSON lines and "
            "Parquet and needs --passages off and --no-report.",
            rich_help_panel=RUNNING,
        ),
    ] = "machine",
    master: Annotated[
        str | None,
        typer.Option(
            metavar="MASTER",
            help="The Spark to work on: local[4], spark://host:7077, yarn.",
            show_default="that of spark-submit",
            rich_help_panel=RUNNING,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Worker processes, and threads of the comparison.",
            show_default="one per core",
            rich_help_panel=RUNNING,
        ),
    ] = None,
    batch_size: Annotated[
        str,
        typer.Option(metavar="SIZE", help="Input handed to a worker at a time: 500KB, 4MB.", rich_help_panel=RUNNING),
    ] = "4MB",
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="What finding duplicates may take: 500MB, 8GB. Beyond it, files are used.",
            show_default="a quarter of the machine's",
            rich_help_panel=RUNNING,
        ),
    ] = None,
    index: Annotated[
        str | None,
        typer.Option(
            metavar="INDEX",
            help="A standing index of earlier crawls, a folder or redis:// address, made where there is none: what it "
            "has is dropped, what is kept is added.",
            rich_help_panel=MATCHING,
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            metavar="",
            help="Forget an unfinished earlier run instead of going on with it.",
            rich_help_panel=RUNNING,
        ),
    ] = False,
    overwrite: Overwrite = False,
    no_report: Annotated[
        bool, typer.Option("--no-report", metavar="", help="Write no report.html.", rich_help_panel=OUTPUT)
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            metavar="",
            help="Do all but write documents: the summary, and report.html in OUT. The same command without it goes on "
            "from there.",
            rich_help_panel=RUNNING,
        ),
    ] = False,
) -> None:
    """Cut furniture from pages, split off appended articles, and drop repeated documents.

    Every cut is listed with its rule, every duplicate with the document that stands for it.

    Interrupted, the same command goes on where it stopped.
    """
    from dedup.cli.clean import CleanOptions, clean_into

    clean_into(
        CleanOptions(
            inputs=inputs,
            out=out,
            id_field=id_field,
            text_field=text_field,
            source_field=source_field,
            date_field=date_field,
            title_field=title_field,
            encoding=encoding,
            profile=profile,
            phrases=phrases,
            without=tuple(without or ()),
            model=model,
            appended=appended,
            near=near,
            contained=contained,
            contained_words=contained_words,
            keep=keep,
            prefer=tuple(prefer or ()),
            format=format_,
            drop_empty=drop_empty,
            shard_size=shard_size,
            max_removed=max_removed,
            strict=strict,
            quiet=quiet,
            workers=workers or 0,
            batch_size=batch_size,
            max_page=max_page,
            language=language or "",
            memory=memory,
            fresh=fresh,
            passages=passages,
            cross_source=cross_source,
            index=index,
            overwrite=overwrite,
            report=not no_report,
            dry_run=dry_run,
            engine=engine,
            master=master or "",
        )
    )
