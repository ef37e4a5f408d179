"""Reads the outputs of a run again, whatever their format and number of files."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from dedup.errors import DedupError
from dedup.files.compressed import BrokenStreamError
from dedup.files.json_lines import UnusableLineError, members_of
from dedup.files.shards import shard_names
from dedup.files.text_tree import text_path
from dedup.names import WORK_FOLDER

Line = TypeVar("Line", bound=msgspec.Struct)
_NAMES = ("documents", "duplicates", "empty", "removed", "passages", "rejected")
_READ_BYTES = 1 << 20
"""Bytes that are read at once. Chosen."""
_MOST_DIGITS = 19
"""Whole numbers with fewer characters than this, including a sign, fit into 64 bits. Derived."""


def output_lines(run: Path, name: str, columns: Collection[str]) -> Iterator[bytes]:
    """The lines of the output `name` of the run in the folder `run`, with their line ends.

    The rows of Parquet files become JSON lines with these `columns`, or with all where none are given. Raises
    `DedupError` where the folder has no such output, or it cannot be read.
    """
    try:
        for path in _files(run, name):
            if path.suffix == ".jsonl":
                with path.open("rb", _READ_BYTES) as file:
                    yield from file
            else:
                from dedup.files.read_parquet import parquet_lines

                for piece in parquet_lines(path, columns):
                    if isinstance(piece, bytes):  # as it always is without a limit
                        yield from piece.splitlines(keepends=True)
    except BrokenStreamError as error:
        raise DedupError(f"{path}: {error}") from error
    except OSError as error:
        raise DedupError(f"{error.filename}: {error.strerror}; check its permissions") from error


def line_decoder(kind: type[Line], run: Path) -> Callable[[bytes], Line]:
    """A function that decodes a line of an output as a struct; it raises `DedupError` for an invalid line.

    It accepts lone surrogates, and numbers beyond 64 bits, which become text. The message names the place in `run`.
    """
    decode = msgspec.json.Decoder(kind).decode

    def decoded(line: bytes) -> Line:
        try:
            return decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            return _decoded_leniently(line, kind, run, error)

    return decoded


def document_text(run: Path, document_id: str, text: str | None) -> str:
    """The text of a document, from its line, or from the folder that `--format txt` writes where that is None.

    Raises `DedupError` where the file of the document is missing or not UTF-8.
    """
    if text is not None:
        return text
    path = run / "documents" / text_path(document_id)
    try:
        return path.read_bytes().decode("utf-8", "surrogatepass")
    except FileNotFoundError as error:
        raise DedupError(
            f"the text of document {document_id} is missing: there is no {path}; run `dedup clean` again"
        ) from error
    except UnicodeDecodeError as error:
        raise DedupError(f"{path} is not UTF-8 any more; it was changed, run `dedup clean` again") from error


def no_finished_run(run: Path, missing: str) -> DedupError:
    """The error for a folder that holds no finished run, since there is no file `missing` in it."""
    if (run / WORK_FOLDER).is_dir():
        return DedupError(
            f"{run} holds no finished run, but the work of one that did not end: the same `dedup clean` goes on from it"
        )
    return DedupError(f"{run} holds no finished run: there is no {missing} in it")


def _files(run: Path, name: str) -> list[Path]:
    """The file of an output, or its shards in order; JSON lines are preferred to Parquet, one file to shards.

    Raises `DedupError` where there is none, or a shard is missing.
    """
    for suffix in ("jsonl", "parquet"):
        if (whole := run / f"{name}.{suffix}").is_file():
            return [whole]
        if shards := sorted(run.glob(f"{name}-*-of-*.{suffix}")):
            missing = set(shard_names(name, suffix, int(shards[0].stem.rpartition("-")[2]))) - {p.name for p in shards}
            if missing:
                raise DedupError(f"{run / min(missing)} is missing; copy it back, or run `dedup clean` again")
            return shards
    raise no_finished_run(run, f"{name}.jsonl or {name}.parquet")


def _whole(digits: str) -> int | str:
    """A whole number as an int; as the text `digits` where it has `_MOST_DIGITS` characters or more."""
    return int(digits) if len(digits) < _MOST_DIGITS else digits


def _decoded_leniently(line: bytes, kind: type[Line], run: Path, error: Exception) -> Line:
    """Decode a line that strict decoders refuse, because of lone surrogates or of numbers beyond 64 bits.

    Such numbers become text. Only the members that the struct has are decoded. Raises `DedupError`, with `error` as its
    cause, where the line is invalid all the same.
    """
    try:
        members = members_of(line)
        needed = {
            name: json.loads(bytes(members[name]), parse_int=_whole)
            for name in kind.__struct_encode_fields__
            if name in members
        }
        return msgspec.convert(needed, kind)
    except (ValueError, RecursionError, UnusableLineError):
        raise DedupError(
            f"{_place_of(line, run)} is not from a run of dedup ({error}); run `dedup clean` again"
        ) from error


def _place_of(line: bytes, run: Path) -> str:
    """The file and the number of a line of the outputs of a run, for an error; of a row of Parquet, only the folder.

    The outputs are read again up to it.
    """
    for name in _NAMES:
        with suppress(DedupError, OSError):
            for path in _files(run, name):
                if path.suffix == ".jsonl":
                    with path.open("rb", _READ_BYTES) as file:
                        for number, own in enumerate(file, 1):
                            if own.rstrip(b"\n") == line.rstrip(b"\n"):
                                return f"{path}:{number}"
    return f"a row in {run}"
