"""The outputs of a run as frames: lines taken apart into columns, those of the input with the types they had."""

from __future__ import annotations

from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere
from pyspark.sql.types import StructField, StructType

from dedup.files import Fields
from dedup.spark.columns import JSON_OPTIONS, free_name, order_alone
from dedup.spark.storage import Work

_EXTRACTED = "struct<title string, source string, published string, byline string, tags array<string>>"
_DEDUP = (
    f"article int, parent string, spans array<array<bigint>>, extracted {_EXTRACTED}, input_id string, "
    "input_dedup string"
)
DOCUMENT = f"dedup struct<{_DEDUP}, empty boolean>"
DUPLICATE = f"dedup struct<{_DEDUP}, kept string, kind string, jaccard double, containment double, indexed boolean>"
REMOVED = "id string, start bigint, end bigint, label string, rule string, confidence double, text string"


def typed(work: Work, lines: str, output: str, schema: StructType) -> DataFrame:
    """The rows of one of the outputs, with the columns of `schema`; `lines` is where `Work.lines` wrote all.

    Columns that a line does not have are null.
    """
    own = work.spark.read.text(f"{lines}/output={output}", lineSep="\n")
    return own.select(F.from_json("value", schema, JSON_OPTIONS).alias("row")).select("row.*")


def document_schema(
    pages: StructType, names: Fields, order: str | None, dedup: str, *, has_appended: bool = False
) -> StructType:
    """The columns of documents: `id`, those of the input, `text` and `dedup`, whose type `dedup` describes.

    The columns of text, `dedup` and `order` (see `order_alone`), and an `id` of strings, are not repeated; other
    columns named `id` or `text` get a free name. With `has_appended`, strings for source and title are added, where no
    page has them.
    """
    known = [field.name for field in pages]
    own = [StructField("id", _string(), True)]
    for field in pages:
        if field.name in (names.text, "dedup", *order_alone(order, names)):
            continue
        if field.name == names.id == "id" and field.dataType.typeName() == "string":
            continue
        own.append(StructField(free_name(field.name, known), field.dataType, True))
    if has_appended:
        missing = (name for name in (names.source, names.title) if name not in (*known, "id", "text", "dedup"))
        own += [StructField(name, _string(), True) for name in missing]
    return StructType([*own, StructField("text", _string(), True), *_described(dedup)])


def removed_schema() -> StructType:
    """The columns of removed spans."""
    return StructType(_described(REMOVED))


def _string() -> Any:
    from pyspark.sql.types import StringType

    return StringType()


def _described(columns: str) -> list[StructField]:
    return list(StructType.fromDDL(columns))
