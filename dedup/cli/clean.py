"""`dedup clean`: makes the settings, runs, prints the summary, and says why a run stopped."""

from __future__ import annotations

import codecs
import gc
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import typer

from dedup.cli.failures import fail, report_bug
from dedup.cli.interrupts import INTERRUPTED
from dedup.cli.options import (
    byte_size,
    checked_encoding,
    checked_evidence,
    checked_model,
    html_or_text,
    loaded_phrases,
    usage_errors,
)
from dedup.cli.progress import shown_progress
from dedup.cli.summary import print_idle_phrases, print_problems, print_summary
from dedup.cli.terminal import one_line, say, silence_stdout, write_json_lines
from dedup.duplicates import MatchSettings
from dedup.errors import DedupError
from dedup.files import Fields, Rejected
from dedup.pipeline import CleanSettings, RunSettings, run
from dedup.pipeline.work.folder import WorkFolder, work_path

_MOST_PRINTED = 10
"""Rejected records of a stream that are printed one by one. Chosen."""


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """The options as they were given on the command line."""

    inputs: Sequence[str]
    out: Path
    id_field: str
    text_field: str
    html_field: str | None
    source_field: str
    date_field: str
    title_field: str
    encoding: str
    profile: Any
    phrases: Path | None
    without: tuple[str, ...]
    model: Path | None
    appended: Any
    near: float
    contained: float
    contained_words: int
    keep: Any
    prefer: tuple[str, ...]
    format: Any
    drop_empty: bool
    shard_size: str | None
    max_removed: float
    strict: bool
    quiet: bool
    workers: int
    batch_size: str
    max_page: str
    language: str
    fresh: bool
    passages: Any
    cross_source: bool
    memory: str | None
    index: str | None
    overwrite: bool
    redo: bool
    report: bool
    dry_run: bool
    engine: str
    master: str

    def settings(self) -> RunSettings:
        """The settings of the run: sizes in bytes, phrases read from their file. A wrong value is a usage error.

        Absent options become 0 or empty. A phrase file that cannot be read raises DedupError.
        """
        if self.index == "":
            raise typer.BadParameter("an index is a folder or an address, not nothing", param_hint="--index")
        with usage_errors():
            phrases = loaded_phrases(self.phrases)
            return RunSettings(
                CleanSettings(
                    Fields(
                        self.id_field,
                        html_or_text(self.html_field, self.text_field),
                        self.source_field,
                        self.date_field,
                        self.title_field,
                        self.html_field or "",
                    ),
                    encoding=checked_encoding(self.encoding),
                    batch_bytes=byte_size(self.batch_size, "--batch-size"),
                    profile=self.profile,
                    phrases=phrases,
                    without=checked_evidence(self.without, phrases),
                    appended=self.appended,
                    model=checked_model(self.model),
                    page_bytes=byte_size(self.max_page, "--max-page"),
                    language=self.language,
                ),
                MatchSettings(
                    near=self.near,
                    contained=self.contained,
                    keep=self.keep,
                    prefer=self.prefer,
                    contained_words=self.contained_words,
                ),
                format=self.format,
                workers=self.workers,
                max_removed=self.max_removed,
                strict=self.strict,
                fresh=self.fresh,
                passages=self.passages,
                cross_source=self.cross_source,
                memory=byte_size(self.memory, "--memory") if self.memory else 0,
                index=self.index or "",
                drop_empty=self.drop_empty,
                overwrite=self.overwrite,
                redo=self.redo,
                shard_bytes=byte_size(self.shard_size, "--shard-size") if self.shard_size is not None else 0,
                report=self.report,
                dry_run=self.dry_run,
            )


