"""What the system says of the files of an index, as sentences."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dedup.errors import DedupError
from dedup.files.whole import FULL
from dedup.index.checksums import damaged


@contextmanager
def explained(location: str | os.PathLike[str]) -> Iterator[None]:
    """What the system says about the files of an index, as a sentence."""
    try:
        yield
    except DedupError as error:
        full = isinstance(error.__cause__, OSError) and error.__cause__.errno in FULL
        if full and str(error).startswith(f"{location}{os.sep}"):  # not of the file of an export
            raise _full(location) from error
        raise
    except FileNotFoundError as error:
        raise damaged(Path(location), f"{error.filename} is missing") from error
    except OSError as error:
        if error.errno in FULL:
            raise _full(location) from error
        raise DedupError(f"{location}: {error.strerror}; check the path, its permissions and the disk") from error


def _full(location: str | os.PathLike[str]) -> DedupError:
    return DedupError(
        f"{location} cannot be written: the disk is full; free some space, and do it again: nothing that was in is lost"
    )
