"""Rows of files and their places: the names of their files, and their numbers in the order of the input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere
from pyspark.sql.column import Column
from pyspark.sql.window import Window

LINE, PLACE, SOURCE = "_dedup_line", "_dedup_place", "_dedup_source"
FILE, BLOCK, NAME = "_dedup_file", "_dedup_block", "_dedup_name"
FIRST, FIRST_LINE = "_dedup_first", "_dedup_first_line"
"""The columns that say where a row lies; no column of the input may have such a name."""


class Named(NamedTuple):
    """A file of the input: its address, as Spark gives it, its name in the run, and its source."""

    address: str
    name: str
    source: str


def placed_rows(located: DataFrame, counted: DataFrame, files: Sequence[Named]) -> DataFrame:
    """Rows with the name and source of their file, and the numbers of the first row of their block, from 0.

    `FIRST` counts the rows of all files, in the order of `files`, `FIRST_LINE` those of the file. A row of another
    file makes the query fail.
    """
    spark = located.sparkSession
    known = spark.createDataFrame(
        [(file.address, file.name, file.source, place) for place, file in enumerate(files)],
        f"{FILE} string, {NAME} string, {SOURCE} string, place long",
    )
    unknown = F.raise_error(F.concat(F.lit("a file that was not listed before: "), F.col(FILE)))
    named = F.coalesce(F.col(NAME), unknown.cast("string")).alias(NAME)
    known = known.withColumn(FILE, comparable(F.col(FILE)))
    blocks = counted.join(F.broadcast(known), FILE, "left").select(FILE, BLOCK, "lines", named, SOURCE, "place")
    before = Window.orderBy("place", BLOCK).rowsBetween(Window.unboundedPreceding, -1)
    in_file = Window.partitionBy(FILE).orderBy(BLOCK).rowsBetween(Window.unboundedPreceding, -1)
    first = F.coalesce(F.sum("lines").over(before), F.lit(0)).alias(FIRST)
    line = F.coalesce(F.sum("lines").over(in_file), F.lit(0)).alias(FIRST_LINE)
    placed = blocks.select(FILE, BLOCK, NAME, SOURCE, first, line)
    return located.join(F.broadcast(placed), [FILE, BLOCK])


def comparable(address: Column) -> Column:
    """An address with one slash behind its scheme, `file:/a`: Spark writes one at times, and at times three."""
    return F.regexp_replace(address, "^([A-Za-z][A-Za-z0-9+.-]*):/+", "$1:/")