def clean_into(options: CleanOptions) -> None:
    """Run `dedup clean` on Spark, on standard input (OUT `-`) or on this machine, and print the summary.

    With `quiet`, only problems are printed. On this machine the garbage collector is turned off, Ctrl-C ends with
    status 130, and an unexpected error is reported as a bug, its traceback in the work folder. A master without Spark
    is a usage error.
    """
    settings = options.settings()
    if settings.cross_source and settings.passages == "off":
        raise typer.BadParameter("does nothing with --passages off: leave one of them out", param_hint="--cross-source")
    if str(options.out) == "-":
        _clean_streams(options, settings)
        return
    if options.engine == "spark" and options.html_field:
        raise typer.BadParameter(
            "pages of HTML are read on one machine: extract their text before", param_hint="--engine"
        )
    if options.engine == "spark":
        _clean_on_spark(options, settings)
        return
    if options.master:
        raise typer.BadParameter("a master needs --engine spark", param_hint="--master")
    gc.disable()  # a run makes no reference cycles, and the collector would visit all objects again and again
    try:
        with shown_progress(quiet=options.quiet) as progress:
            summary = run(options.inputs, options.out, settings, progress)
    except KeyboardInterrupt:
        fail("stopped; the same command goes on from here", INTERRUPTED)
    except (DedupError, typer.Exit):
        raise
    except Exception as error:
        report_bug(error, WorkFolder(work_path(options.out)).log)
    (print_problems if options.quiet else print_summary)(summary)
    print_idle_phrases(settings.clean.phrases, summary)
    sys.stdout.flush()
    if "duckdb" not in sys.modules:  # DuckDB reports frozen objects as leaks
        gc.freeze()  # saves the search for cycles at the end of the process, a third of a second


def _clean_on_spark(options: CleanOptions, settings: RunSettings) -> None:
    """Run `dedup clean` on Apache Spark, and print the summary or, with `quiet`, only problems.

    Raises DedupError where pyspark or pyarrow is missing.
    """
    from dedup.spark.requirements import require_packages

    require_packages()
    from dedup.spark.command import run_on_spark

    with shown_progress(quiet=options.quiet) as progress:
        summary = run_on_spark(options.inputs, str(options.out), settings, progress, options.master)
    (print_problems if options.quiet else print_summary)(summary)
    print_idle_phrases(settings.clean.phrases, summary)


def _clean_streams(options: CleanOptions, settings: RunSettings) -> None:
    """Clean standard input to standard output, line by line, and print the numbers to stderr, unless `quiet`.

    What `_check_streams` refuses is a usage error. The first `_MOST_PRINTED` rejections are printed, even with `quiet`.
    If the reader closes the pipe, the function returns without an error or numbers. Raises DedupError, after the
    numbers, where not one record could be read, or none has a field that the user named.
    """
    from dedup.pipeline.stream import clean_stream

    _check_streams(options, settings)
    told: list[str] = []

    def tell(rejected: Rejected) -> None:
        """Count a rejected record, and print its detail to stderr if it is one of the first `_MOST_PRINTED`."""
        told.append(rejected.reason)
        if len(told) <= _MOST_PRINTED:
            say(one_line(f"rejected: {rejected.detail}"), error=True)

    try:
        done = clean_stream(sys.stdin.buffer, write_json_lines, settings.clean, tell)
    except BrokenPipeError:
        silence_stdout()  # the reader has closed the pipe
        return
    if not options.quiet:
        say(f"{done.pages:,} pages cleaned, {done.rejected:,} records rejected", error=True)
    if done.fault is not None:
        raise done.fault


def _check_streams(options: CleanOptions, settings: RunSettings) -> None:
    """Refuse, as a usage error, what standard output does not go with.

    That is another INPUT than `-`, another encoding than UTF-8, and an option that does nothing where pages are taken
    one by one. Options that ask for what is so anyway, such as `--passages off` or `--no-report`, are taken.
    """
    if list(options.inputs) != ["-"]:
        raise typer.BadParameter("- writes what standard input brings: give - as the only INPUT", param_hint="--out")
    if codecs.lookup(settings.clean.encoding).name not in ("utf-8", "utf-8-sig"):
        raise typer.BadParameter("- takes UTF-8 alone: read other encodings from a file", param_hint="--encoding")
    usual = RunSettings()
    idle = {
        "--index": settings.index,
        "--format": settings.format != usual.format,
        "--passages drop": settings.passages == "drop",
        "--cross-source": settings.cross_source,
        "--drop-empty": settings.drop_empty,
        "--shard-size": settings.shard_bytes,
        "--max-removed": settings.max_removed < usual.max_removed,
        "--strict": settings.strict,
        "--dry-run": settings.dry_run,
        "--workers": settings.workers > 1,
        "--engine": options.engine != "machine",
        "--master": options.master,
    }
    for own in fields(MatchSettings):
        idle[f"--{own.name.replace('_', '-')}"] = getattr(settings.match, own.name) != getattr(usual.match, own.name)
    if refused := [name for name, given in idle.items() if given]:
        raise typer.BadParameter(
            f"{refused[0]} does nothing where - takes pages one by one: leave it out, or give a folder",
            param_hint="--out",
        )
