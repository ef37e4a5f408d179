"""Files that appear whole or not at all: written aside, then renamed."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from dedup.errors import DedupError

_COPIED_BYTES = 1 << 22
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says of a full disk."""


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A hidden path to write to; what is there at the end is safe on disk and stands under `path`.

    After an error nothing of it is left, and what stood under `path` before still does. Raises `DedupError`
    where the disk is full or the place cannot be written to.
    """
    aside = path.with_name(f".{path.name}.partial")
    try:
        aside.unlink(missing_ok=True)  # were it a link, what it leads to would be written to
        yield aside
        flush_to_disk(aside)
        aside.replace(path)
        flush_to_disk(path.parent)
    except BaseException as error:
        _remove(aside)
        if isinstance(error, OSError):
            raise _explained(error, path, aside) from error
        raise


@contextmanager
def open_whole(path: Path) -> Iterator[BinaryIO]:
    """A binary file that gets its name `path` when it is complete; errors as `written_aside`."""
    with written_aside(path) as aside, aside.open("wb") as file:
        yield file


def concatenate(parts: Iterable[Path], target: Path) -> None:
    """Join files into one; errors as `written_aside`."""
    with open_whole(target) as joined:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, joined, _COPIED_BYTES)


def flush_to_disk(path: Path) -> None:
    """Have the system bring a file, or the names in a folder, to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle on a folder to flush
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(aside: Path) -> None:
    try:
        aside.unlink(missing_ok=True)
    except OSError:
        return  # the error that led here says more


def _explained(error: OSError, path: Path, aside: Path) -> Exception:
    """The error as a sentence, where it is about this output; else the error itself."""
    if error.errno in FULL:
        return DedupError(f"{path}: the disk is full; free some space, or choose another folder with --out")
    if error.filename is not None and Path(os.fsdecode(error.filename)) in (aside, path, path.parent):
        return DedupError(f"{path} cannot be written ({error.strerror}); check the folder and its permissions")
    return error
