"""Standard input, laid down in a file: it can be read only once, and what is in it shows only when it is read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from dedup.errors import DedupError

STANDARD_INPUT = "-"
_COPIED_BYTES = 1 << 22


def take_in(target: Path) -> str:
    """Copy standard input to a file; a hash of it. Raises `DedupError` where it is empty."""
    digest, size = blake2b(digest_size=16), 0
    with target.open("wb") as file:
        while piece := sys.stdin.buffer.read(_COPIED_BYTES):
            digest.update(piece)
            size += file.write(piece)
    if not size:
        raise DedupError("standard input is empty: there is nothing to read")
    return digest.hexdigest()


@contextmanager
def on_disk(given: Path | str) -> Iterator[Path | str]:
    """What is given to read, or for `-` a temporary file with what standard input holds."""
    if str(given) != STANDARD_INPUT:
        yield given
        return
    with TemporaryDirectory() as folder:
        target = Path(folder) / "stdin"
        take_in(target)
        yield target
