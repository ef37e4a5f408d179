"""Pages as the stages take them: records, numbered in the order of the input, whatever rows they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere
from pyspark.sql.column import Column
from pyspark.sql.window import Window

from dedup.errors import ArgumentError
from dedup.files import Fields, Record, Rejected
from dedup.files.chunks import Chunk
from dedup.files.json_lines import NO_STRING, no_string
from dedup.files.json_values import spans_lines
from dedup.files.parse import parse_chunk
from dedup.files.rejected import rejected_record, too_large
from dedup.pipeline.settings import CleanSettings
from dedup.spark.arrays import Batch, numbers
from dedup.spark.columns import JSON_OPTIONS, as_text, check_names, check_texts, column, free_name, kind_of

ARTICLE_BITS = 23
"""A document's number is its page's, and in so many low bits its place among the documents of the page."""
_LINE, _PLACE, _SOURCE = "_dedup_line", "_dedup_place", "_dedup_source"
_FILE, _BLOCK, _NAME = "_dedup_file", "_dedup_block", "_dedup_name"
_FIRST, _FIRST_LINE = "_dedup_first", "_dedup_first_line"


class Numbered(NamedTuple):
    """A record of the input or a rejection, and its number in the order of the input."""

    number: int
    item: Record | Rejected


class Read(NamedTuple):
    """Some pages: their numbers in the order of the input and their records; and what could not be read."""

    numbers: list[int]
    records: list[Record]
    rejected: list[Rejected]

    @classmethod
    def of(cls, items: Iterable[Numbered]) -> Read:
        """The pages and the rejections among some items, in order; rejections lose their numbers."""
        read = cls([], [], [])
        for number, item in items:
            if isinstance(item, Rejected):
                read.rejected.append(item)
            else:
                read.numbers.append(number)
                read.records.append(item)
        return read


Reader: TypeAlias = Callable[[Iterator[Batch]], Iterator[Read]]


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a run: rows as Spark has them, and how a task reads them.

    Each stage that needs pages reads the rows anew. So texts go to Python once a stage, and nothing of them is stored.
    """

    rows: DataFrame
    reader: Reader

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
            yield Read(read.numbers[part], read.records[part], [] if start else read.rejected)


_PAGES_AT_ONCE = 512


class Named(NamedTuple):
    """A file of the input: its address, as Spark gives it, its name in the run, and its source."""

    address: str
    name: str
    source: str


def from_lines(lines: DataFrame, files: Sequence[Named], settings: CleanSettings) -> Pages:
    """The pages of files of JSON lines, in the order of `files`, that were read as text, a line to a row.

    Lines are numbered as they lie in their files: the lines of every block that Spark reads are counted first.
    """
    located = lines.select(
        F.col("value").cast("binary").alias("line"),
        _comparable(F.col("_metadata.file_path")).alias(_FILE),
        F.col("_metadata.file_block_start").alias(_BLOCK),
    )
    counted = located.groupBy(_FILE, _BLOCK).agg(F.count("*").alias("lines"))
    return Pages(_placed(located, counted, files), _Parse(settings))


def from_tables(rows: DataFrame, files: Sequence[Named], settings: CleanSettings) -> Pages:
    """The pages of Parquet files, in the order of `files`; a row whose text is null is rejected.

    Raises ArgumentError for a column whose name is taken.
    """
    check_names(rows)
    located = rows.select(
        "*",
        _comparable(F.col("_metadata.file_path")).alias(_FILE),
        F.lit(0).cast("long").alias(_BLOCK),
        F.col("_metadata.row_index").alias("_dedup_row"),
    )
    counted = located.groupBy(_FILE, _BLOCK).agg(F.count("*").alias("lines"))
    placed = _placed(located, counted, files)
    numbered = placed.select(
        *map(column, rows.columns),
        (F.col(_FIRST) + F.col("_dedup_row")).alias(_LINE),
        F.concat(_NAME, F.lit(":"), F.col("_dedup_row") + 1).alias(_PLACE),
        _SOURCE,
    )
    return _checked(numbered, settings, {_LINE, _PLACE, _SOURCE})


