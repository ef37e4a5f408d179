"""A run on Spark: the stages in their order, from numbered pages to the lines of the outputs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import msgspec
from msgspec import structs
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.errors import DedupError
from dedup.files import Rejected
from dedup.pipeline.figures.counts import Counts, SourceCounts
from dedup.pipeline.figures.named import check_preferred, unmet_name
from dedup.pipeline.figures.outcome import Outcome
from dedup.pipeline.outputs.lines import rejected_line
from dedup.pipeline.outputs.strings import as_text
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.stages.write import EMPTY, Manner
from dedup.pipeline.work.guard import check_removal
from dedup.pipeline.work.rejections import first_of_each_reason, is_fault, nothing_readable, strictly_rejected
from dedup.spark.cleaning import clean_pages, documents_of, sums_of
from dedup.spark.deciding import decided
from dedup.spark.finishing import Matched, Stating, lines_of, matched, named_fates
from dedup.spark.identities import renamed
from dedup.spark.lines import NOT_LINES, NOT_UTF8
from dedup.spark.pages import ARTICLE_BITS, Pages
from dedup.spark.storage import Work
from dedup.spark.surveying import survey

_FEW = 1000


@dataclass(frozen=True, slots=True)
class Done:
    """What a run leaves in its work folder, `cleaned` as rows of `CLEANED`, and the sums over it.

    `lines` is the path that `Work.lines` returns, below which each output has a folder. `by_source` has the sources in
    UTF-8. `appended` are the outputs that have articles that were appended to pages.
    """

    lines: str
    cleaned: DataFrame
    counts: Counts
    by_source: dict[bytes, SourceCounts]
    outcome: Outcome
    appended: frozenset[str]


def run_stages(pages: Pages, settings: RunSettings, work: Work, *, as_tables: bool) -> Done:
    """Run all stages, one after the other; only the work folder is written to.

    Raises the errors of `survey`, `check_input` and `check_removal`, and UsageError for a source in `prefer` that no
    document has. `as_tables`: the caller makes tables of known types of the lines; else the first line of each output
    states the types, for readers that guess them from it, as the first one of empty documents always does.
    """
    cleaned, counts, by_source = clean_stage(pages, settings, work)
    check_input(cleaned, counts, settings)
    if settings.match.prefer:
        found = documents_of(cleaned).groupBy("source").count().collect()
        check_preferred(settings.match.prefer, {as_text(bytes(row["source"])): row["count"] for row in found})
    ids = work.stored(renamed(cleaned), "ids")
    fates = decided(documents_of(cleaned), settings.match, work)
    named = work.stored(named_fates(fates, cleaned, ids), "named")
    found = matched(cleaned, ids, named, drop_empty=settings.drop_empty)
    counts = structs.replace(counts, empty=found.empty, empty_characters=found.empty_characters)
    check_removal(counts, found.outcome, settings.max_removed)
    manner = Manner(None, settings.drop_empty, strict=True)
    stating = _stating(found, counts, settings, as_tables=as_tables)
    lines = work.lines(lines_of(cleaned, ids, named, manner, stating), "lines", manner.lines())
    return Done(lines, cleaned, counts, by_source, found.outcome, found.appended)


def _stating(found: Matched, counts: Counts, settings: RunSettings, *, as_tables: bool) -> Stating:
    """The pages whose lines are first in their outputs and state types: for tables, only that of empty documents.

    The columns that these lines state are source and title, if articles were appended to pages.
    """
    names = settings.clean.fields
    columns = [names.source, names.title] if counts.documents > counts.pages else []
    outputs = (EMPTY,) if as_tables else found.first
    return Stating(
        {output: found.first[output] >> ARTICLE_BITS for output in outputs if output in found.first}, columns
    )


def clean_stage(pages: Pages, settings: RunSettings, work: Work) -> tuple[DataFrame, Counts, dict[bytes, SourceCounts]]:
    """The pages cleaned, as rows of `CLEANED`; the sums over them, and those by source, whose names are in UTF-8.

    They are computed and stored now. Files that are passed over count as rejections in the rows and in the sums.
    """
    evidence = survey(pages, work)
    cleaned = work.stored(clean_pages(pages, settings.clean, settings.match, evidence), "clean")
    counts, by_source = sums_of(cleaned)
    if pages.skipped:
        rows = [(bytearray(rejected_line(item)), -1) for item in pages.skipped]
        passed_over = work.spark.createDataFrame(rows, "rejected binary, rejected_at long")
        cleaned = passed_over.unionByName(cleaned, allowMissingColumns=True)
        counts += Counts(rejected=dict(Counter(item.reason for item in pages.skipped)))
    return cleaned, counts, by_source


def check_input(cleaned: DataFrame, counts: Counts, settings: RunSettings) -> None:
    """Raise `DedupError` where nothing could be read, where no record has a field that the user named, and where
    `strict` is set and anything was rejected.

    A file of JSON that is not one value to a line is always an error. Rejections that are no fault, such as empty
    files, are an error with `strict` only.
    """
    if counts.rejected.get(NOT_LINES):
        raise DedupError(
            "the input holds JSON that is not laid out one value to a line, which cannot be read in pieces: write it "
            "one {...} to a line, or run without --engine spark"
        )
    if counts.rejected.get(NOT_UTF8):
        (row,) = (
            cleaned.where("rejected is not null")
            .where(F.col("rejected").cast("string").contains(NOT_UTF8))
            .limit(1)
            .collect()
        )
        detail = msgspec.json.decode(bytes(row["rejected"]), type=Rejected).detail
        raise DedupError(f"{detail}, and Spark reads UTF-8: convert it, or run without --engine spark")
    if not counts.rejected or (counts.pages and not settings.strict):
        if (fault := unmet_name(settings.clean.fields, counts)) is not None:
            raise fault
        return
    first = cleaned.where("rejected is not null").orderBy("rejected_at").select("rejected").limit(_FEW).collect()
    lines = (bytes(row["rejected"]) for row in first)
    details = first_of_each_reason(msgspec.json.decode(line, type=Rejected) for line in lines)
    if settings.strict:
        raise strictly_rejected(counts.rejected, details)
    if is_fault(counts.rejected):
        raise nothing_readable(sum(counts.rejected.values()), details)
