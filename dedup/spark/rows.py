"""Rows of tables, of files or of a program, as pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere
from pyspark.sql.window import Window

from dedup.errors import ArgumentError
from dedup.files import Fields, Record, Rejected
from dedup.files.json_lines import NO_STRING, encode_json, faults_of_source, no_string, whole_number
from dedup.files.rejected import rejected_record, too_large
from dedup.names import bare
from dedup.pipeline.settings import CleanSettings
from dedup.spark.arrays import Batch
from dedup.spark.columns import (
    FRACTIONS,
    JSON_OPTIONS,
    as_json_number,
    as_text,
    check_names,
    check_texts,
    column,
    free_name,
    kind_of,
    order_alone,
    unread_source,
)
from dedup.spark.pages import ARTICLE_BITS, Numbered, Pages, Read
from dedup.spark.placing import BLOCK, FILE, FIRST, LINE, NAME, PLACE, SOURCE, Named, comparable, placed_rows
from dedup.spark.storage import Stored


def from_tables(rows: DataFrame, files: Sequence[Named], settings: CleanSettings) -> Pages:
    """The pages of Parquet files, in the order of `files`; a row whose text is null is rejected.

    Raises ArgumentError for a column whose name is taken.
    """
    check_names(rows)
    located = rows.select(
        "*",
        comparable(F.col("_metadata.file_path")).alias(FILE),
        F.lit(0).cast("long").alias(BLOCK),
        F.col("_metadata.row_index").alias("_dedup_row"),
    )
    counted = located.groupBy(FILE, BLOCK).agg(F.count("*").alias("lines"))
    placed = placed_rows(located, counted, files)
    numbered = placed.select(
        *map(column, rows.columns),
        (F.col(FIRST) + F.col("_dedup_row")).alias(LINE),
        F.concat(NAME, F.lit(":"), F.col("_dedup_row") + 1).alias(PLACE),
        SOURCE,
    )
    return _checked(numbered, settings, {LINE, PLACE, SOURCE})


def from_frame(pages: DataFrame, settings: CleanSettings, order: str | None, stored: Stored) -> Pages:
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
    numbered = pages.withColumn(LINE, _place(pages, order)) if order else _in_order_of_ids(pages, names, stored)
    place = F.concat(F.lit("row "), F.col(LINE).cast("string"))
    placed = numbered.withColumn(PLACE, place).withColumn(SOURCE, F.lit(""))
    return _checked(placed, settings, {LINE, PLACE, SOURCE, *order_alone(order, names)})


def _checked(numbered: DataFrame, settings: CleanSettings, hidden: set[str]) -> Pages:
    """The pages of numbered rows; the columns that are `hidden` are no fields of theirs."""
    names = settings.fields
    columns = [name for name in numbered.columns if name not in hidden]
    is_own_id = "id" in columns and _is_own_id(numbered, "id", names)
    more = len(f',"{names.text}":\n'.encode()) + (len('"id":,') if is_own_id else 0) - ("dedup" in columns)
    for name in columns:
        if name not in (names.text, "dedup") and not (name == "id" and is_own_id):
            more -= len(free_name(name, columns)) - len(name)
    check = _Check(settings, _fractions(numbered, names), is_own_id, more)
    return Pages(numbered.select(*_parts(numbered, names, hidden)), check)


def _fractions(pages: DataFrame, names: Fields) -> frozenset[str]:
    """The parts of records that are read from columns of floating point numbers."""
    own = ((part, name) for part, name in _named(names) if name in pages.columns)
    return frozenset(part for part, name in own if kind_of(pages, name) in FRACTIONS)


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


def _in_order_of_ids(pages: DataFrame, names: Fields, stored: Stored) -> DataFrame:
    """The rows with numbers (`LINE`) in the order of their ids as text, then of a hash of all they hold; stored now.

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
    return placed.withColumn(LINE, F.col("_dedup_first") + within).drop("_dedup_id", "_dedup_part", "_dedup_first")


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
        F.col(LINE).alias("page"),
        F.col(PLACE).cast("binary").alias("place"),
        F.col(SOURCE).cast("binary").alias("file_source"),
        *(text(part, name).alias(part) for part, name in _named(names)),
        members.cast("binary").alias("fields"),
        F.when(column(names.text).isNull(), whole.cast("binary")).alias("raw"),
        dedup.cast("binary").alias("input_dedup"),
        unread_source(pages, names.source, hidden).cast("binary").alias("unread_source"),
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
    """Rows of a frame into pages.

    `fractions` are the parts of records that hold floating point numbers as text. `is_own_id`: the id is not among the
    fields. `more` are the bytes that a row takes beside its values, those of the names of fields not counted.
    """

    settings: CleanSettings
    fractions: frozenset[str]
    is_own_id: bool
    more: int

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Read]:
        """Yield the records and rejections of each batch of rows; pages in another language are rejected."""
        from dedup.files.languages import only_in

        for own in batches:
            columns = {name: own.column(name).to_pylist() for name in own.schema.names}
            rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
            made = [self._record(row) for row in rows]
            told = only_in(self.settings.language, made) if self.settings.language else made
            numbered = (Numbered(row["page"], item) for row, item in zip(rows, told, strict=True))
            yield Read.of(numbered, sum(map(self._size, rows)))

    def _size(self, row: Mapping[str, Any]) -> int:
        """The bytes of a row as a line of JSON, as which one machine reads it; numbers may take some more or less."""
        if row["raw"] is not None:
            return len(row["raw"]) + 1
        strings = (row["text"], row["input_id"]) if self.is_own_id else (row["text"],)
        written = (encode_json(one.decode("utf-8", "replace")) for one in strings if one is not None)
        return len(row["fields"]) + sum(map(len, written)) + len(row["input_dedup"] or b"") + self.more

    def _record(self, row: Mapping[str, Any]) -> Record | Rejected:
        """The record of a row, or its rejection where its text is null or has more than `page_bytes` bytes.

        A blank id becomes the place of the row, a blank source that of the file. A source has no blanks around it.
        """
        where, fields = row["place"].decode("utf-8"), row["fields"].strip()[1:-1]
        if row["text"] is None:
            return rejected_record(where, NO_STRING, f"{where}: {no_string(b'null', self.settings.fields)}", row["raw"])
        if len(row["text"]) > self.settings.page_bytes:
            return too_large(where, len(row["text"]), self.settings.page_bytes)
        try:
            parts = {name: (row[name] or b"").decode("utf-8") for name, _ in _named(self.settings.fields)}
        except UnicodeDecodeError as error:
            detail = f"{where}: this is not UTF-8 at byte {error.start + 1} of a value: write it as strings"
            return rejected_record(where, "invalid-encoding", detail, error.object)
        parts |= {name: as_json_number(parts[name]) for name in self.fractions if parts[name]}
        parts |= {name: whole_number(parts[name]) for name in self.fractions & {"input_id", "source"}}
        identity = parts["input_id"] if parts["input_id"].strip() else where
        record = Record(
            where=where,
            input_id=identity,
            text=parts["text"],
            source=bare(parts["source"]) or row["file_source"].decode("utf-8"),
            date=parts["date"],
            title=parts["title"],
            fields=fields,
            input_dedup=_member_value(row["input_dedup"]),
        )
        return record._replace(faults=faults_of_source(row["unread_source"])) if row["unread_source"] else record


def _member_value(written: bytes | None) -> bytes | None:
    """The value of the only member of a JSON object, byte for byte; None for no object, or one without members."""
    return written.partition(b":")[2][:-1] or None if written else None
