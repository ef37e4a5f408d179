"""Where everything of a shared index stands on its server: the names of the keys, and what is under them.

Under `NAME:` stand `index`, what the index was made with; `rows`, how many documents were ever added: the next one's
row; `documents`, a hash of rows to values (see `stored`); `days`, the rows sorted by day; `batches`, a hash of names to
the row at which each began; `turn`, a lock; `id:KEY`, the set of rows with that key of an id; `shingle:KEY`, the rows
with that sampled shingle, sorted.

`NAME:lsh_bucket_...` are the bands, in the Redis storage of datasketch's `MinHashLSH`, with rows for keys: one with
`num_perm=128, params=(bands.count, bands.rows), prepickle=False, storage_config={"type": "redis", "basename":
b"NAME:lsh", "redis": {...}}` answers queries from them. The lists of keys and of buckets that it makes besides, to
count and remove, are left out: they take a quarter of the memory, and the values tell as much.

Rows are written as decimal numbers: Redis keeps small sets of those as sorted arrays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import numpy as np
import redis
from datasketch import MinHashLSH
from numpy.typing import NDArray
from redis.client import Pipeline

from dedup.errors import DedupError
from dedup.index.batch import Batch, LookUps, id_keys
from dedup.index.postings import Found
from dedup.index.proposals import POSTINGS_PER_KEY
from dedup.index.stored import packed, unpacked
from dedup.minhash import NUM_PERM, Bands

# The first rows under each of the keys, of which the second to the ARGV[1]th are buckets of bands; nothing where under
# the first is not ARGV[3], what the index was made with: then the server has lost it. One call with short answers:
# forty calls for one document take redis-py longer than all the rest.
_FIND = """
if redis.call('GET', KEYS[1]) ~= ARGV[3] then
    return false
end
local found = {}
for place = 2, #KEYS do
    local rows
    if place <= tonumber(ARGV[1]) then
        rows = redis.call('SORT', KEYS[place], 'LIMIT', 0, ARGV[2])
    else
        rows = redis.call('ZRANGE', KEYS[place], 0, ARGV[2] - 1)
    end
    found[place - 1] = table.concat(rows, ' ')
end
return found
"""

# A document of row ARGV[1] in or out of what leads to it. Of the KEYS, the first ARGV[2] are sets: of its id and its
# buckets; the others are of its shingles, sorted.
_ENTER = """
for place, key in ipairs(KEYS) do
    if place <= tonumber(ARGV[2]) then
        redis.call('SADD', key, ARGV[1])
    else
        redis.call('ZADD', key, ARGV[1], ARGV[1])
    end
end
"""
_LEAVE = """
for place, key in ipairs(KEYS) do
    redis.call(place <= tonumber(ARGV[2]) and 'SREM' or 'ZREM', key, ARGV[1])
