"""Writes files whole or not at all: under another name first, then renamed."""

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
"""Bytes that are copied at once. Chosen."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The errors of a full disk: no space left, over the quota, over the largest size of a file."""


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A hidden path to write to, the same for all writers of `path`; a file left there is removed first.

    At the end of the context the file is synced to disk and renamed to `path`. After an error, the hidden file is
    removed, and until the renaming an earlier file `path` is unchanged. Raises `DedupError` where the disk is full or
    the place cannot be written to.
    """
    aside = path.with_name(f".{path.name}.partial")
    try:
        aside.unlink(missing_ok=True)  # writing to a link would change its target
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
    """A binary file that is renamed to `path` once it is complete. Errors as in `written_aside`."""
    with written_aside(path) as aside, aside.open("wb") as file:
        yield file


def concatenate(parts: Iterable[Path], target: Path) -> None:
    """Join the contents of `parts`, in order, in the file `target`, which is replaced. Errors as in `written_aside`."""
    with open_whole(target) as joined:
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, joined, _COPIED_BYTES)


def flush_to_disk(path: Path) -> None:
    """Make the system write a file, or the names in a folder, to the disk; does nothing for a folder on Windows."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle on a folder to flush
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove(aside: Path) -> None:
    """Remove a hidden file; errors are ignored, since another error is being handled."""
    try:
        aside.unlink(missing_ok=True)
    except OSError:
        return  # the error that is being handled says more


def _explained(error: OSError, path: Path, aside: Path) -> Exception:
    """A `DedupError` for a full disk, a folder `path`, or an error at `path`, `aside` or their folder; else the error
    itself.
    """
    if error.errno in FULL:
        return DedupError(f"{path}: the disk is full; free some space, or choose another folder with --out")
    if os.path.isdir(path):
        return DedupError(f"{path} is a folder; name a file")
    if error.filename is not None and Path(os.fsdecode(error.filename)) in (aside, path, path.parent):
        return DedupError(f"{path} cannot be written ({error.strerror}); check the folder and its permissions")
    return error