def _placed(located: DataFrame, counted: DataFrame, files: Sequence[Named]) -> DataFrame:
    """Rows with the name and source of their file, and the numbers of the first row of their block, from 0.

    `_FIRST` counts the rows of all files, in the order of `files`, `_FIRST_LINE` those of the file. A row of another
    file makes the query fail.
    """
    spark = located.sparkSession
    known = spark.createDataFrame(
        [(file.address, file.name, file.source, place) for place, file in enumerate(files)],
        f"{_FILE} string, {_NAME} string, {_SOURCE} string, place long",
    )
    unknown = F.raise_error(F.concat(F.lit("a file that was not listed before: "), F.col(_FILE)))
    named = F.coalesce(F.col(_NAME), unknown.cast("string")).alias(_NAME)
    known = known.withColumn(_FILE, _comparable(F.col(_FILE)))
    blocks = counted.join(F.broadcast(known), _FILE, "left").select(_FILE, _BLOCK, "lines", named, _SOURCE, "place")
    before = Window.orderBy("place", _BLOCK).rowsBetween(Window.unboundedPreceding, -1)
    in_file = Window.partitionBy(_FILE).orderBy(_BLOCK).rowsBetween(Window.unboundedPreceding, -1)
    first = F.coalesce(F.sum("lines").over(before), F.lit(0)).alias(_FIRST)
    line = F.coalesce(F.sum("lines").over(in_file), F.lit(0)).alias(_FIRST_LINE)
    placed = blocks.select(_FILE, _BLOCK, _NAME, _SOURCE, first, line)
    return located.join(F.broadcast(placed), [_FILE, _BLOCK])


NOT_LINES = "not-json-lines"
"""The reason of a file that is JSON, but not of a line for each record: Spark cannot read it in pieces."""
_TELLING = 16  # lines of a file that tell


def _comparable(address: Column) -> Column:
    """An address with one slash behind its scheme, `file:/a`: Spark writes one at times, and at times three."""
    return F.regexp_replace(address, "^([A-Za-z][A-Za-z0-9+.-]*):/+", "$1:/")


@dataclass(frozen=True, slots=True)
class _Parse:
    """Lines into pages. The rows of a block come one after the other, in the order of the file."""

    settings: CleanSettings

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Read]:
        """Yield the records and rejections of each batch of lines; a block may go on in the next batch."""
        passed: tuple[tuple[str, int], int] = (("", -1), 0)
        for own in batches:
            files, blocks = own.column(_FILE).to_pylist(), numbers(own.column(_BLOCK)).tolist()
            names, sources = own.column(_NAME).to_pylist(), own.column(_SOURCE).to_pylist()
            firsts, first_lines = numbers(own.column(_FIRST)).tolist(), numbers(own.column(_FIRST_LINE)).tolist()
            lines = own.column("line").to_pylist()
            start = 0
            found: list[Numbered] = []
            while start < len(lines):
                end, key = start, (files[start], blocks[start])
                while end < len(lines) and (files[end], blocks[end]) == key:
                    end += 1
                seen = passed[1] if passed[0] == key else 0
                found += self._parsed(
                    (names[start], sources[start]), lines[start:end], firsts[start] + seen, first_lines[start] + seen
                )
                passed = (key, seen + end - start)
                start = end
            yield Read.of(found)

    def _parsed(self, file: tuple[str, str], lines: list[bytes], number: int, line: int) -> Iterator[Numbered]:
        """The records and rejections of lines that follow each other; `line` and `number` are of the first, from 0.

        `number` counts lines in all files, `line` in this one. At the start of a file, a byte order mark is removed,
        and lines that are not JSON lines become one rejection. A line of more than `page_bytes` bytes is rejected.
        Changes `lines`.
        """
        name, source = file
        if line == 0:
            lines[0] = lines[0].removeprefix(b"\xef\xbb\xbf")
            if spans_lines(b"\n".join((*lines[:_TELLING], b""))):
                yield Numbered(number, Rejected(name, NOT_LINES, f"{name} is JSON, but not one value to a line"))
                return
        limit = self.settings.page_bytes
        for place, own in enumerate(lines):
            if len(own) > limit:
                yield Numbered(number + place, too_large(f"{name}:{line + place + 1}", len(own), limit))
                lines[place] = b""
        chunk = Chunk(0, "jsonl", name, source, line + 1, b"\n".join(lines))
        for item in parse_chunk(chunk, self.settings.fields, self.settings.encoding, self.settings.language):
            yield Numbered(number + int(item.where.rpartition(":")[2]) - line - 1, item)


