"""Where the inputs of a run come from, and whether a result may take the place of an earlier one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath
from typing import Any

from dedup.errors import DedupError
from dedup.files import Inputs, is_address
from dedup.files.standard_input import STANDARD_INPUT, take_in
from dedup.pipeline import workfolder
from dedup.pipeline.plan import STATS, check_index, check_out, checked_inputs
from dedup.pipeline.progress import Progress
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.workfolder import WorkFolder


@dataclass(frozen=True, slots=True)
class Origins:
    """What a run was given to read: its paths, as seen from its output folder, and a hash of the state of the files.

    Standard input has a hash of its content in place of a path.
    """

    paths: Sequence[str]
    listing: str

    def covers(self, earlier: Origins) -> bool:
        """Whether all that an earlier run read is read again: the same files, or the same paths, or folders above."""
        ours = [PurePosixPath(path) for path in self.paths]
        return self.listing == earlier.listing or all(
            any(PurePosixPath(path).is_relative_to(our) for our in ours) for path in earlier.paths
        )

    def seen_from_here(self, out: Path) -> list[str]:
        """The paths as seen from the current folder."""
        return [os.path.normpath(out / path) if path.startswith("..") else path for path in self.paths]


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a run, and where they come from."""

    inputs: Inputs
    origins: Origins


@contextmanager
def opened(
    given: Sequence[Path | str], out: Path, settings: RunSettings, progress: Progress
) -> Iterator[tuple[Found, WorkFolder]]:
    """The inputs of a run and the work folder of `out`, locked. A mistake in what is given leaves nothing behind.

    Raises `DedupError` where there is nothing to read, or `out` is not free for this run.
    """
    paths = [path for path in given if str(path) != STANDARD_INPUT]
    if len(paths) == len(given):
        found = _found(paths, (), out, settings)
        with workfolder.opened(out) as work:
            yield found, work
        return
    check_out(out)
    with workfolder.opened(out) as work, _taken_in(work, progress) as digest:
        yield _found(paths, (f"standard input {digest}",), out, settings, work.standard_input), work


def check_replaceable(out: Path, origins: Origins) -> None:
    """Raise `DedupError` where `out` holds the result of other inputs."""
    try:
        earlier: dict[str, Any] = json.loads((out / STATS).read_text("utf-8"))["input"]
        known = Origins(earlier["paths"], earlier["listing"])
    except (OSError, ValueError, KeyError, TypeError):
        return  # there is none, or a version of dedup wrote it that did not say
    if "left" in earlier or not origins.covers(known):
        raise _holds_another(out, known)


def check_comparison_replaceable(out: Path, origins: Origins) -> None:
    """Raise `DedupError` where `out` holds the comparison of others than these two."""
    try:
        earlier: dict[str, Any] = json.loads((out / STATS).read_text("utf-8"))["input"]
        known = Origins(earlier["paths"], earlier["listing"])
    except (OSError, ValueError, KeyError, TypeError):
        return
    if known.paths != origins.paths and known.listing != origins.listing:
        raise _holds_another(out, known)


def _holds_another(out: Path, known: Origins) -> DedupError:
    return DedupError(
        f"--out {out} holds the result of another input ({', '.join(known.seen_from_here(out))}); "
        "choose another folder, or replace it with --overwrite"
    )


def _found(
    paths: Sequence[Path | str], others: Sequence[str], out: Path, settings: RunSettings, *spooled: Path
) -> Found:
    inputs = checked_inputs([*paths, *spooled], out, settings.clean.fields.text)
    if settings.index:
        check_index(settings.index, paths, out)
    seen = sorted({*others, *(as_seen_from(out, path) for path in paths)})
    found = Found(inputs, Origins(seen, snapshot(inputs)))
    if not settings.overwrite:
        check_replaceable(out, found.origins)
    return found


def as_seen_from(out: Path, path: Path | str) -> str:
    """A path relative to the output folder, so that both can be moved together; links are not followed."""
    if is_address(str(path)):
        return str(path).rstrip("/")
    try:
        seen = Path(os.path.relpath(path, out))
    except ValueError:  # two drives
        seen = Path(path).absolute()
    return seen.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def snapshot(inputs: Inputs) -> str:
    """A hash of names, sizes and times of the inputs: whether there is anything new to read."""
    seen = [(file.name, file.size, file.version) for file in inputs.files]
    return blake2b(repr(seen).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@contextmanager
def _taken_in(work: WorkFolder, progress: Progress) -> Iterator[str]:
    """Standard input as a file in the work folder; a hash of it.

    The file goes with the run, whose continuation is given the same stream again.
    """
    progress.note("taking in standard input")
    try:
        yield take_in(work.standard_input)
    finally:
        work.standard_input.unlink(missing_ok=True)
        with suppress(OSError):
            if work.is_unused():
                workfolder.remove(work)
                work.path.parent.rmdir()
