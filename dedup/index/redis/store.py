"""The index on a Redis server: any number of processes, on any machines, check and add at the same time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial, reduce
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import redis
from numpy.typing import NDArray
from redis.client import Pipeline

from dedup.errors import DedupError
from dedup.index.core.answers import OrderedAnswer, best_matches, check_in_order, check_in_parts
from dedup.index.core.batch import Batch, in_blocks
from dedup.index.core.candidates import POSTINGS_PER_KEY, CandidatePairs, candidates
from dedup.index.core.days import date_of
from dedup.index.core.keys import LookupKeys, lookup_keys
from dedup.index.core.parquet import read_parquet_index, write_parquet_index
from dedup.index.core.postings import Found, live_postings
from dedup.index.core.settings import IndexSettings, StoredSettings, Thresholds, decoded_description
from dedup.index.core.verification import Covers, covers, merged_covers
from dedup.index.redis.server import Server
from dedup.index.redis.tables import IndexGoneError, Tables
from dedup.index.store import IndexStats, MissingIndexError
from dedup.minhash import overlaps
from dedup.model import Document, Match

_FORMAT = 1  # version of the keys on the server
_DOCUMENTS_AT_ONCE = 256  # in a block: few enough that other clients wait only briefly; chosen
_KEYS_AT_ONCE = 1 << 12  # looked up at a time: 4 million postings at most (`POSTINGS_PER_KEY` for each); derived
_ROWS_AT_ONCE = 1024  # documents whose words are fetched and compared at a time; chosen
_LOCK_SECONDS = 10.0  # after which the lock of a killed writer ends; chosen
_LOCK_RETRY_SECONDS = 0.005  # between two attempts to get the lock; chosen

_Result = TypeVar("_Result")
_Write = Callable[[Pipeline], object]


class _Description(msgspec.Struct, frozen=True):
    """What an index on a server was created with; `stored` is `makeup` in JSON."""

    stored: StoredSettings = msgspec.field(name="makeup")
    format: int = _FORMAT


class RedisStore:
    """The `Store` on a Redis server (7 or later, or Valkey). Its methods do what those of `Index` do, which opens it.

    The address is `redis://[user:password@]host[:port][/database]`, or `rediss://` or `unix://` as redis-py has them;
    with `?name=crawl`, one database holds several indexes. Any number of processes may write, and threads may share one
    store. A document is added as a whole or, where its writer is killed, not at all.

    The settings of the server decide how durable an index is: with `appendonly yes` it survives the end of the server,
    with `maxmemory-policy noeviction` nothing that was added is dropped. Errors of the server are raised as
    `DedupError`.
    """

    def __init__(self, location: str, thresholds: Thresholds, *, read_only: bool = False) -> None:
        """See `Index.open`."""
        given = IndexSettings.given(thresholds)
        self._server = Server(location)
        self._client = self._server.client
        self._read_only = read_only
        self._closed = False
        stored, description = self._read_or_create_description(given)
        self._settings = stored.checked(self._server.shown, thresholds)
        self._tables = Tables(self._client, self._server.name, self._settings.bands, description)

    def start_writing(self) -> None:
        """Check that the index may be written; any number of clients may write."""
        with self._writing():
            pass

    def sync(self) -> None:
        """Do nothing: the settings of the server decide when it writes to its disk."""

    def forget(self, before: int | None, ids: Sequence[str]) -> int:
        """Remove documents of days before `before`, and those with these ids; returns how many were still there."""
        with self._writing():
            rows = {row for known in self._named(ids) for row in known}
            if before is not None:
                rows |= set(map(int, self._client.zrangebyscore(self._tables.days, "-inf", f"({before}")))
            ordered = sorted(rows)
            return sum(
                self._remove(ordered[start : start + _DOCUMENTS_AT_ONCE])
                for start in range(0, len(ordered), _DOCUMENTS_AT_ONCE)
            )

    def stats(self) -> IndexStats:
        """What the index holds; `bytes` is the memory of all data on the server, also of other indexes and programs."""
        with self._present():
            pipe = self._client.pipeline(transaction=False)
            pipe.hlen(self._tables.documents)
            pipe.zrange(self._tables.days, 0, 0, withscores=True)
            pipe.zrange(self._tables.days, -1, -1, withscores=True)
            pipe.info("memory")
            count, earliest, latest, memory = pipe.execute()
            first, last = (date_of(int(ends[0][1])) if ends else None for ends in (earliest, latest))
            size = int(memory["used_memory_dataset"])
            thresholds = self._settings.near, self._settings.contained, self._settings.contained_words
            return IndexStats(count, 0, size, first, last, *thresholds)

    def export_to(self, path: Path) -> int:
        """Write the documents to a Parquet file; returns how many. Those that others add meanwhile may be missing."""
        with self._present():
            return write_parquet_index(self._live_batches(), path)

    def import_from(self, path: Path) -> int:
        """Add the documents of a Parquet file; returns by how many the index grew, other clients' changes included."""
        with self._writing():
            before = self._client.hlen(self._tables.documents)
            for batch in read_parquet_index(path):
                self._transacted(partial(self._add_all, batch))
            return int(self._client.hlen(self._tables.documents) - before)

    def compact(self) -> None:
        """Check that the index may be written; there is nothing to do, since `forget` frees space at once."""
        with self._writing():
            pass

    def __repr__(self) -> str:
        return f"RedisStore({self._server.shown!r})"

    def close(self) -> None:
        """Close the connections to the server."""
        self._closed = True
        self._client.close()

    def __len__(self) -> int:
        """The number of documents."""
        with self._present():
            return int(self._client.hlen(self._tables.documents))

    def check(
        self, documents: Iterable[Document], batch: str | None, replaces: str | None = None
    ) -> list[Match | None]:
        """The best match of each document; see `Index.check_all`."""
        found: list[Match | None] = []
        with self._reading():
            start = self._start_of(batch, replaces)
            for block in in_blocks(documents, _DOCUMENTS_AT_ONCE):
                coming = Batch.of(block)
                for part in coming.parts(self._settings.bands, _KEYS_AT_ONCE):
                    keys = lookup_keys(part.prints, self._settings.bands)
                    found_there = self._found(keys, part, sys.maxsize if start is None else start)
                    pairs = candidates(keys, found_there, self._settings.contained)
                    covering, id_of = self._verified(part, pairs)
                    found += best_matches(covering, len(part), id_of)
        return found

    def add(self, documents: Iterable[Document], batch: str | None, replaces: str | None = None) -> None:
        """Add those documents that are new; a known `batch` keeps the row at which it began. See `Index.add_all`."""
        with self._writing():
            if batch is not None:
                # Stored before the first document: an interrupted batch is known when it is run again.
                start = self._start_of(replaces)

                def enter(count: int) -> tuple[None, _Write]:
                    row = count if start is None else start
                    return None, lambda pipe: pipe.hsetnx(self._tables.batches, batch, row)

                self._transacted(enter)
            for block in in_blocks(documents, _DOCUMENTS_AT_ONCE):
                coming = Batch.of(block)
                self._transacted(partial(self._add_all, coming))

    def _start_of(self, *names: str | None) -> int | None:
        """The row at which the first known one of some batches began; None where none is known."""
        rows = (self._client.hget(self._tables.batches, name) for name in names if name is not None)
        return next((int(row) for row in rows if row is not None), None)

    def check_and_add(self, documents: Iterable[Document]) -> list[Match | None]:
        """The match of each document in order; those without one are added; see `Index.check_and_add_all`."""
        found: list[Match | None] = []
        with self._writing():
            for block in in_blocks(documents, _DOCUMENTS_AT_ONCE):
                for part in Batch.of(block).parts(self._settings.bands, _KEYS_AT_ONCE):
                    found += check_in_parts(
                        part, lambda coming: self._transacted(partial(self._check_in_order, coming))
                    )
        return found

    def _add_all(self, coming: Batch, count: int) -> tuple[None, _Write]:
        """For `_transacted`: None, and a function that queues the adding of new documents, in rows from `count` on."""
        return None, partial(self._put, coming, count)

    def _check_in_order(
        self, coming: Batch, count: int
    ) -> tuple[list[Match | None] | NDArray[np.bool_], _Write | None]:
        """For `_transacted`: the matches, or the mask of `check_in_order`, and a function that queues the writing.

        It adds the documents without a match, in rows from `count` on; it is None for a mask, or where all have one.
        """
        keys = lookup_keys(coming.prints, self._settings.bands)
        found = self._found(keys, coming, count)  # documents that others add meanwhile get higher rows
        answer = check_in_order(found, coming, keys, self._settings, count, partial(self._verified, coming))
        if not isinstance(answer, OrderedAnswer):
            return answer, None
        return answer.matches, partial(self._put, coming.take(answer.new), count) if len(answer.new) else None

    def _live_batches(self) -> Iterator[Batch]:
        """The documents, in the order of adding."""
        for first in range(0, int(self._client.get(self._tables.rows) or 0), _DOCUMENTS_AT_ONCE):
            rows, batch = self._tables.fetch(range(first, first + _DOCUMENTS_AT_ONCE))
            if len(rows):
                yield batch

    def _found(self, keys: LookupKeys, coming: Batch, before: int) -> Found:
        """The postings under the keys of documents `coming`: of each key at most `POSTINGS_PER_KEY`, the lowest rows.

        Rows from `before` on are left out; `live_postings` says what `totals` are.
        """
        found = self._tables.find(keys, coming.prints.signatures)
        return live_postings(found, found.rows < before, POSTINGS_PER_KEY, POSTINGS_PER_KEY, before)

    def _verified(self, coming: Batch, pairs: CandidatePairs) -> tuple[Covers, Callable[[int], str]]:
        """The pairs whose indexed document covers the new one, and a function that gives the id of a covering row."""
        rows, places = np.unique(pairs.rows, return_inverse=True)
        parts, ids = [], {}
        for first in range(0, max(len(rows), 1), _ROWS_AT_ONCE):
            some = (places >= first) & (places < first + _ROWS_AT_ONCE)
            covering, known = self._compared(coming, pairs.of(some), rows[first : first + _ROWS_AT_ONCE].tolist())
            parts.append(covering)
            ids.update(known)
        return reduce(merged_covers, parts), ids.__getitem__

    def _compared(self, coming: Batch, pairs: CandidatePairs, wanted: list[int]) -> tuple[Covers, dict[int, str]]:
        """The covers of `_verified` for the pairs of the indexed rows `wanted`, and the id of each covering row.

        `wanted` is in ascending order. Pairs with documents that were forgotten meanwhile are left out.
        """
        rows, indexed = self._tables.fetch(wanted)
        present = np.isin(pairs.rows, rows)  # others may be forgotten since
        pairs = pairs.of(present)
        places = np.searchsorted(rows, pairs.rows)
        own, other = coming.prints, indexed.prints
        common = overlaps(
            np.concatenate([own.shingles, other.shingles]),
            np.concatenate([own.offsets, own.offsets[-1] + other.offsets[1:]]),
            np.column_stack([pairs.owners, len(coming) + places]),
        )
        covering = covers(pairs, own, common, indexed.sizes[places], other.exact_keys[places], self._settings)
        covered_by = np.unique(covering.rows)
        ids = [indexed.ids[place] for place in np.searchsorted(rows, covered_by).tolist()]
        return covering, dict(zip(covered_by.tolist(), ids, strict=True))

    def _put(self, batch: Batch, first: int, pipe: Pipeline) -> None:
        """Queue in `pipe` the adding of those documents of a batch whose id and words the index does not have.

        Of documents with the same id and words only the first is added. They get rows from `first` on.
        """
        keys = batch.prints.exact_keys
        new: dict[tuple[str, bytes], int] = {}
        for place, (name, known) in enumerate(zip(batch.ids, self._named(batch.ids), strict=True)):
            if not any((key == keys[place]).all() for key in known.values()):
                new.setdefault((name, keys[place].tobytes()), place)
        if new:
            batch = batch.take(np.array([*new.values()], np.int64))
            self._tables.put(pipe, batch, lookup_keys(batch.prints, self._settings.bands), first)

    def _named(self, ids: Sequence[str]) -> list[dict[int, NDArray[np.uint64]]]:
        """The documents with each of these ids: row, ascending, -> exact key, uint64 (2,)."""
        candidates = self._tables.rows_of(ids)
        rows, indexed = self._tables.fetch({row: None for found in candidates for row in found})
        place_of = {row: place for place, row in enumerate(rows.tolist())}
        keys = indexed.prints.exact_keys
        return [
            {row: keys[place_of[row]] for row in found if row in place_of and indexed.ids[place_of[row]] == name}
            for name, found in zip(ids, candidates, strict=True)
        ]

    def _remove(self, rows: list[int]) -> int:
        """Remove the documents of these rows in one transaction; returns how many of them were still there."""
        there, batch = self._tables.fetch(rows)
        if not len(there):
            return 0
        pipe = self._client.pipeline()
        self._tables.remove(pipe, there, batch, lookup_keys(batch.prints, self._settings.bands))
        return int(pipe.execute()[0])

    def _transacted(self, work: Callable[[int], tuple[_Result, _Write | None]]) -> _Result:
        """Read and write in one transaction: no other client adds a document in between.

        `work` gets the number of documents ever added. It reads, and returns its result and a function that queues the
        writing, or None where nothing is to be written; it is called again in each attempt. The first attempt takes no
        lock (optimistic): where another client adds something meanwhile, nothing is written. Then the lock is taken,
        and other clients wait. The lock of a killed client ends after `_LOCK_SECONDS`; a client that takes longer tries
        again.
        """
        with suppress(redis.WatchError):
            return self._attempt(work, locked=False)
        while True:
            lock = self._client.lock(
                self._tables.lock, _LOCK_SECONDS, _LOCK_RETRY_SECONDS, raise_on_release_error=False
            )
            with lock, suppress(redis.WatchError):
                return self._attempt(work, locked=True)

    def _attempt(self, work: Callable[[int], tuple[_Result, _Write | None]], *, locked: bool) -> _Result:
        """One attempt of `_transacted`. Raises `WatchError`, and writes nothing, where another client writes.

        Not `locked`, it gives way also to a client that holds the lock. Raises `DedupError` where the index is gone, or
        the connection is lost while writing.
        """
        tables = self._tables
        count = self._client.get(tables.rows)
        if count is None:
            raise self._gone()
        result, write = work(int(count))
        if write is None:
            return result
        with self._client.pipeline() as pipe:
            pipe.watch(tables.rows, *([] if locked else [tables.lock]))
            now, taken = pipe.mget(tables.rows, tables.lock)
            if now != count or (taken and not locked):
                raise redis.WatchError("others write")
            pipe.multi()
            write(pipe)
            try:
                pipe.execute()  # also with nothing queued: it shows that what was read was still valid
            except redis.WatchError as error:
                if isinstance(error.__context__, (redis.ConnectionError, redis.TimeoutError)):
                    raise DedupError(
                        f"{self._server.shown} was lost while documents were added ({error.__context__}); whether they "
                        "are in the index is not known"
                    ) from error
                raise
        return result

    def _read_or_create_description(self, given: IndexSettings) -> tuple[StoredSettings, bytes]:
        """The settings stored for the index, and its description as JSON. A new index is created, unless read-only.

        Raises `DedupError` where there is none then, or the description is damaged or of another format.
        """
        description, rows = f"{self._server.name}:index", f"{self._server.name}:rows"
        with self._server.answering():
            if not self._read_only:
                pipe = self._client.pipeline()
                pipe.setnx(description, msgspec.json.encode(_Description(StoredSettings.of(given))))
                pipe.setnx(rows, 0)
                pipe.execute()
            data = self._client.get(description)
        if data is None:
            raise MissingIndexError(
                f"{self._server.shown}: there is no index of this name; check the address and its ?name="
            )
        found: _Description = decoded_description(data, _Description, self._server.shown, _FORMAT)
        return found.stored, data

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Raise `DedupError` where the store is closed, or the server fails in the context or has lost the index."""
        if self._closed:
            raise DedupError(f"{self._server.shown} is closed; open it again with dedup.Index.open")
        try:
            with self._server.answering():
                yield
        except IndexGoneError:
            raise self._gone() from None

    @contextmanager
    def _present(self) -> Iterator[None]:
        """`_reading`, which first asks the server whether it still has the index."""
        with self._reading():
            self._tables.check_there()
            yield

    def _gone(self) -> DedupError:
        """The error for an index that the server has lost."""
        return DedupError(
            f"{self._server.shown} is gone: the server has lost it, or somebody deleted it; "
            "open it again to begin a new one"
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """`_present`, for writing. Raises `DedupError` where the index was opened read-only."""
        if self._read_only:
            raise DedupError(f"{self._server.shown} was opened read-only; open it without read_only to change it")
        with self._present():
            yield