def from_frame(pages: DataFrame, settings: CleanSettings, order: str | None, stored: _Stored) -> Pages:
    """The pages of a frame whose columns the settings name; a row without text is rejected.

    `order` names a column of distinct whole numbers from 0 on, the places of the pages; without it, pages are in the
    order of their ids, and those of one id in that of their content; the frame is then stored by `stored`, as of
    `Work.stored`. Raises ArgumentError where the column `order` or that of texts is not there, where that holds
    something else, and for other values of `order`.
    """
    names = settings.fields
    check_names(pages)
    check_texts(pages, names.text)
    if order == names.text:
        raise ArgumentError(f"the column {order!r} is that of the texts", "order")
    numbered = pages.withColumn(_LINE, _place(pages, order)) if order else _in_order_of_ids(pages, names, stored)
    place = F.concat(F.lit("row "), F.col(_LINE).cast("string"))
    placed = numbered.withColumn(_PLACE, place).withColumn(_SOURCE, F.lit(""))
    return _checked(placed, settings, {_LINE, _PLACE, _SOURCE, *((order,) if order else ())})


def _checked(numbered: DataFrame, settings: CleanSettings, hidden: set[str]) -> Pages:
    """The pages of numbered rows; the columns that are `hidden` are no fields of theirs."""
    return Pages(numbered.select(*_parts(numbered, settings.fields, hidden)), _Check(settings))


_Stored = Callable[[DataFrame, str], DataFrame]


def _place(pages: DataFrame, order: str) -> Any:
    """The column `order` of the pages as an expression of type long. Runs a query to check it.

    Raises ArgumentError where the column is missing, or where its values are not distinct (a null counts as that),
    below 0, or too large for the ids of articles.
    """
    if order not in pages.columns:
        raise ArgumentError(f"there is no column {order!r}; there are {', '.join(pages.columns)}", "order")
    place = column(order).cast("long")  # what is no whole number loses its fraction, and is no longer distinct
    found = pages.agg(
        F.count("*").alias("rows"),
        F.countDistinct(place).alias("places"),
        F.min(place).alias("least"),
        F.max(place).alias("most"),
    ).first()
    assert found is not None  # an aggregate without groups has one row
    if found["rows"] and (
        found["rows"] != found["places"] or found["least"] < 0 or found["most"] >= 1 << (63 - ARTICLE_BITS)
    ):
        raise ArgumentError(f"the column {order!r} must hold distinct whole numbers from 0 to 2^40", "order")
    return place


def _in_order_of_ids(pages: DataFrame, names: Fields, stored: _Stored) -> DataFrame:
    """The rows with numbers (`_LINE`) in the order of their ids as text, then of a hash of all they hold; stored now.

    Without a column of ids, the hash alone gives the order.
    """
    content = F.xxhash64(*(F.to_json(F.struct(*map(column, pages.columns))),))
    ids = [as_text(column(names.id), kind_of(pages, names.id), "input_id")] if names.id in pages.columns else []
    keys = [*ids, content]
    ordered = pages.select("*", *(key.alias(f"_dedup_key{place}") for place, key in enumerate(keys)))
    by = [f"_dedup_key{place}" for place in range(len(keys))]
    parted = (
        ordered.repartitionByRange(*by)
        .sortWithinPartitions(*by)
        .withColumn("_dedup_id", F.monotonically_increasing_id())
    )
    kept = stored(parted.drop(*by), "ordered")
    part = F.shiftright("_dedup_id", 33)
    counted = kept.groupBy(part.alias("_dedup_part")).agg(F.count("*").alias("_dedup_rows"))
    before = Window.orderBy("_dedup_part").rowsBetween(Window.unboundedPreceding, -1)
    first = counted.select("_dedup_part", F.coalesce(F.sum("_dedup_rows").over(before), F.lit(0)).alias("_dedup_first"))
    placed = kept.withColumn("_dedup_part", part).join(F.broadcast(first), "_dedup_part")
    within = F.col("_dedup_id").bitwiseAND((1 << 33) - 1)
    return placed.withColumn(_LINE, F.col("_dedup_first") + within).drop("_dedup_id", "_dedup_part", "_dedup_first")


