"""The last stage on Spark: ids and fates go to their pages, and these become the lines of the outputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.names import DuplicateKind
from dedup.pipeline.figures.counts import Counts
from dedup.pipeline.figures.outcome import Outcome
from dedup.pipeline.outputs.entries import PageEntry
from dedup.pipeline.outputs.lines import Fate
from dedup.pipeline.outputs.strings import as_text, shown
from dedup.pipeline.stages.match import LARGEST
from dedup.pipeline.stages.write import Manner, Row, add_page
from dedup.spark.arrays import Batch, arrow_schema, batch, in_groups, numbers
from dedup.spark.cleaning import documents_of
from dedup.spark.identities import own_ids
from dedup.spark.pages import ARTICLE_BITS, page_of
from dedup.stats import Cluster

LINES = "output string, page long, line binary, counts binary"
"""A line of an output, of the page of that number; or the counts of a batch."""
_PAGES_AT_ONCE = 512
_PLACE = (1 << ARTICLE_BITS) - 1
KINDS: tuple[DuplicateKind, ...] = ("exact", "near", "contained")


def named_fates(fates: DataFrame, cleaned: DataFrame, renamed: DataFrame) -> DataFrame:
    """The fates with the ids of the documents that stand for others (`kept_id`)."""
    wanted = fates.select(page_of(F.col("kept")).alias("page"), "row", "kept", "kind", "jaccard", "containment")
    ids = cleaned.where("page is not null").select("page", "input_id", "articles").join(renamed, "page", "left")
    return wanted.join(ids, "page").mapInArrow(_name_kept, _NAMED)


_NAMED = "row long, kept long, kind string, jaccard double, containment double, kept_id binary"


def _name_kept(batches: Iterator[Batch]) -> Iterator[Batch]:
    schema = arrow_schema(_NAMED)
    for own in batches:
        kept = numbers(own.column("kept"))
        rows = zip(*(own.column(name).to_pylist() for name in ("input_id", "articles", "ids")), strict=True)
        ids = [_ids(*row)[place] for row, place in zip(rows, (kept & _PLACE).tolist(), strict=True)]
        columns = {name: own.column(name) for name in own.schema.names}
        yield batch(schema, columns | {"kept_id": [one.encode("utf-8", "surrogatepass") for one in ids]})


def _ids(input_id: bytes, articles: bytes, ids: list[bytes] | None) -> list[str]:
    """The ids of a page's documents: those it was given, else its own."""
    if ids is not None:
        return [as_text(one) for one in ids]
    return own_ids(as_text(input_id), np.frombuffer(articles, np.int64).tolist())


def lines_of(cleaned: DataFrame, renamed: DataFrame, fates: DataFrame, manner: Manner) -> DataFrame:
    """The lines of documents, duplicates and removed spans, as rows of `LINES`."""
    place = F.col("row").bitwiseAND(_PLACE).alias("place")
    fate = F.struct(place, "kept_id", "kind", "jaccard", "containment")
    by_page = fates.groupBy(page_of(F.col("row")).alias("page")).agg(F.collect_list(fate).alias("fates"))
    wordless = F.transform("documents", lambda one: (one["high"] == 0) & (one["low"] == 0)).alias("wordless")
    pages = cleaned.where("page is not null").select("page", "input_id", "articles", "entry", wordless)
    whole = pages.join(renamed.select("page", "ids"), "page", "left").join(by_page, "page", "left")
    return whole.mapInArrow(_Write(manner), LINES)


@dataclass(frozen=True, slots=True)
class _Write:
    """Pages with their ids and fates into rows of `LINES`."""

    manner: Manner

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        schema = arrow_schema(LINES)
        for own in in_groups(batches, _PAGES_AT_ONCE):
            yield self._written(own, schema)

    def _written(self, own: Batch, schema: Any) -> Batch:
        columns: dict[str, list[Any]] = {name: [] for name in schema.names}
        names = ("page", "input_id", "articles", "ids", "entry", "wordless", "fates")
        counts = Counts()
        for page, input_id, articles, ids, entry, wordless, fates in zip(
            *(own.column(name).to_pylist() for name in names), strict=True
        ):
            lines = self.manner.lines()
            known = {fate["place"]: _fate(fate) for fate in fates or ()}
            own_rows = [
                Row(one, known.get(place), (), is_wordless)
                for place, (one, is_wordless) in enumerate(zip(_ids(input_id, articles, ids), wordless, strict=True))
            ]
            add_page(msgspec.msgpack.decode(entry, type=PageEntry), iter(own_rows), lines, self.manner, counts)
            for output, written in lines.items():
                found = b"".join(written).splitlines()
                columns["output"] += [output] * len(found)
                columns["page"] += [page] * len(found)
                columns["line"] += found
        missing = [None] * len(columns["line"])
        columns["counts"] = [*missing, msgspec.msgpack.encode((counts, {}))]
        for name in ("output", "page", "line"):
            columns[name].append(None)
        return batch(schema, columns)


def _fate(fate: dict[str, Any]) -> Fate:
    return Fate(as_text(fate["kept_id"]), fate["kind"], fate["jaccard"], fate["containment"])


def outcome_of(cleaned: DataFrame, renamed: DataFrame, fates: DataFrame) -> Outcome:
    """What matching comes to. What comes to the driver grows with the number of sources alone."""
    documents = documents_of(cleaned).select("row", "source", "length")
    gone = documents.join(fates.select("row", "kind"), "row")
    by_source = documents.groupBy("source").count().collect()
    dropped = gone.groupBy("source", "kind").agg(F.count("*").alias("count"), F.sum("length").alias("length")).collect()
    kinds: dict[str, int] = {kind: sum(row["count"] for row in dropped if row["kind"] == kind) for kind in KINDS}
    characters = sum(row["length"] for row in dropped)
    by_dropped: dict[str, int] = {}
    for row in dropped:
        source = as_text(bytes(row["source"]))
        by_dropped[source] = by_dropped.get(source, 0) + row["count"]
    sizes = fates.groupBy("kept", "kept_id").count().orderBy(F.desc("count"), "kept").limit(LARGEST)
    largest = sizes.join(documents.withColumnRenamed("row", "kept"), "kept").orderBy(F.desc("count"), "kept").collect()
    clusters = [
        Cluster(shown(as_text(bytes(row["kept_id"]))), shown(as_text(bytes(row["source"]))), row["count"] + 1)
        for row in largest
    ]
    return Outcome(
        sum(row["count"] for row in by_source),
        kinds,
        0,
        characters,
        characters,
        renamed.where("is_renamed").count(),
        clusters,
        {as_text(bytes(row["source"])): row["count"] for row in by_source},
        by_dropped,
    )
