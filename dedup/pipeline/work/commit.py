"""The commit of a run: a record of what is to be renamed, written before the outputs are given their names in OUT.

A run that is interrupted between the two is completed by the next one, which finds the record.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from dedup.errors import DedupError
from dedup.files import open_whole
from dedup.files.seals import checksum, read_sealed, write_sealed
from dedup.pipeline.figures.summary import RunSummary, stats_json
from dedup.pipeline.outputs.names import REPORT, STATS, is_output, outputs_in
from dedup.pipeline.outputs.strings import encoded
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.work.folder import WorkFolder, discard


class Commit(msgspec.Struct, frozen=True):
    """The commit record of a run.

    `owner` is the fingerprint of its options, `inputs` the hash of its input files, `summary` its numbers with the
    names of the files to be renamed, `checksums` those of the files by name. `indexes`: what was kept is to be added
    to a standing index.
    """

    owner: str
    inputs: str
    summary: RunSummary
    indexes: bool = False
    checksums: dict[str, str] = {}


def checksums_of(work: WorkFolder, names: Iterable[str]) -> dict[str, str]:
    """The checksums of finished files, except those of the statistics and the report, which are written last."""
    return {name: checksum(work.finished / name) for name in names if name not in (STATS, REPORT)}


def write_commit(work: WorkFolder, commit: Commit, settings: RunSettings) -> None:
    """Write the statistics and then, when all files are on the disk, the commit record.

    `commit.checksums` are those of `checksums_of`, or none, and are completed. The statistics hold no checksum of the
    report, which can be made again from the other files.
    """
    checksums = dict(commit.checksums or checksums_of(work, commit.summary.files))
    if REPORT in commit.summary.files:
        checksums[REPORT] = checksum(work.finished / REPORT)
    with open_whole(work.finished / STATS) as file:
        in_stats = {name: seal for name, seal in checksums.items() if name != REPORT}
        file.write(stats_json(commit.summary, settings, in_stats))
    checksums[STATS] = checksum(work.finished / STATS)
    write_sealed(work.commit, encoded(msgspec.structs.replace(commit, checksums=checksums)))


def apply_commit(work: WorkFolder, out: Path) -> None:
    """Move the files that the commit record names to OUT, and remove all other outputs of a run from there."""
    _rename(_read(work), work, out)


def apply_earlier_commit(work: WorkFolder, out: Path) -> Commit | None:
    """Complete an interrupted run, as `apply_commit` does, and return its commit record; None where there is none.

    Raises `DedupError`, before anything is renamed, where a file is not the one that was committed.
    """
    if not work.commit.exists():
        return None
    commit = _read(work)
    for name in commit.summary.files:
        if not is_output(name):
            raise DedupError(f"{work.commit} names {name!r}, which is no output of dedup; {_remedy(work)}")
        there = next((folder / name for folder in (work.finished, out) if os.path.lexists(folder / name)), None)
        if there is None or checksum(there) != commit.checksums.get(name):
            raise DedupError(f"{there or work.finished / name} is not what dedup wrote; {_remedy(work)}")
    _rename(commit, work, out)
    return commit


def publish_dry_run(work: WorkFolder, out: Path) -> None:
    """Move the report of a dry run, if it has one, to OUT, and remove the other outputs from the work folder.

    The work on chunks stays for a real run. Other files in OUT are not touched.
    """
    if (work.finished / REPORT).exists():
        (work.finished / REPORT).replace(out / REPORT)
    for folder in (work.finished, work.parts, work.table):
        discard(folder)


def _read(work: WorkFolder) -> Commit:
    """The commit record of a work folder, which must have one.

    Raises `DedupError` where the file was changed since, or does not have the fields of a `Commit`, as one of another
    version of dedup may not.
    """
    data = read_sealed(work.commit, _remedy(work))
    try:
        return msgspec.json.decode(data, type=Commit, dec_hook=_path)
    except msgspec.DecodeError as error:
        raise DedupError(f"{work.commit} is from another version of dedup; {_remedy(work)}") from error


def _remedy(work: WorkFolder) -> str:
    """A clause for errors: remove the work folder and run the same command again."""
    return f"remove the folder {work.path} and run the same command again"


def _rename(commit: Commit, work: WorkFolder, out: Path) -> None:
    """Remove the outputs from OUT that the commit does not name, and move the committed files there.

    These replace files of the same names. Files that are no longer in the work folder were moved before, and stay in
    OUT.
    """
    for name in outputs_in(out):
        if name not in commit.summary.files:
            discard(out / name)
    for name in commit.summary.files:
        ready = work.finished / name
        if ready.exists():
            if ready.is_dir():
                discard(out / name)  # a folder, unlike a file, cannot be renamed over another
            ready.replace(out / name)


def _path(kind: type, value: object) -> object:
    """A value from JSON as the type `kind`: for msgspec, which does not know `Path`."""
    return kind(value)
