"""Find stage: paths and addresses in, `Found` (input files and their origins) and a locked `WorkFolder` out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from dedup.errors import DedupError
from dedup.files import Inputs, find_inputs, first_within, has_scheme, is_inside, is_run
from dedup.files.shards import is_shard
from dedup.files.standard_input import STANDARD_INPUT, take_in
from dedup.index import is_server
from dedup.names import WORK_FOLDER
from dedup.pipeline.figures.origins import FROM_STANDARD_INPUT, Origins, as_seen_from, snapshot
from dedup.pipeline.outputs.names import OUTPUTS
from dedup.pipeline.outputs.strings import shown
from dedup.pipeline.progress import Progress
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.work import folder
from dedup.pipeline.work.context import Found
from dedup.pipeline.work.folder import WorkFolder
from dedup.pipeline.work.rejections import examples, first_of_each_reason, only_empty
from dedup.pipeline.work.replacing import check_replaceable

_ADDRESS_AS_PATH = re.compile(r"[a-z][a-z0-9+.\-]+:/")  # pathlib makes one slash of two
_TYPICAL_RATIO: Mapping[str, float] = {"gzip": 4.5, "zstd": 6.0, "bzip2": 6.5, "xz": 6.5, "parquet": 3.0}
"""Bytes of Arabic text per byte of a compressed or Parquet file, for the progress bar only. Measured on news crawls."""


@contextmanager
def opened(
    given: Sequence[Path | str], out: Path, settings: RunSettings, progress: Progress
) -> Iterator[tuple[Found, WorkFolder]]:
    """The input files of a run, and the work folder of `out`, locked until the context ends.

    Standard input is first stored in the work folder. Raises `DedupError` where there is nothing to read, or `out` may
    not be written to; then no file is left behind.
    """
    paths = [path for path in given if str(path) != STANDARD_INPUT]
    if len(paths) == len(given):
        found = _found(paths, (), out, settings)
        with folder.opened(out) as work:
            yield found, work
        return
    check_out(out)
    with folder.opened(out) as work, _standard_input(work, progress) as digest:
        yield _found(paths, (f"{FROM_STANDARD_INPUT}{digest}",), out, settings, work.standard_input), work


def checked_inputs(
    paths: Sequence[Path | str], out: Path, text_field: str = "text", stored: Sequence[Path] = ()
) -> Inputs:
    """The input files of a run into `out`: those under `paths`, and its own `stored` ones, which hold standard input.

    There may be none where files were passed over because they are empty, and nothing is wrong with any other. Raises
    `DedupError` where there is none otherwise, or `out` is inside an input, holds one, or may not be written to
    (`check_out`). `text_field` is the column by which a table without a suffix is recognised.
    """
    if is_inside(out, paths):
        raise DedupError(
            f"--out {out} lies inside an input folder, where the next run would read it; choose a folder outside"
        )
    check_out(out)
    if (within := first_within(out, paths)) is not None:
        raise DedupError(f"the input {within} lies inside --out {out}, which the run replaces; choose another folder")
    inputs = find_inputs([*paths, *stored], out, text_field)
    if not inputs.files and not only_empty(skipped.reason for skipped in inputs.skipped):
        given = ", ".join([*map(str, paths), *(["standard input"] if stored else [])])
        some = examples(first_of_each_reason(inputs.skipped), len(inputs.skipped))
        raise DedupError(f"nothing to read in {given}{some}")
    return inputs


def check_index(location: str, paths: Sequence[Path | str], out: Path) -> None:
    """Raise `DedupError` where the folder of an index is inside an input or `out`, or one of these inside the index.

    Also raised where its path is no valid UTF-8. The address of a server is not checked.
    """
    if is_server(location):
        return
    if shown(str(Path(location).resolve())) != str(Path(location).resolve()):
        raise DedupError(f"--index {location}: its path is no valid UTF-8; choose another")
    local = [Path(path) for path in paths if not has_scheme(str(path))]
    for name, path in (("--out", out), *(("the input", path) for path in local)):
        if path.resolve().is_relative_to(Path(location).resolve()):
            raise DedupError(f"{name} {path} lies inside --index {location}; choose an index outside")
    if is_inside(Path(location), paths):
        raise DedupError(
            f"--index {location} lies inside an input folder, where it would be read; choose a path outside"
        )
    if Path(location).resolve().is_relative_to(out.resolve()):
        raise DedupError(f"--index {location} lies inside --out {out}, which each run replaces; choose a path outside")


def check_out(out: Path) -> None:
    """Raise `DedupError` unless `out` is a new folder, empty, or holds only an earlier run, finished or not.

    An address, a file and a folder that cannot be read are errors, too.
    """
    if _ADDRESS_AS_PATH.match(out.as_posix()):
        address = out.as_posix().replace(":/", "://", 1)
        raise DedupError(
            f"--out {address}: results are written to a local folder; choose one, and copy it when it is done"
        )
    if not out.exists():
        return
    if not out.is_dir():
        raise DedupError(f"--out {out} is a file; choose a folder")
    try:
        names = sorted(entry.name for entry in out.iterdir())
    except OSError as error:
        raise DedupError(f"--out {out} cannot be read ({error.strerror}); check its permissions") from error
    ours = {WORK_FOLDER, *OUTPUTS} if WORK_FOLDER in names or is_run(out) else set()
    foreign = [name for name in names if name not in ours and not (ours and is_shard(name))]
    if foreign:
        raise DedupError(
            f"--out {out} already holds {foreign[0]}, which is not from a run of dedup; "
            "choose an empty or new folder, or move that away"
        )


def expected_bytes(inputs: Inputs) -> int:
    """The uncompressed size of the input files in bytes, estimated."""
    return int(sum(file.size * _TYPICAL_RATIO.get(file.compression or file.kind, 1.0) for file in inputs.files))


def _found(
    paths: Sequence[Path | str], others: Sequence[str], out: Path, settings: RunSettings, *stored: Path
) -> Found:
    """The checked inputs of a run. `stored` are files that hold standard input, and `others` their origins.

    Raises `DedupError` as `checked_inputs` and `check_index` do and, without `overwrite`, where `out` holds the result
    of other inputs.
    """
    inputs = checked_inputs(paths, out, settings.clean.fields.text, stored)
    if settings.index:
        check_index(settings.index, paths, out)
    seen = sorted({*others, *(as_seen_from(out, path) for path in paths)})
    found = Found(inputs, Origins(seen, snapshot(inputs)))
    if not settings.overwrite:
        check_replaceable(out, found.origins, indexed=bool(settings.index), redo=settings.redo)
    return found


@contextmanager
def _standard_input(work: WorkFolder, progress: Progress) -> Iterator[str]:
    """Store standard input as a file in the work folder until the context ends, and yield a hash of its content.

    The work folder is removed then, too, if nothing else is in it, and OUT if that is empty. Raises `DedupError` for
    empty input. A run that is resumed is given the same stream again.
    """
    progress.note("taking in standard input")
    try:
        yield take_in(work.standard_input)
    finally:
        work.standard_input.unlink(missing_ok=True)
        with suppress(OSError):
            if work.is_unused():
                folder.remove(work)
                work.path.parent.rmdir()
