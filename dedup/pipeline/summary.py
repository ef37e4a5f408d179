"""What a finished run has to say: the summary for people, `stats.json` for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import msgspec

from dedup.addresses import masked
from dedup.files.seals import sealed_json
from dedup.pipeline.origins import Origins
from dedup.pipeline.outcome import Cluster, Outcome
from dedup.pipeline.plan import EMPTY_FILE
from dedup.pipeline.records import OTHER_FORMS, Counts, Noticed, SourceCounts, encoded
from dedup.pipeline.settings import CleanSettings, RunSettings, tables_hash
from dedup.pipeline.sources import Sources, figures_by_source

_LISTED_FORMS = 50


class Characters(msgspec.Struct, frozen=True):
    """Code points: of all pages, cut from them, in documents dropped as duplicates or as empty, and kept."""

    read: int
    cut: int
    duplicate: int
    empty: int
    kept: int
    cut_by_label: Mapping[str, int]
    cut_by_rule: Mapping[str, int]


class Dates(msgspec.Struct, frozen=True):
    """The dates of the records: how many were read, and by their forms (digits as 9) how many were not.

    `unread` are in no form that is read safely, `impossible` in one but no day that news may have, such as 1970-01-01;
    the most frequent forms first, the rest together as `…`. Records without a date are in none of them.
    """

    read: int
    unread: Mapping[str, int]
    impossible: Mapping[str, int]


class RunSummary(msgspec.Struct, frozen=True):
    """The numbers of a finished run.

    `pages` were read, giving `documents`, of which `appended` were split off a page and `kept` stay; of `empty` ones no
    word remains: they are among the kept ones, unless they were to be dropped. `duplicates` counts those that repeat
    another by kind, `indexed` those that the standing index has, `passages` what documents repeat by kind, `renamed`
    the pages whose id was met before, `rejected` what could not be read by reason, `skipped` the records of web
    archives that hold no page by reason, `dates` what became of the records'
    dates, `noticed` the pages with something wrong in texts or dates by what it is. `sources` compares the sources;
    `clusters` are the largest; `files` the names written in `out`.
    """

    out: Path
    files: Sequence[str]
    pages: int
    documents: int
    kept: int
    empty: int
    appended: int
    duplicates: Mapping[str, int]
    indexed: int
    passages: Mapping[str, int]
    renamed: int
    rejected: Mapping[str, int]
    skipped: Mapping[str, int]
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
    out: Path,
    files: Sequence[str],
    counts: Counts,
    by_source: Iterable[Mapping[bytes, SourceCounts]],
    outcome: Outcome,
    passages: Mapping[str, int],
    input_fingerprint: str,
    input_origins: Origins,
    seconds: Mapping[str, float],
) -> RunSummary:
    """The numbers of a run, from the sums over its pages and the decisions about its documents."""
    repeated = outcome.dropped_characters
    without_empty = EMPTY_FILE in files
    empty_characters = counts.empty_characters if without_empty else 0
    return RunSummary(
        out,
        files,
        counts.pages,
        counts.documents,
        counts.documents - outcome.dropped - (counts.empty if without_empty else 0),
        counts.empty,
        counts.documents - counts.pages,
        outcome.by_kind,
        outcome.indexed,
        passages,
        outcome.renamed,
        counts.rejected,
        dict(sorted(counts.skipped.items())),
        Dates(counts.dated, _most_frequent(counts.undated), _most_frequent(counts.misdated)),
        dict(sorted(counts.noticed.items())),
        Characters(
            counts.characters,
            counts.cut,
            repeated,
            empty_characters,
            counts.characters - counts.cut - repeated - empty_characters,
            _descending(counts.by_label),
            _descending(counts.by_rule),
        ),
        figures_by_source(by_source, outcome.by_source, outcome.dropped_by_source),
        outcome.clusters,
        counts.size,
        input_fingerprint,
        input_origins,
        rounded(seconds),
    )


def rounded(seconds: Mapping[str, float]) -> dict[str, float]:
    """Seconds as a run gives them, to the millisecond."""
    return {stage: round(spent, 3) for stage, spent in seconds.items()}


def stats_json(summary: RunSummary, settings: RunSettings, checksums: Mapping[str, str]) -> bytes:
    """The content of `stats.json`; `checksums` are those of the other files."""
    stats = {
        "counts": {
            "pages": summary.pages,
            "documents": summary.documents,
            "kept": summary.kept,
            "empty": summary.empty,
            "appended": summary.appended,
            "duplicates": summary.duplicates,
            "indexed": summary.indexed,
            "passages": summary.passages,
            "renamed": summary.renamed,
            "rejected": summary.rejected,
            **({"skipped": summary.skipped} if summary.skipped else {}),
        },
        "dates": summary.dates,
        "noticed": {
            name: {"pages": found.pages, "example": found.example, "remedy": found.remedy}
            for name, found in summary.noticed.items()
        },
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


def versions(cleaning: CleanSettings | None = None) -> dict[str, str]:
    """The versions of everything that could change a result; of a run that cleans, hashes of weights and tables too."""
    import dedup
    from dedup.arabic import FOLDING_VERSION

    cleans = {} if cleaning is None else {"model": cleaning.model_hash(), "tables": tables_hash()}
    readers = {} if cleaning is None else dict(_installed("resiliparse", "fastwarc"))

    return {
        "dedup": dedup.__version__,
        "folding": str(FOLDING_VERSION),
        **cleans,
        "python": sys.version.partition(" ")[0],
        **{package: metadata.version(package) for package in ("msgspec", "numba", "numpy", "pyarabic", "regex")},
        **readers,
    }


def _installed(*packages: str) -> Iterator[tuple[str, str]]:
    """The packages of an extra that are installed, with their versions."""
    for package in packages:
        with suppress(metadata.PackageNotFoundError):
            yield package, metadata.version(package)


def _most_frequent(forms: Mapping[str, int]) -> dict[str, int]:
    named = [form for form in _descending(forms) if form != OTHER_FORMS][:_LISTED_FORMS]
    rest = sum(forms.values()) - sum(forms[form] for form in named)
    return {form: forms[form] for form in named} | ({OTHER_FORMS: rest} if rest else {})


def _descending(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
