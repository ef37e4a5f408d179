"""What the columns of a frame hold, by their types."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql.types import BinaryType, CharType, NullType, StringType, VarcharType


def holds_texts(pages: DataFrame, column: str) -> bool:
    """Whether a column is one of texts: of strings, of bytes, or of nulls alone."""
    return isinstance(pages.schema[column].dataType, (StringType, VarcharType, CharType, BinaryType, NullType))
