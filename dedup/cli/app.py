"""The commands and their options; what they do is imported when they do it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dedup.cli.choices import Appended, Keep, Kind, OutputFormat, Passages, Profile, RestoredFormat
from dedup.cli.index import app as index_app
from dedup.cli.options import input_file, input_path
from dedup.cli.stats import stats

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.add_typer(index_app, name="index")
app.command()(stats)

_FIELDS, _CLEANING, _MATCHING, _OUTPUT, _RUNNING = "Input", "Cleaning", "Matching", "Output", "Running"
Phrases = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        readable=False,
        help="A phrase file to add to the shipped list.",
        rich_help_panel=_CLEANING,
    ),
]
ProfileOption = Annotated[
    Profile,
    typer.Option(help="How sure a cut must be; in doubt, text is kept.", rich_help_panel=_CLEANING),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        metavar="EVIDENCE",
        help="Take evidence away before anything is decided: crawl, echo, form, place, wording, or one wording as "
        "removed.jsonl names it, such as 'wording:اقرأ أيضا'. May be given several times.",
        rich_help_panel=_CLEANING,
    ),
]
Model = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        readable=False,
        help="Weights to decide by, as `dedup train` writes them, instead of those that ship with the package.",
        rich_help_panel=_CLEANING,
    ),
]
Encoding = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="The encoding of files that are not UTF-8 and have no byte order mark.",
        rich_help_panel=_FIELDS,
    ),
]
MaxPage = Annotated[
    str,
    typer.Option(
        metavar="SIZE",
        help="The largest record or text file that is read, as it lies there uncompressed; a larger one is rejected.",
        rich_help_panel=_FIELDS,
    ),
]
Overwrite = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Replace the result of another input in OUT; without it, only one of the same input is replaced.",
        rich_help_panel=_OUTPUT,
    ),
]
IdField = Annotated[str, typer.Option(metavar="NAME", help="Where records hold their id.", rich_help_panel=_FIELDS)]
TextField = Annotated[str, typer.Option(metavar="NAME", help="Where records hold their text.", rich_help_panel=_FIELDS)]
SourceField = Annotated[
    str, typer.Option(metavar="NAME", help="Where records hold their publisher.", rich_help_panel=_FIELDS)
]


@app.callback(invoke_without_command=True)
def dedup(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Clean and deduplicate Arabic news pages, with a reason for every cut."""
    if version:
        import dedup

        typer.echo(f"dedup {dedup.__version__}")
        raise typer.Exit


