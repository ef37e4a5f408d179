"""Recognises outputs of an earlier run among the inputs."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from dedup.files.shards import is_shard

_STATS = "stats.json"
_LARGEST_STATS = 1 << 26
"""Bytes of the largest stats.json that is read. Chosen: those of runs with many sources have some MB."""
_DUPLICATES = "the documents that a run of dedup did not keep; {documents} holds the others"
_EMPTY = "the documents of a run of dedup of which no word remained; {documents} holds the others"
_REMOVED = "the spans that a run of dedup cut, no pages; {documents} holds the documents"
_PASSAGES = "the repeated passages that a run of dedup found, no pages; {documents} holds the documents"
_REJECTED = "what a run of dedup could not read, no pages; {documents} holds the documents"
_STATISTICS = "the statistics of a run of dedup, no pages; {documents} holds the documents"
_REPORT = "the report of a run of dedup, no pages; {documents} holds the documents"
_WITHOUT_TEXTS = "its texts lie in the folder documents beside it; give that folder"
# In these clauses, `{documents}` stands for the output that holds the documents.
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
# Members by which the lines of each output are recognised.
_REMOVED_MEMBERS = frozenset({"id", "start", "end", "label", "rule", "confidence", "text"})
_PASSAGE_MEMBERS = frozenset({"id", "start", "end", "of", "of_start", "of_end", "kind", "similarity"})
_REJECTED_MEMBERS = frozenset({"where", "reason", "detail"})
_DUPLICATE_MEMBERS = frozenset({"article", "spans", "kept", "kind"})
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def is_run(folder: Path) -> bool:
    """Whether a folder holds a finished run, that is, readable statistics that dedup wrote, of bounded size."""
    path = folder / _STATS
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST_STATS:  # reading a pipe would wait for ever
            return False
        return "dedup" in json.loads(path.read_text("utf-8"))["versions"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def is_output_name(name: str) -> bool:
    """Whether a name begins with that of an output without pages, such as `empty.jsonl`, or with `duplicates-`."""
    return name.startswith((*_BY_NAME, "duplicates-"))


def output_by_name(path: Path) -> str | None:
    """What a file in the folder of a finished run is, as a clause, if by its name it holds no pages; else None.

    `documents.jsonl` holds none where the texts are in the folder `documents` beside it.
    """
    if path.name.startswith("part-") and path.parent.name in _BY_NAME:  # of an output that Spark wrote
        path = path.parent
    name = path.name
    if is_shard(name):
        name = name.partition("-")[0] + path.suffix
    if name in _BY_NAME:
        return _BY_NAME[name].format(documents=_documents_in(path.parent)) if is_run(path.parent) else None
    if name == "documents.jsonl" and (path.parent / "documents").is_dir() and is_run(path.parent):
        return _WITHOUT_TEXTS
    return None


def output_by_line(line: bytes) -> str | None:
    """What a file of JSON lines is, as a clause, if its first line shows an output without pages; else None.

    Such outputs are duplicates, removed spans, passages and rejected records, known by the members of the line.
    """
    try:
        members = _members.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    clause = None
    if members.keys() >= _REMOVED_MEMBERS:
        clause = _REMOVED
    elif members.keys() >= _PASSAGE_MEMBERS:
        clause = _PASSAGES
    elif members.keys() >= _REJECTED_MEMBERS and "text" not in members:
        clause = _REJECTED
    elif _is_duplicate(members.get("dedup")):
        clause = _DUPLICATES
    return clause and clause.format(documents="documents.jsonl (or .parquet)")


def _documents_in(run: Path) -> str:
    """What a message calls the output in the folder `run` that holds the texts of the documents."""
    if (run / "documents").is_dir():
        return "the folder documents"
    found = sorted(path.name for path in run.glob("documents*"))
    if len(found) > 1:
        return f"documents-*{Path(found[0]).suffix}"
    return found[0] if found else "documents.jsonl"


def _is_duplicate(dedup: msgspec.Raw | None) -> bool:
    """Whether the member `dedup` of a line has all members of a duplicate; not where it is None or no object."""
    if dedup is None:
        return False
    try:
        return _members.decode(dedup).keys() >= _DUPLICATE_MEMBERS
    except (msgspec.DecodeError, RecursionError):
        return False
