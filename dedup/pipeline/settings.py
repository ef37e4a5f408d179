"""The options of a run, checked once, when they are made."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from dedup.duplicates import MatchSettings
from dedup.errors import ArgumentError
from dedup.files import LARGEST_PAGE, Fields
from dedup.files.encodings import checked_encoding
from dedup.files.languages import checked_language
from dedup.names import Appended, Format, Passages, Profile

if TYPE_CHECKING:
    from dedup.boilerplate import Cleaner
    from dedup.boilerplate.lexicon import Phrase

_UNKNOWN_MEMORY = 8 << 30
"""Bytes of memory assumed of a machine that does not say. Chosen."""
_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
"""Where Linux says how many bytes of memory a container may use."""


@dataclass(frozen=True, slots=True)
class CleanSettings:
    """The options for reading and cleaning pages: all that the survey stage and the clean stage depend on.

    `batch_bytes` is the uncompressed size of the chunks that are handed to workers; it changes no output. `model` is
    the path of a file of weights, or empty for those that ship with the package. Records and text files of more than
    `page_bytes` bytes are rejected, which bounds the memory that a page takes. With `language` (`ar`), pages are
    rejected in which fewer than half of the letters are of this language. The other fields are those of
    `dedup.Cleaner`. Raises what that raises, ArgumentError, which names the option, for a size below one byte, and
    DedupError for an encoding that Python does not know.
    """

    fields: Fields = field(default_factory=Fields)
    encoding: str = "utf-8"
    batch_bytes: int = 4 << 20
    profile: Profile = "balanced"
    phrases: tuple[Phrase, ...] = ()
    without: tuple[str, ...] = ()
    appended: Appended = "split"
    model: str = ""
    page_bytes: int = LARGEST_PAGE
    language: str = ""

    def __post_init__(self) -> None:
        """Raise an error for a wrong option; those of a `Cleaner` by building one, unless all are the defaults."""
        if self.page_bytes < 1:
            raise ArgumentError(f"must be at least one byte, got {self.page_bytes}", "max_page")
        if self.batch_bytes < 1:
            raise ArgumentError(f"must be at least one byte, got {self.batch_bytes}", "batch_size")
        checked_encoding(self.encoding)
        checked_language(self.language)
        if any((self.profile != "balanced", self.phrases, self.without, self.appended != "split", self.model)):
            self.cleaner()

    def cleaner(self) -> Cleaner:
        """A cleaner with these options."""
        from dedup.boilerplate import Cleaner

        return Cleaner(
            profile=self.profile,
            phrases=self.phrases,
            without=self.without,
            appended=self.appended,
            model=self.model or None,
        )

    def model_hash(self) -> str:
        """A hash of the weights in use. Raises OSError where their file cannot be read."""
        shipped = resources.files("dedup.boilerplate") / "weights.npz"
        data = Path(self.model).read_bytes() if self.model else shipped.read_bytes()
        return blake2b(data, digest_size=8).hexdigest()


def tables_hash() -> str:
    """A hash of the shipped tables that cleaning uses besides the weights: that of markup, and the lexicon."""
    from dedup.boilerplate.markup import MARKUP_FILE

    room = resources.files("dedup.boilerplate")
    lexicon = (file for file in (room / "lexicon").iterdir() if file.name.endswith((".tsv", ".txt", ".gz")))
    digest = blake2b(digest_size=8)
    for file in (room / MARKUP_FILE, *sorted(lexicon, key=lambda file: file.name)):
        data = file.read_bytes()
        digest.update(b"%b %d\n%b" % (file.name.encode(), len(data), data))
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The options of `dedup clean`.

    - `workers`: processes and, in matching, threads; 0 for one per core. It changes no result.
    - `memory`: bytes that matching may use; 0 for a quarter of the machine's. It changes no result.
    - `max_removed`: the run stops if more than this share of the documents or of the characters would be removed.
    - `strict`: the run stops if anything was rejected. `fresh`: the work of an unfinished earlier run is not used.
    - `passages`: repeated passages are reported, cut as well, or not looked for. `cross_source`: only those that two
      sources share.
    - `index`: the path or address of a standing index, or empty.
    - `drop_empty`: documents of which no word remains are written to a file of their own.
    - `overwrite`: the result may replace that of other inputs. `redo`: that of this input, before files came to it or
      changed, is replaced, and the index is asked only for what it held before that result.
    - `shard_bytes`: the largest file of documents or duplicates, in bytes of its JSON lines whatever the format, so
      that the same documents are in the same file on every machine; 0 for one file.
    - `report`: `report.html` is written. `dry_run`: nothing else is, and the work stays in OUT for a run that writes.

    Raises ValueError with a message that names the option.
    """

    clean: CleanSettings = field(default_factory=CleanSettings)
    match: MatchSettings = field(default_factory=MatchSettings)
    format: Format = "jsonl"
    workers: int = 0
    max_removed: float = 0.9
    strict: bool = False
    fresh: bool = False
    passages: Passages = "report"
    cross_source: bool = False
    memory: int = 0
    index: str = field(default="", repr=False)  # an address may have a password in it
    drop_empty: bool = False
    overwrite: bool = False
    redo: bool = False
    shard_bytes: int = 0
    report: bool = True
    dry_run: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a number out of its range, or a format or a choice for passages that does not exist."""
        if self.shard_bytes < 0:
            raise ArgumentError(f"must be at least one byte, got {self.shard_bytes}", "shard_size")
        if self.redo and not self.index:
            raise ArgumentError("does nothing without an index: leave it out, or name the index", "redo")
        if self.workers < 0:
            raise ValueError(f"--workers must be at least 1, got {self.workers}")
        if self.memory < 0:
            raise ValueError(f"--memory must be at least one byte, got {self.memory}")
        if not 0 <= self.max_removed <= 1:
            raise ValueError(f"--max-removed must be between 0 and 1, got {self.max_removed}")
        if self.format not in get_args(Format):
            raise ValueError(f"--format must be one of {', '.join(get_args(Format))}, got {self.format!r}")
        if self.passages not in get_args(Passages):
            raise ValueError(f"--passages must be one of {', '.join(get_args(Passages))}, got {self.passages!r}")

    @property
    def processes(self) -> int:
        """The number of worker processes: `workers`, or one for each core that this process may use."""
        if self.workers:
            return self.workers
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1

    @property
    def memory_bytes(self) -> int:
        """Bytes that matching may use: `memory`, or a quarter of what this process may use."""
        return self.memory or _machine_memory() // 4


def _machine_memory() -> int:
    """Bytes of memory of the machine (8 GiB if it does not say) or, if fewer, the cgroup v2 limit of its container."""
    sizes = [_UNKNOWN_MEMORY]
    with suppress(AttributeError, ValueError, OSError):
        sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    with suppress(OSError, ValueError):  # no limit is written as "max"
        sizes.append(int(_CONTAINER_LIMIT.read_text("ascii")))
    return min(sizes)
