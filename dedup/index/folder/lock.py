"""The write lock of an index: one `Index` of one process holds it, until the process ends at the latest."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from dedup.errors import DedupError
from dedup.files.locks import try_lock

_NAME = "lock"


class WriteLock:
    """The write lock of the index in a folder: the file `lock`, locked by the operating system."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: BinaryIO | None = None
        self._process = 0

    @property
    def held(self) -> bool:
        """Whether this process took the lock through this object: a forked process has the object, but not the lock."""
        return self._file is not None and self._process == os.getpid()

    def take(self) -> None:
        """Take the lock. Raises `DedupError` where it is held, by another process, another `Index` or this object."""
        file = (self._folder / _NAME).open("ab")
        if not try_lock(file):
            file.close()
            raise DedupError(
                f"{self._folder} is being written by another process or another Index of this one; only one can "
                "write at a time, the others can check. Close that one, or share one Index"
            )
        self._file, self._process = file, os.getpid()

    def release(self) -> None:
        """Release the lock, if this process took it through this object."""
        if self.held and self._file is not None:
            self._file.close()
        self._file = None
