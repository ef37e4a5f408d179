"""The right to write an index: one Index of one process has it, and it goes with the process, however that ends."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from dedup.errors import DedupError
from dedup.files.locks import try_lock

_NAME = "lock"

# Locks of files are between processes: one that opens and closes a locked file once more even loses its lock. So what
# this process writes is noted here, with its number: a fork has the note, but not the lock.
_noted: dict[Path, int] = {}
_noting = Lock()


class WriteLock:
    """The lock of the index in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO | None = None
        self._process = 0

    @property
    def held(self) -> bool:
        """Whether this process has taken the lock through this object."""
        return self._file is not None and self._process == os.getpid()

    def take(self) -> None:
        """Take the lock. Raises `DedupError` where another has it."""
        with _noting:
            process = os.getpid()
            file = None if _noted.get(self._folder) == process else (self._folder / _NAME).open("ab")
            if file is None or not try_lock(file):
                if file is not None:
                    file.close()
                raise DedupError(
                    f"{self._folder} is being written by another process or another Index of this one; only one can "
                    "write at a time, the others can check. Close that one, or share one Index"
                )
            self._file, self._process = file, process
            _noted[self._folder] = process

    def release(self) -> None:
        """Let another have it."""
        with _noting:
            if self.held and self._file is not None:
                _noted.pop(self._folder, None)
                self._file.close()
            self._file = None
