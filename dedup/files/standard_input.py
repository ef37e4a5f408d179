"""Stores standard input in a file, since it can be read only once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from dedup.errors import DedupError

STANDARD_INPUT = "-"
"""What the command line calls standard input."""
EMPTY = "standard input is empty: there is nothing to read"
"""The sentence of the error for standard input without a byte."""
_COPIED_BYTES = 1 << 22
"""Bytes that are copied at once. Chosen."""


def take_in(target: Path) -> str:
    """Copy standard input to a file; a hash of its content, in hexadecimal.

    Raises `DedupError` where standard input is empty or cannot be stored.
    """
    if sys.stdin is None:  # it was closed
        raise DedupError(EMPTY)
    digest, size = blake2b(digest_size=16), 0
    try:
        with target.open("wb") as file:
            while piece := sys.stdin.buffer.read(_COPIED_BYTES):
                digest.update(piece)
                size += file.write(piece)
    except OSError as error:
        raise DedupError(
            f"standard input cannot be stored in {target.parent}: {error.strerror}; free some space there"
        ) from error
    if not size:
        raise DedupError(EMPTY)
    return digest.hexdigest()


@contextmanager
def on_disk(given: Path | str) -> Iterator[Path | str]:
    """The given path or, for `-`, that of a temporary file with the content of standard input; errors as in `take_in`.

    The file is removed at the end of the context.
    """
    if str(given) != STANDARD_INPUT:
        yield given
        return
    with TemporaryDirectory() as folder:
        target = Path(folder) / "stdin"
        take_in(target)
        yield target
