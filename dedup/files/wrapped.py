"""Says where the records are in JSON that wraps them: in a list among other fields, or under their ids."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from contextlib import suppress

import msgspec

from dedup.files.records import Fields

_DEEPEST = 4
"""Levels of lists and objects in which records are looked for. Chosen: search engines answer with three."""
_LONGEST_NAME = 40
"""Characters of the longest name that is told. Chosen."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BY_ID = " | to_entries[] | {id: .key} + .value"
_object_decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
_list_decoder = msgspec.json.Decoder(list[msgspec.Raw])


def wrapped_in(members: Mapping[str, bytes], fields: Fields) -> str:
    """A clause that says where in an object without a text there are records with one, and how to take them out.

    Empty where none are found. The object may be a record after all, whose lists hold, say, comments.
    """
    path = _in_object(members, fields, _DEEPEST)
    if path is None:
        return ""
    filtered = shlex.quote(path.removeprefix(" | "))
    where, _, _ = path.partition(_BY_ID)
    if path.endswith(_BY_ID):
        held = f"under their ids in {where}" if where else "under their ids"
    else:
        held = f"in the list {where.partition('[]')[0]}" if "[]" in where else f"in {where}"
    return f"the records are {held}: write them one to a line, for instance with jq -c {filtered}"


def _in_object(members: Mapping[str, bytes], fields: Fields, levels: int) -> str | None:
    """The filter of `jq` that takes the records out of an object without a text; None where there are none."""
    held = {name: path for name, raw in members.items() if (path := _in_value(bytes(raw), fields, levels)) is not None}
    if len(held) > 1 and len(held) == len(members) and set(held.values()) == {""}:
        return _BY_ID
    for name, path in held.items():
        if len(name) <= _LONGEST_NAME:
            return f"{_step(name)}{path}"
    return None
