"""What `Index` asks of the place where an index is kept: a folder, or a Redis server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dedup.errors import DedupError
from dedup.model import Document, Match


class MissingIndexError(DedupError):
    """A server has no index of the name that was asked for."""


@dataclass(frozen=True, slots=True)
class IndexStats:
    """What an index holds.

    `documents` is the number of documents that can be found; `forgotten` the number of forgotten ones that still take
    space, until `compact`. `bytes` is the size of all files or, on a Redis server, the memory of all its data.
    `earliest` and `latest` are dates of documents (ISO 8601), None where there are none. `near`, `contained` and
    `contained_words` are the thresholds.
    """

    documents: int
    forgotten: int
    bytes: int
    earliest: str | None
    latest: str | None
    near: float
    contained: float
    contained_words: int


class Store(Protocol):
    """A place where an index is kept. Each method does what the method of `Index` with its name does.

    `Index` has checked the arguments: ids of documents are strings, a day is a number of days since 1970-01-01.
    A store raises `DedupError` for everything that goes wrong with its files or its server, also where it was opened
    read-only or is closed. Several threads may use one store.
    """

    def __len__(self) -> int:
        """The number of documents that can be found."""
        ...

    def check(
        self, documents: Iterable[Document], batch: str | None, replaces: str | None = None
    ) -> list[Match | None]:
        """The best match of each document; see `Index.check_all`."""
        ...

    def add(self, documents: Iterable[Document], batch: str | None, replaces: str | None = None) -> None:
        """Add documents; see `Index.add_all`."""
        ...

    def check_and_add(self, documents: Iterable[Document]) -> list[Match | None]:
        """The match of each document; documents without one are added; see `Index.check_and_add_all`."""
        ...

    def forget(self, before: int | None, ids: Sequence[str]) -> int:
        """Forget the documents of days earlier than `before`, and those with these ids; returns how many."""
        ...

    def stats(self) -> IndexStats:
        """What the index holds."""
        ...

    def start_writing(self) -> None:
        """Take the right to write."""
        ...

    def sync(self) -> None:
        """Write everything to the disk."""
        ...

    def compact(self) -> None:
        """Free the space of forgotten documents."""
        ...

    def export_to(self, path: Path) -> int:
        """Write the documents to a Parquet file; returns how many."""
        ...

    def import_from(self, path: Path) -> int:
        """Add the documents of a Parquet file; returns how many are new."""
        ...

    def close(self) -> None:
        """Write everything to the disk and close the index; a second call does nothing."""
        ...
