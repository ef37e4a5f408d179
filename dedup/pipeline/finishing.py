"""From parts to outputs: joined aside, then all given their names in OUT, whatever interrupts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from dedup.errors import DedupError
from dedup.files import (
    DOCUMENT_COLUMNS,
    DUPLICATE_COLUMNS,
    Inputs,
    Rejected,
    concatenate,
    open_whole,
    write_parquet,
    written_aside,
)
from dedup.files.read_parquet import column_types
from dedup.files.seals import checksum, read_sealed, write_sealed
from dedup.files.shards import joined_lines, shard_names
from dedup.model import PassageMatch
from dedup.pipeline.lines import passage_line, rejected_line, stating_types
from dedup.pipeline.plan import EMPTY_FILE, REPORT, STATS, is_output, outputs_in
from dedup.pipeline.records import ChunkFile, encoded
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.summary import RunSummary, stats_json
from dedup.pipeline.workfolder import WorkFolder, discard
from dedup.pipeline.writing import EMPTY, part

TEXTS = "documents"
_ALWAYS = ("removed.jsonl", "passages.jsonl", "rejected.jsonl", STATS)


class Joined(NamedTuple):
    """The names of the files of a run, the statistics last, and how many characters Parquet could not hold."""

    files: Sequence[str]
    replaced: int


class Commit(msgspec.Struct, frozen=True):
    """The promise to rename: whose run it is, what it read, what it has to say, and whether an index is to be told.

    `checksums` are those of the files to be renamed, by name.
    """

    owner: str
    inputs: str
    summary: RunSummary
    indexes: bool = False
    checksums: dict[str, str] = {}


def join_parts(
    work: WorkFolder,
    chunks: Sequence[ChunkFile],
    passages: Iterable[PassageMatch],
    rejected: Iterable[Rejected],
    settings: RunSettings,
    inputs: Inputs,
    columns: Sequence[str],
) -> Joined:
    """Join the parts of all chunks into the files of the run.

    `columns` are members of documents that some lines have and others have not.
    """
    names, replaced = list[str](), 0
    numbers = range(len(chunks))
    stated = partial(stating_types, columns=columns)
    types = _column_types(inputs) if settings.format == "parquet" else {}
    for name, fixed in (("documents", DOCUMENT_COLUMNS), ("duplicates", DUPLICATE_COLUMNS)):
        parts = _consumed(part(work.parts, name, number) for number in numbers)
        first = stated if settings.format != "parquet" else bytes
        lines = joined_lines(parts, work.parts / name, settings.shard_bytes, first)
        suffix = "parquet" if settings.format == "parquet" else "jsonl"
        own = shard_names(name, suffix, len(lines)) if settings.shard_bytes else [f"{name}.{suffix}"]
        names += own
        targets = [work.finished / file for file in own]
        if settings.format == "parquet":
            replaced += write_parquet(lines, targets, fixed, types)
        else:
            _finish(lines, targets)
        for path in lines:
            path.unlink(missing_ok=True)
    concatenate(_consumed(part(work.parts, "removed", n) for n in numbers), work.finished / "removed.jsonl")
    if settings.drop_empty:
        names.append(EMPTY_FILE)
        parts = _consumed(part(work.parts, EMPTY, number) for number in numbers)
        _finish(joined_lines(parts, work.parts / EMPTY, 0, stated), [work.finished / EMPTY_FILE])
    with open_whole(work.finished / "passages.jsonl") as file:
        file.writelines(map(passage_line, passages))
    with open_whole(work.finished / "rejected.jsonl") as file:
        file.writelines(map(rejected_line, rejected))
        file.writelines(chunk.rejected() for chunk in chunks)
    if settings.format == "txt":
        names.append(TEXTS)
        (work.finished / TEXTS).mkdir(exist_ok=True)
        if hasattr(os, "sync"):
            os.sync()  # thousands of small files: all at once instead of one by one
    return Joined((*names, *_ALWAYS, *((REPORT,) if settings.report else ())), replaced)


def report_on(work: WorkFolder, summary: RunSummary, settings: RunSettings) -> None:
    """Write the report of the run whose other files are joined; it shows nothing that differs from run to run."""
    from dedup.report import write_report

    write_report(work.finished, work.finished / REPORT, stats=stats_json(summary, settings, {}))


def checksums_of(work: WorkFolder, names: Iterable[str]) -> dict[str, str]:
    """The checksums of those of the files that are written: the statistics and the report are written last."""
    return {name: checksum(work.finished / name) for name in names if name not in (STATS, REPORT)}


def promise(work: WorkFolder, commit: Commit, settings: RunSettings) -> None:
    """Write the statistics and then, everything being on disk, the promise that `keep_promise` keeps.

    `commit` has the checksums that `checksums_of` gives, or none. The statistics have none of the report: it is made of
    the other files, and may be made again.
    """
    checksums = commit.checksums or checksums_of(work, commit.summary.files)
    if REPORT in commit.summary.files:
        checksums = {**checksums, REPORT: checksum(work.finished / REPORT)}
    with open_whole(work.finished / STATS) as file:
        known = {name: seal for name, seal in checksums.items() if name != REPORT}
        file.write(stats_json(commit.summary, settings, known))
    checksums[STATS] = checksum(work.finished / STATS)
    promised = msgspec.structs.replace(commit, checksums=checksums)
    write_sealed(work.commit, encoded(promised))


def keep_promise(work: WorkFolder, out: Path) -> None:
    """Give the outputs their names in OUT; what an earlier run left there goes."""
    _rename(_promised(work), work, out)


def show_dry_run(work: WorkFolder, out: Path) -> None:
    """Give the report of a dry run its name in OUT, and free what a run that writes would have renamed."""
    if (work.finished / REPORT).exists():
        (work.finished / REPORT).replace(out / REPORT)
    for folder in (work.finished, work.parts, work.table):
        discard(folder)


def keep_earlier_promise(work: WorkFolder, out: Path) -> Commit | None:
    """The same of a run that was interrupted while it did so, if there was one.

    Raises `DedupError`, before anything is done, where the work folder is not as that run left it.
    """
    if not work.commit.exists():
        return None
    commit = _promised(work)
    for name in commit.summary.files:
        if not is_output(name):
            raise DedupError(f"{work.commit} names {name!r}, which is no output of dedup; {_remedy(work)}")
        there = next((folder / name for folder in (work.finished, out) if os.path.lexists(folder / name)), None)
        if there is None or checksum(there) != commit.checksums.get(name):
            raise DedupError(f"{there or work.finished / name} is not what dedup wrote; {_remedy(work)}")
    _rename(commit, work, out)
    return commit


def _promised(work: WorkFolder) -> Commit:
    data = read_sealed(work.commit, _remedy(work))
    try:
        return msgspec.json.decode(data, type=Commit, dec_hook=_path)
    except msgspec.DecodeError as error:
        raise DedupError(f"{work.commit} is from another version of dedup; {_remedy(work)}") from error


def _remedy(work: WorkFolder) -> str:
    return f"remove the folder {work.path} and run the same command again"


def _rename(commit: Commit, work: WorkFolder, out: Path) -> None:
    for name in outputs_in(out):
        if name not in commit.summary.files:
            discard(out / name)
    for name in commit.summary.files:
        ready = work.finished / name
        if ready.exists():
            if ready.is_dir():
                discard(out / name)  # a folder, unlike a file, is not renamed over another
            ready.replace(out / name)


def _finish(made: Iterable[Path], targets: Iterable[Path]) -> None:
    for path, target in zip(made, targets, strict=True):
        with written_aside(target) as aside:
            path.replace(aside)


def _column_types(inputs: Inputs) -> Mapping[str, str]:
    """The types that the columns of the inputs have, where all inputs are Parquet files on this machine."""
    if not all(file.kind == "parquet" and isinstance(file.path, Path) for file in inputs.files):
        return {}
    return column_types(file.path for file in inputs.files if isinstance(file.path, Path))


def _consumed(parts: Iterable[Path]) -> Iterator[Path]:
    """Each part, removed when the next is asked for: the disk need not hold all of them twice."""
    for path in parts:
        yield path
        path.unlink()


def _path(kind: type, value: object) -> object:
    return kind(value)
