"""The columns of a frame: by name, by what they hold, and how they are written as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # F is the name that users of Spark know
from pyspark.sql.column import Column

from dedup.errors import ArgumentError
from dedup.files import Fields


def column(name: str) -> Column:
    """A column by its name, which may contain dots and backticks."""
    return F.col("`{}`".format(name.replace("`", "``")))


def check_named(pages: DataFrame, names: Fields, arguments: Iterable[str]) -> None:
    """Raise ArgumentError where one of the arguments names a column that is not there; the usual names need not be."""
    usual = Fields()
    for argument in arguments:
        name = getattr(names, argument)
        if name != getattr(usual, argument) and name not in pages.columns:
            raise ArgumentError(f"there is no column {name!r}; there are {', '.join(pages.columns)}", argument)


def holds_texts(pages: DataFrame, name: str) -> bool:
    """Whether a column is one of texts: of strings, of bytes, or of nulls alone."""
    return kind_of(pages, name) in _TEXTS


def check_texts(pages: DataFrame, name: str) -> None:
    """Raise ArgumentError, for the argument `text`, where a column is not there or is none of texts."""
    if name not in pages.columns:
        raise ArgumentError(f"there is no column {name!r}; there are {', '.join(pages.columns)}", "text")
    if not holds_texts(pages, name):
        raise ArgumentError(f"the column {name!r} holds no texts", "text")


JSON_OPTIONS = {
    "timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",  # Spark's pattern: XXX is the zone, such as +03:00
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


FRACTIONS = frozenset({"float", "double"})
"""The types of floating point numbers."""
_NUMBERS = frozenset({"byte", "short", "integer", "long", "decimal"}) | FRACTIONS
_NESTED = frozenset({"array", "map", "struct"})
_MOMENTS = frozenset({"date", "timestamp", "timestamp_ntz"})
_TEXTS = frozenset({"string", "varchar", "char", "binary", "void"})
_TAKEN = ("_metadata", "_corrupt_record")  # by Spark


def kind_of(pages: DataFrame, name: str) -> str:
    """The name of the type of a column, such as `decimal`."""
    return str(pages.schema[name].dataType.typeName()).partition("(")[0]


def as_text(value: Column, kind: str, part: str) -> Column:
    """A value of a type as the text of a part of a record, null where it says nothing, such as NaN.

    Lists and objects are written as JSON, times in ISO 8601, floating point numbers as Java writes them (see
    `as_json_number`). A source is a text, a time or a number, else null; of ids and sources, decimals lose a `.0` at
    their end, floating point numbers keep it. A title is a text or a time, else null.
    """
    texts = _TEXTS | _MOMENTS
    if part in ("source", "title") and kind not in (texts if part == "title" else texts | _NUMBERS):
        return F.lit(None).cast("string")
    if kind in _NESTED:
        return F.to_json(value, JSON_OPTIONS | {"ignoreNullFields": "false"})
    if kind in FRACTIONS:
        return F.when(F.abs(value) < float("inf"), value.cast("double").cast("string"))
    written = value.cast("string")
    if kind in _MOMENTS:
        written = F.regexp_replace(written, r"^(\S+) (\d)", "$1T$2")
        return F.concat(written, F.lit("+00:00")) if kind == "timestamp" else written
    return F.regexp_replace(written, r"\.0+$", "") if part in ("input_id", "source") and kind in _NUMBERS else written


_LEAST_PLAIN, _MOST_PLAIN = 1e-6, 1e21
"""Bounds of the numbers that are written without an exponent, as on one machine."""


def as_json_number(written: str) -> str:
    """A floating point number as a run on one machine writes it, such as 0.0001 or 1e-7 for Java's 1.0E-4, 1.0E-7."""
    value = float(written)
    if value == 0 or _LEAST_PLAIN <= abs(value) < _MOST_PLAIN:
        plain = f"{Decimal(repr(value)):f}"
        return plain if "." in plain else f"{plain}.0"
    digits, _, exponent = f"{value!r}".partition("e")
    return f"{digits}e{int(exponent)}"


def unread_source(pages: DataFrame, name: str, hidden: Collection[str]) -> Column:
    """The beginning of each value, as JSON, in a column of sources that is of lists, objects or booleans; else null.

    It is `[`, `{`, `true` or `false`: such a value is no source. Null, too, for a column that is missing or hidden.
    """
    nothing = F.lit(None).cast("string")
    if name not in pages.columns or name in hidden:
        return nothing
    kind, value = kind_of(pages, name), column(name)
    if kind == "boolean":
        return value.cast("string")
    return F.when(value.isNotNull(), "[" if kind == "array" else "{") if kind in _NESTED else nothing


def order_alone(order: str | None, names: Fields) -> tuple[str, ...]:
    """The column `order`, which results do not have, unless it is one of those that are read; else nothing."""
    read = (names.id, names.source, names.date, names.title)
    return (order,) if order and order not in read else ()


def check_names(pages: DataFrame) -> None:
    """Raise ArgumentError for names of columns that cannot be told apart, and for those that are taken.

    Unless `spark.sql.caseSensitive` is set, Spark reads `ID` as `id`, which all rows of a result have.
    """
    if taken := [name for name in pages.columns if name in _TAKEN or name.startswith("_dedup_")]:
        raise ArgumentError(f"the column {taken[0]!r} has a name that is taken: rename it", "pages")
    if pages.sparkSession.conf.get("spark.sql.caseSensitive") == "true":
        return
    seen = {name: name for name in ("id", "text", "dedup")}
    for name in pages.columns:
        if (other := seen.setdefault(name.lower(), name)) != name:
            raise ArgumentError(
                f"the column {name!r} differs from {other!r} in case alone: rename it, or set spark.sql.caseSensitive",
                "pages",
            )
