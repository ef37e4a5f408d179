"""The work folder inside OUT, where a run stores its finished work. One run uses it at a time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from dedup.errors import DedupError
from dedup.files.locks import try_lock
from dedup.names import WORK_FOLDER

_LOCK = "lock"
_STANDARD_INPUT = "stdin"
_KEPT = frozenset({"surveys", "chunks", "finished"})
"""Folders in it whose files a later run reads or renames."""


class WorkFolder:
    """The paths in a work folder. The caller holds its lock (see `opened`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.standard_input = path / _STANDARD_INPUT
        self.input = path / "input"
        self.surveys = path / "surveys"
        self.evidence = path / "evidence.npz"
        self.chunks = path / "chunks"
        self.parts = path / "parts"
        self.finished = path / "finished"
        self.table = path / "table"
        self.commit = path / "commit.json"
        self.addition = path / "addition.msgpack"
        self.log = path / "error.log"
        self.origins = path / "origins.json"
        self._owner = path / "owner"

    def claim(self, owner: str, *, fresh: bool) -> bool:
        """Make the folder ready for the run `owner`, a hash of its options, and remove the work of other runs.

        The folders for input, table, parts and finished files are emptied in any case. Returns whether there is work of
        the same run to resume from; with `fresh`, none is used.
        """
        resumed = not fresh and self._owner.is_file() and self._owner.read_bytes() == owner.encode("ascii")
        if not resumed:
            self.empty()
        for folder in (self.surveys, self.chunks):
            folder.mkdir(exist_ok=True)
            for leftover in folder.glob(".*"):
                discard(leftover)
        for folder in (self.input, self.table, self.parts, self.finished):
            discard(folder)
            folder.mkdir()
        self._owner.write_text(owner, "ascii")
        return resumed

    def empty(self) -> None:
        """Remove everything except the lock and standard input; the owner first, so that nothing resumes from here."""
        self._owner.unlink(missing_ok=True)
        for entry in self.path.iterdir():
            if entry.name not in (_LOCK, _STANDARD_INPUT):
                discard(entry)

    def is_unused(self) -> bool:
        """Whether the folder holds nothing but its lock."""
        return [entry.name for entry in self.path.iterdir()] == [_LOCK]

    def survey(self, number: int, key: str) -> Path:
        """The path for what was counted in chunk `number`; `key` is a hash of all input up to its end."""
        return self.surveys / f"{number:06}-{key}.npz"

    def chunk(self, number: int, key: str) -> Path:
        """The path for the finished work on chunk `number`; `key` hashes the input up to its end, and the evidence."""
        return self.chunks / f"{number:06}-{key}.npz"

    def keep_only(self, folder: Path, current: Iterable[Path]) -> None:
        """Remove all that is in `folder` except the paths `current`, such as files of chunks no longer in the input."""
        for stale in set(folder.iterdir()) - set(current):
            discard(stale)


@contextmanager
def opened(out: Path) -> Iterator[WorkFolder]:
    """Lock the work folder of OUT for the duration of the context; it is made if need be.

    The lock ends with the process, also when that is killed. Raises `DedupError` where another run holds the lock, and
    where something in the folder is a link, which would lead out of it.
    """
    folder = work_path(out)
    while True:
        _refuse_link(folder)
        folder.mkdir(parents=True, exist_ok=True)
        lock = folder / _LOCK
        _refuse_link(lock)
        with lock.open("ab") as file:
            if not try_lock(file):
                raise DedupError(f"{out} is being written by another run; wait until it ends, or choose another --out")
            if not _is_same_file(lock, file):
                continue  # the run that held the lock has just finished and removed its folder
            _refuse_links(folder)
            yield WorkFolder(folder)
            return


def remove(work: WorkFolder) -> None:
    """Remove the folder of a finished run, the lock last; on Windows the folder stays, with only the lock in it."""
    work.empty()
    work.standard_input.unlink(missing_ok=True)
    with suppress(PermissionError):  # Windows does not remove an open file; a folder with only a lock does no harm
        (work.path / _LOCK).unlink()
        work.path.rmdir()


def work_path(out: Path) -> Path:
    """The path of the work folder of OUT."""
    return out / WORK_FOLDER


def discard(path: Path) -> None:
    """Remove a file, a link (not what it leads to) or a folder with all that is in it, if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _refuse_links(folder: Path) -> None:
    """Raise `DedupError` for a link in the folder, or in one of the folders in it that a run reads from."""
    for entry in folder.iterdir():
        _refuse_link(entry)
        if entry.name in _KEPT and entry.is_dir():
            for kept in entry.iterdir():
                _refuse_link(kept)


def _refuse_link(path: Path) -> None:
    """Raise `DedupError` where a path is a link."""
    if path.is_symlink():
        raise DedupError(f"{path} is a link, which dedup never makes there; remove it, or choose another --out")


def _is_same_file(lock: Path, file: BinaryIO) -> bool:
    """Whether the open file still has its name: another process may have removed it."""
    try:
        return os.path.samestat(lock.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
