"""The ids of a run on Spark: each once, given out in the order of the input, as on one machine."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.pipeline.outputs.identities import Identities
from dedup.pipeline.outputs.strings import as_bytes, as_text
from dedup.spark.arrays import Batch, arrow_schema, batch, numbers

RENAMED = "page long, ids array<binary>, is_renamed boolean"
"""The ids of the documents of a page that has not the ones it would have alone."""


def renamed(cleaned: DataFrame) -> DataFrame:
    """The pages whose documents get other ids than they would have alone, as rows of `RENAMED`.

    An id meets another only where the two are the same but for numbers at their ends, such as `~2` and `#2`: pages of
    one such root go to one task, in their order.
    """
    named = cleaned.where("page is not null").select("page", "input_id", "root", "articles")
    contested = named.groupBy("root").agg(F.count("*").alias("pages")).where("pages > 1").select("root")
    together = named.join(contested, "root").repartition("root").sortWithinPartitions("root", "page")
    return together.mapInArrow(_give_out, RENAMED)


def _give_out(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Give out ids page by page, anew for each root, and yield the pages that get others than they would have alone.

    `is_renamed` says whether the id of the page itself is another. Rows must be sorted by root and page.
    """
    schema = arrow_schema(RENAMED)
    root, identities = None, Identities()
    for own in batches:
        columns: dict[str, list[object]] = {"page": [], "ids": [], "is_renamed": []}
        rows = zip(
            numbers(own.column("page")).tolist(),
            own.column("input_id").to_pylist(),
            numbers(own.column("root")).tolist(),
            own.column("articles").to_pylist(),
            strict=True,
        )
        for page, packed, its_root, articles in rows:
            if its_root != root:
                root, identities = its_root, Identities()
            wanted, count = as_text(packed), np.frombuffer(articles, np.int64).tolist()
            given = identities.page(wanted, count)
            if given != own_ids(wanted, count):
                columns["page"].append(page)
                columns["ids"].append([as_bytes(one) for one in given])
                columns["is_renamed"].append(given[0] != wanted)
        yield batch(schema, columns)


def own_ids(wanted: str, articles: list[int]) -> list[str]:
    """The ids of the documents of a page with the id `wanted`, where no other page has them.

    `articles` are the numbers of the page's articles, the host first.
    """
    return Identities().page(wanted, articles)