@app.command()
def clean(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            parser=input_path,
            help="Files, folders, addresses (s3://...) or - for standard input: .txt, .jsonl, .ndjson, .jl, .json, "
            ".csv, .tsv (all also .gz, .zst, .bz2, .xz), .parquet.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path, typer.Option(metavar="OUT", readable=False, help="The folder for the results.", show_default=False)
    ],
    id_field: IdField = "id",
    text_field: TextField = "text",
    source_field: SourceField = "source",
    date_field: Annotated[
        str, typer.Option(metavar="NAME", help="Where records hold their date.", rich_help_panel=_FIELDS)
    ] = "date",
    title_field: Annotated[
        str, typer.Option(metavar="NAME", help="Where records hold their title.", rich_help_panel=_FIELDS)
    ] = "title",
    encoding: Encoding = "utf-8",
    max_page: MaxPage = "16MB",
    profile: ProfileOption = Profile.BALANCED,
    phrases: Phrases = None,
    without: Without = None,
    model: Model = None,
    appended: Annotated[
        Appended,
        typer.Option(
            help="What becomes of a second article on a page: a document of its own, cut, or left in.",
            rich_help_panel=_CLEANING,
        ),
    ] = Appended.SPLIT,
    near: Annotated[
        float,
        typer.Option(help="Jaccard similarity of near duplicates, above 0.", rich_help_panel=_MATCHING),
    ] = 0.8,
    contained: Annotated[
        float,
        typer.Option(
            help="Share of a document that another must contain to stand for it, above 0.",
            rich_help_panel=_MATCHING,
        ),
    ] = 0.9,
    contained_words: Annotated[
        int,
        typer.Option(
            metavar="N",
            help="Least length of a document that another stands for by containing it: no caption is an article's "
            "duplicate.",
            rich_help_panel=_MATCHING,
        ),
    ] = 30,
    keep: Annotated[
        Keep, typer.Option(help="Which of the documents that match stays.", rich_help_panel=_MATCHING)
    ] = Keep.EARLIEST,
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE",
            help="A source whose documents stay before others'; give it again for the next best. One that no document "
            "has is refused, once all are read.",
            rich_help_panel=_MATCHING,
        ),
    ] = None,
    passages: Annotated[
        Passages,
        typer.Option(
            help="Passages that documents repeat of earlier ones: listed, cut from the later ones too, or let be.",
            rich_help_panel=_MATCHING,
        ),
    ] = Passages.REPORT,
    cross_source: Annotated[
        bool,
        typer.Option("--cross-source", help="Only passages that two sources share.", rich_help_panel=_MATCHING),
    ] = False,
    format_: Annotated[
        OutputFormat,
        typer.Option("--format", help="The form of the clean documents.", rich_help_panel=_OUTPUT),
    ] = OutputFormat.JSONL,
    drop_empty: Annotated[
        bool,
        typer.Option(
            "--drop-empty",
            help="Documents of which no word remains go to empty.jsonl; else they stay among the others, marked.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False,
    shard_size: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="Documents and duplicates in several files, of so much JSON at most: 500MB. Each is read by itself.",
            show_default="one file",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    max_removed: Annotated[
        float,
        typer.Option(
            help="Stop, before anything is written, if more than this share of the documents are duplicates "
            "or of the characters would go.",
            rich_help_panel=_OUTPUT,
        ),
    ] = 0.9,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Write nothing, and exit 1, if anything was rejected.", rich_help_panel=_OUTPUT),
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No summary, and no progress.", rich_help_panel=_OUTPUT)
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Worker processes, and threads of the comparison.",
            show_default="one per core",
            rich_help_panel=_RUNNING,
        ),
    ] = None,
    batch_size: Annotated[
        str,
        typer.Option(metavar="SIZE", help="Input handed to a worker at a time: 500KB, 4MB.", rich_help_panel=_RUNNING),
    ] = "4MB",
    memory: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE",
            help="What finding duplicates may take: 500MB, 8GB. Beyond it, files are used.",
            show_default="a quarter of the machine's",
            rich_help_panel=_RUNNING,
        ),
    ] = None,
    index: Annotated[
        str | None,
        typer.Option(
            metavar="INDEX",
            help="A standing index of earlier crawls, a folder or redis:// address, made where there is none: what it "
            "has is dropped, what is kept is added.",
            rich_help_panel=_MATCHING,
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh",
            help="Forget an unfinished earlier run instead of going on with it.",
            rich_help_panel=_RUNNING,
        ),
    ] = False,
    overwrite: Overwrite = False,
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
            profile=profile.value,
            phrases=phrases,
            without=tuple(without or ()),
            model=model,
            appended=appended.value,
            near=near,
            contained=contained,
            contained_words=contained_words,
            keep=keep.value,
            prefer=tuple(prefer or ()),
            format=format_.value,
            drop_empty=drop_empty,
            shard_size=shard_size,
            max_removed=max_removed,
            strict=strict,
            quiet=quiet,
            workers=workers or 0,
            batch_size=batch_size,
            max_page=max_page,
            memory=memory,
            fresh=fresh,
            passages=passages.value,
            cross_source=cross_source,
            index=index,
            overwrite=overwrite,
        )
    )


