"""The folder inside OUT where a run keeps what it has done: one run at a time, resumed if it is the same."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from dedup.errors import DedupError
from dedup.files import Chunk
from dedup.files.archives import Capture
from dedup.files.locks import try_lock

NAME = ".dedup-work"
_LOCK = "lock"
_STANDARD_INPUT = "stdin"
_KEPT = frozenset({"surveys", "chunks", "finished"})


class WorkFolder:
    """The places in a work folder, whose lock the caller holds (see `opened`)."""

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
        self._owner = path / "owner"

    def claim(self, owner: str, *, fresh: bool) -> bool:
        """Make this the folder of the run `owner`, empty of other runs' work. True where work goes on."""
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
        """Remove everything but the lock and what came by standard input; first what makes it resumable."""
        self._owner.unlink(missing_ok=True)
        for entry in self.path.iterdir():
            if entry.name not in (_LOCK, _STANDARD_INPUT):
                discard(entry)

    def is_unused(self) -> bool:
        """Whether no run has left anything here."""
        return [entry.name for entry in self.path.iterdir()] == [_LOCK]

    def survey(self, number: int, key: str) -> Path:
        """Where the counts of a chunk lie, named as `chunk` names them."""
        return self.surveys / f"{number:06}-{key}.npz"

    def chunk(self, number: int, key: str) -> Path:
        """Where the finished work on a chunk lies; `key` names its content and all that came before it."""
        return self.chunks / f"{number:06}-{key}.npz"

    def keep_only(self, folder: Path, current: Iterable[Path]) -> None:
        """Remove from a folder the work on chunks that the inputs no longer have."""
        for stale in set(folder.iterdir()) - set(current):
            discard(stale)


@contextmanager
def opened(out: Path) -> Iterator[WorkFolder]:
    """The work folder of OUT, made if need be, locked against other runs as long as the context lasts.

    The lock belongs to the process and goes with it, however it ends. Raises `DedupError` where another run
    holds it, and where a link would lead out of the folder.
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
            if not _still_there(lock, file):
                continue  # the run that held it has just finished and removed its folder
            _refuse_links(folder)
            yield WorkFolder(folder)
            return


def remove(work: WorkFolder) -> None:
    """Remove the folder of a finished run, the lock last."""
    work.empty()
    work.standard_input.unlink(missing_ok=True)
    with suppress(PermissionError):  # Windows removes no open file; a folder with a lock in it does no harm
        (work.path / _LOCK).unlink()
        work.path.rmdir()


def work_path(out: Path) -> Path:
    """Where the work folder of OUT lies."""
    return out / NAME


class ContentKey:
    """A running hash of the input: its state after a chunk stands for the content up to there.

    File names and sources count, since ids and sources come from them; where chunks begin and end does not.
    """

    def __init__(self) -> None:
        self._hash = sha256()  # which processors have instructions for
        self._file = ""

    def update(self, chunk: Chunk) -> str:
        """Take in the next chunk; the key up to and including it."""
        if isinstance(chunk.payload, bytes):
            if chunk.file != self._file or chunk.first_line == 1:
                self._begin(chunk.file, chunk.source)
            self._hash.update(chunk.payload)
        else:
            for item in chunk.payload:
                self._begin(item.name, item.source)
                if isinstance(item, Capture):
                    self._begin(item.url, item.captured)
                self._hash.update(item.data)
        return self.hexdigest

    def _begin(self, name: str, source: str) -> None:
        self._file = name
        for part in (name, source):
            data = part.encode("utf-8", "surrogateescape")
            self._hash.update(b"\0%d:%b" % (len(data), data))

    @property
    def hexdigest(self) -> str:
        """The key of all chunks so far."""
        return self._hash.hexdigest()[:32]


def discard(path: Path) -> None:
    """Remove a file or a whole folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _refuse_links(folder: Path) -> None:
    """What lies where a run writes, deletes, and takes its own work from; not what it only removes."""
    for entry in folder.iterdir():
        _refuse_link(entry)
        if entry.name in _KEPT and entry.is_dir():
            for kept in entry.iterdir():
                _refuse_link(kept)


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise DedupError(f"{path} is a link, which dedup never makes there; remove it, or choose another --out")


def _still_there(lock: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(lock.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
