"""Where the inputs of a run come from: their paths, and the state of their files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from dedup.files import Inputs, has_scheme

FROM_STANDARD_INPUT = "standard input "
"""What stands before a hash of what was read from standard input, in the place of a path."""


@dataclass(frozen=True, slots=True)
class Origins:
    """The inputs of a run: their paths, relative to its output folder, and a hash of names, sizes and times of files.

    For standard input, a hash of its content stands in place of a path.
    """

    paths: Sequence[str]
    listing: str

    def covers(self, earlier: Origins) -> bool:
        """Whether these inputs include all of an earlier run's: the same files, or each path or a folder above it."""
        ours = [PurePosixPath(path) for path in self.paths]
        return self.listing == earlier.listing or all(
            any(PurePosixPath(path).is_relative_to(our) for our in ours) for path in earlier.paths
        )

    def are_those_of(self, earlier: Origins) -> bool:
        """Whether these are just the inputs of an earlier run: the same paths, and files that have not changed.

        Standard input is known by its content alone.
        """
        read = any(path.startswith(FROM_STANDARD_INPUT) for path in self.paths)
        return self.paths == earlier.paths and (read or self.listing == earlier.listing)

    def seen_from_here(self, out: Path) -> list[str]:
        """The paths, with those that begin with `..` resolved against `out`. All others are unchanged."""
        return [os.path.normpath(out / path) if path.startswith("..") else path for path in self.paths]


def as_seen_from(out: Path, path: Path | str) -> str:
    """A path relative to the output folder, so that both can be moved together. Links are not followed.

    An address loses a slash at its end only. A path on another drive is absolute. Lone surrogates become escapes.
    """
    if has_scheme(str(path)):
        return str(path).rstrip("/")
    try:
        seen = Path(os.path.relpath(path, out))
    except ValueError:  # the two are on different drives
        seen = Path(path).absolute()
    return seen.as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def snapshot(inputs: Inputs) -> str:
    """A hash of the names, sizes and times of input files, which changes when there may be something new to read."""
    seen = [(file.name, file.size, file.version) for file in inputs.files]
    return blake2b(repr(seen).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
