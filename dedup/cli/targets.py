"""Files that a command writes: it replaces what it wrote earlier, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dedup.errors import DedupError

_HEAD = 1024  # bytes of a file that are looked at
_REPORT = b'<meta name="generator" content="dedup">'


def check_target(path: Path, is_earlier: Callable[[Path], bool], kind: str) -> None:
    """Raise `DedupError` where there is something at `path` that is not empty and that `is_earlier` does not accept.

    `is_earlier` takes the path of a file and says whether a command wrote it earlier. `kind` names in the message what
    is written, such as `report`. A file that cannot be read is taken for something else.
    """
    if not path.exists():
        return
    try:
        if path.is_file() and (path.stat().st_size == 0 or is_earlier(path)):
            return
    except OSError:
        pass  # the message below is right for it, too
    raise DedupError(f"{path} is there already and is no {kind} of dedup; move it away, or give another name")


def is_report(path: Path) -> bool:
    """Whether a file is a page of HTML that `dedup report`, `dedup explain --html` or a run wrote."""
    with path.open("rb") as file:
        return _REPORT in file.read(_HEAD)


def is_exported_index(path: Path) -> bool:
    """Whether a file has the columns of a Parquet file that `dedup index export` wrote."""
    from dedup.index.core.parquet import read_parquet_index

    try:
        next(read_parquet_index(path), None)
    except DedupError:
        return False
    return True


def is_weights(path: Path) -> bool:
    """Whether a file holds weights that `dedup train` wrote."""
    from dedup.boilerplate.weights import Weights

    try:
        Weights.read(path)
    except DedupError:
        return False
    return True
