"""The keys of an index on a Redis server, and the commands that read and change them.

| key                | type       | holds                                                                          |
|--------------------|------------|--------------------------------------------------------------------------------|
| `NAME:index`       | string     | what the index was created with, as JSON                                       |
| `NAME:rows`        | string     | how many documents were ever added: the row of the next one                    |
| `NAME:documents`   | hash       | row -> value of the document, see `values`                                     |
| `NAME:days`        | sorted set | rows by day                                                                    |
| `NAME:batches`     | hash       | name of a batch -> row at which it began                                       |
| `NAME:turn`        | string     | the lock of a writer                                                           |
| `NAME:id:KEY`      | set        | rows of documents whose id has that key                                        |
| `NAME:shingle:KEY` | sorted set | rows of documents with that sampled shingle                                    |
| `NAME:lsh_bucket_` | sets       | rows by band, in the Redis storage of datasketch's `MinHashLSH`                |

A `MinHashLSH` of datasketch with `num_perm=128, params=(bands.count, bands.rows), prepickle=False,
storage_config={"type": "redis", "basename": b"NAME:lsh", "redis": {...}}` answers queries from the bands. The lists of
keys and buckets that datasketch keeps for counting and removal are not written: they take a quarter of the memory.

Rows are written as decimal numbers: Redis stores small sets of those as compact sorted arrays.
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
from dedup.index.core.batch import Batch
from dedup.index.core.candidates import POSTINGS_PER_KEY
from dedup.index.core.keys import LookupKeys, id_keys
from dedup.index.core.postings import Found
from dedup.index.redis.values import packed, unpacked
from dedup.minhash import NUM_PERM, Bands

# Returns the first ARGV[2] rows under each of the keys. KEYS[1] is the description of the index: if it is not ARGV[3],
# the server has lost the index, and the answer is nothing. KEYS[2] to KEYS[ARGV[1]] are buckets of bands, the others
# sorted sets. One call for all keys: forty calls for one document take redis-py longer than everything else.
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

# Add the row ARGV[1] to the keys of its document, or remove it from them. The first ARGV[2] of the KEYS are sets (its
# id and its buckets), the others sorted sets (its shingles).
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
    """The index that was opened is no longer on the server."""


class Tables:
    """The keys of the index `name`: methods that read send commands at once, methods that change queue them.

    `description` is what the index was created with, as JSON, exactly as the server has it.
    """

    def __init__(self, client: redis.Redis, name: str, bands: Bands, description: bytes) -> None:
        """Name the keys of an index with these `bands`."""
        self.index, self._description = f"{name}:index", description
        self.rows, self.lock = f"{name}:rows", f"{name}:turn"
        self.documents, self.days, self.batches = f"{name}:documents", f"{name}:days", f"{name}:batches"
        self._id, self._shingle = f"{name}:id:".encode(), f"{name}:shingle:".encode()
        self._client = client
        # datasketch makes at least two bands; where one is enough, the second stays empty.
        lsh = MinHashLSH(
            num_perm=max(NUM_PERM, 2 * bands.rows),
            params=(max(bands.count, 2), bands.rows),
            storage_config={
                "type": "redis",
                "basename": f"{name}:lsh".encode(),
                "redis": {"connection_pool": client.connection_pool},
            },
            prepickle=False,  # unpickling could run code
        )
        self._find = client.register_script(_FIND)
        self._bands = list(zip(lsh.hashtables, lsh.hashranges, strict=True))[: bands.count]

    def find(self, keys: LookupKeys, signatures: NDArray[np.uint32]) -> Found:
        """The postings under the keys of n documents, whose `signatures` are uint32 (n, 128).

        At most `POSTINGS_PER_KEY` + 1 rows of each key are read, the lowest, and `totals` counts only these: one more
        than is used shows that there are more. Raises `IndexGoneError` where the server has lost the index,
        `DedupError` where a row is not a number.
        """
        buckets, shingles = self._buckets(keys, signatures), self._shingles(keys)
        names = [key for _, key in chain(buckets, shingles)]
        arguments = [keys.bands + 1, POSTINGS_PER_KEY + 1, self._description]
        answers = self._find([self.index, *names], arguments)
        if answers is None:
            raise IndexGoneError
        try:
            found = [np.array(answer.split(), np.bytes_).astype(np.int64) for answer in answers]
        except (ValueError, OverflowError):
            raise self._foreign() from None
        totals = np.array([len(rows) for rows in found], np.int64)
        return Found(np.repeat(np.arange(len(found)), totals), np.concatenate([_NO_ROWS, *found]), totals)

    def check_there(self) -> None:
        """Raise `IndexGoneError` where the server has no description of the index, or another one."""
        if self._client.get(self.index) != self._description:
            raise IndexGoneError

    def fetch(self, rows: Iterable[int]) -> tuple[NDArray[np.int64], Batch]:
        """Those of the rows that have a document, int64 (n,), in the order given, and their documents.

        Raises `DedupError` where a value is not a document.
        """
        wanted = list(rows)
        values = self._client.hmget(self.documents, [str(row) for row in wanted]) if wanted else []
        there = [(row, value) for row, value in zip(wanted, values, strict=True) if value is not None]
        try:
            return np.array([row for row, _ in there], np.int64), unpacked([value for _, value in there])
        except ValueError:
            raise self._foreign() from None

    def _foreign(self) -> DedupError:
        """The error for keys that another program wrote."""
        return DedupError(
            f"the keys {self.index.rpartition(':')[0]}: on the Redis server hold what dedup did not write; give the "
            "index another ?name=, or delete those keys and make it again"
        )

    def rows_of(self, ids: Sequence[str]) -> list[list[int]]:
        """The rows under the key of each id, ascending, maybe none; some may be of other ids with the same key."""
        pipe = self._client.pipeline(transaction=False)
        for key in self._ids(ids):
            pipe.smembers(key)
        return [sorted(map(int, rows)) for rows in pipe.execute()]

    def put(self, pipe: Pipeline, batch: Batch, keys: LookupKeys, first: int) -> None:
        """Queue the adding of documents; they get the rows from `first` on, and `NAME:rows` grows by their number."""
        names = [b"%d" % (first + place) for place in range(len(batch))]
        pipe.incrby(self.rows, len(batch))
        pipe.hset(self.documents, items=list(chain(*zip(names, packed(batch), strict=True))))
        pipe.zadd(self.days, dict(zip(names, batch.days.tolist(), strict=True)))
        self._each(_ENTER, pipe, names, batch, keys)

    def remove(self, pipe: Pipeline, rows: NDArray[np.int64], batch: Batch, keys: LookupKeys) -> None:
        """Queue the removal of documents from all keys. The first command queued returns how many were still there.

        `rows`, `batch` and `keys` are the rows, the contents and the lookup keys of the same documents, in one order.
        """
        names = [b"%d" % row for row in rows.tolist()]
        pipe.hdel(self.documents, *names)
        pipe.zrem(self.days, *names)
        self._each(_LEAVE, pipe, names, batch, keys)

    def _each(self, script: str, pipe: Pipeline, names: list[bytes], batch: Batch, keys: LookupKeys) -> None:
        """Queue a call of `script` for each document, with the Redis keys of its id, its bands and its shingles.

        `script` is `_ENTER` or `_LEAVE`; `names` are the rows of the documents, as decimal numbers.
        """
        sets = [[key] for key in self._ids(batch.ids)]
        for place, key in self._buckets(keys, batch.prints.signatures):
            sets[place].append(key)
        sorted_sets: list[list[bytes]] = [[] for _ in names]
        for place, key in self._shingles(keys):
            sorted_sets[place].append(key)
        for name, first, last in zip(names, sets, sorted_sets, strict=True):
            # The text of the script, not its hash: if the server has dropped it, half a transaction would be done.
            pipe.eval(script, len(first) + len(last), *first, *last, name, len(first))

    def _ids(self, ids: Sequence[str]) -> list[bytes]:
        """The Redis key of each id."""
        return [self._id + key.tobytes() for key in id_keys(ids)]

    def _shingles(self, keys: LookupKeys) -> Iterator[tuple[int, bytes]]:
        """Yield the place of each document and the Redis key of each of its sampled shingles, and of its exact key."""
        owners, shingles = keys.owners[keys.bands :], keys.keys[keys.bands :]
        for owner, key in zip(owners.tolist(), shingles.astype("<u8", copy=False), strict=True):
            yield owner, self._shingle + key.tobytes()

    def _buckets(self, keys: LookupKeys, signatures: NDArray[np.uint32]) -> Iterator[tuple[int, bytes]]:
        """Yield the place of each document and the Redis key of each of its bands, made from its signature."""
        swapped = signatures.byteswap()
        for owner in keys.owners[: keys.bands : len(self._bands)].tolist():
            for table, (start, stop) in self._bands:
                yield owner, table.redis_key(swapped[owner, start:stop].tobytes())
