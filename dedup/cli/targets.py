"""Files that a command writes: it replaces what it wrote earlier, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dedup.errors import DedupError

_HEAD = 1024  # bytes of a file that are looked at
_REPORT = b'<meta name="generator" content="dedup">'


def check_target(path: Path, is_earlier: Callable[[Path], bool], kind: str) -> None:
    """Raise `DedupError` where a file at `path` is not empty and `is_earlier` does not accept it.

    `is_earlier` takes the path of a file and says whether a command wrote it earlier. `kind` names in the message what
    is written, such as `report`. A file that cannot be read is not accepted; what is no regular file, and a path that
    cannot be, is left to the writing.
    """
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return
    except OSError:
        return
    try:
        if is_earlier(path):
            return
    except OSError:
        pass  # the message below is right for it, too
    raise DedupError(f"{path} is there already and is no {kind} of dedup; move it away, or give another name")


def is_report(path: Path) -> bool:
    """Whether a file is a page of HTML that `dedup report`, `dedup explain --html` or a run wrote."""
    with path.open("rb") as file:
        return _REPORT in file.read(_HEAD)


def is_exported_index(path: Path) -> bool:
    """Whether a file has the columns of a Parquet file that `dedup index export` wrote, and no others."""
    from dedup.index.core.parquet import is_export

    return is_export(path)


def is_weights(path: Path) -> bool:
    """Whether a file holds weights that `dedup train` wrote."""
    from dedup.boilerplate.weights import Weights

    try:
        Weights.read(path)
    except DedupError:
        return False
    return True
