"""Near duplicates on Spark: who shares a band with whom, however many share it, and which of them lead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere
from pyspark.sql.column import Column

from dedup.duplicates import MatchSettings
from dedup.duplicates.pairs import dropped
from dedup.rows import is_first
from dedup.spark.arrays import Batch, arrow_schema, batch, grouped, joined, mixed, numbers, whole
from dedup.spark.storage import Work
from dedup.spark.verifying import verified

_MEMBERS = "bucket long, key long, row long, size int, is_hot boolean"
_FOUND = "row long, other long, key long, size int"
_PAIRS = "row long, other long"
_ROW = "row long"


@dataclass(frozen=True, slots=True)
class Limits:
    """From which sizes on work is divided; none changes a result.

    Up to `pairs` pairs one task decides by itself, in some 200 MB; more are decided in rounds until so few are left. A
    key that more than `hot` documents share is hot: its documents are compared with its first one, round by round, and
    with each other when few enough are left, or after so many `rounds`.
    """

    pairs: int = 4 << 20
    hot: int = 256
    rounds: int = 16


def near_pairs(
    compared: DataFrame, settings: MatchSettings, work: Work, limits: Limits, buckets: int
) -> tuple[DataFrame, DataFrame | None]:
    """The near pairs that share a band, each once; and the members of hot keys (`key`, `row`, `size`), or None.

    The keys are worked through in so many `buckets`.

    Under a hot key not all pairs are compared, but all that decide which documents are near no preferred one that
    stays: see `_thinned`.
    """
    members = compared.select("row", "size", "bands").mapInArrow(_Members(limits.hot, buckets), _MEMBERS)
    paired = members.repartition(buckets, "bucket").mapInArrow(_PairUp(settings.near, limits.hot), _FOUND)
    found, sums = work.measured(paired, "bands", F.count("key").alias("hot"))
    pairs = found.where("key is null").select("row", "other").distinct()
    near = work.stored(verified(pairs, compared, settings).where("is_near"), "near")
    if not sums["hot"]:
        return near, None
    hot = found.where("key is not null").select("key", "row", "size")
    ranked = hot.join(compared.select("row", "prefer", "keep"), "row")
    return _thinned(near, ranked, compared, settings, work, limits), hot


def _thinned(
    near: DataFrame, active: DataFrame, compared: DataFrame, settings: MatchSettings, work: Work, limits: Limits
) -> DataFrame:
    """The near pairs, with those under hot keys that matter: `active` are their members.

    In each round, a document is free if it is the first of every hot key of its own that is still undecided, and
    near no preferred undecided one. No preferred document that stays is near it, so it stays, whatever becomes of the
    others. It is compared with all that are left under its keys, and what is near it is decided, too. A pair that is
    never compared has a document that another pair drops, and which so drops nobody.
    """
    undecided_pairs = in_order(near)
    for _ in range(limits.rounds):
        active = work.stored(active, "active")
        sizes = active.groupBy("key").agg(F.count("*").alias("members"), F.min(_rank()).alias("first"))
        hot_keys = work.stored(sizes.where(f"members > {limits.hot}").select("key", "first.row"), "hot")
        if hot_keys.isEmpty():
            break
        firsts = sizes.select("key", F.col("first.row").alias("other"))
        behind = active.join(firsts, "key").where("row != other").select("row")
        waiting = undecided_pairs.select("row").union(behind).distinct()
        leading = undecided_pairs.select(F.col("other").alias("row")).union(active.select("row")).distinct()
        free = work.stored(leading.join(waiting, "row", "left_anti"), "free")
        heads = active.join(free, "row", "left_semi").select(
            "key", F.col("row").alias("other"), F.col("size").alias("other_size")
        )
        star = active.join(heads, "key").where("row != other").where(fits(settings))
        found = verified(star.select("row", "other").distinct(), compared, settings).where("is_near")
        near = work.stored(near.unionByName(found), "near")
        known = in_order(near)
        lost = work.stored(
            known.join(free.withColumnRenamed("row", "other"), "other", "left_semi").select("row").distinct(), "lost"
        )
        done = free.union(lost)
        active = active.join(done, "row", "left_anti")
        undecided_pairs = known.join(done, "row", "left_anti").join(
            done.withColumnRenamed("row", "other"), "other", "left_anti"
        )
    rest = verified(all_pairs(active, settings), compared, settings).where("is_near")
    return work.stored(near.unionByName(rest), "near")


def _rank() -> Column:
    return F.struct("prefer", "keep", "row")


def fits(settings: MatchSettings) -> Column:
    """A condition: the columns `size` and `other_size`, numbers of shingles, let two documents be near."""
    least, most = F.least("size", "other_size"), F.greatest("size", "other_size")
    return least / most >= settings.near


def all_pairs(members: DataFrame, settings: MatchSettings) -> DataFrame:
    """All pairs of documents under the same key, each once, whose sizes let them be near: `row`, `other`."""
    ones = members.select("key", "row", "size")
    others = members.select("key", F.col("row").alias("other"), F.col("size").alias("other_size"))
    return ones.join(others, "key").where("row < other").where(fits(settings)).select("row", "other").distinct()


def in_order(near: DataFrame) -> DataFrame:
    """Near pairs (rows of `EDGES`) as `row` and `other`, each once; the other is the preferred one of the two."""
    is_before = F.struct("other_prefer", "other_keep", "other") < F.struct("row_prefer", "row_keep", "row")
    one, other = F.col("row"), F.col("other")
    return near.select(
        F.when(is_before, one).otherwise(other).alias("row"), F.when(is_before, other).otherwise(one).alias("other")
    ).distinct()


def turned(near: DataFrame) -> DataFrame:
    """Near pairs the other way round: the columns of `row` and `other` exchanged, and `is_larger` negated."""
    names = [("row", "other"), ("row_prefer", "other_prefer"), ("row_keep", "other_keep"), ("size", "other_size")]
    other = dict(names) | {name: own for own, name in names}
    larger = ~F.col("is_larger")
    return near.select(
        *((larger if name == "is_larger" else F.col(other.get(name, name))).alias(name) for name in near.columns)
    )


def settled(pairs: DataFrame, work: Work, name: str, limits: Limits) -> DataFrame:
    """The rows that do not stay, each once, where each pair drops its row for the other, if that stays: see `dropped`.

    While there are more than `limits.pairs` pairs, they are decided in rounds; one task decides the rest. In each
    round, every document that waits for none stays, and those that wait for it drop; they and their pairs are done
    with. There is always one that waits for none, since pairs lead round in no circle, so each round has fewer pairs;
    and what is decided is what the order of preference decides, whatever becomes of the others.
    """
    pairs, gone = work.stored(pairs, name), list[DataFrame]()
    while pairs.count() > limits.pairs:
        waiting = pairs.select("row").distinct()
        staying = pairs.select("other").distinct().join(waiting.withColumnRenamed("row", "other"), "other", "left_anti")
        lost = work.stored(pairs.join(staying, "other", "left_semi").select("row").distinct(), name)
        gone.append(lost)
        left = pairs.join(lost, "row", "left_anti")
        pairs = work.stored(
            left.join(lost.withColumnRenamed("row", "other"), "other", "left_anti").select("row", "other"), name
        )
    rest = work.stored(pairs.repartition(1).mapInArrow(_dropped, _ROW), name)
    for lost in gone:
        rest = rest.union(lost)
    return rest


def _dropped(batches: Iterator[Batch]) -> Iterator[Batch]:
    own = whole(batches, arrow_schema(_PAIRS))
    yield batch(arrow_schema(_ROW), {"row": dropped(numbers(own.column("row")), numbers(own.column("other")))})


_NOBODY = -1


@dataclass(frozen=True, slots=True)
class _Members:
    """Documents into a row for each of their bands.

    A key that is hot in a task alone is hot, whatever other tasks have. So its members go to any buckets, and
    one row, of no document, tells the bucket of the key: however many share a key, no bucket gets them all.
    """

    hot: int
    buckets: int

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield a row for each band of some 16 MB of documents at a time, in the bucket of its key; if hot, in any.

        For each key that is hot among them, one more row, of no document, goes to the bucket of the key.
        """
        schema = arrow_schema(_MEMBERS)
        for own in grouped(batches):
            keys, offsets = joined(own.column("bands"), np.int64)
            counts = np.diff(offsets)
            rows = np.repeat(numbers(own.column("row")), counts)
            sizes = np.repeat(numbers(own.column("size")), counts)
            _, first, place, members = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
            hot = members[place] > self.hot
            telling = first[members > self.hot]
            bucket = np.where(hot, mixed(rows), mixed(keys)) % self.buckets
            yield batch(
                schema,
                {
                    "bucket": np.append(bucket, mixed(keys[telling]) % self.buckets),
                    "key": np.append(keys, keys[telling]),
                    "row": np.append(rows, np.full(len(telling), _NOBODY)),
                    "size": np.append(sizes, sizes[telling]),
                    "is_hot": np.append(hot, np.ones(len(telling), np.bool_)),
                },
            )


