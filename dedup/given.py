"""What callers of the library give, brought into one form: documents and pages out of pairs, records and tables.

What is missing (None, NaN, pandas' NA and NaT) is an empty text, an unknown source or date, an id that is not given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any, Protocol, TypeAlias, cast

from dedup.errors import ArgumentError
from dedup.model import Document, Id
from dedup.tables import Table, table_of


class Frame(Protocol):
    """A table of pandas or polars."""

    @property
    def columns(self) -> Any:
        """The names of the columns."""


class ArrowTable(Protocol):
    """A table of pyarrow, or a reader of one."""

    @property
    def schema(self) -> Any:
        """The names and types of the columns."""


Documents: TypeAlias = Iterable[Document | tuple[Id | None, str | None] | Mapping[str, Any]] | Frame | ArrowTable
Pages: TypeAlias = (
    Iterable[str | tuple[str | None, ...] | Document | Mapping[str, Any] | None] | Frame | ArrowTable
)  # fmt: skip

_DEFAULTS = {"text": "text", "id": "id", "source": "source", "date": "date", "title": "title"}
_DOCUMENT = ("id", "text", "source", "date")
_PAGE = ("text", "source", "title", "id")


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of columns of a table, or of fields of records, by what they hold; None for what is not to be read.

    One that is named as by default may be missing, but for `text`.
    """

    text: str = "text"
    id: str | None = "id"
    source: str | None = "source"
    date: str | None = "date"
    title: str | None = None

    def among(self, names: Sequence[Any], what: str) -> dict[str, Any]:
        """The names that there are, by what they hold; `what` says what `names` are, columns or fields.

        Raises ArgumentError for one that is not among them though the caller named it, for the text's in any case, and
        for one that is there twice.
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
        return found


_PLAIN = Columns()


def as_document(item: Any) -> Document:
    """A Document, a pair of id and text, or a record as a document, with an id of its own.

    Raises ArgumentError for what is none of them, and for one without an id.
    """
    document = _document(item, 0, _PLAIN)
    if document.id is None:
        raise ArgumentError(f"every document needs an id, got {_shown(item)}")
    return document


def as_documents(items: Documents, columns: Columns = _PLAIN) -> list[Document]:
    """Documents, pairs of id and text, records, or the rows of a table as documents.

    Where no document has an id, its place is its id, from 0; where others have one, it is `row:` and the place. Raises
    ArgumentError for what is no document and for an id that occurs twice.
    """
    found = list(_documents(items, columns))
    ids = {document.id for document in found}
    if None in ids:
        alone = len(ids) == 1
        for place, document in enumerate(found):
            if document.id is None:
                found[place] = replace(document, id=place if alone else f"row:{place}")
        ids = {document.id for document in found}
    if len(ids) < len(found):
        raise ArgumentError(f"the id {_repeated(found)!r} occurs twice: every document needs an id of its own")
    return found


def as_pages(items: Pages, columns: Columns = _PLAIN) -> Iterator[tuple[str, ...]]:
    """Pages as text, source and perhaps title: of texts, tuples of these three, Documents, records, or a table's rows.

    Raises ArgumentError for what is no page.
    """
    table = table_of(items)
    if table is not None:
        for place, values in enumerate(_rows(table, columns, _PAGE)):
            yield _made_page(values, place)
        return
    fields = _Fields(columns)
    for place, item in enumerate(_each(items, "pages")):
        if type(item) is tuple and len(item) in (2, 3) and all(type(value) is str for value in item):
            yield item
        else:
            record = _record(item, columns)
            yield _made_page(_parts_of_page(item) if record is None else fields.of(record, _PAGE), place)
    fields.check()


def _documents(items: Documents, columns: Columns) -> Iterator[Document]:
    table = table_of(items)
    if table is not None:
        for place, values in enumerate(_rows(table, columns, _DOCUMENT)):
            yield _made(values, place)
        return
    fields = _Fields(columns)
    for place, item in enumerate(_each(items, "documents")):
        if type(item) is tuple and len(item) == 2 and type(item[0]) is type(item[1]) is str and item[0]:
            yield Document(item[0], item[1])
        elif type(item) is Document and _is_plain(item):
            yield item
        else:
            yield _document(item, place, columns, fields)
    fields.check()


def _document(item: Any, place: int, columns: Columns, fields: _Fields | None = None) -> Document:
    """One document; its id is None where it has none."""
    if isinstance(item, Document):
        return item if _is_plain(item) else _made((item.id, item.text, item.source, item.date), place)
    record = _record(item, columns)
    if record is not None:
        return _made((fields or _Fields(columns)).of(record, _DOCUMENT), place)
    if isinstance(item, tuple) and len(item) == 2:
        return _made((*item, None, None), place)
    hint = "; plain texts get their place as an id by enumerate(texts)" if isinstance(item, str) else ""
    raise ArgumentError(
        f"documents are Documents or (id, text) pairs, records (dicts) or the rows of a table, got {_shown(item)}{hint}"
    )


def _record(item: Any, columns: Columns) -> Mapping[Any, Any] | None:
    """An item as a record, None where it is none; a named tuple is one where it has a text by name, as pandas' have."""
    if isinstance(item, tuple) and columns.text in getattr(item, "_fields", ()):
        item = item._asdict()  # type: ignore[attr-defined]  # what all named tuples have
    return item if isinstance(item, Mapping) else None


