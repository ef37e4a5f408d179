"""Says where the records are in JSON that wraps them: in a list among other fields, under their ids, or in columns."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import takewhile
from typing import Final

import msgspec

from dedup.files.records import Fields

_DEEPEST = 4
"""Levels of lists and objects in which records are looked for. Chosen: search engines answer with three."""
_LONGEST_NAME = 40
"""Characters of the longest name of a field that is followed. Chosen."""
_LISTED_FIELDS = 12
"""Names of fields that a clause lists, at most. Chosen."""
_COLUMNS = (
    "this is a table as df.to_json() of pandas writes it, and not one record to a line: write it again with "
    'df.to_json(path, orient="records", lines=True)'
)
_BEGINS_COLUMNS = re.compile(rb'\s*\{\s*"(?:[^"\\]|\\.){1,200}"\s*:\s*\{\s*"0"\s*:')
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_ITEMS: Final = "[]"
_BY_ID: Final = " | to_entries[] | {id: .key} + .value"
_Steps = tuple[str, ...]
"""What leads to records: names of fields as `.name`, then `_ITEMS` for each of a list, or `_BY_ID` at the end."""
_object_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_list_decoder = msgspec.json.Decoder(list[msgspec.Raw])


def wrapped(members: Mapping[str, msgspec.Raw | bytes], fields: Fields) -> str:
    """A clause that says where in an object without a text the records are, and how to take them out.

    Those are objects with a string as their text or, where there are none, those of a list that takes more than half of
    the bytes. Empty where nothing is found. What is found may be, say, the comments on a record.
    """
    own = {name: bytes(raw) for name, raw in members.items()}
    if steps := _steps_in(own, fields.text, _DEEPEST):
        return _told(steps, has_others=_has_others(own, steps)) + _more_lists(own, fields.text, steps)
    steps, record = _largest_list(own)
    if not steps:
        return ""
    names = ", ".join(name[:_LONGEST_NAME] for name in list(record)[:_LISTED_FIELDS])
    return f"{_told(steps)}, and name the field of their text with {fields.option('text')} (fields: {names})"


def _more_lists(members: Mapping[str, bytes], text_field: str, told: _Steps) -> str:
    """A clause that names the other members of an object that hold lists of records; empty where there are none, or
    where the steps `told` lead to no list.
    """
    if _ITEMS not in told:
        return ""
    lists = [
        _step(name)[:_LONGEST_NAME]
        for name, raw in members.items()
        if _step(name) != told[0] and _ITEMS in (_steps_to(raw, text_field, _DEEPEST) or ())
    ]
    return f"; more records are in {', '.join(lists)}" if lists else ""


def _has_others(members: Mapping[str, bytes], steps: _Steps) -> bool:
    """Whether the object that holds what the steps lead to, by fields alone, has other members."""
    for step in steps[:-1]:
        members = next((_members(raw) for name, raw in members.items() if _step(name) == step), {})
    return len(members) > 1


def in_columns(members: Mapping[str, msgspec.Raw | bytes], text_field: str) -> str:
    """A clause that says that an object is a table written column by column, with the remedy; empty where it is not.

    Its members are objects with the same names, or, with the column `text_field` among several, lists of one length.
    Without that column, or where it is the only one, the names are the numbers of rows from 0. `orient="split"` of
    pandas counts, too. A record whose fields are all such objects or lists is taken for a table.
    """
    own = {name: bytes(raw) for name, raw in members.items()}
    if own.keys() in ({"columns", "index", "data"}, {"columns", "data"}):
        return _COLUMNS if all(raw[:1] == b"[" for raw in own.values()) else ""
    opening = {raw[:1] for raw in own.values()}
    has_text = text_field in own and len(own) > 1
    if opening == {b"{"}:
        rows = {tuple(_members(raw)) for raw in own.values()}
        return _COLUMNS if len(rows) == 1 and any((has_text or names[:1] == ("0",)) and names for names in rows) else ""
    lengths = {len(_items(raw)) for raw in own.values()} if opening == {b"["} and has_text else {0}
    return _COLUMNS if len(lengths) == 1 and any(lengths) else ""


def begins_columns(start: bytes) -> str:
    """The clause of `in_columns` where the beginning of a line that is too long shows such a table, numbered from 0."""
    return _COLUMNS if _BEGINS_COLUMNS.match(start) else ""


def _told(steps: _Steps, *, has_others: bool = False) -> str:
    """Where the records are, and how to take them out, as a clause. A single record keeps the fields beside it, where
    the object that holds it `has_others`.
    """
    outer = [*takewhile(lambda step: step not in (_ITEMS, _BY_ID), steps)]
    where = f" in the field {''.join(outer).removeprefix('.')}" if outer else ""
    kind = "stand under their ids" if steps[-1] == _BY_ID else "are a list" if _ITEMS in steps else "stand"
    path = "".join(steps).removeprefix(" | ")
    path = path if path.startswith((".", "to_")) else f".{path}"
    if kind == "stand" and has_others:
        around, own = ("".join(part) for part in (steps[:-1], steps[-1:]))
        around, own = (part if part[:1] in ("", ".") else f".{part}" for part in (around, own))
        path = f"{around} | del({own}) + {own}".removeprefix(" | ")
    jq = shlex.quote(path)
    return f"the records {kind}{where}: write them as an array or one to a line, for instance with jq -c {jq}"


def _steps_in(members: Mapping[str, bytes], text_field: str, levels: int) -> _Steps:
    """The steps from an object to records with a text in it; empty where there are none in so many levels.

    Where all of its members, two or more, are records, they stand under their ids (`_BY_ID`). Else the first member
    counts that is or holds records and has no long name.
    """
    inside = {name: found for name, raw in members.items() if (found := _steps_to(raw, text_field, levels)) is not None}
    if len(inside) > 1 and len(inside) == len(members) and not any(inside.values()):
        return (_BY_ID,)
    return next(((_step(name), *steps) for name, steps in inside.items() if len(name) <= _LONGEST_NAME), ())


def _steps_to(raw: bytes, text_field: str, levels: int) -> _Steps | None:
    """The steps from a value to records: () where it is one itself; None where there are none in so many levels.

    A record has a string as its `text_field`. Of a list, only the first item is looked at.
    """
    if not levels:
        return None
    if items := _items(raw):
        steps = _steps_to(items[0], text_field, levels - 1)
        return None if steps is None else (_ITEMS, *steps)
    members = _members(raw)
    if members.get(text_field, b"")[:1] == b'"':
        return ()
    return _steps_in(members, text_field, levels - 1) or None


def _largest_list(members: Mapping[str, bytes]) -> tuple[_Steps, Mapping[str, bytes]]:
    """The steps to a list of objects that has more than half of the bytes of an object, and its first item.

    The list may lie deeper, in members each of which has more than half of the bytes. Both are empty where there is
    none.
    """
    steps: _Steps = ()
    while members and len(steps) < _DEEPEST:
        name, raw = max(members.items(), key=lambda member: len(member[1]))
        if len(name) > _LONGEST_NAME or len(raw) * 2 <= sum(map(len, members.values())):
            break
        steps = (*steps, _step(name))
        if items := _items(raw):
            first = _members(items[0])
            return ((*steps, _ITEMS), first) if first else ((), {})
        members = _members(raw)
    return (), {}


def _step(name: str) -> str:
    """The step to a field as `jq` writes it: `.name`, or `["the name"]` where that is no plain name."""
    return f".{name}" if _PLAIN.fullmatch(name) else f"[{json.dumps(name, ensure_ascii=False)}]"


def _items(raw: bytes) -> Sequence[bytes]:
    """The items of a list as they are written; none of any other value."""
    if raw[:1] == b"[":
        with suppress(msgspec.DecodeError, RecursionError):
            return [bytes(item) for item in _list_decoder.decode(raw)]
    return ()


def _members(raw: bytes) -> Mapping[str, bytes]:
    """The members of an object as they are written; none of any other value."""
    if raw[:1] == b"{":
        with suppress(msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return {name: bytes(value) for name, value in _object_decoder.decode(raw).items()}
    return {}
