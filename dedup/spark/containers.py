"""Which documents may contain others, on Spark: the rare shingles of each, and who has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.duplicates import MatchSettings
from dedup.duplicates.candidates import least_overlap, rarest, slots_for
from dedup.rows import is_first, offsets_of
from dedup.spark.arrays import (
    Batch,
    arrow_schema,
    ascending,
    batch,
    cut,
    grouped,
    joined,
    mixed,
    numbers,
    split_by,
    whole,
)

_COUNTED = "bucket long, rows binary, sizes binary, shingles binary, frequency binary"
SHARED = "row long, size int, shingles binary, is_common binary, probes binary, is_common_probe binary"
"""The shingles of a document that others have too, those of them by which its containers are found, and of both whether
they are common: whether `COMMON` documents or more have each."""
_SIDES = "bucket long, is_probe boolean, rows binary, sizes binary, shingles binary"
PAIRS = "row long, other long"
COMMON = 255
"""So many documents, counts end at. Where a task meets a shingle so often, it need not ask others how many have it."""
_SALTS = 32  # in how many pieces the documents are cut that have a common shingle
_LEADING = 6  # bits of a shingle that choose its part of the table of `document_frequency`


def shared_shingles(documents: DataFrame, shingles: int, settings: MatchSettings, buckets: int) -> DataFrame:
    """The shingles that each document shares with others, and its probes, as rows of `SHARED`.

    Probes are the rarest of these, so many that each document that contains it has one; short documents have none.
    Documents that share no shingle have no row. `shingles` is how many all documents of the run have: as on one
    machine, frequencies are counted in a table whose slots some shingles share, so a few that are shared with none are
    in, too. `buckets` is in how many pieces the work is cut, a power of two.
    """
    slots = slots_for(shingles)
    counted = documents.select("row", "size", "shingles").mapInArrow(_ByShingle(slots, buckets), _COUNTED)
    repeated = counted.repartition(buckets, "bucket").mapInArrow(_Frequency(slots, buckets), _COUNTED)
    return repeated.repartition(buckets, "bucket").mapInArrow(_Probes(settings), SHARED)


def container_pairs(shared: DataFrame, index: DataFrame, settings: MatchSettings, buckets: int) -> DataFrame:
    """The pairs of a document of `shared` and an `other` of `index` that has one of its probes, as rows of `PAIRS`.

    Both are rows of `SHARED`. Each pair is there once, and only if the numbers of shingles let the other contain the
    document or be near it.
    """
    known = index.select("row", "size", "shingles", "is_common").mapInArrow(_Side(False, buckets), _SIDES)
    probes = shared.where("length(probes) > 0").select(
        "row", "size", F.col("probes").alias("shingles"), F.col("is_common_probe").alias("is_common")
    )
    both = known.unionByName(probes.mapInArrow(_Side(True, buckets), _SIDES))
    return both.repartition(buckets, "bucket").mapInArrow(_Meet(settings), PAIRS).distinct()


def _slot(shingles: NDArray[np.uint64], slots: int) -> NDArray[np.int64]:
    """The place of each shingle in the table of `document_frequency`, int64 (n,).

    The leading `_LEADING` bits choose a part of the table, the low bits one of its `slots` (a power of two).
    """
    part = shingles >> np.uint64(64 - _LEADING)
    found: NDArray[np.int64] = (part * np.uint64(slots) + (shingles & np.uint64(slots - 1))).astype(np.int64)
    return found


def _width(slots: int, buckets: int) -> int:
    """How many places of the table of `document_frequency` belong to a bucket."""
    return max((slots << _LEADING) // buckets, 1)


def _laid_out(own: Batch) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """For each shingle of some documents the row and the size of its document, and the shingle: three arrays (n,)."""
    shingles, offsets = joined(own.column("shingles"), np.uint64)
    counts = np.diff(offsets)
    rows = np.repeat(numbers(own.column("row")), counts)
    return rows, np.repeat(numbers(own.column("size")).astype(np.int32), counts), shingles


@dataclass(frozen=True, slots=True)
class _ByShingle:
    """Documents into rows of `_COUNTED`, a bucket for neighbouring slots.

    A shingle that is common in a task has the frequency `COMMON`, whatever other tasks count. So its documents go to
    any buckets, and one row, of no document, tells those who count the slot: however many documents have a shingle, no
    bucket gets them all.
    """

    slots: int
    buckets: int

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield the shingles of some 16 MB of documents at a time by bucket, with frequency `COMMON`, or 0: unknown.

        For each slot that is common among them, a row of no document goes to the bucket of the slot.
        """
        schema = arrow_schema(_COUNTED)
        for own in grouped(batches):
            rows, sizes, shingles = _laid_out(own)
            slot = _slot(shingles, self.slots)
            bucket = slot // _width(self.slots, self.buckets)
            common = _is_common(slot)
            _, told = np.unique(slot[common], return_index=True)
            telling = np.flatnonzero(common)[told]
            bucket = np.concatenate((np.where(common, mixed(rows) % self.buckets, bucket), bucket[telling]))
            rows = np.concatenate((rows, np.full(len(telling), _NOBODY)))
            sizes, shingles = np.append(sizes, sizes[telling]), np.append(shingles, shingles[telling])
            frequency = np.append(np.where(common, COMMON, 0), np.full(len(telling), COMMON)).astype(np.uint8)
            found, cells = split_by(bucket, rows, sizes, shingles, frequency)
            yield batch(schema, dict(zip(schema.names, (found, *cells), strict=True)))


