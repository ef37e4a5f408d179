"""Errors of the operating system about the files of an index, as `DedupError`s with a remedy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dedup.errors import DedupError
from dedup.files.whole import FULL
from dedup.index.folder.checksums import damaged


@contextmanager
def os_errors_explained(location: str | os.PathLike[str]) -> Iterator[None]:
    """Raise any `OSError` as a `DedupError` that says what to do about the index at `location`.

    A missing file, wherever it is, is reported as damage of the index. A `DedupError` that a full disk caused becomes
    the one for a full disk where its message begins with a path below `location`; any other is raised unchanged.
    """
    try:
        yield
    except DedupError as error:
        full = isinstance(error.__cause__, OSError) and error.__cause__.errno in FULL
        if full and str(error).startswith(f"{location}{os.sep}"):  # not for the target of an export
            raise _full(location) from error
        raise
    except FileNotFoundError as error:
        raise damaged(Path(location), f"{error.filename} is missing") from error
    except OSError as error:
        if error.errno in FULL:
            raise _full(location) from error
        raise DedupError(f"{location}: {error.strerror}; check the path, its permissions and the disk") from error


def _full(location: str | os.PathLike[str]) -> DedupError:
    """The error for a full disk."""
    return DedupError(
        f"{location} cannot be written: the disk is full; free some space, and try again: the index has lost nothing"
    )
