"""Which documents stay, on Spark: the steps of `dedup.duplicates.decide`, each over tables of pairs."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.duplicates import MatchSettings
from dedup.spark.containers import container_pairs, shared_shingles
from dedup.spark.hot_keys import Limits, all_pairs, fits, in_order, near_pairs, settled, turned
from dedup.spark.storage import Work
from dedup.spark.verifying import verified

FATES = "row long, kept long, kind string, jaccard double, containment double"
"""A document that does not stay, the one that stands for it, and how the two relate."""

_ROW = "row long"
_FEW_COPIES = 1 << 18  # are left out wherever documents are read; of more, the documents that are left are stored
_SHINGLES_OF_A_BUCKET = 1 << 21


def decided(documents: DataFrame, settings: MatchSettings, work: Work, limits: Limits | None = None) -> DataFrame:
    """The fates of the documents (rows of `DOCUMENT`) that do not stay, as rows of `FATES`: the same as of `decide`.

    They are computed and stored now. Exact copies are left out of the comparison, and share the fate of their original.
    `limits`: from which sizes on work is divided, else those of `Limits`; they change no result.
    """
    sums = documents.agg(F.sum("size").alias("shingles"))
    copies, count = work.counted(_copies(documents), "copies")
    compared = documents.where("size > 0").select("row", "prefer", "keep", "size", "shingles", "bands")
    if count > _FEW_COPIES:
        compared = work.stored(compared.join(copies, "row", "left_anti"), "compared")
    elif count:
        compared = compared.join(F.broadcast(copies.select("row")), "row", "left_anti")
    total = sums.first()
    fates = _fates(compared, int(total[0] or 0) if total else 0, settings, work, limits or Limits())
    return work.stored(_with_copies(fates, copies), "fates")


def _copies(documents: DataFrame) -> DataFrame:
    """The exact copies that are not compared, and the preferred one that stands for each: `row`, `original`.

    Documents without words are no copies.
    """
    worded = documents.where("high != 0 or low != 0").select("row", "prefer", "keep", "high", "low")
    groups = worded.groupBy("high", "low").agg(
        F.min(F.struct("prefer", "keep", "row")).alias("first"), F.count("*").alias("copies")
    )
    several = groups.where("copies > 1").select("high", "low", F.col("first.row").alias("original"))
    return worded.join(several, ["high", "low"]).where("row != original").select("row", "original")


def _fates(compared: DataFrame, shingles: int, settings: MatchSettings, work: Work, limits: Limits) -> DataFrame:
    """The fates of documents without copies.

    Each round keeps the leaders among the undecided, then drops every kept document that a larger kept one covers, as
    `decide` does; that also says why it ends. What is known of pairs is kept from round to round: pairs that share a
    band are compared once, and with documents that may contain others, once these have been leaders. Of two kept
    documents that are near, one follows the other or is already gone, so rivals are never pairs that share a band.
    """
    buckets = _buckets(shingles)
    near, hot = near_pairs(compared, settings, work, limits, buckets)
    shared = work.stored(shared_shingles(compared, shingles, settings, buckets), "shared")
    pairs = near.unionByName(turned(near))
    stood = gone = compared.sparkSession.createDataFrame([], _ROW)  # what has been a leader; what is not kept
    undecided = compared.select("row")
    while True:
        followers = settled(in_order(_within(near, undecided)), work, "leaders", limits)
        leaders = undecided.join(followers, "row", "left_anti")
        new = work.stored(leaders.join(stood, "row", "left_anti"), "standing")
        met = container_pairs(shared, shared.join(new, "row", "left_semi"), settings, buckets)
        unknown = met.join(pairs.select("row", "other"), ["row", "other"], "left_anti")
        pairs = work.stored(pairs.unionByName(verified(unknown, compared, settings)), "pairs")
        stood = stood.union(new)
        gone = gone.join(leaders, "row", "left_anti").union(followers).distinct()
        rivals = _without(pairs.where("is_larger"), gone, "row", "other").select("row", "other")
        gone = work.stored(gone.union(settled(rivals.distinct(), work, "contained", limits)), "gone")
        if hot is not None:
            more = work.stored(verified(_hot_with_kept(hot, gone, settings), compared, settings), "hot")
            pairs = pairs.unionByName(more.where("is_near"))
        best = work.stored(_best(_without(pairs.join(gone, "row", "left_semi"), gone, "other")), "best")
        undecided = work.stored(gone.join(best, "row", "left_anti"), "undecided")
        if undecided.isEmpty():
            return _scored(best, settings)
        if hot is not None:
            among = all_pairs(hot.join(undecided, "row", "left_semi"), settings)
            more = work.stored(verified(among, compared, settings).where("is_near"), "hot")
            near = near.unionByName(more)


def _hot_with_kept(hot: DataFrame, gone: DataFrame, settings: MatchSettings) -> DataFrame:
    """The pairs of documents that are not kept with kept ones under the same hot key: `row`, `other`, each once.

    Only pairs are taken whose sizes let them be near.
    """
    ones = hot.join(gone, "row", "left_semi").select("key", "row", "size")
    kept = hot.join(gone, "row", "left_anti")
    others = kept.select("key", F.col("row").alias("other"), F.col("size").alias("other_size"))
    return ones.join(others, "key").where(fits(settings)).select("row", "other").distinct()


def _buckets(shingles: int) -> int:
    """In how many pieces to cut the work on so many `shingles`: a power of two, at least 2."""
    return 2 << (shingles // _SHINGLES_OF_A_BUCKET).bit_length()


def _within(pairs: DataFrame, rows: DataFrame) -> DataFrame:
    """The pairs of which both documents, `row` and `other`, are among `rows`."""
    others = rows.select(F.col("row").alias("other"))
    return pairs.join(rows, "row", "left_semi").join(others, "other", "left_semi")


def _without(pairs: DataFrame, rows: DataFrame, *names: str) -> DataFrame:
    """The pairs that have in none of the columns `names` a document that is among `rows`."""
    for name in names:
        pairs = pairs.join(rows.select(F.col("row").alias(name)), name, "left_anti")
    return pairs


def _best(pairs: DataFrame) -> DataFrame:
    """For each row the best of the others: highest Jaccard, then containment, then preference.

    The columns are `row`, `kept` (the best), `jaccard` and `containment`.
    """
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
    """The fates and those of exact copies: `exact` with scores 1 if the original stays, else its original's fate."""
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