@dataclass(frozen=True, slots=True)
class _PairUp:
    """The members of some keys into pairs; those of a hot key stay members."""

    near: float
    hot: int

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield all pairs under the same key whose sizes let them be near, and then the members of hot keys.

        A key is hot with more than `hot` rows, or if a row of it is marked as hot. Pairs have no key and size, members
        no `other`.
        """
        schema = arrow_schema(_FOUND)
        own = whole(batches, arrow_schema(_MEMBERS))
        keys, rows, sizes, told = (numbers(own.column(name)) for name in ("key", "row", "size", "is_hot"))
        order = np.lexsort((rows, keys))
        keys, rows, sizes, told = keys[order], rows[order], sizes[order].astype(np.int64), told[order]
        begins = np.flatnonzero(is_first(keys))
        counts = np.diff(np.append(begins, len(keys)))
        group = np.repeat(np.arange(len(begins)), counts)
        left = (begins + counts)[group] - np.arange(len(keys)) - 1  # members of the key that come after
        hot = (counts[group] > self.hot) | (np.bincount(group, told, len(begins))[group] > 0)
        several = np.flatnonzero((left > 0) & ~hot)
        one = np.repeat(several, left[several])
        place = np.arange(len(one)) - np.repeat(np.cumsum(left[several]) - left[several], left[several]) + one + 1
        fitting = np.minimum(sizes[one], sizes[place]) / np.maximum(sizes[one], sizes[place]) >= self.near
        one, place = one[fitting], place[fitting]
        nothing = [None] * len(one)
        yield batch(schema, {"row": rows[one], "other": rows[place], "key": nothing, "size": nothing})
        hot &= rows != _NOBODY
        missing = [None] * int(hot.sum())
        yield batch(schema, {"row": rows[hot], "other": missing, "key": keys[hot], "size": sizes[hot]})
