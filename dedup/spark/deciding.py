"""Which documents stay, on Spark: the steps of `dedup.duplicates.decide`, each over tables of pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.duplicates import MatchSettings
from dedup.duplicates.pairs import dropped
from dedup.spark.arrays import Batch, arrow_schema, batch, joined, numbers, whole
from dedup.spark.containers import container_pairs, shared_shingles
from dedup.spark.storage import Work
from dedup.spark.verifying import EDGES, verified

FATES = "row long, kept long, kind string, jaccard double, containment double"
"""A document that does not stay, the one that stands for it, and how the two relate."""

_MEMBERS = "key long, row long, size int"
_ROW = "row long"
PAIRS_OF_A_TASK = 4 << 20
"""So many pairs one task decides by itself, in some 200 MB; more are decided in rounds until so few are left."""
_SHINGLES_OF_A_BUCKET = 1 << 21


def decided(documents: DataFrame, settings: MatchSettings, work: Work) -> DataFrame:
    """The fates of documents (rows of `DOCUMENT`): the same that `decide` gives, as rows of `FATES`."""
    copies = work.stored(_copies(documents), "copies")
    chosen = documents.where("size > 0").join(copies, "row", "left_anti")
    compared = work.stored(chosen.select("row", "prefer", "keep", "size", "shingles", "bands"), "compared")
    total = documents.agg(F.sum("size")).first()
    shingles = int(total[0] or 0) if total is not None else 0
    fates = _fates(compared, shingles, settings, work)
    return work.stored(_with_copies(fates, copies), "fates")


def _copies(documents: DataFrame) -> DataFrame:
    """The exact copies that are not compared, and the preferred one that stands for each: `row`, `original`."""
    worded = documents.where("high != 0 or low != 0").select("row", "prefer", "keep", "high", "low")
    groups = worded.groupBy("high", "low").agg(
        F.min(F.struct("prefer", "keep", "row")).alias("first"), F.count("*").alias("copies")
    )
    several = groups.where("copies > 1").select("high", "low", F.col("first.row").alias("original"))
    return worded.join(several, ["high", "low"]).where("row != original").select("row", "original")


def _fates(compared: DataFrame, shingles: int, settings: MatchSettings, work: Work) -> DataFrame:
    """The fates of documents without copies.

    Each round keeps the leaders among the undecided, then drops every kept document that a larger kept one covers, as
    `decide` does; that also says why it ends. What is known of pairs is kept from round to round: pairs that share a
    band are compared once, and with documents that may contain others, once these have been leaders.
    """
    spark = compared.sparkSession
    buckets = _buckets(shingles)
    near = work.stored(verified(_band_pairs(compared, settings), compared, settings).where("is_near"), "near")
    shared = work.stored(shared_shingles(compared, shingles, settings, buckets), "shared")
    pairs = near.unionByName(_turned(near)).withColumn("by_probe", F.lit(False))
    gone = spark.createDataFrame([], _ROW)  # what is not kept
    stood = gone  # what has been a leader
    undecided = compared.select("row")
    before = F.struct("other_prefer", "other_keep", "other") < F.struct("row_prefer", "row_keep", "row")
    while True:
        rivals = _within(near, undecided).select("row", "other", before.alias("is_before"))
        ordered = rivals.select(
            F.when(F.col("is_before"), F.col("row")).otherwise(F.col("other")).alias("row"),
            F.when(F.col("is_before"), F.col("other")).otherwise(F.col("row")).alias("other"),
        ).distinct()
        followers = work.stored(settled(ordered, work), "leaders")
        leaders = undecided.join(followers, "row", "left_anti")
        new = work.stored(leaders.join(stood, "row", "left_anti"), "standing")
        found = container_pairs(shared, new, settings, buckets)
        pairs = work.stored(
            pairs.unionByName(verified(found, compared, settings).withColumn("by_probe", F.lit(True))), "pairs"
        )
        stood = stood.union(new)
        gone = gone.join(leaders, "row", "left_anti").union(followers).distinct()
        contained = _without(pairs.where("by_probe and is_larger"), gone, "row", "other").select("row", "other").distinct()
        gone = work.stored(gone.union(settled(contained, work)), "gone")
        best = work.stored(_best(_without(pairs.join(gone, "row", "left_semi"), gone, "other")), "best")
        undecided = work.stored(gone.join(best, "row", "left_anti"), "undecided")
        if undecided.isEmpty():
            return _scored(best, settings)


def _buckets(shingles: int) -> int:
    """In how many pieces to cut the work on shingles, a power of two."""
    return 1 << max(shingles // _SHINGLES_OF_A_BUCKET, 3).bit_length()


def _within(pairs: DataFrame, rows: DataFrame) -> DataFrame:
    """The pairs of which both documents are among some."""
    others = rows.select(F.col("row").alias("other"))
    return pairs.join(rows, "row", "left_semi").join(others, "other", "left_semi")


def _without(pairs: DataFrame, rows: DataFrame, *names: str) -> DataFrame:
    """The pairs of which the documents of these columns are not among some."""
    for name in names:
        pairs = pairs.join(rows.select(F.col("row").alias(name)), name, "left_anti")
    return pairs


def _turned(near: DataFrame) -> DataFrame:
    """Near pairs the other way round; which one is larger does not matter to them."""
    names = [("row", "other"), ("row_prefer", "other_prefer"), ("row_keep", "other_keep"), ("size", "other_size")]
    turned = {one: other for one, other in names} | {other: one for one, other in names}
    larger = ~F.col("is_larger")
    return near.select(
        *(larger.alias(name) if name == "is_larger" else F.col(turned.get(name, name)).alias(name) for name in near.columns)
    )


def _best(pairs: DataFrame) -> DataFrame:
    """For each row the best of the others: highest Jaccard, then containment, then preference."""
    jaccard = F.col("common") / (F.col("size") + F.col("other_size") - F.col("common"))
    order = F.struct(
        (-jaccard).alias("jaccard"),
        (-F.col("common")).alias("common"),
        F.col("other_prefer").alias("prefer"),
        F.col("other_keep").alias("keep"),
        F.col("other"),
        F.col("size"),
    )
    best = pairs.groupBy("row").agg(F.min(order).alias("best"))
    return best.select(
        "row", F.col("best.other").alias("kept"), (-F.col("best.jaccard")).alias("jaccard"),
        (-F.col("best.common") / F.col("best.size")).alias("containment"),
    )  # fmt: skip


def _scored(best: DataFrame, settings: MatchSettings) -> DataFrame:
    kind = F.when(F.col("jaccard") >= settings.near, "near").otherwise("contained")
    return best.select("row", "kept", kind.alias("kind"), "jaccard", "containment")


def _with_copies(fates: DataFrame, copies: DataFrame) -> DataFrame:
    """Let exact copies follow their original: to it where it stays, else to where it went, as it went."""
    own = copies.join(fates.withColumnRenamed("row", "original"), "original", "left")
    one = F.lit(1.0)
    followed = own.select(
        "row",
        F.coalesce("kept", "original").alias("kept"),
        F.coalesce("kind", F.lit("exact")).alias("kind"),
        F.coalesce("jaccard", one).alias("jaccard"),
        F.coalesce("containment", one).alias("containment"),
    )
    return fates.unionByName(followed)


def _band_pairs(compared: DataFrame, settings: MatchSettings) -> DataFrame:
    """The pairs that share a band and whose sizes let them be near: `row`, `other`, each pair once."""
    members = compared.select("row", "size", "bands").mapInArrow(_members, _MEMBERS)
    return members.repartition("key").mapInArrow(_PairUp(settings.near), "row long, other long").distinct()


def _members(batches: Iterator[Batch]) -> Iterator[Batch]:
    schema = arrow_schema(_MEMBERS)
    for own in batches:
        keys, offsets = joined(own.column("bands"), np.int64)
        counts = np.diff(offsets)
        rows, sizes = numbers(own.column("row")), numbers(own.column("size"))
        yield batch(schema, {"key": keys, "row": np.repeat(rows, counts), "size": np.repeat(sizes, counts)})


@dataclass(frozen=True, slots=True)
class _PairUp:
    near: float

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        schema = arrow_schema("row long, other long")
        own = whole(batches, arrow_schema(_MEMBERS))
        keys, rows, sizes = (numbers(own.column(name)) for name in ("key", "row", "size"))
        order = np.lexsort((rows, keys))
        keys, rows, sizes = keys[order], rows[order], sizes[order].astype(np.int64)
        begins = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)) if len(keys) else np.empty(0, np.int64)
        counts = np.diff(np.append(begins, len(keys)))
        group = np.repeat(np.arange(len(begins)), counts)
        left = (begins + counts)[group] - np.arange(len(keys)) - 1  # members of the key that come after
        several = np.flatnonzero(left)
        one = np.repeat(several, left[several])
        place = np.arange(len(one)) - np.repeat(np.cumsum(left[several]) - left[several], left[several]) + one + 1
        ratio = np.minimum(sizes[one], sizes[place]) / np.maximum(sizes[one], sizes[place])
        fits = ratio >= self.near
        yield batch(schema, {"row": rows[one[fits]], "other": rows[place[fits]]})


def settled(pairs: DataFrame, work: Work, limit: int = PAIRS_OF_A_TASK) -> DataFrame:
    """The rows that do not stay, where each pair drops its row for the other, if that stays: see `dropped`."""
    return pairs.repartition(1).mapInArrow(_dropped, _ROW)


def _dropped(batches: Iterator[Batch]) -> Iterator[Batch]:
    own = whole(batches, arrow_schema("row long, other long"))
    yield batch(arrow_schema(_ROW), {"row": dropped(numbers(own.column("row")), numbers(own.column("other")))})


_ = EDGES
