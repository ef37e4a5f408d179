"""SQL of the engine that reads Parquet files: how large values are, values as JSON, names and paths."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_BYTES_OF_A_VALUE = 8
"""Bytes assumed of a value of fixed size in a list. Chosen."""
_GLOB = re.compile(r"([*?\[])")


def size_of(values: str, kind: Any, depth: int) -> str:
    """The SQL for the bytes of `values` (an expression) of the DuckDB type `kind`; empty for a type of fixed size.

    `depth` is the nesting in lists, from 0.
    """
    if kind.id == "varchar":
        return f"coalesce(strlen({values}), 0)"
    if kind.id in ("blob", "bit"):
        return f"coalesce(octet_length({values}), 0)"
    if kind.id == "struct":
        parts = [size_of(f"struct_extract({values}, {quoted(name)})", child, depth) for name, child in kind.children]
        return f"({own})" if (own := " + ".join(filter(None, parts))) else ""
    if kind.id == "map":
        lists = ((f"map_{name}s({values})", child) for name, child in kind.children)
        return " + ".join(_list_size(own, child, depth) for own, child in lists)
    if kind.id in ("list", "array"):
        return _list_size(values, kind.children[0][1], depth)
    return ""


def _list_size(values: str, kind: Any, depth: int) -> str:
    """SQL for the bytes of the list `values` (an expression), whose elements have the type `kind`; 0 for NULL.

    These are `_BYTES_OF_A_VALUE` an element, and what each adds by `size_of`. `depth` is the nesting in lists, from 0.
    """
    fixed = f"{_BYTES_OF_A_VALUE} * coalesce(len({values}), 0)"
    element = f"element_{depth}"
    own = size_of(element, kind, depth + 1)
    if not own:
        return fixed
    return f"({fixed} + coalesce(list_sum(list_transform({values}, lambda {element}: {own}))::BIGINT, 0))"


def as_json(values: str, kind: str) -> str:
    """The SQL for `values` (an expression of the SQL type `kind`) as JSON; it may be NULL for NULL.

    Decimals keep their digits, and timestamps become ISO 8601 with a T, but not those in lists and structs. A BLOB
    becomes its text; with the escapes of DuckDB where it is not UTF-8 or its text has such an escape.
    """
    if kind.startswith("DECIMAL") and not kind.endswith("]"):
        return f"{values}::VARCHAR"
    if kind.startswith("TIMESTAMP") and not kind.endswith("]"):
        iso = rf"regexp_replace({values}::VARCHAR, '^(\S+) (\d)', '\1T\2')"
        return f"""'"' || regexp_replace({iso}, '\\+00$', '+00:00') || '"'"""
    if kind == "BLOB":
        text, escaped = f"TRY(decode({values}))", f"{values}::VARCHAR"
        return (
            rf"to_json(CASE WHEN contains({text}, '\x') THEN {escaped} ELSE coalesce({text}, {escaped}) END)::VARCHAR"
        )
    return f"to_json({values})::VARCHAR"


def blob_from_text(text: str) -> str:
    """The SQL expression for binary values, given that for the text that a line has in their place."""
    return rf"CASE WHEN contains({text}, '\x') THEN {text}::BLOB ELSE encode({text}) END"


def file_pattern(path: Path) -> str:
    """A path as an SQL literal for functions that take patterns. Wildcards in the path are escaped."""
    return quoted(_GLOB.sub(r"[\1]", str(path)))


def quoted(text: str, quote: str = "'") -> str:
    """A text as an SQL literal, or with double quotes as an SQL name."""
    return f"{quote}{text.replace(quote, quote * 2)}{quote}"
