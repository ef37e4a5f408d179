"""The options of `dedup clean`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.cli.arguments import (
    INPUT,
    MATCHING,
    OUTPUT,
    RUNNING,
    Appended,
    DateField,
    Encoding,
    HtmlField,
    IdField,
    MaxPage,
    Model,
    Overwrite,
    Phrases,
    Profile,
    Quiet,
    SourceField,
    TextField,
    TitleField,
    Without,
    choice,
    flag,
    option,
    share_option,
)
from dedup.cli.choices import ENGINES, KEEP, LANGUAGES, OUTPUT_FORMATS, PASSAGES
from dedup.cli.options import input_path, out_folder
from dedup.names import SUFFIXES


def clean(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            parser=input_path,
            help=f"Files, folders, addresses (s3://...) or - for standard input: {SUFFIXES}.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="OUT",
            parser=out_folder,
            help="The folder for the results; - for standard output: one pass over the JSON lines of standard input, "
            "without a survey of the crawl and without duplicates.",
            show_default=False,
        ),
    ],
    id_field: IdField = "id",
    text_field: TextField = "text",
    html_field: HtmlField = None,
    source_field: SourceField = "source",
    date_field: DateField = "date",
    title_field: TitleField = "title",
    encoding: Encoding = "utf-8",
    max_page: MaxPage = "16MB",
    language: Annotated[
        str | None,
        choice(
            LANGUAGES,
            "Pages in which fewer than half of the letters are of this language are rejected.",
            INPUT,
            show_default="any language",
        ),
    ] = None,
    profile: Profile = "balanced",
    phrases: Phrases = None,
    without: Without = None,
    model: Model = None,
    appended: Appended = "split",
    near: Annotated[
        float,
        share_option(
            "Jaccard similarity of near duplicates, above 0. After e changed words in n, it is about "
            "(n - 5e) / (n + 5e): 0.8 takes one in 45 words, 0.6 one in 20. For captions, briefs and stories edited by "
            "hand, try 0.6.",
            MATCHING,
        ),
    ] = 0.8,
    contained: Annotated[
        float, share_option("Share of a document that another must contain to stand for it, above 0.", MATCHING)
    ] = 0.9,
    contained_words: Annotated[
        int,
        option(
            "Least length of a document that another stands for by containing it: no caption is an article's "
            "duplicate.",
            MATCHING,
            metavar="N",
        ),
    ] = 30,
    keep: Annotated[
        str, choice(KEEP, "Which of the documents that match stays; those without a date come last.", MATCHING)
    ] = "earliest",
    prefer: Annotated[
        list[str] | None,
        option(
            "A source whose documents stay before others'; give it again for the next best. One that no document "
            "has is refused, once all are read.",
            MATCHING,
            metavar="SOURCE",
        ),
    ] = None,
    passages: Annotated[
        str,
        choice(
            PASSAGES,
            "Passages that documents repeat of earlier ones: listed, cut from the later ones too, or ignored. Cut are "
            "whole sentences of exact passages, and of near ones of a similarity of --near; not what many sources "
            "quote, and nothing from documents that have duplicates.",
            MATCHING,
        ),
    ] = "report",
    cross_source: Annotated[bool, flag("Only passages that two sources share.", MATCHING, "--cross-source")] = False,
    format_: Annotated[str, choice(OUTPUT_FORMATS, "The form of the clean documents.", OUTPUT, "--format")] = "jsonl",
    drop_empty: Annotated[
        bool,
        flag(
            "Documents of which no word remains go to empty.jsonl; else they stay among the others, marked.",
            OUTPUT,
            "--drop-empty",
        ),
    ] = False,
    shard_size: Annotated[
        str | None,
        option(
            "Documents and duplicates in several files, of so much JSON at most: 500MB. Each is read by itself.",
            OUTPUT,
            metavar="SIZE",
            show_default="one file",
        ),
    ] = None,
    max_removed: Annotated[
        float,
        share_option(
            "Stop, before anything is written, if more than this share of the documents are duplicates "
            "or of the characters would go.",
            OUTPUT,
        ),
    ] = 0.9,
    strict: Annotated[bool, flag("Write nothing, and exit 1, if anything was rejected.", OUTPUT, "--strict")] = False,
    quiet: Quiet = False,
    engine: Annotated[
        str,
        choice(
            ENGINES,
            "Where the work is done: in processes of this machine, or on Apache Spark, which reads JSON lines and "
            "Parquet and needs --passages off and --no-report.",
            RUNNING,
        ),
    ] = "machine",
    master: Annotated[
        str | None,
        option(
            "The Spark to work on: local[4], spark://host:7077, yarn.",
            RUNNING,
            metavar="MASTER",
            show_default="that of spark-submit",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        option("Worker processes, and threads of the comparison.", RUNNING, min=1, show_default="one per core"),
    ] = None,
    batch_size: Annotated[
        str, option("Input handed to a worker at a time: 500KB, 4MB.", RUNNING, metavar="SIZE")
    ] = "4MB",
    memory: Annotated[
        str | None,
        option(
            "What finding duplicates may take: 500MB, 8GB. Beyond it, files are used.",
            RUNNING,
            metavar="SIZE",
            show_default="a quarter of the machine's",
        ),
    ] = None,
    index: Annotated[
        str | None,
        option(
            "A standing index of earlier crawls, a folder or redis:// address, made where there is none: what it "
            "has is dropped, what is kept is added.",
            MATCHING,
            metavar="INDEX",
        ),
    ] = None,
    fresh: Annotated[
        bool, flag("Forget an unfinished earlier run instead of going on with it.", RUNNING, "--fresh")
    ] = False,
    overwrite: Overwrite = False,
    redo: Annotated[
        bool,
        flag(
            "With --index: clean again an input to which files came since its result in OUT was made, against what the "
            "index held before that result.",
            RUNNING,
            "--redo",
        ),
    ] = False,
    no_report: Annotated[bool, flag("Write no report.html.", OUTPUT, "--no-report")] = False,
    dry_run: Annotated[
        bool,
        flag(
            "Do all but write documents: the summary, and report.html in OUT. The same command without it goes on "
            "from there.",
            RUNNING,
            "--dry-run",
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
            html_field=html_field,
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
            redo=redo,
            report=not no_report,
            dry_run=dry_run,
            engine=engine,
            master=master or "",
        )
    )