def _parts(pages: DataFrame, names: Fields, hidden: set[str]) -> list[Any]:
    """The columns of pages as the parts of records, as bytes; null where there is no such column, or it is `hidden`.

    `fields` is JSON of all but hidden columns, text, `dedup` and an own `id`; `raw`, of rows without a text, that of
    all but hidden columns.
    """

    def text(part: str, name: str) -> Any:
        """A part of the records as bytes of text; null where its column is missing or hidden."""
        if name not in pages.columns or name in hidden:
            return F.lit(None).cast("binary")
        return as_text(column(name), kind_of(pages, name), part).cast("binary")

    own = [
        column(name).alias(free_name(name, pages.columns))
        for name in pages.columns
        if name not in hidden and name not in (names.text, "dedup") and not _is_own_id(pages, name, names)
    ]
    as_json = JSON_OPTIONS | {"ignoreNullFields": "false"}
    members = F.to_json(F.struct(*own), as_json) if own else F.lit("{}")
    whole = F.to_json(F.struct(*(column(name) for name in pages.columns if name not in hidden)), as_json)
    dedup = F.to_json(F.struct("dedup"), JSON_OPTIONS) if "dedup" in pages.columns else F.lit(None).cast("string")
    return [
        F.col(_LINE).alias("page"),
        F.col(_PLACE).cast("binary").alias("place"),
        F.col(_SOURCE).cast("binary").alias("file_source"),
        *(text(part, name).alias(part) for part, name in _named(names)),
        members.cast("binary").alias("fields"),
        F.when(column(names.text).isNull(), whole.cast("binary")).alias("raw"),
        dedup.cast("binary").alias("input_dedup"),
    ]


def _is_own_id(pages: DataFrame, name: str, names: Fields) -> bool:
    return name == names.id == "id" and kind_of(pages, name) == "string"


def _named(names: Fields) -> list[tuple[str, str]]:
    """The parts of a record, each with the name of the column that holds it."""
    return [
        ("input_id", names.id),
        ("text", names.text),
        ("source", names.source),
        ("date", names.date),
        ("title", names.title),
    ]


@dataclass(frozen=True, slots=True)
class _Check:
    """Rows of a frame into pages."""

    settings: CleanSettings

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Read]:
        """Yield the records and rejections of each batch of rows; pages in another language are rejected."""
        from dedup.files.languages import only_in

        for own in batches:
            columns = {name: own.column(name).to_pylist() for name in own.schema.names}
            rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
            made = [self._record(row) for row in rows]
            told = only_in(self.settings.language, made) if self.settings.language else made
            yield Read.of(Numbered(row["page"], item) for row, item in zip(rows, told, strict=True))

    def _record(self, row: Mapping[str, Any]) -> Record | Rejected:
        """The record of a row, or its rejection where its text is null or has more than `page_bytes` bytes.

        A blank id becomes the place of the row, a blank source that of the file.
        """
        where, fields = row["place"].decode("utf-8"), row["fields"].strip()[1:-1]
        if row["text"] is None:
            return rejected_record(where, NO_STRING, f"{where}: {no_string('null', self.settings.fields)}", row["raw"])
        if len(row["text"]) > self.settings.page_bytes:
            return too_large(where, len(row["text"]), self.settings.page_bytes)
        try:
            parts = {name: (row[name] or b"").decode("utf-8") for name, _ in _named(self.settings.fields)}
        except UnicodeDecodeError as error:
            detail = f"{where}: this is not UTF-8 at byte {error.start + 1} of a value: write it as strings"
            return rejected_record(where, "invalid-encoding", detail, error.object)
        identity = parts["input_id"] if parts["input_id"].strip() else where
        source = parts["source"] if parts["source"].strip() else row["file_source"].decode("utf-8")
        dedup = row["input_dedup"].partition(b":")[2][:-1] or None if row["input_dedup"] else None
        return Record(where, identity, parts["text"], source, parts["date"], parts["title"], fields, dedup)


def page_of(documents: Any) -> Any:
    """The page numbers of documents, given their numbers, as a column or an array."""
    if isinstance(documents, np.ndarray):
        return documents >> ARTICLE_BITS
    return F.shiftright(documents, ARTICLE_BITS)
