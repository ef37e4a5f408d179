"""What callers of the library pass, converted to one form: documents and pages from pairs, records and tables.

A missing value (None, NaN, pandas' NA and NaT) is an empty text, an unknown source or date, or a missing id.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any, Protocol, TypeAlias, cast

from dedup.errors import ArgumentError
from dedup.model import Document, Id
from dedup.names import bare
from dedup.tables import Columns, Table, table_of


class Frame(Protocol):
    """A data frame of pandas or polars."""

    @property
    def columns(self) -> Any:
        """The names of the columns."""


class ArrowTable(Protocol):
    """A table of pyarrow, or a reader of record batches."""

    @property
    def schema(self) -> Any:
        """The names and types of the columns."""


Documents: TypeAlias = Iterable[Document | tuple[Id | None, str | None] | Mapping[str, Any]] | Frame | ArrowTable
Pages: TypeAlias = (
    Iterable[str | tuple[str | None, ...] | Document | Mapping[str, Any] | None] | Frame | ArrowTable
)  # fmt: skip

_LONGEST_PATH = 300
"""Characters of the longest path that is told from a text. Chosen."""
_LONGEST_SOURCE = 300
"""Characters of the longest source of a page in a tuple: what is longer, or has several lines, is a text. Chosen."""
_DOCUMENT = ("id", "text", "source", "date")
"""The arguments that make a document, in the order that `_made` takes."""
_PAGE = ("text", "source", "title", "id")
"""The arguments that make a page, in the order that `_made_page` takes."""


_PLAIN = Columns()


def as_document(item: Any) -> Document:
    """One Document, pair of id and text, or record, as a Document.

    Raises ArgumentError for any other type, and for a document without an id.
    """
    document = _document(item, 0, _PLAIN)
    if document.id is None:
        raise ArgumentError(f"every document needs an id, got {_shown(item)}")
    return document


def as_documents(items: Documents, columns: Columns = _PLAIN) -> list[Document]:
    """Documents, pairs of id and text, records, or the rows of a table, as a list of Documents.

    Where no document has an id, the ids are the positions, from 0. Where only some have one, the others get `row:` and
    the position. Raises ArgumentError for what is no document, and for an id that occurs twice.
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
        repeated = _shown(_repeated(found))
        raise ArgumentError(
            f"the id {repeated} occurs twice: every document needs an id of its own; to number them, take id=None for "
            "records and tables, and enumerate(texts) for pairs"
        )
    return found


def as_pages(items: Pages, columns: Columns = _PLAIN) -> Iterator[tuple[str, ...]]:
    """Yield each page as (text, source) for a pair of two strings, else as (text, source, title).

    Pages are texts, such tuples, Documents, records, or the rows of a table. A missing value becomes an empty string;
    blanks around a source are taken away. Raises ArgumentError for what is no page, for a tuple with a text in the
    place of the source and, after the last record, for a field that the caller named and no record has.
    """
    table = table_of(items)
    if table is not None:
        for place, values in enumerate(_rows(table, columns, _PAGE)):
            yield _made_page(values, place)
        return
    fields = _Fields(columns)
    for place, item in enumerate(_each(items, "pages")):
        if type(item) is tuple and len(item) in (2, 3) and all(type(value) is str for value in item):
            _refuse_text_as_source(item[1])
            yield item if (source := bare(item[1])) == item[1] else (item[0], source, *item[2:])
        else:
            record = _record(item, columns)
            yield _made_page(_parts_of_page(item) if record is None else fields.of(record, _PAGE), place)
    fields.check()


def _documents(items: Documents, columns: Columns) -> Iterator[Document]:
    """Yield the documents in their order; the id of a document is None where it has none.

    Raises ArgumentError for what is no document and, after the last record, for a field that the caller named and no
    record has.
    """
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
    """One item as a Document, whose id is None where it has none; `place` is its position, for errors.

    `fields`, where given, records which fields were seen. Raises ArgumentError for what is no document.
    """
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
    """An item as a record: a mapping, or a named tuple with a field for the text (a row of pandas); None for others."""
    if isinstance(item, tuple) and columns.text in getattr(item, "_fields", ()):
        item = item._asdict()  # type: ignore[attr-defined]  # what all named tuples have
    return item if isinstance(item, Mapping) else None


