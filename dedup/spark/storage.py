"""The work folder of a run on Spark: what a stage leaves for the next, so that nothing is computed twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from pyspark.sql import DataFrame, SparkSession

from dedup.spark.filesystem import Files


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
        """A new folder below `folder`."""
        return cls(spark, f"{folder.rstrip('/')}/dedup-{uuid4().hex[:12]}", tell)

    def stored(self, frame: DataFrame, name: str) -> DataFrame:
        """The rows of a frame, computed now."""
        self.tell(name)
        started = time.perf_counter()
        self._number += 1
        path = f"{self.path}/{self._number:03}-{name}"
        frame.write.mode("overwrite").option("compression", "zstd").parquet(path)
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started
        return self.spark.read.schema(frame.schema).parquet(path)

    def remove(self) -> None:
        """Remove the folder and what is in it."""
        Files(self.spark).remove(self.path)
