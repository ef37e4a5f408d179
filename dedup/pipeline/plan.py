"""Before a run: which inputs it reads, and whether it may write to OUT."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dedup.errors import DedupError
from dedup.files import Inputs, Rejected, find_inputs, is_address, is_inside, is_run
from dedup.files.shards import is_shard
from dedup.index import is_address as is_server
from dedup.pipeline.records import shown
from dedup.pipeline.workfolder import NAME as WORK_FOLDER

STATS = "stats.json"
EMPTY_FILE = "empty.jsonl"
REPORT = "report.html"
OUTPUTS = (
    "documents.jsonl",
    "documents.parquet",
    "documents",
    "duplicates.jsonl",
    "duplicates.parquet",
    EMPTY_FILE,
    "removed.jsonl",
    "passages.jsonl",
    "rejected.jsonl",
    REPORT,
    STATS,
)
"""Every name a run may write in OUT, whatever its options; but for those of shards, see `is_shard`."""

_FEW = 3
_EMPTY = "empty"
_PASSED_OVER = frozenset({_EMPTY, "hidden", "linked-again", "output-folder"})
_ADDRESS_AS_PATH = re.compile(r"[a-z][a-z0-9+.\-]+:/")  # a path has no two slashes in a row
# What a compressed byte, or a byte of Parquet, of Arabic text comes to: for the progress bar only.
_TYPICAL_RATIO: Mapping[str, float] = {"gzip": 4.5, "zstd": 6.0, "bzip2": 6.5, "xz": 6.5, "parquet": 3.0}


def checked_inputs(paths: Sequence[Path | str], out: Path, text_field: str = "text") -> Inputs:
    """The inputs of a run into `out`. Raises `DedupError` where there are none, or `out` is not free."""
    if is_inside(out, paths):
        raise DedupError(
            f"--out {out} lies inside an input folder, where the next run would read it; choose a folder outside"
        )
    check_out(out)
    inputs = find_inputs(paths, out, text_field)
    if not inputs.files and not _only_empty(skipped.reason for skipped in inputs.skipped):
        given = ", ".join(str(path) for path in paths)
        examples = _examples(first_of_each_reason(inputs.skipped), len(inputs.skipped))
        raise DedupError(f"nothing to read in {given}{examples}")
    return inputs


def check_index(location: str, paths: Sequence[Path | str], out: Path) -> None:
    """Raise `DedupError` where the index of a run would lie among its inputs or its outputs."""
    if is_server(location):
        return
    if shown(str(Path(location).resolve())) != str(Path(location).resolve()):
        raise DedupError(f"--index {location}: its path is no valid UTF-8; choose another")
    local = [Path(path) for path in paths if not is_address(str(path))]
    for name, path in (("--out", out), *(("the input", path) for path in local)):
        if path.resolve().is_relative_to(Path(location).resolve()):
            raise DedupError(f"{name} {path} lies inside --index {location}; choose an index outside")
    if is_inside(Path(location), paths):
        raise DedupError(
            f"--index {location} lies inside an input folder, where it would be read; choose a path outside"
        )
    if Path(location).resolve().is_relative_to(out.resolve()):
        raise DedupError(f"--index {location} lies inside --out {out}, which each run replaces; choose a path outside")


def outputs_in(out: Path) -> list[str]:
    """The names in OUT that a run may have given."""
    return [path.name for path in sorted(out.iterdir()) if is_output(path.name)]


def is_output(name: str) -> bool:
    """Whether a run may call one of its outputs so."""
    return name in OUTPUTS or is_shard(name)


def is_fault(reasons: Iterable[str]) -> bool:
    """Whether inputs without a record have something wrong with them, by what was rejected; an empty file has not."""
    return not _PASSED_OVER.issuperset(reasons)


def first_of_each_reason(rejected: Iterable[Rejected]) -> list[str]:
    """A sentence for each reason: what is wrong with the first line is mostly wrong with all."""
    details: dict[str, str] = {}
    for item in rejected:
        details.setdefault(item.reason, item.detail)
    return list(details.values())


def nothing_readable(rejected: int, details: Sequence[str]) -> DedupError:
    """The error for inputs of which not one record could be read."""
    return DedupError(f"not one record could be read{_examples(details, rejected)}")


def strictly_rejected(reasons: Mapping[str, int], details: Sequence[str]) -> DedupError:
    """The error for a `--strict` run in which something was rejected."""
    counted = ", ".join(f"{number:,} {reason}" for reason, number in sorted(reasons.items()))
    rejected = sum(reasons.values())
    return DedupError(
        f"--strict: {rejected:,} of the inputs were rejected ({counted}){_examples(details, rejected)}. "
        "Nothing was written; without --strict they are listed in rejected.jsonl"
    )


def expected_bytes(inputs: Inputs) -> int:
    """About how many bytes the inputs are uncompressed."""
    return int(sum(file.size * _TYPICAL_RATIO.get(file.compression or file.kind, 1.0) for file in inputs.files))


def check_out(out: Path) -> None:
    """OUT must be new, empty, or hold nothing but an earlier run, finished or not."""
    if _ADDRESS_AS_PATH.match(out.as_posix()):
        address = out.as_posix().replace(":/", "://", 1)
        raise DedupError(
            f"--out {address}: results are written to a local folder; choose one, and copy it when it is done"
        )
    if not out.exists():
        return
    if not out.is_dir():
        raise DedupError(f"--out {out} is a file; choose a folder")
    try:
        names = sorted(entry.name for entry in out.iterdir())
    except OSError as error:
        raise DedupError(f"--out {out} cannot be read ({error.strerror}); check its permissions") from error
    ours = {WORK_FOLDER, *OUTPUTS} if WORK_FOLDER in names or is_run(out) else set()
    foreign = [name for name in names if name not in ours and not (ours and is_shard(name))]
    if foreign:
        raise DedupError(
            f"--out {out} already holds {foreign[0]}, which is not from a run of dedup; "
            "choose an empty or new folder, or move that away"
        )


def _only_empty(reasons: Iterable[str]) -> bool:
    found = set(reasons)
    return _EMPTY in found and not is_fault(found)


def _examples(details: Sequence[str], number: int) -> str:
    if not details:
        return ""
    more = number - len(details[:_FEW])
    return f": {'; '.join(details[:_FEW])}{f' (and {more:,} more)' if more else ''}"
