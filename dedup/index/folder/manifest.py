"""The manifest of an index: the one file that is replaced. It names the other files, so they all change at once."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from dedup.errors import DedupError
from dedup.files import open_whole
from dedup.index.core.settings import StoredSettings, decoded_description
from dedup.index.folder.checksums import damaged

NAME = "index.json"
_FORMAT = 2  # version of the files of an index; version 1 had no checksums
_RUN = re.compile(r"postings-\d{10}-\d{10}")
_CHECKSUM = re.compile(r"[0-9a-f]{16}")
_MOST = 1 << 32  # documents in an index: a row takes 32 bits of a posting


class RunEntry(msgspec.Struct, frozen=True):
    """A file with the `length` sorted postings of documents `first` to `stop`, which is not included.

    `checksum` is that of the list of its blocks, 16 hexadecimal digits.
    """

    name: str
    first: int
    stop: int
    length: int
    checksum: str


class Manifest(msgspec.Struct, frozen=True):
    """The files that an index consists of.

    `stored` are its settings (`makeup` in the file). `generation` is the number of the folder of its files; only
    `compact` changes it. `runs` are the files of postings of all flushed documents, in the order of rows. `tombstones`
    (`dead` in the file) is the number of tombstones that are on the disk for certain. `batches` are the named batches
    that were added, each with the row at which it began.
    """

    stored: StoredSettings = msgspec.field(name="makeup")
    generation: int = 1
    runs: tuple[RunEntry, ...] = ()
    tombstones: int = msgspec.field(default=0, name="dead")
    batches: dict[str, int] = {}
    format: int = _FORMAT

    @property
    def flushed(self) -> int:
        """How many documents have their postings in files."""
        return self.runs[-1].stop if self.runs else 0

    @property
    def is_possible(self) -> bool:
        """Whether the names and checksums of runs have the right form, and all numbers are possible.

        The runs must follow each other from document 0 on; numbers are from 0 to 2**32. This rejects a wrong manifest
        whose checksum is right.
        """
        ends = [0, *(run.stop for run in self.runs)]
        return (
            all(_RUN.fullmatch(run.name) and _CHECKSUM.fullmatch(run.checksum) for run in self.runs)
            and all(run.first == end and run.length >= 0 for run, end in zip(self.runs, ends, strict=False))
            and ends == sorted(ends)
            and all(
                0 <= number <= _MOST for number in (*ends, self.generation, self.tombstones, *self.batches.values())
            )
        )


def manifest_path(index: Path) -> Path:
    """The path of the manifest of an index."""
    return index / NAME


def read_manifest(index: Path) -> Manifest:
    """Read the manifest of an index. Raises `DedupError` where there is none, or it is damaged or of another format."""
    path = manifest_path(index)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DedupError(
            f"{index} is not an index of dedup: {path} cannot be read ({error.strerror}); check the path"
        ) from error
    manifest: Manifest = decoded_description(data, Manifest, str(path), _FORMAT)
    if not _is_what_was_written(data) or not manifest.is_possible:
        raise damaged(index, f"its file {NAME} differs from what was written")
    return manifest


def write_manifest(index: Path, manifest: Manifest) -> None:
    """Replace the manifest of an index, in one step that survives a power failure."""
    stored = msgspec.to_builtins(manifest)
    with open_whole(manifest_path(index)) as file:
        file.write(msgspec.json.format(msgspec.json.encode({**stored, "checksum": _checksum(stored)}), indent=1))


def generation_folder(index: Path, generation: int) -> Path:
    """The folder of the files of a generation."""
    return index / f"{generation:06}"


def _is_what_was_written(data: bytes) -> bool:
    """Whether the stored checksum fits the rest of the manifest; false where there is none, or it is no JSON."""
    try:
        stored = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):  # in a field that nothing else reads
        return False
    return bool(stored.pop("checksum", None) == _checksum(stored))


def _checksum(stored: dict[str, Any]) -> str:
    """The checksum of all fields as they are stored; fields that a newer version adds are part of it too."""
    return blake2b(msgspec.json.encode(stored), digest_size=8).hexdigest()
