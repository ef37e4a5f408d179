"""From parts to outputs: joined aside, then all given their names in OUT, whatever interrupts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from dedup.files import (
    DOCUMENT_COLUMNS,
    DUPLICATE_COLUMNS,
    Rejected,
    concatenate,
    open_whole,
    write_parquet,
)
from dedup.model import PassageMatch
from dedup.pipeline.lines import passage_line, rejected_line
from dedup.pipeline.plan import EMPTY_FILE, OUTPUTS, STATS
from dedup.pipeline.records import ChunkFile
from dedup.pipeline.settings import Format, RunSettings
from dedup.pipeline.summary import RunSummary, stats_json
from dedup.pipeline.workfolder import WorkFolder, discard
from dedup.pipeline.writing import EMPTY, part

TEXTS = "documents"
_FILES: dict[Format, tuple[str, ...]] = {
    "jsonl": ("documents.jsonl", "duplicates.jsonl"),
    "parquet": ("documents.parquet", "duplicates.parquet"),
    "txt": ("documents.jsonl", "duplicates.jsonl", TEXTS),
}
_ALWAYS = ("removed.jsonl", "passages.jsonl", "rejected.jsonl", STATS)


class Commit(msgspec.Struct, frozen=True):
    """The promise to rename: whose run it is, what it read, what it has to say, and whether an index is to be told."""

    owner: str
    inputs: str
    summary: RunSummary
    indexes: bool = False


def output_names(settings: RunSettings) -> tuple[str, ...]:
    """What a run writes in OUT; the statistics, which mark a finished run, last."""
    return (*_FILES[settings.format], *((EMPTY_FILE,) if settings.drop_empty else ()), *_ALWAYS)


def join_parts(
    work: WorkFolder,
    chunks: Sequence[ChunkFile],
    passages: Iterable[PassageMatch],
    rejected: Iterable[Rejected],
    settings: RunSettings,
) -> int:
    """Join the parts of all chunks into the files of the run; the characters that Parquet could not hold."""
    replaced, kind = 0, settings.format
    numbers = range(len(chunks))
    for name, columns in (("documents", DOCUMENT_COLUMNS), ("duplicates", DUPLICATE_COLUMNS)):
        parts = _consumed(part(work.parts, name, number) for number in numbers)
        if kind == "parquet":
            joined = work.parts / f"{name}.jsonl"
            concatenate(parts, joined)
            replaced += write_parquet(joined, work.finished / f"{name}.parquet", columns)
            joined.unlink()
        else:
            concatenate(parts, work.finished / f"{name}.jsonl")
    concatenate(_consumed(part(work.parts, "removed", n) for n in numbers), work.finished / "removed.jsonl")
    if settings.drop_empty:
        concatenate(_consumed(part(work.parts, EMPTY, n) for n in numbers), work.finished / EMPTY_FILE)
    with open_whole(work.finished / "passages.jsonl") as file:
        file.writelines(map(passage_line, passages))
    with open_whole(work.finished / "rejected.jsonl") as file:
        file.writelines(map(rejected_line, rejected))
        file.writelines(chunk.rejected() for chunk in chunks)
    if kind == "txt":
        (work.finished / TEXTS).mkdir(exist_ok=True)
        if hasattr(os, "sync"):
            os.sync()  # thousands of small files: all at once instead of one by one
    return replaced


def promise(work: WorkFolder, commit: Commit, settings: RunSettings) -> None:
    """Write the statistics and then, everything being on disk, the promise that `keep_promise` keeps."""
    with open_whole(work.finished / STATS) as file:
        file.write(stats_json(commit.summary, settings))
    with open_whole(work.commit) as file:
        file.write(msgspec.json.encode(commit, enc_hook=str))


def keep_promise(work: WorkFolder, out: Path) -> Commit | None:
    """Give the outputs their names in OUT, if a promise stands; what an earlier run left there goes."""
    if not work.commit.exists():
        return None
    commit = msgspec.json.decode(work.commit.read_bytes(), type=Commit, dec_hook=_path)
    for name in reversed(OUTPUTS):
        if name not in commit.summary.files:
            discard(out / name)
    for name in commit.summary.files:
        ready = work.finished / name
        if ready.exists():
            if ready.is_dir():
                discard(out / name)  # a folder, unlike a file, is not renamed over another
            ready.replace(out / name)
    return commit


def _consumed(parts: Iterable[Path]) -> Iterator[Path]:
    """Each part, removed when the next is asked for: the disk need not hold all of them twice."""
    for path in parts:
        yield path
        path.unlink()


def _path(kind: type, value: object) -> object:
    return kind(value)
