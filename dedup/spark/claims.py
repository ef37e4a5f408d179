"""One run at a time into one OUT: a lock on this machine, and at any address a claim that the last run has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from dedup.errors import DedupError
from dedup.pipeline.work import folder
from dedup.spark.filesystem import Files

WORK = ".work"
"""The name of the work folder in OUT."""


class Claim:
    """The right of a run to write to OUT. It is written into the work folder; a later run takes it away."""

    def __init__(self, files: Files, target: str) -> None:
        """Take the right to the folder `target`, which is made if need be."""
        self._files, self._target = files, target
        self._path, self._own = f"{target}/{WORK}/claim", uuid4().hex.encode("ascii")
        files.make(f"{target}/{WORK}")
        files.write(self._path, self._own)

    def is_held(self) -> bool:
        """Whether no later run has taken the right."""
        return self._files.read(self._path) == self._own

    def check(self) -> None:
        """Raise `DedupError` where a later run has taken the right."""
        if not self.is_held():
            raise DedupError(
                f"another run into {self._target} was started while this one went on, and took its place; this one "
                "wrote nothing: give each run a folder of its own"
            )


@contextmanager
def claimed(files: Files, target: str) -> Iterator[Claim]:
    """The right to write to the folder `target`, as long as the context lasts; then the work folder is removed.

    It stays where a later run has it. An error in a run that has lost the right is replaced by that of `Claim.check`,
    since the later run may have removed what was needed. Raises `DedupError` where the folder is on this machine and
    another run is writing to it.
    """
    with _locked(target):
        claim = Claim(files, target)
        try:
            yield claim
        except Exception as error:
            if not claim.is_held():
                try:
                    claim.check()
                except DedupError as lost:
                    raise lost from error
            raise
        finally:
            if claim.is_held():
                files.remove(f"{target}/{WORK}")


@contextmanager
def _locked(target: str) -> Iterator[None]:
    """Hold the lock of the folder `target`, which runs without Spark take, too, where it is on this machine.

    At other addresses nothing is locked. Raises `DedupError` where another run has the lock.
    """
    if not target.startswith("file:"):
        yield
        return
    with folder.opened(Path("/" + target.removeprefix("file:").lstrip("/"))) as lock:
        try:
            yield
        finally:
            if lock.is_unused():  # else it is of an interrupted run on one machine
                folder.remove(lock)
