"""Whether a result may replace the earlier one in OUT: only that of the same inputs, unless `--overwrite` is given.

The work of an unfinished run may always be replaced; a note says so.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dedup.errors import DedupError
from dedup.pipeline.figures.origins import Origins
from dedup.pipeline.outputs.names import STATS
from dedup.pipeline.work.folder import WorkFolder


def check_replaceable(out: Path, origins: Origins, *, indexed: bool = False, redo: bool = False) -> None:
    """Raise `DedupError` where `out` holds the result of inputs that these do not include, or one of `dedup compare`.

    Where both runs have a standing index (`indexed`: this one), the inputs must be the same, with the same paths and
    unchanged files: what the index has of the earlier ones would be missing in the new result. Not so with `redo`.
    """
    earlier = _earlier(out)
    if earlier is None:
        return
    if earlier.is_comparison or not origins.covers(earlier.origins):
        raise _holds_another(out, earlier.origins)
    if indexed and not redo and earlier.is_indexed and not origins.are_those_of(earlier.origins):
        raise DedupError(
            f"--out {out} holds the result of this input by another path or before its files changed, and what --index "
            "has from it would be missing in the new one; if files came to it, clean all of them anew with --redo; if "
            "it holds other pages now, choose another folder, or replace the result with --overwrite"
        )


def replaced_input(out: Path) -> tuple[str, Sequence[str]] | None:
    """The hash of the content, and the paths, of the input whose result `out` holds; None where it holds none."""
    earlier = _earlier(out)
    return None if earlier is None else (earlier.fingerprint, earlier.origins.paths)


def check_comparison_replaceable(out: Path, origins: Origins) -> None:
    """Raise `DedupError` where `out` holds a result whose inputs have neither the paths nor the content of these."""
    earlier = _earlier(out)
    if earlier is not None and origins.paths != earlier.origins.paths and origins.listing != earlier.origins.listing:
        raise _holds_another(out, earlier.origins)


def unfinished_input(work: WorkFolder, origins: Origins) -> Origins | None:
    """The inputs of an unfinished run whose work these inputs cannot use: those that they do not include."""
    try:
        earlier = Origins(**json.loads(work.origins.read_bytes()))
    except (OSError, ValueError, TypeError):  # there is none, or an old version made it
        return None
    return None if origins.covers(earlier) else earlier


def record_input(work: WorkFolder, origins: Origins) -> None:
    """Record in the work folder what its work is made from."""
    work.origins.write_text(json.dumps({"paths": [*origins.paths], "listing": origins.listing}), "utf-8")


class _Earlier(NamedTuple):
    """What an earlier result was made from, a hash of its content, whether `dedup compare` made the result, and
    whether with a standing index.
    """

    origins: Origins
    fingerprint: str
    is_comparison: bool
    is_indexed: bool


def _earlier(out: Path) -> _Earlier | None:
    """What the statistics in a folder say of the input; None where there are none, or an old version wrote them."""
    try:
        stats: dict[str, Any] = json.loads((out / STATS).read_text("utf-8"))
        recorded, options = stats["input"], stats["options"]
        origins = Origins(recorded["paths"], recorded["listing"])
        return _Earlier(origins, recorded.get("fingerprint", ""), "left" in recorded, bool(options.get("index")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _holds_another(out: Path, known: Origins) -> DedupError:
    """The error for an output folder with the result of other inputs."""
    return DedupError(
        f"--out {out} holds the result of another input ({', '.join(known.seen_from_here(out))}); "
        "choose another folder, or replace it with --overwrite"
    )
