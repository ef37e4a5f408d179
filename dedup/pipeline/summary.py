"""What a finished run has to say: the summary for people, `stats.json` for machines."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path

import msgspec

from dedup.addresses import masked
from dedup.model import PassageMatch
from dedup.pipeline.matching import Cluster, Matched
from dedup.pipeline.records import Counts
from dedup.pipeline.settings import CleanSettings, RunSettings


class Characters(msgspec.Struct, frozen=True):
    """Code points: of all pages, cut from them, in documents dropped as duplicates, and kept."""

    read: int
    cut: int
    duplicate: int
    kept: int
    cut_by_label: Mapping[str, int]
    cut_by_rule: Mapping[str, int]


class RunSummary(msgspec.Struct, frozen=True):
    """The numbers of a finished run.

    `pages` were read, giving `documents`, of which `appended` were split off a page and `kept` stay;
    `duplicates` counts those that repeat another by kind, `indexed` those that the standing index has, `passages` what
    documents repeat of one another by kind, `renamed` the pages whose id was met before, `rejected` what could not be
    read by reason. `clusters` are the largest; `files` the names written in `out`.
    """

    out: Path
    files: Sequence[str]
    pages: int
    documents: int
    kept: int
    appended: int
    duplicates: Mapping[str, int]
    indexed: int
    passages: Mapping[str, int]
    renamed: int
    rejected: Mapping[str, int]
    characters: Characters
    clusters: Sequence[Cluster]
    input_bytes: int
    input_fingerprint: str
    seconds: Mapping[str, float]


def summarized(
    out: Path,
    files: Sequence[str],
    counts: Counts,
    matched: Matched,
    matches: Sequence[PassageMatch],
    input_fingerprint: str,
    seconds: Mapping[str, float],
) -> RunSummary:
    """The numbers of a run, from the sums over its pages and the decisions about its documents."""
    dropped = matched.dropped()
    repeated = int(matched.lengths[dropped].sum())
    return RunSummary(
        out,
        files,
        counts.pages,
        counts.documents,
        counts.documents - int(dropped.sum()),
        counts.documents - counts.pages,
        matched.by_kind(),
        len(matched.seen),
        dict(sorted(Counter(match.kind for match in matches).items())),
        matched.renamed,
        counts.rejected,
        Characters(
            counts.characters,
            counts.cut,
            repeated,
            counts.characters - counts.cut - repeated,
            _descending(counts.by_label),
            _descending(counts.by_rule),
        ),
        matched.largest_clusters(),
        counts.size,
        input_fingerprint,
        {stage: round(spent, 3) for stage, spent in seconds.items()},
    )


def stats_json(summary: RunSummary, settings: RunSettings) -> bytes:
    """The content of `stats.json`."""
    stats = {
        "counts": {
            "pages": summary.pages,
            "documents": summary.documents,
            "kept": summary.kept,
            "appended": summary.appended,
            "duplicates": summary.duplicates,
            "indexed": summary.indexed,
            "passages": summary.passages,
            "renamed": summary.renamed,
            "rejected": summary.rejected,
        },
        "characters": summary.characters,
        "clusters": summary.clusters,
        "seconds": summary.seconds,
        "options": replace(settings, index=masked(settings.index)),
        "versions": versions(settings.clean),
        "input": {"bytes": summary.input_bytes, "fingerprint": summary.input_fingerprint},
    }
    return msgspec.json.format(msgspec.json.encode(stats), indent=2) + b"\n"


def versions(cleaning: CleanSettings | None = None) -> dict[str, str]:
    """The versions of everything that could change a result; of a run that cleans, a hash of the weights too."""
    import dedup
    from dedup.arabic import FOLDING_VERSION

    return {
        "dedup": dedup.__version__,
        "folding": str(FOLDING_VERSION),
        **({} if cleaning is None else {"model": cleaning.model_hash()}),
        "python": sys.version.partition(" ")[0],
        **{package: metadata.version(package) for package in ("msgspec", "numba", "numpy", "pyarabic", "regex")},
    }


def _descending(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