_NOBODY = -1


def _is_common(slot: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of some slots, whether each is there `COMMON` times or more, (n,)."""
    cell = slot & 0xFFFF
    likely = np.flatnonzero((np.bincount(cell, minlength=1 << 16) >= COMMON)[cell])
    _, place, counts = np.unique(slot[likely], return_inverse=True, return_counts=True)
    found = np.zeros(len(slot), np.bool_)
    found[likely] = counts[place] >= COMMON
    return found


@dataclass(frozen=True, slots=True)
class _Frequency:
    """Rows of `_COUNTED`, bucketed by slot, into rows of `_COUNTED` bucketed by document.

    Only shingles are kept whose slots occur twice or more.
    """

    slots: int
    buckets: int

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield one batch of the shingles whose slots occur twice or more, with how often, up to `COMMON`, by document.

        Those that are known to be common keep `COMMON`; rows of no document add `COMMON` to their slot and are left
        out.
        """
        schema = arrow_schema(_COUNTED)
        own = whole(batches, schema)
        rows, sizes = joined(own.column("rows"), np.int64)[0], joined(own.column("sizes"), np.int32)[0]
        shingles, known = joined(own.column("shingles"), np.uint64)[0], joined(own.column("frequency"), np.uint8)[0]
        counted = np.flatnonzero((known == 0) | (rows == _NOBODY))
        bucket, within = np.divmod(_slot(shingles[counted], self.slots), _width(self.slots, self.buckets))
        known_buckets = np.unique(numbers(own.column("bucket")))
        place = np.searchsorted(known_buckets, bucket) * _width(self.slots, self.buckets) + within
        counts = np.bincount(place, weights=np.maximum(known[counted], 1))
        frequency = known.copy()
        frequency[counted] = np.minimum(counts, COMMON)[place]
        often = np.flatnonzero((frequency > 1) & (rows != _NOBODY))
        rows, sizes, shingles, frequency = rows[often], sizes[often], shingles[often], frequency[often]
        found, cells = split_by(mixed(rows) % self.buckets, rows, sizes, shingles, frequency)
        yield batch(schema, dict(zip(schema.names, (found, *cells), strict=True)))


@dataclass(frozen=True, slots=True)
class _Probes:
    """Rows of `_COUNTED` into rows of `SHARED`."""

    settings: MatchSettings

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield one batch with a row for each document: its shared shingles, ascending, and its probes.

        These are the rarest of its shared shingles, so many that each document that contains it has one of them.
        A document with fewer shingles than `contained_shingles` has no probes.
        """
        schema = arrow_schema(SHARED)
        own = whole(batches, arrow_schema(_COUNTED))
        rows, sizes = joined(own.column("rows"), np.int64)[0], joined(own.column("sizes"), np.int32)[0]
        shingles = joined(own.column("shingles"), np.uint64)[0]
        frequency = joined(own.column("frequency"), np.uint8)[0]
        order = np.argsort(shingles)
        order = order[ascending(np.unique(rows, return_inverse=True)[1][order])]
        rows, sizes, shingles, frequency = rows[order], sizes[order], shingles[order], frequency[order]
        begins = np.flatnonzero(is_first(rows))
        offsets = np.append(begins, len(rows)).astype(np.int64)
        size = sizes[begins].astype(np.int64)
        asking = np.flatnonzero(size >= self.settings.contained_shingles)
        places = rarest(frequency, offsets, asking, least_overlap(size, self.settings.contained))
        probes = np.searchsorted(places, offsets)
        yield batch(
            schema,
            {
                "row": rows[begins],
                "size": sizes[begins],
                "shingles": cut(shingles, offsets),
                "is_common": cut(frequency == COMMON, offsets),
                "probes": cut(shingles[places], probes.astype(np.int64)),
                "is_common_probe": cut(frequency[places] == COMMON, probes.astype(np.int64)),
            },
        )


@dataclass(frozen=True, slots=True)
class _Side:
    """Shingles of documents into rows of `_SIDES`.

    Documents that have a common shingle are spread over `_SALTS` buckets, in each of which they are looked for.
    """

    is_probe: bool
    buckets: int

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield the given shingles of some 16 MB of documents at a time, by bucket.

        A common one goes to one of up to `_SALTS` buckets, chosen by its document; a common probe is copied to all of
        these.
        """
        schema, salts = arrow_schema(_SIDES), min(_SALTS, self.buckets)
        for own in grouped(batches):
            rows, sizes, shingles = _laid_out(own)
            common = joined(own.column("is_common"), np.bool_)[0]
            salt = np.where(common, mixed(rows) % salts, 0)
            if self.is_probe:
                times = np.where(common, salts, 1)
                rows, sizes, shingles = np.repeat(rows, times), np.repeat(sizes, times), np.repeat(shingles, times)
                salt = np.arange(len(rows)) - np.repeat(np.cumsum(times) - times, times)
            bucket = ((shingles % np.uint64(self.buckets)).astype(np.int64) + salt) % self.buckets
            found, cells = split_by(bucket, rows, sizes, shingles)
            side = [self.is_probe] * len(found)
            yield batch(schema, dict(zip(schema.names, (found, side, *cells), strict=True)))


@dataclass(frozen=True, slots=True)
class _Meet:
    """Rows of `_SIDES` into pairs."""

    settings: MatchSettings

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield the pairs of documents that share a probe and whose sizes let the other contain the one or be near it.

        A container has at least as many shingles. A pair may be there several times.
        """
        schema = arrow_schema(PAIRS)
        own = whole(batches, arrow_schema(_SIDES))
        is_probe = own.column("is_probe")
        rows, sizes, shingles = _columns(own.filter(is_probe))
        others, other_sizes, known = _columns(own.filter(_not(is_probe)))
        order, asked = np.argsort(known), np.argsort(shingles)
        others, other_sizes, known = others[order], other_sizes[order], known[order]
        rows, sizes, shingles = rows[asked], sizes[asked], shingles[asked]
        first, last = np.searchsorted(known, shingles), np.searchsorted(known, shingles, side="right")
        for begin, end in _portions(last - first):
            counts = (last - first)[begin:end]
            one = np.repeat(np.arange(begin, end), counts)
            place = np.arange(len(one)) - np.repeat(offsets_of(counts)[:-1], counts) + first[one]
            size, other_size = sizes[one].astype(np.int64), other_sizes[place].astype(np.int64)
            ratio = np.minimum(size, other_size) / np.maximum(size, other_size)
            fits = ((ratio >= self.settings.near) | (other_size >= size)) & (rows[one] != others[place])
            found, found_others = _distinct(rows[one][fits], others[place][fits])
            yield batch(schema, {"row": found, "other": found_others})


def _distinct(rows: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs of `rows` and `others` (n,), each once, but for a few whose hashes others have; in no order."""
    order = np.argsort(mixed(rows) ^ others)
    rows, others = rows[order], others[order]
    new = is_first(rows, others)
    return rows[new], others[new]


def _columns(own: Batch) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint64]]:
    """The rows, sizes and shingles of a batch of `_SIDES`, an element for each shingle."""
    return (
        joined(own.column("rows"), np.int64)[0],
        joined(own.column("sizes"), np.int32)[0],
        joined(own.column("shingles"), np.uint64)[0],
    )


def _not(column: Any) -> Any:
    import pyarrow.compute as pc

    return pc.invert(column)


def _portions(counts: NDArray[np.int64], most: int = 1 << 22) -> Iterator[tuple[int, int]]:
    """Bounds (begin, end) of runs of probes that meet up to `most` documents together, or of one that meets more.

    `counts` (n,) are the documents that each probe meets.
    """
    passed = np.cumsum(counts)
    begin = 0
    while begin < len(counts):
        done = passed[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(passed, done + most, side="right")))
        yield begin, end
        begin = end
