"""Fields that the user named: a name that no record has is a slip, told before anything is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import NamedTuple

from dedup.errors import DedupError
from dedup.files import Fields
from dedup.pipeline.records import Counts


class Named(NamedTuple):
    """A field under a name of its own: what it holds, its name, and how JSON may write that."""

    what: str
    name: str
    written: tuple[bytes, ...]


def named_fields(names: Fields) -> tuple[Named, ...]:
    """The fields with other names than they have by default.

    The text's is looked for in every record anyway; the title's may be that of appended articles alone.
    """
    usual = Fields()
    return tuple(
        Named(own.name, name, tuple({json.dumps(name, ensure_ascii=escaped).encode() for escaped in (False, True)}))
        for own in fields(Fields)
        if own.name not in ("text", "title") and (name := getattr(names, own.name)) != getattr(usual, own.name)
    )


def met_in(members: bytes, named: tuple[Named, ...]) -> Iterator[str]:
    """The names of those that the joined members of a JSON object have; a value that reads like a name counts too."""
    for own in named:
        if any(written in members for written in own.written):
            yield own.name


def unmet_name(names: Fields, counts: Counts) -> DedupError | None:
    """The error where no record has a field that was named."""
    for own in named_fields(names):
        if counts.records and not counts.met.get(own.name):
            return DedupError(
                f'no record has a field "{own.name}", which --{own.what}-field names: name the right one, or leave '
                "the option out"
            )
    return None
