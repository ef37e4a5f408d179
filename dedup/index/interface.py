"""The standing index as its users see it, wherever it is kept."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from types import TracebackType

from dedup.addresses import checked_path, is_address
from dedup.errors import ArgumentError, DedupError
from dedup.given import as_document
from dedup.index.batch import day_of
from dedup.model import Document, Id, Match


@dataclass(frozen=True, slots=True)
class IndexStats:
    """What an index holds.

    `documents` can be found; `forgotten` ones still take room, until `compact`. `bytes` is the room of all; `earliest`
    and `latest` are dates of documents, None where there are none; `near`, `contained` and `contained_words` the
    thresholds.
    """

    documents: int
    forgotten: int
    bytes: int
    earliest: str | None
    latest: str | None
    near: float
    contained: float
    contained_words: int


class Index(ABC):
    """A standing index: has a document, or most of it, been seen before, and where?

    Documents are `Document`s or pairs of id and text; an id that is a number is kept as a string. `check` finds the
    indexed document that covers a new one as `find_duplicates` would: an exact copy, a near duplicate (99.5% of those
    at the threshold, more above it), a text that contains it (97% of those of 50 words, practically all of longer
    ones). The scores of a match are exact. At most 100 documents are compared with a new one, those first that have
    most in common with it.

    A document is an id with its words: added again it changes nothing. The same id with other words is one more
    document, since both were seen. What has no date counts, for `forget`, as of the day on which it was added.

    >>> import dedup, tempfile
    >>> with dedup.Index.open(tempfile.mkdtemp() + "/crawl.index") as index:
    ...     index.check_and_add(("today", "وصل وزير الخارجية إلى القاهرة اليوم في زيارة رسمية تستمر يومين"))
    ...     index.check_and_add(("again", "وصل وزير الخارجيّة الى القاهرة اليوم، في زيارة رسمية تستمر يومين."))
    Match(id='today', kind='exact', jaccard=1.0, containment=1.0)
    """

    @staticmethod
    def open(
        location: str | os.PathLike[str],
        *,
        near: float | None = None,
        contained: float | None = None,
        contained_words: int | None = None,
        read_only: bool = False,
    ) -> Index:
        """Open the index at a path, or at a `redis://` address; it is made where there is none.

        `near`, `contained` and `contained_words` are the thresholds of `MatchSettings`; an index keeps those it was
        made with (0.8, 0.9 and 30 unless given). With `read_only` nothing is made or written. Any number may read an
        embedded index while one writes; the right to write is taken with the first writing call and held until
        `close`. Raises `DedupError` where the index was made with other thresholds or an incompatible version,
        ArgumentError for a threshold out of range.
        """
        if isinstance(location, str) and is_address(location):
            try:
                from dedup.index.shared import SharedIndex
            except ModuleNotFoundError as error:
                if error.name != "redis":
                    raise
                raise DedupError(
                    "an index on a Redis server needs the package redis: pip install 'dedup-arabic[redis]'"
                ) from error
            return SharedIndex(location, near, contained, contained_words=contained_words, read_only=read_only)
        from dedup.index.embedded import EmbeddedIndex

        return EmbeddedIndex(
            checked_path(location), near, contained, contained_words=contained_words, read_only=read_only
        )

    def check(self, document: Document | tuple[Id, str]) -> Match | None:
        """The indexed document that covers this one, or None."""
        return self.check_all([document])[0]

    def add(self, document: Document | tuple[Id, str]) -> None:
        """Add a document. When this returns it is in the index, even if the process is killed."""
        self.add_all([document])

    def check_and_add(self, document: Document | tuple[Id, str]) -> Match | None:
        """The indexed document that covers this one; where there is none, it is added, with nobody in between."""
        return self.check_and_add_all([document])[0]

    def check_all(
        self, documents: Iterable[Document | tuple[Id, str]], *, batch: str | None = None
    ) -> list[Match | None]:
        """`check` for many documents, faster than one by one.

        With the name of a batch that was added before, only what was there before it counts: a job that checks and
        adds its documents under one name can be run again with the same result. Of a new name, all counts.
        """
        return self._check(map(_indexed, documents), batch)

    def add_all(self, documents: Iterable[Document | tuple[Id, str]], *, batch: str | None = None) -> None:
        """`add` for many documents in turn, faster than one by one; `batch` gives them a name, see `check_all`."""
        self._add(map(_indexed, documents), batch)

    def check_and_add_all(self, documents: Iterable[Document | tuple[Id, str]]) -> list[Match | None]:
        """`check_and_add` for many documents in turn: each is compared with those before it that were added."""
        return self._check_and_add(map(_indexed, documents))

    @abstractmethod
    def start_writing(self) -> None:
        """Take the right to write now, not with the first call that needs it.

        Raises `DedupError` where another has it.
        """

    @abstractmethod
    def sync(self) -> None:
        """Bring everything to the disk: what was added outlives a loss of power from now on, as after `close`."""

    @abstractmethod
    def forget(self, *, before: str | date | None = None, ids: Iterable[Id] = ()) -> int:
        """Forget the documents dated before a day (ISO 8601, or a date), and those with these ids.

        Returns how many went. It goes by the documents' own dates, and by the day of adding where they have none. Their
        room is given back by `compact`. Raises ArgumentError where `before` is no date.
        """

    @abstractmethod
    def stats(self) -> IndexStats:
        """What the index holds."""

    @abstractmethod
    def compact(self) -> None:
        """Give back the room of what was forgotten, and bring the rest into its fastest form."""

    @abstractmethod
    def export_to(self, path: str | os.PathLike[str]) -> int:
        """Write the documents to a Parquet file that `import_from` reads; returns how many.

        Its columns are `id`; `date`; `words`, the 64-bit hashes of the folded words in order; `folding` and `hashing`,
        the versions by which words were folded and hashed. Raises `DedupError` where the file cannot be written.
        """

    @abstractmethod
    def import_from(self, path: str | os.PathLike[str]) -> int:
        """Add the documents of such a Parquet file as `add_all` does; returns how many are new.

        Raises `DedupError` where it is none, or was made with hashes that do not compare.
        """

    @abstractmethod
    def close(self) -> None:
        """Bring everything to the disk and let go of the index."""

    @abstractmethod
    def __len__(self) -> int:
        """The number of documents that can be found."""

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @abstractmethod
    def _check(self, documents: Iterable[Document], batch: str | None) -> list[Match | None]: ...

    @abstractmethod
    def _add(self, documents: Iterable[Document], batch: str | None) -> None: ...

    @abstractmethod
    def _check_and_add(self, documents: Iterable[Document]) -> list[Match | None]: ...


def checked_ids(ids: Iterable[Id]) -> list[str]:
    """Some ids. Raises ArgumentError for a single string, which would be taken for its letters."""
    if isinstance(ids, str):
        raise ArgumentError(f"takes a list of ids, got the single string {ids!r:.80}", "ids")
    return [str(identity) for identity in ids]


def _indexed(item: Document | tuple[Id, str]) -> Document:
    document = as_document(item)
    return document if isinstance(document.id, str) else replace(document, id=str(document.id))


def last_day(before: str | date | None) -> int | None:
    """The day before which documents are to be forgotten, as `day_of` counts.

    Raises ArgumentError for what is no date.
    """
    if before is None:
        return None
    day = day_of(str(before))
    if day is None:
        raise ArgumentError(f"must be an ISO 8601 date such as 2026-01-31, got {before!r}", "before")
    return day
