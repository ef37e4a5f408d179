"""The standing index as its users see it, whichever store keeps it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType

from dedup.addresses import checked_path, is_server
from dedup.errors import ArgumentError, DedupError
from dedup.given import as_document
from dedup.index.core.days import day_of
from dedup.index.core.settings import Thresholds
from dedup.index.store import IndexStats, Store
from dedup.model import Document, Id, Match


class Index:
    """A standing index. It answers: did an earlier crawl bring this document, or most of it, and under which id?

    Documents are `Document`s or pairs of id and text; an id that is a number is kept as a string. `check` finds the
    indexed document that covers a new one, by the rules of `find_duplicates`: an exact copy, a near duplicate (99.5% of
    those at the threshold, more above it), a text that contains it (97% of those of 50 words, practically all of longer
    ones). The scores of a match are exact. A new document is compared with at most 100 indexed ones, those that share
    the most keys with it.

    A document is its id together with its words: the same document added again changes nothing. The same id with other
    words is a second document. A document without a date has, for `forget`, the day on which it was added.

    >>> import dedup, tempfile
    >>> with dedup.Index.open(tempfile.mkdtemp() + "/crawl.index") as index:
    ...     index.check_and_add(("today", "وصل وزير الخارجية إلى القاهرة اليوم في زيارة رسمية تستمر يومين"))
    ...     index.check_and_add(("again", "وصل وزير الخارجيّة الى القاهرة اليوم، في زيارة رسمية تستمر يومين."))
    Match(id='today', kind='exact', jaccard=1.0, containment=1.0)
    """

    def __init__(self, store: Store) -> None:
        """Use an open store; `Index.open` opens one by its location."""
        self._store = store

    @staticmethod
    def open(
        location: str | os.PathLike[str],
        *,
        near: float | None = None,
        contained: float | None = None,
        contained_words: int | None = None,
        read_only: bool = False,
    ) -> Index:
        """Open the index at a path or at a `redis://` address; create it where there is none.

        `near`, `contained` and `contained_words` are the thresholds of `MatchSettings`. A new index takes 0.8, 0.9 and
        30 unless others are given; an existing one keeps those it was created with. With `read_only`, nothing is
        created or written. One process may write to an index in a folder while any number read it: the first call that
        writes takes a lock, `close` releases it. Raises `DedupError` where the index was created with other thresholds
        or by an incompatible version, and with `read_only` where there is none; `ArgumentError` for a threshold out of
        range.
        """
        thresholds = Thresholds(near, contained, contained_words)
        if isinstance(location, str) and is_server(location):
            try:
                from dedup.index.redis.store import RedisStore
            except ModuleNotFoundError as error:
                if error.name != "redis":
                    raise
                raise DedupError(
                    "an index on a Redis server needs the package redis: pip install 'dedup-arabic[redis]'"
                ) from error
            return Index(RedisStore(location, thresholds, read_only=read_only))
        from dedup.index.folder.store import FolderStore

        return Index(FolderStore(checked_path(location), thresholds, read_only=read_only))

    def check(self, document: Document | tuple[Id, str]) -> Match | None:
        """The match with the indexed document that covers this one, the best of several; None where none does."""
        return self.check_all([document])[0]

    def add(self, document: Document | tuple[Id, str]) -> None:
        """Add a document. When this returns, the document is in the index, even if the process is killed."""
        self.add_all([document])

    def check_and_add(self, document: Document | tuple[Id, str]) -> Match | None:
        """The match with the indexed document that covers this one; None where none does: then this one is added.

        Both is one step: no other process can add a document in between.
        """
        return self.check_and_add_all([document])[0]

    def check_all(
        self, documents: Iterable[Document | tuple[Id, str]], *, batch: str | None = None, replaces: str | None = None
    ) -> list[Match | None]:
        """`check` for many documents, faster than one by one.

        `batch` is the name of a batch of documents. Where `add_all` was called with that name before, the documents are
        compared only with what the index held before that call: a job that checks and adds its documents under one name
        gives the same result when it is run again. Under a new name, they are compared with everything, or, where it
        `replaces` an earlier batch, such as the same day with fewer documents, with what that one was compared with.
        """
        return self._store.check(map(_with_string_id, documents), batch, replaces)

    def add_all(
        self, documents: Iterable[Document | tuple[Id, str]], *, batch: str | None = None, replaces: str | None = None
    ) -> None:
        """`add` for many documents in order, faster than one by one; for `batch` and `replaces`, see `check_all`."""
        self._store.add(map(_with_string_id, documents), batch, replaces)

    def check_and_add_all(self, documents: Iterable[Document | tuple[Id, str]]) -> list[Match | None]:
        """`check_and_add` for many documents in order: each is also compared with those before it that were added."""
        return self._store.check_and_add(map(_with_string_id, documents))

    def start_writing(self) -> None:
        """Take the right to write now, not at the first call that writes.

        Raises `DedupError` where another process or another `Index` has it. On a Redis server, any number may have it.
        """
        self._store.start_writing()

    def sync(self) -> None:
        """Write everything to the disk: what was added survives a power failure from now on, as after `close`.

        On a Redis server this does nothing: its settings decide when it writes to its disk.
        """
        self._store.sync()

    def forget(self, *, before: str | date | None = None, ids: Iterable[Id] = ()) -> int:
        """Forget the documents dated before a day (ISO 8601, or a date), and those with these ids.

        Returns the number of documents forgotten. A document without a date has the day on which it was added.
        `compact` frees the space. Raises `ArgumentError` where `before` is not a date.
        """
        named, day = _checked_ids(ids), _checked_day(before)
        return self._store.forget(day, named)

    def stats(self) -> IndexStats:
        """What the index holds."""
        return self._store.stats()

    def compact(self) -> None:
        """Free the space of forgotten documents, and merge the files of the others."""
        self._store.compact()

    def export_to(self, path: str | os.PathLike[str]) -> int:
        """Write the documents to a Parquet file that `import_from` reads; returns how many.

        Its columns are `id`; `date`; `words`, the 64-bit hashes of the folded words in order; `folding` and `hashing`,
        the versions by which words were folded and hashed; `checksum`, and `documents`, the number of all rows. Raises
        `DedupError` where the file cannot be written.
        """
        return self._store.export_to(Path(path))

    def import_from(self, path: str | os.PathLike[str]) -> int:
        """Add the documents of a Parquet file that `export_to` wrote, as `add_all` does; returns how many are new.

        Raises `DedupError` where the file is not of that kind, or its words have hashes of another version.
        """
        return self._store.import_from(Path(path))

    def close(self) -> None:
        """Write everything to the disk and close the index; a second call does nothing."""
        self._store.close()

    def __len__(self) -> int:
        """The number of documents that can be found."""
        return len(self._store)

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Index({self._store!r})"


def _checked_ids(ids: Iterable[Id]) -> list[str]:
    """Ids as strings. Raises `ArgumentError` for a single string, which would be taken for its letters."""
    if isinstance(ids, str):
        raise ArgumentError(f"takes a list of ids, got the single string {ids!r:.80}", "ids")
    return [str(identity) for identity in ids]


def _with_string_id(item: Document | tuple[Id, str]) -> Document:
    """A document, or a pair of id and text, as a document whose id is a string."""
    document = as_document(item)
    return document if isinstance(document.id, str) else replace(document, id=str(document.id))


def _checked_day(before: str | date | None) -> int | None:
    """A date in days since 1970-01-01, or None for None; a month or a year counts as its first day.

    Raises `ArgumentError` for what is not an ISO 8601 date.
    """
    if before is None:
        return None
    day = day_of(str(before))
    if day is None:
        raise ArgumentError(f"must be an ISO 8601 date such as 2026-01-31, got {before!r}", "before")
    return day
