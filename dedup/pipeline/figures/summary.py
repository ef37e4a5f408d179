"""The summary of a finished run, and the content of `stats.json`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from dedup.addresses import masked
from dedup.files.seals import sealed_json
from dedup.pipeline.figures.counts import OTHER_FORMS, Counts, SourceCounts
from dedup.pipeline.figures.origins import Origins
from dedup.pipeline.figures.outcome import Outcome
from dedup.pipeline.figures.sources import figures_by_source
from dedup.pipeline.figures.versions import versions
from dedup.pipeline.outputs.names import EMPTY_FILE
from dedup.pipeline.outputs.strings import encoded
from dedup.pipeline.settings import RunSettings
from dedup.stats import Characters, Cluster, Dates, Noticed, RunCounts, Sources

_LISTED_FORMS = 50
"""Forms of dates that stats.json lists; the rest is summed up. Chosen: more than a reader goes through."""


class RunSummary(RunCounts, frozen=True, kw_only=True):
    """The numbers of a finished run.

    `files` are the names written in the folder `out`. `dates` says how many dates of records were read, `noticed` how
    many pages have something wrong in text or date, by what is wrong. `sources` compares the sources; `clusters` are
    the largest. `seconds` are by stage.
    """

    out: Path
    files: Sequence[str]
    dates: Dates
    noticed: Mapping[str, Noticed]
    characters: Characters
    sources: Sources
    clusters: Sequence[Cluster]
    input_bytes: int
    input_fingerprint: str
    input_origins: Origins
    seconds: Mapping[str, float]


def summarized(
    *,
    out: Path,
    files: Sequence[str],
    counts: Counts,
    by_source: Iterable[Mapping[bytes, SourceCounts]],
    outcome: Outcome,
    passages: Mapping[str, int],
    input_fingerprint: str,
    input_origins: Origins,
    seconds: Mapping[str, float],
    passages_cut: int | None = None,
    mostly_repeated: int = 0,
) -> RunSummary:
    """The summary of a run, from the sums over its pages and the decisions about its documents. Nothing is written.

    Empty documents count as kept unless `files` has the file for them. Characters of duplicates include those of
    documents that the standing index has. `passages_cut` is None where passages are not to be cut;
    `mostly_repeated` is the number of kept documents of which an earlier one has half or more.
    """
    repeated = outcome.dropped_characters
    without_empty = EMPTY_FILE in files
    empty_characters = counts.empty_characters if without_empty else 0
    return RunSummary(
        out=out,
        files=files,
        pages=counts.pages,
        documents=counts.documents,
        kept=counts.documents - outcome.dropped - (counts.empty if without_empty else 0),
        empty=counts.empty,
        appended=counts.documents - counts.pages,
        duplicates=outcome.by_kind,
        indexed=outcome.indexed,
        passages=passages,
        passages_cut=passages_cut,
        mostly_repeated=mostly_repeated,
        renamed=outcome.renamed,
        rejected=counts.rejected,
        skipped=dict(sorted(counts.skipped.items())),
        dates=Dates(counts.dated, _most_frequent(counts.undated), _most_frequent(counts.misdated)),
        noticed=dict(sorted(counts.noticed.items())),
        characters=Characters(
            read=counts.characters,
            cut=counts.cut,
            duplicate=repeated,
            empty=empty_characters,
            kept=counts.characters - counts.cut - repeated - empty_characters,
            cut_by_label=_descending(counts.by_label),
            cut_by_rule=_descending(counts.by_rule),
        ),
        sources=figures_by_source(by_source, outcome.by_source, outcome.dropped_by_source),
        clusters=outcome.clusters,
        input_bytes=counts.size,
        input_fingerprint=input_fingerprint,
        input_origins=input_origins,
        seconds=rounded(seconds),
    )


def rounded(seconds: Mapping[str, float]) -> dict[str, float]:
    """Seconds by stage, rounded to milliseconds."""
    return {stage: round(spent, 3) for stage, spent in seconds.items()}


def stats_json(summary: RunSummary, settings: RunSettings, checksums: Mapping[str, str]) -> bytes:
    """The content of `stats.json`, sealed with its own checksum; `checksums` are those of the other files, by name.

    A password in the address of the index is masked.
    """
    stats = {
        "counts": RunCounts(**{name: getattr(summary, name) for name in RunCounts.__struct_fields__}),
        "dates": summary.dates,
        "noticed": summary.noticed,
        "characters": summary.characters,
        "sources": summary.sources,
        "clusters": summary.clusters,
        "seconds": summary.seconds,
        "options": replace(settings, index=masked(settings.index)),
        "versions": versions(settings.clean),
        "input": {
            "bytes": summary.input_bytes,
            "fingerprint": summary.input_fingerprint,
            "paths": summary.input_origins.paths,
            "listing": summary.input_origins.listing,
        },
        "files": checksums,
    }
    return sealed_json(encoded(stats))


def _most_frequent(forms: Mapping[str, int]) -> dict[str, int]:
    """The `_LISTED_FORMS` most frequent forms of dates, in order; the rest, if any, are summed up as `OTHER_FORMS`."""
    named = [form for form in _descending(forms) if form != OTHER_FORMS][:_LISTED_FORMS]
    rest = sum(forms.values()) - sum(forms[form] for form in named)
    return {form: forms[form] for form in named} | ({OTHER_FORMS: rest} if rest else {})


def _descending(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts with the highest first, ties by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
