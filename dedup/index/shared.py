"""The standing index on a Redis server: any number of processes, on any machines, check and add at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import partial, reduce
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import redis
from numpy.typing import NDArray
from redis.client import Pipeline

from dedup.errors import DedupError
from dedup.index.answers import Turns, best, in_turns, one_by_one
from dedup.index.batch import Batch, LookUps, date_of, in_blocks, look_ups
from dedup.index.exchange import read_parquet_index, write_parquet_index
from dedup.index.interface import Index, IndexStats, checked_ids, last_day
from dedup.index.postings import Found, standing
from dedup.index.proposals import POSTINGS_PER_KEY, Pairs, proposals
from dedup.index.scoring import Covers, covers, joined
from dedup.index.server import Server
from dedup.index.settings import IndexSettings, Makeup, described
from dedup.index.tables import IndexGoneError, Tables
from dedup.minhash import overlaps
from dedup.model import Document, Id, Match

_FORMAT = 1
# Few enough that the others on the server need not wait long for a block.
_DOCUMENTS_AT_ONCE = 256
# Under each of the keys stand a thousand documents at most: together, some million.
_KEYS_AT_ONCE = 1 << 12
_ROWS_AT_ONCE = 1024  # whose words are compared at a time
_SECONDS_OF_A_TURN = 10.0
_SECONDS_BETWEEN_LOOKS = 0.005

_Result = TypeVar("_Result")
_Write = Callable[[Pipeline], object]


class _Card(msgspec.Struct, frozen=True):
    """What an index on a server was made with."""

    makeup: Makeup
    format: int = _FORMAT


class SharedIndex(Index):
    """An index on a Redis server (7 or later, or Valkey); see `Index`, whose `open` makes it. Threads may share one.

    The address is `redis://[user:password@]host[:port][/database]`, or `rediss://` or `unix://` as redis-py has them;
    with `?name=crawl`, several indexes stand in one database. Any number of processes may write. Each document appears
    at once and whole, or, where its writer is killed, not at all.

    How durable an index is, the server's settings say: with `appendonly yes` it outlives the server, `maxmemory-policy
    noeviction` keeps what was added. Errors of the server are raised as `DedupError`.
    """

    def __init__(
        self,
        location: str,
        near: float | None = None,
        contained: float | None = None,
        *,
        contained_words: int | None = None,
        read_only: bool = False,
    ) -> None:
        given = IndexSettings.given(near, contained, contained_words)
        self._server = Server(location)
        self._client = self._server.client
        self._read_only = read_only
        self._closed = False
        makeup, card = self._made(given)
        self._settings = makeup.opened(self._server.shown, near, contained, contained_words)
        self._tables = Tables(self._client, self._server.name, self._settings.bands, card)

    def start_writing(self) -> None:
        """See `Index.start_writing`; many may write."""
        with self._writing():
            pass

    def sync(self) -> None:
        """See `Index.sync`; that is the matter of the server and its settings."""

    def forget(self, *, before: str | date | None = None, ids: Iterable[Id] = ()) -> int:
        """See `Index.forget`. Room is given back at once."""
        with self._writing():
            named, day = checked_ids(ids), last_day(before)
            rows = {row for known in self._named(named) for row in known}
            if day is not None:
                rows |= set(map(int, self._client.zrangebyscore(self._tables.days, "-inf", f"({day}")))
            ordered = sorted(rows)
            return sum(
                self._remove(ordered[start : start + _DOCUMENTS_AT_ONCE])
                for start in range(0, len(ordered), _DOCUMENTS_AT_ONCE)
            )

    def stats(self) -> IndexStats:
        """See `Index.stats`; `bytes` is the memory of all data on the server, of others too."""
        with self._there():
            pipe = self._client.pipeline(transaction=False)
            pipe.hlen(self._tables.documents)
            pipe.zrange(self._tables.days, 0, 0, withscores=True)
            pipe.zrange(self._tables.days, -1, -1, withscores=True)
            pipe.info("memory")
            count, earliest, latest, memory = pipe.execute()
            first, last = (date_of(int(ends[0][1])) if ends else None for ends in (earliest, latest))
            room = int(memory["used_memory_dataset"])
            thresholds = self._settings.near, self._settings.contained, self._settings.contained_words
            return IndexStats(count, 0, room, first, last, *thresholds)

    def export_to(self, path: str | os.PathLike[str]) -> int:
        """See `Index.export_to`; what others add meanwhile may be left out."""
        with self._there():
            return write_parquet_index(self._living(), Path(path))

    def import_from(self, path: str | os.PathLike[str]) -> int:
        """See `Index.import_from`."""
        with self._writing():
            before = self._client.hlen(self._tables.documents)
            for batch in read_parquet_index(Path(path)):
                self._transacted(partial(self._all, batch))
            return int(self._client.hlen(self._tables.documents) - before)

    def compact(self) -> None:
        """Nothing is left to do: the room of what was forgotten is given back at once."""
        with self._writing():
            pass

    def close(self) -> None:
        """Let go of the server."""
        self._closed = True
        self._client.close()

    def __len__(self) -> int:
        with self._there():
            return int(self._client.hlen(self._tables.documents))

    def _check(self, documents: Iterable[Document], batch: str | None) -> list[Match | None]:
        found: list[Match | None] = []
        with self._reading():
            start = None if batch is None else self._client.hget(self._tables.batches, batch)
            for block in in_blocks(documents, _DOCUMENTS_AT_ONCE):
                coming = Batch.of(block)
                for part in coming.parts(self._settings.bands, _KEYS_AT_ONCE):
                    looked_up = look_ups(part.prints, self._settings.bands)
                    found_there = self._found(looked_up, part, sys.maxsize if start is None else int(start))
                    pairs = proposals(looked_up, found_there, self._settings.contained)
                    covering, id_of = self._scored(part, pairs)
                    found += best(covering, len(part), id_of)
        return found

    def _add(self, documents: Iterable[Document], batch: str | None) -> None:
        with self._writing():
            if batch is not None:
                # Before the first document: a batch that is interrupted is known when it is run again.
                self._transacted(lambda count: (None, lambda pipe: pipe.hsetnx(self._tables.batches, batch, count)))
            for block in in_blocks(documents, _DOCUMENTS_AT_ONCE):
                coming = Batch.of(block)
                self._transacted(partial(self._all, coming))

    def _check_and_add(self, documents: Iterable[Document]) -> list[Match | None]:
        found: list[Match | None] = []
        with self._writing():
            for block in in_blocks(documents, _DOCUMENTS_AT_ONCE):
                for part in Batch.of(block).parts(self._settings.bands, _KEYS_AT_ONCE):
                    found += in_turns(part, lambda coming: self._transacted(partial(self._one_by_one, coming)))
        return found

    def _all(self, coming: Batch, count: int) -> tuple[None, _Write]:
        return None, partial(self._put, coming, count)

    def _one_by_one(self, coming: Batch, count: int) -> tuple[list[Match | None] | NDArray[np.bool_], _Write | None]:
        """The matches, or which documents must come alone (see `one_by_one`); and what is to be written."""
        looked_up = look_ups(coming.prints, self._settings.bands)
        found = self._found(looked_up, coming, count)  # what others add meanwhile has rows from there on
        answer = one_by_one(found, coming, looked_up, self._settings, count, partial(self._scored, coming))
        if not isinstance(answer, Turns):
            return answer, None
        return answer.matches, partial(self._put, coming.take(answer.new), count) if len(answer.new) else None

    def _living(self) -> Iterator[Batch]:
        """The documents, in the order of adding."""
        for first in range(0, int(self._client.get(self._tables.rows) or 0), _DOCUMENTS_AT_ONCE):
            rows, batch = self._tables.fetch(range(first, first + _DOCUMENTS_AT_ONCE))
            if len(rows):
                yield batch

    def _found(self, looked_up: LookUps, coming: Batch, before: int) -> Found:
        """What stands under the keys of some documents in the first rows."""
        found = self._tables.find(looked_up, coming.prints.signatures)
        return standing(found, found.rows < before, POSTINGS_PER_KEY, POSTINGS_PER_KEY, before)

    def _scored(self, coming: Batch, pairs: Pairs) -> tuple[Covers, Callable[[int], str]]:
        """Those of the pairs whose indexed document covers the new one; and what tells their ids."""
        rows, places = np.unique(pairs.rows, return_inverse=True)
        parts, ids = [], {}
        for first in range(0, max(len(rows), 1), _ROWS_AT_ONCE):
            some = (places >= first) & (places < first + _ROWS_AT_ONCE)
            covering, known = self._compared(coming, pairs.of(some), rows[first : first + _ROWS_AT_ONCE].tolist())
            parts.append(covering)
            ids.update(known)
        return reduce(joined, parts), ids.__getitem__

    def _compared(self, coming: Batch, pairs: Pairs, wanted: list[int]) -> tuple[Covers, dict[int, str]]:
        """`_scored` for pairs with the `wanted` rows, and the ids of those that cover a document."""
        rows, indexed = self._tables.fetch(wanted)
        there = np.isin(pairs.rows, rows)  # others may have been forgotten since
        pairs = pairs.of(there)
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
        """Queue the adding of those documents of a batch that are not there yet; they get the rows from `first` on."""
        keys = batch.prints.exact_keys
        there = self._named(batch.ids)
        new = [
            place for place, known in enumerate(there) if not any((key == keys[place]).all() for key in known.values())
        ]
        if new:
            batch = batch.take(np.array(new, np.int64))
            self._tables.put(pipe, batch, look_ups(batch.prints, self._settings.bands), first)

    def _named(self, ids: Sequence[str]) -> list[dict[int, NDArray[np.uint64]]]:
        """The rows of the documents with each of these ids, ascending, and their exact keys, uint64 (2,)."""
        candidates = self._tables.rows_of(ids)
        rows, indexed = self._tables.fetch({row: None for found in candidates for row in found})
        place_of = {row: place for place, row in enumerate(rows.tolist())}
        keys = indexed.prints.exact_keys
        return [
            {row: keys[place_of[row]] for row in found if row in place_of and indexed.ids[place_of[row]] == name}
            for name, found in zip(ids, candidates, strict=True)
        ]

    def _remove(self, rows: list[int]) -> int:
        """Take documents out, all at once; returns how many of them were still there."""
        there, batch = self._tables.fetch(rows)
        if not len(there):
            return 0
        pipe = self._client.pipeline()
        self._tables.remove(pipe, there, batch, look_ups(batch.prints, self._settings.bands))
        return int(pipe.execute()[0])

    def _transacted(self, work: Callable[[int], tuple[_Result, _Write | None]]) -> _Result:
        """Have `work` read and say what to write, with nobody adding anything in between.

        `work` gets the number of documents ever added; what it returns queues the writing, or is None where what was
        read is enough. The first time it just tries: when somebody has added something since it began, nothing is
        written. Then it waits for its turn, and others wait for it. Who is killed in his turn holds up the others for
        as long as a turn may take; who takes longer tries again.
        """
        with suppress(redis.WatchError):
            return self._attempt(work, in_turn=False)
        while True:
            turn = self._client.lock(
                self._tables.turn, _SECONDS_OF_A_TURN, _SECONDS_BETWEEN_LOOKS, raise_on_release_error=False
            )
            with turn, suppress(redis.WatchError):
                return self._attempt(work, in_turn=True)

    def _attempt(self, work: Callable[[int], tuple[_Result, _Write | None]], *, in_turn: bool) -> _Result:
        """Raises WatchError, nothing having been written, where others write."""
        tables = self._tables
        count = self._client.get(tables.rows)
        if count is None:
            raise self._gone()
        result, write = work(int(count))
        if write is None:
            return result
        with self._client.pipeline() as pipe:
            pipe.watch(tables.rows, *([] if in_turn else [tables.turn]))
            now, taken = pipe.mget(tables.rows, tables.turn)
            if now != count or (taken and not in_turn):
                raise redis.WatchError("others write")
            pipe.multi()
            write(pipe)
            try:
                pipe.execute()  # although nothing may be queued: that, too, was decided by what was read
            except redis.WatchError as error:
                if isinstance(error.__context__, (redis.ConnectionError, redis.TimeoutError)):
                    raise DedupError(
                        f"{self._server.shown} was lost while documents were added ({error.__context__}); whether they "
                        "are in the index is not known"
                    ) from error
                raise
        return result

    def _made(self, given: IndexSettings) -> tuple[Makeup, bytes]:
        """What the index was made with, also as it stands there; it is made where there is none."""
        card, rows = f"{self._server.name}:index", f"{self._server.name}:rows"
        with self._server.answering():
            if not self._read_only:
                pipe = self._client.pipeline()
                pipe.setnx(card, msgspec.json.encode(_Card(Makeup.of(given))))
                pipe.setnx(rows, 0)
                pipe.execute()
            data = self._client.get(card)
        if data is None:
            raise DedupError(f"{self._server.shown}: there is no index of this name; check the address and its ?name=")
        found: _Card = described(data, _Card, self._server.shown, _FORMAT)
        return found.makeup, data

    @contextmanager
    def _reading(self) -> Iterator[None]:
        if self._closed:
            raise DedupError(f"{self._server.shown} is closed; open it again with dedup.Index.open")
        try:
            with self._server.answering():
                yield
        except IndexGoneError:
            raise self._gone() from None

    @contextmanager
    def _there(self) -> Iterator[None]:
        """`_reading`, for what would not notice otherwise that the server has lost the index."""
        with self._reading():
            self._tables.check_there()
            yield

    def _gone(self) -> DedupError:
        return DedupError(
            f"{self._server.shown} is gone: the server has lost it, or somebody deleted it; "
            "open it again to begin a new one"
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._read_only:
            raise DedupError(f"{self._server.shown} was opened read-only; open it without read_only to change it")
        with self._there():
            yield
