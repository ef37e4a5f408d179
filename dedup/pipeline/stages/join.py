"""Join stage: the parts of all chunks in, the finished files of the run (`Joined`) in the work folder out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from dedup.files import (
    DOCUMENT_COLUMNS,
    DUPLICATE_COLUMNS,
    Inputs,
    concatenate,
    open_whole,
    write_parquet,
    written_aside,
)
from dedup.files.read_parquet import column_types
from dedup.files.shards import joined_lines, shard_names
from dedup.pipeline.outputs.lines import passage_line, rejected_line, stating_types
from dedup.pipeline.outputs.names import EMPTY_FILE, REPORT, STATS, TEXTS
from dedup.pipeline.stages.clean import Cleaned
from dedup.pipeline.stages.passages import Repeated
from dedup.pipeline.stages.write import EMPTY, part
from dedup.pipeline.work.context import RunContext

_ALWAYS = ("removed.jsonl", "passages.jsonl", "rejected.jsonl", STATS)
"""The files that every run has."""


class Joined(NamedTuple):
    """The names of the files of a run, and the number of lone surrogates that Parquet could not hold."""

    files: Sequence[str]
    replaced: int


def join(context: RunContext, cleaned: Cleaned, repeated: Repeated) -> Joined:
    """Join the parts of all chunks into files, removing them, and write the passages and the rejections.

    With `drop_empty`, there is a file of empty documents. The names returned include the statistics and the report,
    which later steps write.
    """
    settings, work = context.settings, context.work
    numbers = range(len(cleaned.chunks))
    names, replaced = _document_files(context, cleaned)
    concatenate(_consumed(part(work.parts, "removed", n) for n in numbers), work.finished / "removed.jsonl")
    if settings.drop_empty:
        names.append(EMPTY_FILE)
        parts = _consumed(part(work.parts, EMPTY, number) for number in numbers)
        stated = partial(stating_types, columns=_varying_columns(context, cleaned))
        _move(joined_lines(parts, work.parts / EMPTY, 0, stated), [work.finished / EMPTY_FILE])
    with open_whole(work.finished / "passages.jsonl") as file:
        file.writelines(map(passage_line, repeated.matches))
    with open_whole(work.finished / "rejected.jsonl") as file:
        file.writelines(map(rejected_line, cleaned.unread))
        file.writelines(chunk.rejected() for chunk in cleaned.chunks)
    if settings.format == "txt":
        names.append(TEXTS)
        (work.finished / TEXTS).mkdir(exist_ok=True)
        if hasattr(os, "sync"):
            os.sync()  # one call for thousands of small files, instead of one for each
    return Joined((*names, *_ALWAYS, *((REPORT,) if settings.report else ())), replaced)


def _document_files(context: RunContext, cleaned: Cleaned) -> tuple[list[str], int]:
    """Join the parts of documents and of duplicates of all chunks into files, removing them.

    The files have the format and the shards of the run. The first line of each file of JSON lines is changed by
    `stating_types`. Returns the names of the files, and the number of lone surrogates that Parquet could not hold.
    """
    settings, work = context.settings, context.work
    is_parquet = settings.format == "parquet"
    names, replaced = list[str](), 0
    first = bytes if is_parquet else partial(stating_types, columns=_varying_columns(context, cleaned))
    types = _column_types(context.found.inputs) if is_parquet else {}
    fields = settings.clean.fields
    suffix = "parquet" if is_parquet else "jsonl"
    for name, fixed in (("documents", DOCUMENT_COLUMNS), ("duplicates", DUPLICATE_COLUMNS)):
        parts = _consumed(part(work.parts, name, number) for number in range(len(cleaned.chunks)))
        lines = joined_lines(parts, work.parts / name, settings.shard_bytes, first)
        own = shard_names(name, suffix, len(lines)) if settings.shard_bytes else [f"{name}.{suffix}"]
        names += own
        targets = [work.finished / file for file in own]
        if is_parquet:
            replaced += write_parquet(lines, targets, fixed, types, (fields.source, fields.title, fields.date))
        else:
            _move(lines, targets)
        for path in lines:
            path.unlink(missing_ok=True)
    return names, replaced


def _varying_columns(context: RunContext, cleaned: Cleaned) -> list[str]:
    """The members that some documents have and others lack.

    They are source and title where there are appended articles; else the source, where some text files have one and
    others, which are in no folder, have none; else none.
    """
    names = context.settings.clean.fields
    if cleaned.counts.documents > cleaned.counts.pages:
        return [names.source, names.title]
    have_source = {bool(file.source) for file in context.found.inputs.files if file.kind == "text"}
    return [names.source] if len(have_source) == 2 else []


def _move(made: Iterable[Path], targets: Iterable[Path]) -> None:
    """Move each file to its target, synced to the disk."""
    for path, target in zip(made, targets, strict=True):
        with written_aside(target) as aside:
            path.replace(aside)


def _column_types(inputs: Inputs) -> Mapping[str, str]:
    """The types of the input columns by name, where all inputs are Parquet files on this machine; else empty."""
    if not all(file.kind == "parquet" and isinstance(file.path, Path) for file in inputs.files):
        return {}
    return column_types(file.path for file in inputs.files if isinstance(file.path, Path))


def _consumed(parts: Iterable[Path]) -> Iterator[Path]:
    """The parts one by one. Each is removed when the next is asked for, so the disk does not hold all of them twice."""
    for path in parts:
        yield path
        path.unlink()
