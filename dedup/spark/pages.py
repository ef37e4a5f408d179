"""Pages as the stages take them: records, numbered in the order of the input, whatever rows they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.files import Record, Rejected
from dedup.spark.arrays import Batch

ARTICLE_BITS = 23
"""A document's number is its page's, and in so many low bits its place among the documents of the page."""


class Numbered(NamedTuple):
    """A record of the input or a rejection, and its number in the order of the input."""

    number: int
    item: Record | Rejected


class Read(NamedTuple):
    """Some pages: their numbers in the order of the input and their records; and what could not be read, with its
    numbers. `size` are the bytes of input that are not known from the sizes of files.
    """

    numbers: list[int]
    records: list[Record]
    rejected: list[Rejected]
    lost: list[int]
    size: int = 0

    @classmethod
    def of(cls, items: Iterable[Numbered], size: int = 0) -> Read:
        """The pages and the rejections among some items, in order."""
        read = cls([], [], [], [], size)
        for number, item in items:
            if isinstance(item, Rejected):
                read.rejected.append(item)
                read.lost.append(number)
            else:
                read.numbers.append(number)
                read.records.append(item)
        return read


Reader: TypeAlias = Callable[[Iterator[Batch]], Iterator[Read]]


class Pages(NamedTuple):
    """The pages of a run: rows as Spark has them, and how a task reads them; and the files that are passed over.

    Each stage that needs pages reads the rows anew. So texts go to Python once a stage, and nothing of them is stored.
    """

    rows: DataFrame
    reader: Reader
    skipped: Sequence[Rejected] = ()

    def map(self, stage: Callable[[Iterator[Read]], Iterator[Batch]], schema: str) -> DataFrame:
        """The rows of `schema` that a stage makes of at most `_PAGES_AT_ONCE` pages at a time; not computed yet."""
        return self.rows.mapInArrow(_Stage(self.reader, stage), schema)


@dataclass(frozen=True, slots=True)
class _Stage:
    """Rows read as pages, and these given to a stage."""

    reader: Reader
    stage: Callable[[Iterator[Read]], Iterator[Batch]]

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        return self.stage(_in_parts(self.reader(batches)))


def _in_parts(reads: Iterable[Read]) -> Iterator[Read]:
    """The same pages, at most `_PAGES_AT_ONCE` at a time; rejections come with the first part, even without pages."""
    for read in reads:
        for start in range(0, max(len(read.numbers), 1), _PAGES_AT_ONCE):
            part = slice(start, start + _PAGES_AT_ONCE)
            yield Read(read.numbers[part], read.records[part], *(([], [], 0) if start else read[2:]))


_PAGES_AT_ONCE = 512


def no_pages(spark: SparkSession, skipped: Sequence[Rejected]) -> Pages:
    """No page, of files that are all passed over."""
    return Pages(spark.createDataFrame([], "line binary"), _read_nothing, skipped)


def _read_nothing(_: Iterator[Batch]) -> Iterator[Read]:
    yield from ()


def page_of(documents: Any) -> Any:
    """The page numbers of documents, given their numbers, as a column or an array."""
    if isinstance(documents, np.ndarray):
        return documents >> ARTICLE_BITS
    return F.shiftright(documents, ARTICLE_BITS)