@app.command()
def explain(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", parser=input_file, help="A file of text or of records, or - for standard input."
        ),
    ],
    record_id: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="Which record to show.", rich_help_panel=_FIELDS),
    ] = None,
    id_field: IdField = "id",
    text_field: TextField = "text",
    encoding: Encoding = "utf-8",
    max_page: MaxPage = "16MB",
    profile: ProfileOption = Profile.BALANCED,
    phrases: Phrases = None,
    without: Without = None,
    model: Model = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the spans as JSON.", rich_help_panel=_OUTPUT)] = False,
) -> None:
    """Show a page with each cut span coloured by its label, the rule that cut it, and what the cuts rest on."""
    from dedup.cli.explain import find_record, print_json, print_page
    from dedup.cli.options import byte_size, checked_encoding, checked_evidence, checked_model, loaded_phrases
    from dedup.files import Fields
    from dedup.pipeline import CleanSettings

    settings = CleanSettings(
        Fields(id=id_field, text=text_field),
        checked_encoding(encoding),
        profile=profile.value,
        phrases=loaded_phrases(phrases),
        without=checked_evidence(without or ()),
        model=checked_model(model),
        page_bytes=byte_size(max_page, "--max-page"),
    )
    record = find_record(file, record_id, settings)
    (print_json if as_json else print_page)(record, *settings.cleaner().explain(record.text))


@app.command()
def compare(
    left: Annotated[
        str,
        typer.Argument(
            metavar="LEFT",
            parser=input_path,
            help="A file, folder or address, or -.",
            show_default=False,
        ),
    ],
    right: Annotated[
        str,
        typer.Argument(metavar="RIGHT", parser=input_path, help="What LEFT may have taken from.", show_default=False),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="OUT",
            readable=False,
            help="The folder for the results; without it, two files are shown side by side.",
            show_default=False,
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    kinds: Annotated[
        list[Kind],
        typer.Option(
            metavar="KIND...",
            help="Which passages to find: exact (the same words), near (few changed), reworded.",
            show_default="exact near reworded",
            rich_help_panel=_MATCHING,
        ),
    ] = [Kind.EXACT, Kind.NEAR, Kind.REWORDED],  # noqa: B006 (typer copies it)
    min_words: Annotated[int, typer.Option(metavar="N", help="The shortest passage.", rich_help_panel=_MATCHING)] = 25,
    clean_pages: Annotated[
        bool,
        typer.Option("--clean", help="Compare the articles on pages, without furniture.", rich_help_panel=_CLEANING),
    ] = False,
    id_field: IdField = "id",
    text_field: TextField = "text",
    source_field: SourceField = "source",
    encoding: Encoding = "utf-8",
    max_page: MaxPage = "16MB",
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No summary, and no progress.", rich_help_panel=_OUTPUT)
    ] = False,
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
            kinds=[kind.value for kind in kinds],
            min_words=min_words,
            clean=clean_pages,
            id_field=id_field,
            text_field=text_field,
            source_field=source_field,
            encoding=encoding,
            max_page=max_page,
            quiet=quiet,
            overwrite=overwrite,
        )
    )


@app.command()
def restore(
    run: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", exists=True, file_okay=False, readable=False, help="The folder of a finished run."
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the pages go.", show_default=False)],
    format_: Annotated[
        RestoredFormat, typer.Option("--format", help="One file of records, or a tree of text files.")
    ] = RestoredFormat.JSONL,
) -> None:
    """Rebuild every input page of a run from its outputs alone."""
    from dedup.restore import restore as restore_pages

    pages = restore_pages(run, out, format_.value)
    typer.echo(f"{pages:,} pages restored in {out}")


@app.command()
def train(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD...",
            exists=True,
            dir_okay=False,
            readable=False,
            help="Annotated pages as JSON lines: id, source, text, spans (start, end, label, art).",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where the weights go.", show_default=False)],
    model: Model = None,
    seed: Annotated[int, typer.Option(help="What randomness starts from: the same seed, the same weights.")] = 1,
) -> None:
    """Teach the weights the pages of a site: some ten annotated pages, a few minutes."""
    from dedup.cli.train import train as train_on

    train_on(gold, out, model, seed)


@app.command()
def phrases(
    check: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, readable=False, help="Check a phrase file of your own."
        ),
    ] = None,
) -> None:
    """List the shipped phrases, or check a phrase file."""
    from dedup.boilerplate.lexicon import load_phrase_file, load_shipped
    from dedup.cli.phrases import print_phrases

    if check is None:
        print_phrases(load_shipped())
    else:
        typer.echo(f"{check}: {len(load_phrase_file(check)):,} phrases, all as they should be")
