"""The work folder of a run on Spark: what a stage leaves for the next, so that nothing is computed twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import uuid4

from pyspark.sql import Column, DataFrame, Observation, SparkSession
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.spark.filesystem import Files

# What is stored is read once or twice and then removed: hashes do not shrink, and texts enough at the lowest level.
_PARQUET = {"compression": "zstd", "parquet.compression.codec.zstd.level": "1"}


Stored: TypeAlias = Callable[[DataFrame, str], DataFrame]
"""`Work.stored` of some work folder."""


@dataclass(slots=True)
class Work:
    """A folder at any address that Spark writes to.

    A table is written once and read from there ever after. So a stage that is repeated, be it that an executor is lost
    or that a task runs twice, reads the same rows, and no plan grows with the rounds. `seconds` are those of each
    table; `tell` is told the name of each before.
    """

    spark: SparkSession
    path: str
    tell: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)
    _number: int = 0

    @classmethod
    def below(cls, spark: SparkSession, folder: str, tell: Callable[[str], None]) -> Work:
        """A work folder with a new name below `folder`; it is made when the first table is written."""
        return cls(spark, f"{folder.rstrip('/')}/dedup-{uuid4().hex[:12]}", tell)

    def __enter__(self) -> Work:
        """The folder; after an error within the context it is removed, else kept."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Remove the folder if the context ends with an error."""
        if kind is not None:
            self.remove()

    def stored(self, frame: DataFrame, name: str) -> DataFrame:
        """The rows of a frame, computed now and read from the folder; `name` is that of the table."""
        path = self._written(frame, name)
        return self.spark.read.schema(frame.schema).parquet(path)

    def measured(self, frame: DataFrame, name: str, *sums: Column) -> tuple[DataFrame, dict[str, Any]]:
        """The rows of a frame, as of `stored`, and the aggregates `sums` over them, by their aliases."""
        seen = Observation()
        stored = self.stored(frame.observe(seen, *sums), name)
        return stored, seen.get

    def counted(self, frame: DataFrame, name: str) -> tuple[DataFrame, int]:
        """The rows of a frame, as of `stored`, and how many they are."""
        stored, sums = self.measured(frame, name, F.count(F.lit(1)).alias("rows"))
        return stored, int(sums["rows"])

    def lines(self, frame: DataFrame, name: str, outputs: Iterable[str]) -> str:
        """Write lines (`output`, `value`) as text, into a folder `output=...` for each output; returns the one above.

        An output without lines gets an empty folder.
        """
        path = self._written(frame, name, by="output")
        files = Files(self.spark)
        for output in outputs:
            files.make(f"{path}/output={output}")
        return path

    def _written(self, frame: DataFrame, name: str, by: str = "") -> str:
        """Write a frame now to a numbered folder, as Parquet or, by the column `by`, as text; returns the folder.

        Calls `tell` with the name first, and adds the time taken to `seconds`.
        """
        self.tell(name)
        started = time.perf_counter()
        self._number += 1
        path = f"{self.path}/{self._number:03}-{name}"
        if by:
            frame.write.partitionBy(by).text(path, lineSep="\n")
        else:
            frame.write.options(**_PARQUET).parquet(path)
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
        return path

    def remove(self) -> None:
        """Remove the folder and what is in it."""
        Files(self.spark).remove(self.path)