end
"""


_NO_ROWS = np.empty(0, np.int64)


class IndexGoneError(Exception):
    """The index that was opened is not on the server any more."""


class Tables:
    """The tables of the index `name`: what reads them answers at once, what changes them goes into a pipeline.

    `card` is what the index was made with, as it stands on the server.
    """

    def __init__(self, client: redis.Redis, name: str, bands: Bands, card: bytes) -> None:
        self.index, self._card = f"{name}:index", card
        self.rows, self.turn = f"{name}:rows", f"{name}:turn"
        self.documents, self.days, self.batches = f"{name}:documents", f"{name}:days", f"{name}:batches"
        self._id, self._shingle = f"{name}:id:".encode(), f"{name}:shingle:".encode()
        self._client = client
        # datasketch makes two bands at least; where one is enough, the second stays empty.
        lsh = MinHashLSH(
            num_perm=max(NUM_PERM, 2 * bands.rows),
            params=(max(bands.count, 2), bands.rows),
            storage_config={
                "type": "redis",
                "basename": f"{name}:lsh".encode(),
                "redis": {"connection_pool": client.connection_pool},
            },
            prepickle=False,  # what is unpickled may run code
        )
        self._find = client.register_script(_FIND)
        self._bands = list(zip(lsh.hashtables, lsh.hashranges, strict=True))[: bands.count]

    def find(self, looked_up: LookUps, signatures: NDArray[np.uint32]) -> Found:
        """What stands under the keys of some documents, which have these `signatures`, uint32 (n, 128).

        Of each key, one row more than counts is read: so it is seen whether there are more. Raises `IndexGoneError`
        where the server has lost the index.
        """
        buckets, shingles = self._buckets(looked_up, signatures), self._shingles(looked_up)
        keys = [key for _, key in chain(buckets, shingles)]
        arguments = [looked_up.bands + 1, POSTINGS_PER_KEY + 1, self._card]
        answers = self._find([self.index, *keys], arguments)
        if answers is None:
            raise IndexGoneError
        try:
            found = [np.array(answer.split(), np.bytes_).astype(np.int64) for answer in answers]
        except (ValueError, OverflowError):
            raise self._foreign() from None
        totals = np.array([len(rows) for rows in found], np.int64)
        return Found(np.repeat(np.arange(len(found)), totals), np.concatenate([_NO_ROWS, *found]), totals)

    def check_there(self) -> None:
        """Raise `IndexGoneError` where the server has lost the index."""
        if self._client.get(self.index) != self._card:
            raise IndexGoneError

    def fetch(self, rows: Iterable[int]) -> tuple[NDArray[np.int64], Batch]:
        """Those of the rows that have a document, int64 (n,), and these documents."""
        wanted = list(rows)
        values = self._client.hmget(self.documents, [str(row) for row in wanted]) if wanted else []
        there = [(row, value) for row, value in zip(wanted, values, strict=True) if value is not None]
        try:
            return np.array([row for row, _ in there], np.int64), unpacked([value for _, value in there])
        except ValueError:
            raise self._foreign() from None

    def _foreign(self) -> DedupError:
        return DedupError(
            f"under {self.index.rpartition(':')[0]}: on the Redis server stands what dedup did not write; give the "
            "index another ?name=, or delete those keys and make it again"
        )

    def rows_of(self, ids: Sequence[str]) -> list[list[int]]:
        """The rows that stand under the keys of these ids, ascending; other ids may have the same key."""
        pipe = self._client.pipeline(transaction=False)
        for key in self._ids(ids):
            pipe.smembers(key)
        return [sorted(map(int, rows)) for rows in pipe.execute()]

    def put(self, pipe: Pipeline, batch: Batch, looked_up: LookUps, first: int) -> None:
        """Add documents, which get the rows from `first` on."""
        names = [b"%d" % (first + place) for place in range(len(batch))]
        pipe.incrby(self.rows, len(batch))
        pipe.hset(self.documents, items=list(chain(*zip(names, packed(batch), strict=True))))
        pipe.zadd(self.days, dict(zip(names, batch.days.tolist(), strict=True)))
        self._each(_ENTER, pipe, names, batch, looked_up)

    def remove(self, pipe: Pipeline, rows: NDArray[np.int64], batch: Batch, looked_up: LookUps) -> None:
        """Take documents out, with all that leads to them. The first answer will be how many were still there."""
        names = [b"%d" % row for row in rows.tolist()]
        pipe.hdel(self.documents, *names)
        pipe.zrem(self.days, *names)
        self._each(_LEAVE, pipe, names, batch, looked_up)

    def _each(self, script: str, pipe: Pipeline, names: list[bytes], batch: Batch, looked_up: LookUps) -> None:
        """Call a script for each document, with all keys that lead to it."""
        sets = [[key] for key in self._ids(batch.ids)]
        for place, key in self._buckets(looked_up, batch.prints.signatures):
            sets[place].append(key)
        sorted_sets: list[list[bytes]] = [[] for _ in names]
        for place, key in self._shingles(looked_up):
            sorted_sets[place].append(key)
        for name, first, last in zip(names, sets, sorted_sets, strict=True):
            # Its text, not its hash: a script that the server has just forgotten would leave half a transaction.
            pipe.eval(script, len(first) + len(last), *first, *last, name, len(first))

    def _ids(self, ids: Sequence[str]) -> list[bytes]:
        return [self._id + key.tobytes() for key in id_keys(ids)]

    def _shingles(self, looked_up: LookUps) -> Iterator[tuple[int, bytes]]:
        """The document and the key of each sampled shingle."""
        owners, keys = looked_up.owners[looked_up.bands :], looked_up.keys[looked_up.bands :]
        for owner, key in zip(owners.tolist(), keys.astype("<u8", copy=False), strict=True):
            yield owner, self._shingle + key.tobytes()

    def _buckets(self, looked_up: LookUps, signatures: NDArray[np.uint32]) -> Iterator[tuple[int, bytes]]:
        """The document and the key of each band."""
        swapped = signatures.byteswap()
        for owner in looked_up.owners[: looked_up.bands : len(self._bands)].tolist():
            for table, (start, stop) in self._bands:
                yield owner, table.redis_key(swapped[owner, start:stop].tobytes())
