"""The one file of an index that is replaced: it names the others, so that all of them change at once."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from dedup.errors import DedupError
from dedup.files import open_whole
from dedup.index.checksums import damaged
from dedup.index.settings import Makeup, described

NAME = "index.json"
_FORMAT = 2  # 1 had no checksums
_RUN = re.compile(r"postings-\d{10}-\d{10}")
_CHECKSUM = re.compile(r"[0-9a-f]{16}")
_MOST = 1 << 32  # documents: rows are 32 bits of a posting


class RunFile(msgspec.Struct, frozen=True):
    """A file of `length` postings, of the documents of rows `first` to `stop`; `checksum` is that of its blocks."""

    name: str
    first: int
    stop: int
    length: int
    checksum: str


class Manifest(msgspec.Struct, frozen=True):
    """What an index consists of.

    `generation` numbers the folder of its files, which only `compact` changes; `runs` are the postings of all sealed
    documents, in the order of rows. `dead` is the number of marks of forgotten documents that are on the disk with
    these. `batches` are the named batches that were added, with the row at which each began.
    """

    makeup: Makeup
    generation: int = 1
    runs: tuple[RunFile, ...] = ()
    dead: int = 0
    batches: dict[str, int] = {}
    format: int = _FORMAT

    @property
    def sealed(self) -> int:
        """How many documents have their postings in files."""
        return self.runs[-1].stop if self.runs else 0

    @property
    def is_possible(self) -> bool:
        """Whether it can be of an index, whoever wrote it."""
        ends = [0, *(run.stop for run in self.runs)]
        return (
            all(_RUN.fullmatch(run.name) and _CHECKSUM.fullmatch(run.checksum) for run in self.runs)
            and all(run.first == end and run.length >= 0 for run, end in zip(self.runs, ends, strict=False))
            and ends == sorted(ends)
            and all(0 <= number <= _MOST for number in (*ends, self.generation, self.dead, *self.batches.values()))
        )


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
    if not _is_what_was_written(data) or not manifest.is_possible:
        raise damaged(index, f"its file {NAME} is not what was written")
    return manifest


def write_manifest(index: Path, manifest: Manifest) -> None:
    """Replace the manifest of an index, at once and durably."""
    stored = msgspec.to_builtins(manifest)
    with open_whole(manifest_path(index)) as file:
        file.write(msgspec.json.format(msgspec.json.encode({**stored, "checksum": _checksum(stored)}), indent=1))


def generation_folder(index: Path, generation: int) -> Path:
    """Where the files of a generation lie."""
    return index / f"{generation:06}"


def _is_what_was_written(data: bytes) -> bool:
    try:
        stored = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # in a field that nothing else reads
        return False
    return bool(stored.pop("checksum", None) == _checksum(stored))


def _checksum(stored: dict[str, Any]) -> str:
    """Of all that is stored, as it stands: fields that another version adds count too."""
    return blake2b(msgspec.json.encode(stored), digest_size=8).hexdigest()
