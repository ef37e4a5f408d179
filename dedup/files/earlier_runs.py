"""The outputs of a run, known for what they are when they are met as inputs."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from dedup.files.shards import is_shard

_STATS = "stats.json"
_LARGEST_STATS = 1 << 26  # bytes; those of a run with many sources take some MB
_DUPLICATES = "the documents that a run of dedup did not keep; documents.jsonl holds the others"
_EMPTY = "the documents of a run of dedup of which no word remained; documents.jsonl holds the others"
_REMOVED = "the spans that a run of dedup cut, no pages; documents.jsonl holds the documents"
_PASSAGES = "the repeated passages that a run of dedup found, no pages; documents.jsonl holds the documents"
_REJECTED = "what a run of dedup could not read, no pages; documents.jsonl holds the documents"
_STATISTICS = "the statistics of a run of dedup, no pages; documents.jsonl holds the documents"
_REPORT = "the report of a run of dedup, no pages; documents.jsonl holds the documents"
_WITHOUT_TEXTS = "its texts lie in the folder documents beside it; give that folder"
_BY_NAME = {
    "duplicates.jsonl": _DUPLICATES,
    "duplicates.parquet": _DUPLICATES,
    "empty.jsonl": _EMPTY,
    "removed.jsonl": _REMOVED,
    "passages.jsonl": _PASSAGES,
    "rejected.jsonl": _REJECTED,
    "report.html": _REPORT,
    _STATS: _STATISTICS,
}
_REMOVED_MEMBERS = frozenset({"id", "start", "end", "label", "rule", "confidence", "text"})
_PASSAGE_MEMBERS = frozenset({"id", "start", "end", "of", "of_start", "of_end", "kind", "similarity"})
_REJECTED_MEMBERS = frozenset({"where", "reason", "detail"})
_DUPLICATE_MEMBERS = frozenset({"article", "spans", "kept", "kind"})
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def is_run(folder: Path) -> bool:
    """Whether a folder holds a finished run: statistics that dedup wrote."""
    path = folder / _STATS
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_STATS:  # a pipe would be waited for
            return False
        return "dedup" in json.loads(path.read_text("utf-8"))["versions"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def is_output_name(name: str) -> bool:
    """Whether a run calls one of its outputs so, compressed since or not."""
    return name.startswith((*_BY_NAME, "duplicates-"))


def output_by_name(path: Path) -> str | None:
    """What a file in the folder of a run is, where it holds no documents to read: a clause."""
    name = path.name
    if is_shard(name):
        name = name.partition("-")[0] + path.suffix
    if name in _BY_NAME:
        return _BY_NAME[name] if is_run(path.parent) else None
    if name == "documents.jsonl" and (path.parent / "documents").is_dir() and is_run(path.parent):
        return _WITHOUT_TEXTS
    return None


def output_by_line(line: bytes) -> str | None:
    """The same of a file of JSON lines anywhere, by its first line."""
    try:
        members = _members.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if members.keys() >= _REMOVED_MEMBERS:
        return _REMOVED
    if members.keys() >= _PASSAGE_MEMBERS:
        return _PASSAGES
    if members.keys() >= _REJECTED_MEMBERS and "text" not in members:
        return _REJECTED
    return _DUPLICATES if _is_duplicate(members.get("dedup")) else None


def _is_duplicate(dedup: msgspec.Raw | None) -> bool:
    if dedup is None:
        return False
    try:
        return _members.decode(dedup).keys() >= _DUPLICATE_MEMBERS
    except (msgspec.DecodeError, RecursionError):
        return False
