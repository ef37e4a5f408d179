"""Tables of other libraries, read column by column without importing those libraries.

Known by what they can do: pandas, polars, Hugging Face datasets, pyarrow, and whatever else exports Arrow streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from dedup.errors import DedupError

ROWS_AT_ONCE = 4096
"""Rows that are brought into Python at a time."""


class Table(NamedTuple):
    """A table: the names of its columns, and a function that reads some of them.

    It gives batches of rows in order, each a list of columns of the same length.
    """

    names: tuple[Any, ...]
    batches: Callable[[Sequence[Any]], Iterator[list[list[Any]]]]


def table_of(given: Any) -> Table | None:
    """What was given as a table, None where it is none.

    Raises DedupError for an Arrow stream of a library that only pyarrow can read, where pyarrow is not installed.
    """
    if isinstance(given, (list, tuple, dict, str)):
        return None
    for known, read in _KINDS:
        if all(hasattr(given, name) for name in known):
            return read(given)
    return None


def _pandas(frame: Any) -> Table:
    """A frame of pandas; an index that has a name is a column too."""
    if frame.index.name is not None and frame.index.name not in frame.columns:
        frame = frame.reset_index()

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        columns = [frame[name] for name in names]
        for start in range(0, len(frame), ROWS_AT_ONCE):
            yield [column.iloc[start : start + ROWS_AT_ONCE].tolist() for column in columns]

    return Table(tuple(frame.columns), batches)


def _polars(frame: Any) -> Table:
    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        for rows in frame.select(names).iter_slices(ROWS_AT_ONCE):
            yield [rows.get_column(name).to_list() for name in names]

    return Table(tuple(frame.columns), batches)


def _lazy_polars(frame: Any) -> Table:
    return Table(
        tuple(frame.collect_schema().names()), lambda names: _polars(frame.select(names).collect()).batches(names)
    )


def _dataset(dataset: Any) -> Table | None:
    """A Hugging Face dataset; a stream of one that does not know its columns is read record by record."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        plain = dataset.with_format(None).select_columns(list(names))
        for rows in plain.iter(batch_size=ROWS_AT_ONCE):
            yield [rows[name] for name in names]

    return Table(tuple(dataset.column_names), batches) if dataset.column_names else None


def _arrow(rows: Any) -> Table:
    """A table or a record batch of pyarrow."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        columns = [rows.column(name) for name in names]
        for start in range(0, rows.num_rows, ROWS_AT_ONCE):
            yield [column.slice(start, ROWS_AT_ONCE).to_pylist() for column in columns]

    return Table(tuple(rows.schema.names), batches)


def _arrow_batches(source: Any) -> Table:
    """A reader of record batches, read once."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        for rows in source:
            yield from _arrow(rows).batches(names)

    return Table(tuple(source.schema.names), batches)


def _arrow_dataset(dataset: Any) -> Table:
    """A dataset of pyarrow: files that are read as they are needed."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        for rows in dataset.to_batches(columns=list(names)):
            yield from _arrow(rows).batches(names)

    return Table(tuple(dataset.schema.names), batches)


def _arrow_stream(given: Any) -> Table | None:
    """Whatever exports an Arrow stream of rows, such as a relation of DuckDB."""
    try:
        import pyarrow
    except ImportError as error:
        raise DedupError(
            f"a {type(given).__module__}.{type(given).__name__} is read through pyarrow, which is not installed: "
            "pip install pyarrow"
        ) from error
    return _arrow_batches(pyarrow.RecordBatchReader.from_stream(given))


def _column(column: Any) -> None:
    """A single column is no table."""


_KINDS: tuple[tuple[tuple[str, ...], Callable[[Any], Table | None]], ...] = (
    (("iloc", "columns"), _pandas),
    (("get_column", "iter_slices"), _polars),
    (("collect_schema", "collect", "lazy"), _lazy_polars),
    (("column_names", "select_columns", "with_format"), _dataset),
    (("num_rows", "column", "schema"), _arrow),
    (("read_next_batch", "schema"), _arrow_batches),
    (("to_batches", "scanner", "schema"), _arrow_dataset),
    (("to_list",), _column),
    (("to_pylist",), _column),
    (("__arrow_c_stream__",), _arrow_stream),
)
"""By the attributes that tell it, how each kind of table is read; the first that fits."""
