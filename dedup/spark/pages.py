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
from dedup.files.json_values import spans_lines
from dedup.files.parse import parse_chunk
from dedup.files.rejected import rejected_record, too_large
from dedup.pipeline.settings import CleanSettings
from dedup.spark.arrays import Batch, numbers
from dedup.spark.columns import check_texts

ARTICLE_BITS = 23
"""A document's number is its page's, and in so many low bits its place among the documents of the page."""
_LINE, _PLACE, _SOURCE = "_dedup_line", "_dedup_place", "_dedup_source"
_NUMBERS = frozenset({"byte", "short", "integer", "long", "float", "double", "decimal"})


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
        _comparable(F.col("_metadata.file_path")).alias("file"),
        F.col("_metadata.file_block_start").alias("block"),
    )
    counted = located.groupBy("file", "block").agg(F.count("*").alias("lines"))
    return Pages(_placed(located, counted, files), _Parse(settings))


def from_tables(rows: DataFrame, files: Sequence[Named], settings: CleanSettings) -> Pages:
    """The pages of Parquet files, in the order of `files`; a row whose text is null is rejected."""
    located = rows.select(
        "*",
        _comparable(F.col("_metadata.file_path")).alias("file"),
        F.lit(0).cast("long").alias("block"),
        F.col("_metadata.row_index").alias("_dedup_row"),
    )
    counted = located.groupBy("file", "block").agg(F.count("*").alias("lines"))
    placed = _placed(located, counted, files)
    numbered = placed.select(
        *rows.columns,
        (F.col("first") + F.col("_dedup_row")).alias(_LINE),
        F.concat("name", F.lit(":"), F.col("_dedup_row") + 1).alias(_PLACE),
        F.col("file_source").alias(_SOURCE),
    )
    return _checked(numbered, settings, {_LINE, _PLACE, _SOURCE})


def _placed(located: DataFrame, counted: DataFrame, files: Sequence[Named]) -> DataFrame:
    """Rows with the name and source of their file, and the numbers of the first row of their block, from 0.

    `first` counts the rows of all files, in the order of `files`, `first_line` those of the file. A row of another file
    makes the query fail.
    """
    spark = located.sparkSession
    known = spark.createDataFrame(
        [(file.address, file.name, file.source, place) for place, file in enumerate(files)],
        "file string, name string, file_source string, place long",
    )
    unknown = F.raise_error(F.concat(F.lit("a file that was not listed before: "), F.col("file")))
    named = F.coalesce(F.col("name"), unknown.cast("string")).alias("name")
    known = known.withColumn("file", _comparable(F.col("file")))
    blocks = counted.join(F.broadcast(known), "file", "left").select(
        "file", "block", "lines", named, "file_source", "place"
    )
    before = Window.orderBy("place", "block").rowsBetween(Window.unboundedPreceding, -1)
    in_file = Window.partitionBy("file").orderBy("block").rowsBetween(Window.unboundedPreceding, -1)
    first = F.coalesce(F.sum("lines").over(before), F.lit(0)).alias("first")
    line = F.coalesce(F.sum("lines").over(in_file), F.lit(0)).alias("first_line")
    placed = blocks.select("file", "block", "name", "file_source", first, line)
    return located.join(F.broadcast(placed), ["file", "block"])


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
            files, blocks = own.column("file").to_pylist(), numbers(own.column("block")).tolist()
            names, sources = own.column("name").to_pylist(), own.column("file_source").to_pylist()
            firsts, first_lines = numbers(own.column("first")).tolist(), numbers(own.column("first_line")).tolist()
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
    check_texts(pages, names.text)
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
    place = F.col(order).cast("long")  # what is no whole number loses its fraction, and is no longer distinct
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
    content = F.xxhash64(*(F.to_json(F.struct(*(F.col(f"`{name}`") for name in pages.columns))),))
    keys = [F.col(names.id).cast("string"), content] if names.id in pages.columns else [content]
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

    `fields` is JSON of all but hidden columns, text, `dedup` and an own `id`. A source that is a number loses its `.0`.
    """

    def text(name: str) -> Any:
        """A column as bytes of text; null where it is missing or hidden."""
        if name not in pages.columns or name in hidden:
            return F.lit(None).cast("binary")
        written = F.col(f"`{name}`").cast("string")
        if name == names.source and pages.schema[name].dataType.typeName().partition("(")[0] in _NUMBERS:
            written = F.regexp_replace(written, r"\.0+$", "")
        return written.cast("binary")

    own = [
        F.col(f"`{name}`").alias(free_name(name, pages.columns))
        for name in pages.columns
        if name not in hidden and name not in (names.text, "dedup") and not _is_own_id(pages, name, names)
    ]
    members = F.to_json(F.struct(*own), JSON_OPTIONS | {"ignoreNullFields": "false"}) if own else F.lit("{}")
    dedup = F.to_json(F.struct("dedup"), JSON_OPTIONS) if "dedup" in pages.columns else F.lit(None).cast("string")
    return [
        F.col(_LINE).alias("page"),
        F.col(_PLACE).cast("binary").alias("place"),
        F.col(_SOURCE).cast("binary").alias("file_source"),
        *(text(name).alias(part) for part, name in _named(names)),
        members.cast("binary").alias("fields"),
        dedup.cast("binary").alias("input_dedup"),
    ]


JSON_OPTIONS = {
    "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    "timestampNTZFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
}
"""How values are written as JSON and read back."""


def free_name(name: str, columns: Sequence[str]) -> str:
    """The name under which a column is kept beside the `id` and the `text` that a run writes.

    A column `id` or `text` gets `input_` before its name, until none of `columns` has that name. Other names stay.
    """
    if name in ("id", "text"):
        while name in columns:
            name = f"input_{name}"
    return name


def _is_own_id(pages: DataFrame, name: str, names: Fields) -> bool:
    return name == names.id == "id" and pages.schema[name].dataType.typeName() == "string"


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
            detail = f'{where}: the column "{self.settings.fields.text}" is null: fill it, or leave the row out'
            return rejected_record(where, "text-not-a-string", detail, b"{%b}" % fields)
        if len(row["text"]) > self.settings.page_bytes:
            return too_large(where, len(row["text"]), self.settings.page_bytes)
        parts = {name: (row[name] or b"").decode("utf-8") for name in ("input_id", "text", "source", "date", "title")}
        identity = parts["input_id"] if parts["input_id"].strip() else where
        source = parts["source"] if parts["source"].strip() else row["file_source"].decode("utf-8")
        dedup = row["input_dedup"].partition(b":")[2][:-1] or None if row["input_dedup"] else None
        return Record(where, identity, parts["text"], source, parts["date"], parts["title"], fields, dedup)


def page_of(documents: Any) -> Any:
    """The page numbers of documents, given their numbers, as a column or an array."""
    if isinstance(documents, np.ndarray):
        return documents >> ARTICLE_BITS
    return F.shiftright(documents, ARTICLE_BITS)
