"""The files that a run on Spark reads: found, named and looked at as on one machine, as far as Spark reads them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

from dedup.errors import DedupError
from dedup.files import Rejected
from dedup.files.earlier_runs import is_output_name, output_by_line
from dedup.files.inputs import InputFile, find_inputs, named_files
from dedup.files.kinds import named_kind
from dedup.pipeline.work.rejections import examples, first_of_each_reason, only_empty
from dedup.spark.filesystem import Files, FileState
from dedup.spark.placing import Named

_CODECS = {"": "", ".gz": "gzip", ".bz2": "bzip2"}
"""The suffixes by which Spark tells a compression, and the compression."""
_TOLD_BY_NAME = (".gz", ".bz2", ".zst", ".zstd", ".xz")


class Found(NamedTuple):
    """The files to read, their states, whether they are Parquet, and what is passed over.

    `states` are sorted by address, `files` are in the order of their names.
    """

    states: Sequence[FileState]
    files: Sequence[Named]
    is_parquet: bool
    skipped: Sequence[Rejected]


def found(files: Files, inputs: Sequence[str], text_field: str) -> Found:
    """The files of the inputs, each once.

    If all inputs are on this machine, files are told by their content, else all of them by their names. What begins
    with a dot or an underscore is passed over without a word, as by Spark. Raises `DedupError` where there is nothing
    to read, unless there are empty files and no faults; for an input without files, for one that is neither JSON lines
    nor Parquet, for files of both kinds, and for a compression that Spark does not know by the name of the file.
    """
    roots = [files.qualified(given) for given in inputs]
    if all(root.startswith("file:") for root in roots):
        own = _on_this_machine(files, [Path(_path(root)) for root in roots], inputs, text_field)
    else:
        own = _elsewhere(files, roots, inputs)
    if not own.files and not only_empty(item.reason for item in own.skipped):
        some = examples(first_of_each_reason(own.skipped), len(own.skipped))
        raise DedupError(f"nothing to read in {', '.join(inputs)}{some}")
    return own


def _on_this_machine(files: Files, paths: Sequence[Path], inputs: Sequence[str], text_field: str) -> Found:
    """The files at `paths` of this machine, as a run on one machine finds them, but for hidden ones.

    Hidden is what begins with a dot or an underscore, also a folder. Raises `DedupError` for a path that is a hidden
    file, and for files that Spark does not read or of both kinds.
    """
    for path, given in zip(paths, inputs, strict=True):
        if _is_hidden(path.name) and not path.is_dir():
            raise _nothing_at(given)
    listed = find_inputs(paths, None, text_field)
    read = [file for file in listed.files if not _is_hidden(*file.name.split("/"))]
    skipped = [item for item in listed.skipped if item.reason != "hidden" and not _is_hidden(*item.where.split("/"))]
    kinds = {_kind(file) for file in read}
    states = {file.name: files.state(f"file:{file.path}") for file in read}
    named = [Named(states[file.name].address, file.name, file.source) for file in read]
    return Found(sorted(states.values()), named, _one_kind(kinds), skipped)


def _kind(file: InputFile) -> str:
    """The kind of a file. Raises `DedupError` for one that Spark does not read, or would take for another."""
    suffix = os.path.splitext(file.name)[1].lower()
    told = _CODECS.get(suffix, suffix if suffix in _TOLD_BY_NAME else "")
    if file.kind not in ("jsonl", "parquet") or told not in _CODECS.values():
        raise _unreadable(file.name)
    if file.compression != told:
        raise DedupError(
            f"{file.name}: its name does not say how it is compressed, and Spark goes by that: let it end in .gz where "
            "it is gzip, .bz2 where it is bzip2, and in neither where it is not compressed"
        )
    return file.kind


def _elsewhere(files: Files, roots: Sequence[str], inputs: Sequence[str]) -> Found:
    """The files at addresses; empty ones and outputs of runs are passed over.

    A file that several inputs hold has the longest of its paths below them. Raises `DedupError` for an input without
    files, and for files that Spark does not read or of both kinds.
    """
    states: dict[str, FileState] = {}
    below: dict[str, tuple[str, str, str]] = {}
    for given, root in zip(inputs, roots, strict=True):
        listed = files.states(root)
        if not listed:
            raise _nothing_at(given)
        folder = root.rstrip("/").rpartition("/")[2]
        for state in listed:
            name = state.address.removeprefix(root).lstrip("/")
            if not name:
                folder, name = root.rpartition("/")[0].rpartition("/")[2], folder
            known = below.get(state.address)
            if known is None or (len(name), name) > (len(known[2]), known[2]):
                below[state.address] = (state.address, folder, name)
            states[state.address] = state
    named = list(starmap(Named, named_files([below[address] for address in sorted(below)])))
    kinds, read, skipped = set[str](), list[Named](), list[Rejected]()
    for file in named:
        told = _told(files, states[file.address], file.name)
        if isinstance(told, Rejected):
            skipped.append(told)
        else:
            kinds.add(told)
            read.append(file)
    return Found(sorted(states[file.address] for file in read), read, _one_kind(kinds), skipped)


def _told(files: Files, state: FileState, name: str) -> str | Rejected:
    """The kind of a file at an address by its name, or why it is passed over: it is empty, or an output of a run.

    Only a file with the name of an output is opened. Raises `DedupError` for a kind that Spark does not read.
    """
    folder, _, base = state.address.rpartition("/")
    parent = folder.rpartition("/")[2]
    kind, suffix = named_kind(base, parent)
    if kind not in ("jsonl", "parquet") or suffix not in _CODECS or (kind == "parquet" and suffix):
        raise _unreadable(name)
    if state.size == 0:
        return Rejected(name, "empty", f"{name} is an empty file")
    is_output = kind == "jsonl" and not suffix and (is_output_name(base) or is_output_name(parent))
    if is_output and (output := output_by_line(files.first_line(state.address))):
        return Rejected(name, "run-output", f"{name}: {output}")
    return kind


def _one_kind(kinds: Iterable[str]) -> bool:
    """Whether the files are Parquet; False for no files. Raises `DedupError` where there are files of both kinds."""
    if len(own := set(kinds)) > 1:
        raise DedupError("the inputs are JSON lines and Parquet: run them one kind at a time")
    return own == {"parquet"}


def _unreadable(name: str) -> DedupError:
    return DedupError(
        f"{name}: Spark reads JSON lines (.jsonl, .ndjson, .jl, .jsonlines, .json, also .gz and .bz2) and Parquet; run "
        "without --engine spark, which reads all kinds"
    )


def _nothing_at(given: str) -> DedupError:
    return DedupError(f"{given}: no file is there that Spark reads; what begins with a dot or an underscore is none")


def _is_hidden(*names: str) -> bool:
    return any(name.startswith((".", "_")) for name in names)


def _path(address: str) -> str:
    """The path of an address of this machine, which Hadoop writes without escapes."""
    return address.removeprefix("file:").removeprefix("//") or "/"