def _is_plain(document: Document) -> bool:
    """Whether all values of a document are strings, its id is not empty and its source has no blanks around it, so that
    nothing needs converting.
    """
    return (
        type(document.id) is type(document.text) is type(document.source) is type(document.date) is str
        and bool(document.id)
        and document.source == bare(document.source)
    )


def _parts_of_page(item: Any) -> Sequence[Any]:
    """Text, source, title and id of a page that is no record; None for what it does not have.

    Anything but a Document, tuple or list is taken as the text, unchecked. Raises ArgumentError for a tuple or list of
    another length than 2 or 3, or with a text in the place of the source.
    """
    if isinstance(item, Document):
        return item.text, item.source, None, item.id
    if isinstance(item, (tuple, list)):
        if len(item) not in (2, 3):
            raise ArgumentError(f"a page is (text, source) or (text, source, title), got {_shown(item)}")
        _refuse_text_as_source(item[1])
        return *(*item, None)[:3], None
    return item, None, None, None


def _refuse_text_as_source(source: Any) -> None:
    """Raise ArgumentError where the second part of a tuple is a text: a pair of id and text, as documents are given."""
    if isinstance(source, str) and (len(source) > _LONGEST_SOURCE or "\n" in source.strip()):
        raise ArgumentError(
            f"a page is (text, source), got a text of {len(source):,} characters as the source; pages with ids are "
            'records such as {"id": id, "text": text}, or Documents'
        )


class _Fields:
    """Reads the named fields of records, and records which fields occurred."""

    def __init__(self, columns: Columns) -> None:
        """`columns`: the names of the fields to read."""
        self._columns = columns
        self._seen: dict[Any, None] = {}
        self._wanted: Sequence[str] = ()

    def of(self, record: Mapping[Any, Any], wanted: Sequence[str]) -> list[Any]:
        """The values of the wanted fields of a record, in the order of `wanted`; None for a missing field."""
        self._seen.update(dict.fromkeys(record))
        self._wanted = wanted
        names = [getattr(self._columns, argument) for argument in wanted]
        return [None if name is None else record.get(name) for name in names]

    def check(self) -> None:
        """Raise ArgumentError where records were read and none had a field that the caller named, or the text.

        Issues a DedupWarning for a wanted field whose name has another case.
        """
        if self._seen:
            self._columns.among(list(self._seen), "field", self._wanted)


