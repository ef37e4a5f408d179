"""The names of the files that a run writes to its output folder."""

from __future__ import annotations

from pathlib import Path

from dedup.files.shards import is_shard

STATS = "stats.json"
EMPTY_FILE = "empty.jsonl"
REPORT = "report.html"
TEXTS = "documents"
"""The folder of text files that `--format txt` writes."""
OUTPUTS = (
    "documents.jsonl",
    "documents.parquet",
    TEXTS,
    "duplicates.jsonl",
    "duplicates.parquet",
    EMPTY_FILE,
    "removed.jsonl",
    "passages.jsonl",
    "rejected.jsonl",
    REPORT,
    STATS,
)
"""Every name that a run may write, whatever its options, except those of shards (see `is_shard`)."""


def outputs_in(out: Path) -> list[str]:
    """The names in a folder that are outputs of a run, sorted."""
    return [path.name for path in sorted(out.iterdir()) if is_output(path.name)]


def is_output(name: str) -> bool:
    """Whether a run may write a file of this name."""
    return name in OUTPUTS or is_shard(name)
