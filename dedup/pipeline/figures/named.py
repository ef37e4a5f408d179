"""Names that the user gave, of fields and of sources: one that no record has is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import NamedTuple

from dedup.duplicates import unknown_source
from dedup.errors import DedupError, UsageError
from dedup.files import Fields
from dedup.pipeline.figures.counts import Counts


class Named(NamedTuple):
    """A field that the user named: its role (`id`, `source`, `date`), its name, and the name as JSON may write it."""

    what: str
    name: str
    written: tuple[bytes, ...]


def named_fields(names: Fields) -> tuple[Named, ...]:
    """The fields id, source and date, as far as the user gave them other names than the defaults.

    A named field that no record has is an error, see `unmet_name`. Text is not among them, since a record without it is
    rejected anyway; nor is title, since its name may be meant for the titles of appended articles in the output only.
    """
    usual = Fields()
    return tuple(
        Named(own.name, name, tuple({json.dumps(name, ensure_ascii=escaped).encode() for escaped in (False, True)}))
        for own in fields(Fields)
        if own.name not in ("text", "title") and (name := getattr(names, own.name)) != getattr(usual, own.name)
    )


def met_in(members: bytes, named: tuple[Named, ...]) -> Iterator[str]:
    """The names that occur in the joined members of a record. A value that is equal to a name counts, too."""
    for own in named:
        if any(written in members for written in own.written):
            yield own.name


def unmet_name(names: Fields, counts: Counts) -> DedupError | None:
    """The error for a field that the user named and no record has; None where there is no such field."""
    for own in named_fields(names):
        if counts.records and not counts.met.get(own.name):
            return DedupError(
                f'no record has a field "{own.name}", which --{own.what}-field names: name the right one, or leave '
                "the option out"
            )
    return None


def check_preferred(prefer: Sequence[str], sources: Sequence[str] | Mapping[str, int]) -> None:
    """Raise `UsageError` where a source to prefer is not one of `sources`, those of the documents."""
    if problem := unknown_source(prefer, sources):
        where = "" if any(sources) else "; --source-field names the field that holds it"
        raise UsageError(
            f"--prefer: {problem}{where}. Nothing was written; the command with another --prefer goes on from here"
        )
