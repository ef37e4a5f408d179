"""Results as tables of other libraries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, Literal, NamedTuple

from dedup.errors import DedupError

# The names of types in polars, by those in Arrow.
_POLARS = {"string": "String", "int64": "Int64", "uint64": "UInt64", "float64": "Float64", "bool": "Boolean"}


class Column(NamedTuple):
    """A column of a result: the type of its values, and the values; None for a row that has none."""

    kind: Literal["id", "string", "int64", "float64", "bool"]
    values: list[Any]


class Result:
    """The base of all results: its rows as a table of pandas, pyarrow or polars, or as a dict of lists.

    Columns have the same types whether or not there are rows. Ids are returned as given. Tables of pyarrow and polars
    cannot hold mixed columns: their ids are numbers where all are, else strings.
    """

    __slots__ = ()

    def _columns(self) -> dict[str, Column]:
        """The rows, column by column."""
        raise NotImplementedError

    def to_pandas(self) -> Any:
        """The rows as a `pandas.DataFrame`. Raises DedupError where pandas is not installed."""
        pandas = _needed("pandas", "to_pandas")
        columns = self._columns()

        def series(kind: str, values: list[Any]) -> Any:
            """A column as a pandas Series; ids and texts have the type that pandas infers.

            That is `object` for a column that is empty, and for ids that would be rounded.
            """
            inferred = "object" if not values or (kind == "id" and _would_be_rounded(values)) else None
            return pandas.Series(values, dtype=inferred if kind in ("id", "string") else kind)

        return _made("to_pandas", lambda: pandas.DataFrame({name: series(*own) for name, own in columns.items()}))

    def to_arrow(self) -> Any:
        """The rows as a `pyarrow.Table`. Raises DedupError where pyarrow is not installed."""
        pyarrow = _needed("pyarrow", "to_arrow")
        columns = _typed(self._columns())
        schema = pyarrow.schema([(name, kind) for name, (kind, _) in columns.items()])
        return _made("to_arrow", lambda: pyarrow.table({name: values for name, (_, values) in columns.items()}, schema))

    def to_polars(self) -> Any:
        """The rows as a `polars.DataFrame`. Raises DedupError where polars is not installed."""
        polars = _needed("polars", "to_polars")
        columns = _typed(self._columns())
        schema = {name: getattr(polars, _POLARS[kind]) for name, (kind, _) in columns.items()}
        return _made("to_polars", lambda: polars.DataFrame({name: own for name, (_, own) in columns.items()}, schema))

    def to_dict(self) -> dict[str, Any]:
        """The columns as lists, by name, in the form that `datasets.Dataset.from_dict` takes."""
        return {name: values for name, (_, values) in self._columns().items()}


def _typed(columns: Mapping[str, Column]) -> dict[str, tuple[str, list[Any]]]:
    """The columns with Arrow's name of their type; all columns of ids have one type, which holds all their values."""
    ids = _type_of_ids([column.values for column in columns.values() if column.kind == "id"])
    typed: dict[str, tuple[str, list[Any]]] = {}
    for name, (kind, values) in columns.items():
        if kind == "id" and ids == "string":
            values = list(map(str, values))
        typed[name] = (ids if kind == "id" else kind, values)
    return typed


def _type_of_ids(columns: Sequence[Sequence[Any]]) -> str:
    """The type that holds all ids of some columns: int64, uint64 or float64, else string, also where there are no ids.
    Integers beside floats give float64 only within 2**53. No column may be empty unless all are.
    """
    kinds = {type(value) for column in columns for value in column}
    if not kinds or not kinds <= {int, float}:
        return "string"
    least, most = min(map(min, columns)), max(map(max, columns))
    if float in kinds:
        return "float64" if kinds == {float} or (least >= -(2**53) and most <= 2**53) else "string"
    if least >= -(2**63) and most < 2**63:
        return "int64"
    return "uint64" if least >= 0 and most < 2**64 else "string"


def _would_be_rounded(ids: Sequence[Any]) -> bool:
    """Whether ids are integers and floats, and a column of floats would change an integer; there is at least one id."""
    return {type(value) for value in ids} == {int, float} and _type_of_ids([ids]) == "string"


def _made(method: str, make: Callable[[], Any]) -> Any:
    """What `make` returns. Raises DedupError, which names the method, where a text cannot be written as UTF-8."""
    try:
        return make()
    except UnicodeEncodeError as error:
        raise DedupError(
            f"{method}() holds UTF-8 only, but a text has half of a surrogate pair in it: use to_dict()"
        ) from error


def _needed(package: str, method: str) -> Any:
    """A module that a method needs. Raises DedupError, with the command that installs it, where it is missing."""
    try:
        return import_module(package)
    except ImportError as error:
        raise DedupError(f"{method}() needs {package}, which is not installed: pip install {package}") from error
