"""Tables of other libraries, read column by column without importing those libraries, and the names of their columns.

Each kind is known by its attributes: pandas, polars, Hugging Face datasets, pyarrow, and whatever exports Arrow
streams.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any, NamedTuple

from dedup.errors import ArgumentError, DedupError, warn
from dedup.names import bare, other_name

ROWS_AT_ONCE = 4096
"""Rows that are converted to Python values at a time; chosen."""
_DEFAULTS = {"text": "text", "id": "id", "source": "source", "date": "date", "title": "title"}
"""The default name of the column or field of each argument."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of the columns of a table, or of the fields of records; None for a value that is not to be read.

    A name that is the default may be missing from the data, except that of `text`.
    """

    text: str = "text"
    id: str | None = "id"
    source: str | None = "source"
    date: str | None = "date"
    title: str | None = None

    def among(self, names: Sequence[Any], what: str, wanted: Sequence[str]) -> dict[str, Any]:
        """The names of columns that occur in `names`, by argument: `text`, `id` and so on; others are left out.

        `what` is "column" or "field", for messages. Raises ArgumentError for a name that the caller chose and that is
        missing, for a missing `text`, and for a name that occurs twice. Issues a DedupWarning where the name of one of
        the `wanted` arguments is missing and stands there in another case, or another of `OTHER_NAMES` for a default.
        """
        found = {}
        for argument, default in _DEFAULTS.items():
            name = getattr(self, argument)
            if name is None and argument != "text":
                continue
            if names.count(name) > 1:
                raise ArgumentError(f"two {what}s have the name {name!r}: rename one of them", argument)
            if name in names:
                found[argument] = name
            elif argument == "text" or name != default:
                present = ", ".join(map(repr, names)) or "none"
                raise ArgumentError(f"there is no {what} {name!r}: name the right one ({what}s: {present})", argument)
        self._warn_of_other_names(names, what, [one for one in wanted if one not in found], set(found.values()))
        return found

    def _warn_of_other_names(self, names: Sequence[Any], what: str, missing: Sequence[str], read: Set[Any]) -> None:
        """Issue a DedupWarning with the arguments that read those names which are `missing`.

        They stand in `names` in another case or, for a default, under another usual name for the same; but for an id,
        without which rows are numbered.
        """
        lower = {bare(name).lower(): name for name in reversed(names) if isinstance(name, str) and name not in read}
        found: dict[str, str] = {}
        for argument in missing:
            name = getattr(self, argument)
            if name is None:
                continue
            usual = name == _DEFAULTS[argument] and argument != "id"
            if other := other_name(argument, name, lower, usual=usual):
                found[argument] = other
        if found:
            given = ", ".join(f"{argument}={name!r}" for argument, name in found.items())
            told = f"the {what} {next(iter(found.values()))!r} is" if len(found) == 1 else f"some {what}s are"
            none = ", ".join(f"{argument}=None" for argument in found)
            warn(f"{told} not read, since other names are: give {given}, or, to read none, {none}")


class Table(NamedTuple):
    """A table: the names of its columns, and `batches`, which reads some of them.

    `batches` takes names of columns and yields groups of rows in order, each as a list of columns of equal length.
    """

    names: tuple[Any, ...]
    batches: Callable[[Sequence[Any]], Iterator[list[list[Any]]]]


def table_of(given: Any) -> Table | None:
    """A table of another library as a `Table`, None for anything else, also for a single column.

    Raises DedupError for an Arrow stream that only pyarrow can read, where pyarrow is not installed.
    """
    if isinstance(given, (list, tuple, dict, str)):
        return None
    for known, read in _KINDS:
        if all(hasattr(given, name) for name in known):
            return read(given)
    return None


def _pandas(frame: Any) -> Table:
    """A data frame of pandas; an index that has a name, which no column has, is a column too."""
    if frame.index.name is not None and frame.index.name not in frame.columns:
        frame = frame.reset_index()

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        """Yield groups of at most `ROWS_AT_ONCE` rows in order, each as one list of values for each of `names`."""
        columns = [frame[name] for name in names]
        for start in range(0, len(frame), ROWS_AT_ONCE):
            yield [column.iloc[start : start + ROWS_AT_ONCE].tolist() for column in columns]

    return Table(tuple(frame.columns), batches)


def _polars(frame: Any) -> Table:
    """A data frame of polars."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        """Yield groups of at most `ROWS_AT_ONCE` rows in order, each as one list of values for each of `names`."""
        for rows in frame.select(names).iter_slices(ROWS_AT_ONCE):
            yield [rows.get_column(name).to_list() for name in names]

    return Table(tuple(frame.columns), batches)


def _lazy_polars(frame: Any) -> Table:
    """A lazy frame of polars; collected when its rows are read."""
    return Table(
        tuple(frame.collect_schema().names()), lambda names: _polars(frame.select(names).collect()).batches(names)
    )


def _dataset(dataset: Any) -> Table | None:
    """A Hugging Face dataset; None for a stream that does not know its columns, which is then read record by record."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        """Yield groups of at most `ROWS_AT_ONCE` rows in order, each as one list of values for each of `names`."""
        plain = dataset.with_format(None).select_columns(list(names))
        for rows in plain.iter(batch_size=ROWS_AT_ONCE):
            yield [rows[name] for name in names]

    return Table(tuple(dataset.column_names), batches) if dataset.column_names else None


def _arrow(rows: Any) -> Table:
    """A table or a record batch of pyarrow."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        """Yield groups of at most `ROWS_AT_ONCE` rows in order, each as one list of values for each of `names`."""
        columns = [rows.column(name) for name in names]
        for start in range(0, rows.num_rows, ROWS_AT_ONCE):
            yield [column.slice(start, ROWS_AT_ONCE).to_pylist() for column in columns]

    return Table(tuple(rows.schema.names), batches)


def _arrow_batches(source: Any) -> Table:
    """A reader of Arrow record batches, which can be read once."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        """Yield groups of at most `ROWS_AT_ONCE` rows in order, each as one list of values for each of `names`."""
        for rows in source:
            yield from _arrow(rows).batches(names)

    return Table(tuple(source.schema.names), batches)


def _arrow_dataset(dataset: Any) -> Table:
    """A dataset of pyarrow, whose files are read when they are needed."""

    def batches(names: Sequence[Any]) -> Iterator[list[list[Any]]]:
        """Yield groups of at most `ROWS_AT_ONCE` rows in order, each as one list of values for each of `names`."""
        for rows in dataset.to_batches(columns=list(names)):
            yield from _arrow(rows).batches(names)

    return Table(tuple(dataset.schema.names), batches)


def _arrow_stream(given: Any) -> Table:
    """The rows of an object that exports an Arrow stream, such as a relation of DuckDB; they can be read once.

    Raises DedupError without pyarrow, and what pyarrow raises for an object or a stream that is of another kind.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise DedupError(
            f"a {type(given).__module__}.{type(given).__name__} is read through pyarrow, which is not installed: "
            "pip install pyarrow"
        ) from error
    return _arrow_batches(pyarrow.RecordBatchReader.from_stream(given))


def _column(column: Any) -> None:
    """A single column is no table: return None."""


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
"""The attributes that a kind of table is known by, and the function that reads it; the first that fits is used."""
