"""The one file of an index that is replaced: it names the others, so that all of them change at once."""

from __future__ import annotations

from pathlib import Path

import msgspec

from dedup.errors import DedupError
from dedup.files import open_whole
from dedup.index.settings import Makeup, described

NAME = "index.json"
_FORMAT = 1


class RunFile(msgspec.Struct, frozen=True):
    """A file of `length` postings, of the documents of rows `first` to `stop`."""

    name: str
    first: int
    stop: int
    length: int


class Manifest(msgspec.Struct, frozen=True):
    """What an index consists of.

    `generation` numbers the folder of its files, which only `compact` changes; `runs` are the postings of all sealed
    documents, in the order of rows. `batches` are the named batches that were added, with the row at which each began.
    """

    makeup: Makeup
    generation: int = 1
    runs: tuple[RunFile, ...] = ()
    batches: dict[str, int] = {}
    format: int = _FORMAT

    @property
    def sealed(self) -> int:
        """How many documents have their postings in files."""
        return self.runs[-1].stop if self.runs else 0


def manifest_path(index: Path) -> Path:
    """Where the manifest of an index lies."""
    return index / NAME


def read_manifest(index: Path) -> Manifest:
    """The manifest of an index. Raises `DedupError` where there is none that can be read."""
    path = manifest_path(index)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DedupError(
            f"{index} is not an index of dedup: {path} cannot be read ({error.strerror}); check the path"
        ) from error
    manifest: Manifest = described(data, Manifest, str(path), _FORMAT)
    return manifest


def write_manifest(index: Path, manifest: Manifest) -> None:
    """Replace the manifest of an index, at once and durably."""
    with open_whole(manifest_path(index)) as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def generation_folder(index: Path, generation: int) -> Path:
    """Where the files of a generation lie."""
    return index / f"{generation:06}"
