"""Finds fields that a record has more than once; only the last value of each is read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress

from dedup.files.records import Fault

_NAME_LENGTH = 40
"""Characters of the name of a field that a remedy shows, at most. Chosen."""
_SHORTEST = len(b'"":1,')
"""Bytes of the shortest member that may be hidden behind another of its name, with a comma."""
# It gives each object as the list of its members, and leaves numbers as text.
_pairs_decoder = json.JSONDecoder(parse_int=str, parse_float=str, object_pairs_hook=list, strict=False)


def repeated(line: bytes, members: Mapping[str, bytes], prefix: Callable[[str], bytes]) -> tuple[Fault, ...]:
    """The fault of the JSON object on a line that has several members of one name; else the empty tuple.

    `members` are the last of each name, with their values as written. `prefix` gives the comma, the name and the colon
    before a value, as compact JSON. A line that has just these members, written compactly or with a blank after each
    comma and colon, is not looked into, and has no fault.
    """
    hidden = len(line) - 1 - sum(map(len, members.values())) - sum([len(prefix(name)) for name in members])
    if hidden < _SHORTEST or _with_blanks(members, prefix) == line.strip():
        return ()
    return _in_any_layout(line)


def _with_blanks(members: Mapping[str, bytes], prefix: Callable[[str], bytes]) -> bytes:
    """The members as an object as `json.dumps` writes it: with a blank after each comma and colon."""
    return b"{%b}" % b", ".join([b"%b %b" % (prefix(name)[1:], value) for name, value in members.items()])


def _in_any_layout(line: bytes) -> tuple[Fault, ...]:
    """The fault of an object with several members of one name, however the line is written; else the empty tuple.

    Neither is there one where the line is not JSON.
    """
    pairs: list[tuple[str, object]] = []
    with suppress(ValueError):
        pairs = _pairs_decoder.decode(line.decode("utf-8"))
    times = Counter(name for name, _ in pairs)
    if not (twice := next((name for name, number in times.items() if number > 1), "")) and len(times) == len(pairs):
        return ()
    return (Fault("repeated-fields", _remedy(twice)),)


def _remedy(name: str) -> str:
    """The clause about the field `name`, of which a record has several, with the remedy; it shortens the name."""
    return (
        f'a record has the field "{name[:_NAME_LENGTH]}" more than once, and the last value counts; give each value a '
        "name of its own"
    )
