"""Cleaning and deduplication of Spark's DataFrames: what a program calls."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.duplicates import CONTAINED_WORDS, MatchSettings
from dedup.errors import ArgumentError, DedupError
from dedup.files import Fields
from dedup.names import Appended, Keep, Profile
from dedup.pipeline.figures.counts import Counts
from dedup.pipeline.figures.named import check_preferred
from dedup.pipeline.figures.outcome import Outcome
from dedup.pipeline.settings import CleanSettings, RunSettings
from dedup.pipeline.stages.write import Manner
from dedup.spark.cleaning import documents_of, take_pages
from dedup.spark.columns import check_named
from dedup.spark.deciding import decided
from dedup.spark.finishing import lines_of, named_fates
from dedup.spark.frames import DOCUMENT, DUPLICATE, document_schema, removed_schema, typed
from dedup.spark.identities import renamed
from dedup.spark.rows import from_frame
from dedup.spark.stages import check_input, clean_stage, run_stages
from dedup.spark.storage import Work
from dedup.stats import Noticed

if TYPE_CHECKING:
    from dedup.boilerplate.lexicon import Phrase


_SWITCH = re.compile(r"--engine spark: |--([a-z][a-z-]*[a-z])(?: (off|txt))?")
_ARGUMENTS = {"no-report": "report=False", "shard-size": "shard_bytes=", "max-page": "page_bytes="}


def for_callers(sentence: str) -> str:
    """A message of the command in the words of a program: `text=` for `--text-field`, `max_removed=` for an option."""

    def argument(match: re.Match[str]) -> str:
        name, value = match[1], match[2]
        if not name:
            return ""
        own = _ARGUMENTS.get(name) or f"{name.removesuffix('-field').replace('-', '_')}="
        return f'{own}"{value}"' if value else own

    return _SWITCH.sub(argument, sentence)


@contextmanager
def _in_words_of_callers() -> Iterator[None]:
    """Errors in the context name arguments, not the options of the command."""
    try:
        yield
    except DedupError as error:
        if isinstance(error, ArgumentError):
            raise ArgumentError(for_callers(error.sentence), error.argument) from error
        raise type(error)(for_callers(str(error))) from error


class Cleaned(NamedTuple):
    """The documents that pages were taken apart into, and the spans removed from them.

    Both lie in a folder of their own, `work`, which may be removed when nobody reads them any more: `work.remove()`.
    """

    documents: DataFrame
    removed: DataFrame
    work: Work


class Deduplicated(NamedTuple):
    """What a run gives: documents that stay, those that do not, and the spans removed, with the columns of Parquet.

    `counts` and `outcome` are the sums over pages and documents. The frames lie in `work`, as in `Cleaned`.
    """

    documents: DataFrame
    duplicates: DataFrame
    removed: DataFrame
    counts: Counts
    outcome: Outcome
    work: Work


def clean(
    pages: DataFrame,
    *,
    profile: Profile = "balanced",
    phrases: Iterable[str] = (),
    without: Iterable[str] = (),
    appended: Appended = "split",
    text: str = "text",
    id: str = "id",  # noqa: A002  # the name of the column is what a caller would write
    source: str = "source",
    date: str = "date",
    title: str = "title",
    order: str | None = None,
    work: str | None = None,
) -> Cleaned:
    """Clean pages, with the evidence of all of them: what a crawl repeats is counted first. It is computed at once.

    `text`, `id`, `source`, `date` and `title` name columns: that of texts must be there, and others if they are
    named. Of equal ids, all but the first get numbers, in the order of the pages: that of the column `order`, of
    distinct whole numbers, or else of the ids. `work` is a folder that all executors can write to, such as
    `s3a://bucket/tmp`; on one machine it may be left out. A new folder is made in it, and removed after an error.
    The other options are those of `dedup.Cleaner`.

    Raises ArgumentError for what is wrong with an option or a column, DedupError where nothing can be read.
    """
    settings = CleanSettings(
        Fields(id, text, source, date, title), profile=profile, phrases=_phrases(phrases), without=tuple(without),
        appended=appended,
    )  # fmt: skip
    check_named(pages, settings.fields, ("id", "source", "date", "title"))
    with _in_words_of_callers(), Work.below(pages.sparkSession, _folder(pages, work), _silent) as own:
        run_settings = RunSettings(settings, passages="off", report=False)
        cleaned, counts, _ = clean_stage(from_frame(pages, settings, order, own.stored), run_settings, own)
        check_input(cleaned, counts, run_settings)
        ids = own.stored(renamed(cleaned), "ids")
        nothing = named_fates(pages.sparkSession.createDataFrame([], _NO_FATES), cleaned, ids)
        manner = Manner(None, False, strict=True)
        lines = own.lines(lines_of(cleaned, ids, nothing, manner), "lines", manner.lines())
        more = counts.documents > counts.pages
        schema = document_schema(pages.schema, settings.fields, order, DOCUMENT, has_appended=more)
        documents = typed(own, lines, "documents", schema)
        return Cleaned(documents, typed(own, lines, "removed", removed_schema()), own)


_NO_FATES = "row long, kept long, kind string, jaccard double, containment double"


def find_duplicates(
    documents: DataFrame,
    *,
    near: float = 0.8,
    contained: float = 0.9,
    keep: Keep = "earliest",
    prefer: Iterable[str] = (),
    contained_words: int = CONTAINED_WORDS,
    text: str = "text",
    id: str = "id",  # noqa: A002  # as above
    source: str = "source",
    date: str = "date",
    order: str | None = None,
    work: str | None = None,
) -> DataFrame:
    """The documents that repeat another one, as in `dedup.find_duplicates`: `id`, `kept`, `kind`, the two scores.

    Texts are compared as they are; rows that cannot be read, such as those without a text, are left out. The options
    are those of that function; the columns, `order` and `work` those of `clean`. Raises ArgumentError for an option out
    of range and for a column that is not there, UsageError for a source in `prefer` that no document has.
    """
    if isinstance(prefer, str):
        raise ArgumentError(f"takes a list of sources, got the single string {prefer!r}", "prefer")
    match = MatchSettings(
        near=near, contained=contained, keep=keep, prefer=tuple(prefer), contained_words=contained_words
    )
    settings = CleanSettings(Fields(id, text, source, date))
    check_named(documents, settings.fields, ("id", "source", "date"))
    with _in_words_of_callers(), Work.below(documents.sparkSession, _folder(documents, work), _silent) as own:
        pages = from_frame(documents, settings, order, own.stored)
        taken = own.stored(take_pages(pages, settings, match), "documents")
        if match.prefer:
            found = documents_of(taken).groupBy("source").count().collect()
            check_preferred(match.prefer, {bytes(row["source"]).decode(): row["count"] for row in found})
        fates = decided(documents_of(taken), match, own)
        ids = own.stored(renamed(taken), "ids")
        named = own.stored(named_fates(fates, taken, ids), "named")
        manner = Manner(None, False, strict=True)
        lines = own.lines(lines_of(taken, ids, named, manner), "lines", manner.lines())
        schema = document_schema(documents.schema, settings.fields, order, DUPLICATE)
        found = typed(own, lines, "duplicates", schema)
        return found.select("id", *(F.col(f"dedup.{name}") for name in ("kept", "kind", "jaccard", "containment")))


def run(
    pages: DataFrame, settings: RunSettings | None = None, *, order: str | None = None, work: str | None = None
) -> Deduplicated:
    """Clean and deduplicate pages, as `dedup clean` does with the same settings.

    Without settings, there are no passages and no report. The columns are those that the settings name; `order` and
    `work` are described at `clean`. Raises ArgumentError for settings that Spark cannot serve, DedupError where nothing
    can be read, where more would go than `max_removed` allows, and with `strict` for anything rejected.
    """
    settings = settings or RunSettings(passages="off", report=False)
    if problem := unserved(settings):
        raise ArgumentError(for_callers(problem), "settings")
    with _in_words_of_callers(), Work.below(pages.sparkSession, _folder(pages, work), _silent) as own:
        done = run_stages(from_frame(pages, settings.clean, order, own.stored), settings, own, as_tables=True)
        names = settings.clean.fields
        documents, duplicates = (
            typed(own, done.lines, name, document_schema(
                pages.schema, names, order, described, has_appended=name in done.appended
            ))
            for name, described in (("documents", DOCUMENT), ("duplicates", DUPLICATE))
        )  # fmt: skip
        removed = typed(own, done.lines, "removed", removed_schema())
        counts = structs.replace(done.counts, noticed=_noticed(done.counts))
        return Deduplicated(documents, duplicates, removed, counts, done.outcome, own)


def _noticed(counts: Counts) -> dict[str, Noticed]:
    """What was noticed on pages, with remedies in the words of a program."""
    return {name: structs.replace(found, remedy=for_callers(found.remedy)) for name, found in counts.noticed.items()}


def unserved(settings: RunSettings) -> str:
    """The first setting that Spark cannot serve, in a sentence that names its option; empty where it can serve all."""
    reasons = {
        "--passages off is needed: repeated passages are looked for on one machine only": settings.passages != "off",
        "--no-report is needed: report.html is made on one machine only": settings.report,
        "--index cannot be used: a standing index is read and told on one machine only": bool(settings.index),
        "--format txt cannot be written: Spark writes no file for each text": settings.format == "txt",
        "--shard-size cannot be used: Spark writes a file for each of its tasks": bool(settings.shard_bytes),
        "--dry-run cannot be used: its report is made on one machine only": settings.dry_run,
        "--encoding cannot be used: Spark reads UTF-8": settings.clean.encoding.lower().replace("_", "-")
        not in ("utf-8", "utf8"),
    }
    return next((sentence for sentence, applies in reasons.items() if applies), "")


def _phrases(given: Iterable[str]) -> tuple[Phrase, ...]:
    from dedup.boilerplate import Cleaner

    return Cleaner(phrases=given).phrases


def _folder(frame: DataFrame, work: str | None) -> str:
    """The folder `work` if it is given, else the temporary folder of this machine.

    Raises ArgumentError where none is given and Spark's master is not local; `local-cluster` is not.
    """
    if work is not None:
        return work
    master = str(frame.sparkSession.sparkContext.master)
    if master.startswith("local") and "cluster" not in master:
        return f"file:{tempfile.gettempdir()}"
    raise ArgumentError("must name a folder that all executors write to, such as s3a://bucket/tmp", "work")


def _silent(sentence: str) -> None:
    """Tell nobody."""
