"""Errors of the disk as sentences."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dedup.errors import DedupError
from dedup.files.whole import FULL


@contextmanager
def disk_errors_explained(out: Path) -> Iterator[None]:
    """Turn an `OSError` in the context into a `DedupError` that says what to do.

    One that is not about a full disk and names no file is raised unchanged.
    """
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DedupError(
                f"the disk is full under {out}; free some space and run the same command again, "
                "which continues this run, or choose another --out"
            ) from error
        if error.filename is not None:
            raise DedupError(f"{error.filename}: {error.strerror}; check the path and its permissions") from error
        raise
