"""What the columns of a frame hold, by their types."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql.types import BinaryType, CharType, NullType, StringType, VarcharType

from dedup.errors import ArgumentError


def holds_texts(pages: DataFrame, column: str) -> bool:
    """Whether a column is one of texts: of strings, of bytes, or of nulls alone."""
    return isinstance(pages.schema[column].dataType, (StringType, VarcharType, CharType, BinaryType, NullType))


def check_texts(pages: DataFrame, column: str) -> None:
    """Raise ArgumentError, for the argument `text`, where a column is not there or is none of texts."""
    if column not in pages.columns:
        raise ArgumentError(f"there is no column {column!r}; there are {', '.join(pages.columns)}", "text")
    if not holds_texts(pages, column):
        raise ArgumentError(f"the column {column!r} holds no texts", "text")