def _rows(table: Table, columns: Columns, wanted: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Yield the values of the wanted columns, row by row; None for a column that the table does not have.

    Raises ArgumentError, and issues a DedupWarning, as `Columns.among` does.
    """
    present = columns.among(table.names, "column", wanted)
    read = list(dict.fromkeys(present[argument] for argument in wanted if argument in present))
    for batch in table.batches(read):
        by_name = dict(zip(read, batch, strict=True))
        values = (by_name[present[argument]] if argument in present else repeat(None) for argument in wanted)
        yield from zip(*values, strict=False)  # columns of a batch have equal lengths, `repeat` has no end


def _each(items: Any, what: str) -> Iterator[Any]:
    """An iterator over the items, which errors call `what`.

    Raises ArgumentError for a string, bytes, one Document, a dict of any kind, and what cannot be iterated.
    """
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
    """A Document of the id, text, source and date as given, converted as by `_id`, `as_text`, `as_source`, `_date`.

    A missing id stays None; `place` names such a document in an error about its text.
    """
    identity, text, source, date = values
    named = _id(identity)
    return Document(
        cast(Id, named), _text(text, "document", place if named is None else named), as_source(source), _date(date)
    )


def _made_page(values: Sequence[Any], place: int) -> tuple[str, ...]:
    """(text, source, title) from text, source, title and id as given; errors name the page by its id or its
    position.
    """
    text, source, title, identity = values
    named = None if type(text) is str else _id(identity)  # needed only for the error about a text
    return _text(text, "page", place if named is None else named), as_source(source), as_title(title)


def _repeated(documents: Sequence[Document]) -> Id:
    """The id of the first document whose id an earlier one has; the id of the last document where no id repeats."""
    seen: set[Id] = set()
    for document in documents:
        if document.id in seen:
            break
        seen.add(document.id)
    return document.id


def _id(value: Any) -> Id | None:
    """An id as a Python string or number, not converted to a string; None where it is missing or an empty string.

    Raises ArgumentError for any other type.
    """
    if type(value) is not str and type(value) is not int:
        value = _plain(value)
    if _is_missing(value) or (isinstance(value, str) and not value):
        return None
    if isinstance(value, (str, int, float)):
        return value
    raise ArgumentError(f"ids are strings or numbers, got {_shown(value)}; str(id) makes it a string")


# How to make a string of what is none, by its type.
_AS_TEXT: tuple[tuple[type | tuple[type, ...], str], ...] = (
    ((list, tuple), '"\\n".join(text) makes one string of its parts'),
    (Mapping, 'text["name"] gives the string in it'),
    (bytes, 'text.decode("utf-8") makes it a string'),
    ((int, float), "str(text) makes it a string"),
)


def as_text(value: Any, of: str = "") -> str:
    """A text as a string, empty where it is missing. Raises ArgumentError for another type; `of` says there whose text
    it is, such as " of page 3".
    """
    if type(value) is str:
        return value
    value = _plain(value)
    if _is_missing(value):
        return ""
    if isinstance(value, str):
        return value
    remedy = next((f"; {own}" for kind, own in _AS_TEXT if isinstance(value, kind)), "")
    raise ArgumentError(f"the text{of} is no string but {type(value).__name__}: {_shown(value)}{remedy}")


def refuse_path(given: Any, *, is_html: bool) -> None:
    """Raise ArgumentError where the content of a page is the path of a file instead: a path object, or such a text.

    That is one line of at most `_LONGEST_PATH` characters without `<` which is the path of a file whose name has a
    suffix; for HTML, also a single word that ends in a suffix of HTML, or is an address on the web.
    """
    if isinstance(given, os.PathLike):
        raise _is_path(os.fsdecode(given), is_html)
    if not isinstance(given, str) or len(given) > _LONGEST_PATH or "<" in given or "\n" in given:
        return
    name = given.strip()
    is_word = len(name.split()) == 1
    if is_html and is_word and name.lower().startswith(("https://", "http://")):
        raise ArgumentError(f"got the address {name!r}: fetch the page, and give its HTML, and the address as url=")
    is_path = is_html and is_word and name.lower().endswith((".html", ".htm", ".xhtml"))
    if is_path or (len(os.path.splitext(name)[1]) > 1 and os.path.isfile(name)):
        raise _is_path(name, is_html)


def _is_path(path: str, is_html: bool) -> ArgumentError:
    """The error for a path in place of the content of a page."""
    content = f"Path({path!r}).read_bytes()" if is_html else f'Path({path!r}).read_text("utf-8")'
    return ArgumentError(f"got the path {path!r} in place of what the file holds: give {content}")


def _text(value: Any, what: str, name: Id) -> str:
    """A text as a string, as `as_text`; errors name what it belongs to, such as "page 3"."""
    return value if type(value) is str else as_text(value, f" of {what} {_shown(name)}")


def as_source(value: Any) -> str:
    """A source of any type as a string without blanks around it: empty if missing, a whole number without a decimal
    point.
    """
    return bare(as_title(value))


def as_title(value: Any) -> str:
    """A title of any type as a string: empty if missing, a whole number without a decimal point."""
    if type(value) is str:
        return value
    value = _plain(value)
    if _is_missing(value):
        return ""
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _date(value: Any) -> Any:
    """A date as given, for `iso_dates` to read later; empty where it is missing."""
    value = _plain(value)
    return "" if _is_missing(value) else value


def _plain(value: Any) -> Any:
    """The Python value of a scalar of pyarrow or numpy; any other value unchanged."""
    if hasattr(value, "as_py"):
        return value.as_py()
    return value.item() if hasattr(value, "item") and getattr(value, "ndim", None) == 0 else value


def _shown(value: Any) -> str:
    """The first 80 characters of the representation of a value, on one line, for errors."""
    return f"{' '.join(repr(value).split()):.80}"


def _is_missing(value: Any) -> bool:
    """Whether a value is missing: None, a value that differs from itself (NaN, NaT), or pandas' NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except (TypeError, ValueError, ArithmeticError):
        return type(value).__name__ == "NAType"