def _is_plain(document: Document) -> bool:
    """Whether a document is what its class says, strings throughout, and needs no second look."""
    return type(document.id) is type(document.text) is type(document.source) is type(document.date) is str and bool(
        document.id
    )


def _parts_of_page(item: Any) -> Sequence[Any]:
    if isinstance(item, Document):
        return item.text, item.source, None, item.id
    if isinstance(item, (tuple, list)):
        if len(item) not in (2, 3):
            raise ArgumentError(f"a page is (text, source) or (text, source, title), got {_shown(item)}")
        return *(*item, None)[:3], None
    return item, None, None, None


class _Fields:
    """The fields of records, read as named; remembers which of them there were."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._seen: dict[Any, None] = {}

    def of(self, record: Mapping[Any, Any], wanted: Sequence[str]) -> list[Any]:
        """What is wanted of a record, None where it is missing."""
        self._seen.update(dict.fromkeys(record))
        return [record.get(getattr(self._columns, argument)) for argument in wanted]

    def check(self) -> None:
        """Raises ArgumentError where no record had a field that was named."""
        if self._seen:
            self._columns.among(list(self._seen), "field")


def _rows(table: Table, columns: Columns, wanted: Sequence[str]) -> Iterator[Sequence[Any]]:
    """What is wanted of each row of a table, None where it is missing."""
    present = columns.among(table.names, "column")
    read = list(dict.fromkeys(present[argument] for argument in wanted if argument in present))
    for batch in table.batches(read):
        by_name = dict(zip(read, batch, strict=True))
        values = (by_name[present[argument]] if argument in present else repeat(None) for argument in wanted)
        yield from zip(*values, strict=False)  # the columns of a batch have one length, the others no end


def _each(items: Any, what: str) -> Iterator[Any]:
    """The items one by one; raises ArgumentError for what holds none."""
    if hasattr(items, "column_names") and isinstance(items, Mapping):
        splits = ", ".join(map(repr, items))
        remedy = f"choose one of {splits}" if len(items) > 1 else f"take [{splits}] of them"
        raise ArgumentError(f"{what} are one dataset, got a dict of datasets: {remedy}")
    if isinstance(items, Mapping):
        raise ArgumentError(f"{what} are a list or a table, got a dict: give a list of dicts, or its items()")
    if isinstance(items, (str, bytes, Document)) or not hasattr(items, "__iter__"):
        raise ArgumentError(f"{what} are a list or a table, got {_shown(items)}")
    return iter(items)


def _made(values: Sequence[Any], place: int) -> Document:
    identity, text, source, date = values
    named = _id(identity)
    return Document(
        cast(Id, named), _text(text, "document", place if named is None else named), as_source(source), _date(date)
    )


def _made_page(values: Sequence[Any], place: int) -> tuple[str, ...]:
    text, source, title, identity = values
    named = None if type(text) is str else _id(identity)  # which is told of a page that is refused
    return _text(text, "page", place if named is None else named), as_source(source), as_source(title)


def _repeated(documents: Sequence[Document]) -> Id:
    """The first id that occurs a second time."""
    seen: set[Id] = set()
    for document in documents:
        if document.id in seen:
            break
        seen.add(document.id)
    return document.id


def _id(value: Any) -> Id | None:
    """An id as given, None where it is missing."""
    if type(value) is not str and type(value) is not int:
        value = _plain(value)
    if _is_missing(value) or (isinstance(value, str) and not value):
        return None
    if isinstance(value, (str, int, float)):
        return value
    raise ArgumentError(f"ids are strings or numbers, got {_shown(value)}; str(id) makes it a string")


def as_text(value: Any, of: str = "") -> str:
    """A text as a string, empty where it is missing. Raises ArgumentError for what is none; `of` says whose it is."""
    if type(value) is str:
        return value
    value = _plain(value)
    if _is_missing(value):
        return ""
    if isinstance(value, str):
        return value
    raise ArgumentError(f"the text{of} is no string but {type(value).__name__}: {_shown(value)}")


def _text(value: Any, what: str, name: Id) -> str:
    return value if type(value) is str else as_text(value, f" of {what} {name!r}")


def as_source(value: Any) -> str:
    """A source (or a title) as a string, empty where it is missing; a whole number is written as one."""
    if type(value) is str:
        return value
    value = _plain(value)
    if _is_missing(value):
        return ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _date(value: Any) -> Any:
    """A date as given, to be read by `iso_dates`; empty where it is missing."""
    value = _plain(value)
    return "" if _is_missing(value) else value


def _plain(value: Any) -> Any:
    """The value in a scalar of pyarrow or numpy; any other value as it is."""
    if hasattr(value, "as_py"):
        return value.as_py()
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value


def _shown(value: Any) -> str:
    """The beginning of a value, on one line."""
    return f"{' '.join(repr(value).split()):.80}"


def _is_missing(value: Any) -> bool:
    """Whether a value stands for none: None, what differs from itself (NaN, NaT), and pandas' NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError, ArithmeticError):
        return type(value).__name__ == "NAType"
