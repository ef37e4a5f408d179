"""Pairs of documents compared exactly, on Spark: where the shingles of the two meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.duplicates import MatchSettings
from dedup.duplicates.pairs import cover_kinds, is_larger
from dedup.minhash import overlaps
from dedup.spark.arrays import Batch, arrow_schema, batch, joined, numbers

EDGES = (
    "row long, other long, is_near boolean, is_larger boolean, common long, size long, other_size long, "
    "row_prefer int, row_keep string, other_prefer int, other_keep string"
)
"""A pair of which the other covers the row: whether they are near and the other larger, and how many they share."""


def verified(pairs: DataFrame, documents: DataFrame, settings: MatchSettings) -> DataFrame:
    """The pairs (`row`, `other`) in which the other is near the row or contains it, compared exactly: `EDGES`."""
    kept = ("prefer", "keep", "shingles")
    ones = documents.select("row", *(F.col(name).alias(f"row_{name}") for name in kept))
    others = documents.select(F.col("row").alias("other"), *(F.col(name).alias(f"other_{name}") for name in kept))
    met = pairs.join(ones, "row").join(others, "other")
    before = F.struct("other_prefer", "other_keep", "other") < F.struct("row_prefer", "row_keep", "row")
    return met.withColumn("is_before", before).mapInArrow(_Compare(settings), EDGES)


@dataclass(frozen=True, slots=True)
class _Compare:
    """Pairs with both their shingles into rows of `EDGES`."""

    settings: MatchSettings

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield of each batch of pairs those in which the other is near the row or contains it, as `EDGES`."""
        schema = arrow_schema(EDGES)
        for own in batches:
            ones, one_offsets = joined(own.column("row_shingles"), np.uint64)
            others, other_offsets = joined(own.column("other_shingles"), np.uint64)
            offsets = np.concatenate((one_offsets, other_offsets[1:] + one_offsets[-1]))
            places = np.arange(own.num_rows)
            common = overlaps(
                np.concatenate((ones, others)), offsets, np.stack((places, places + own.num_rows), axis=1)
            )
            size, other_size = np.diff(one_offsets), np.diff(other_offsets)
            is_before = numbers(own.column("is_before"))
            found = cover_kinds(common, size, other_size, is_before, self.settings)
            larger = is_larger(size, other_size, is_before)
            chosen = np.flatnonzero(found.near | found.contained)
            rows = own.take(_indices(chosen))
            columns = {name: rows.column(name) for name in rows.schema.names}
            columns |= {
                "is_near": found.near[chosen],
                "is_larger": larger[chosen],
                "common": common[chosen],
                "size": size[chosen],
                "other_size": other_size[chosen],
            }
            yield batch(schema, columns)


def _indices(places: NDArray[np.int64]) -> Any:
    import pyarrow as pa

    return pa.array(places, pa.int64())
