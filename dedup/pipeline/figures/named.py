"""Names that the user gave, of fields and of sources: one that no record has is an error."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import NamedTuple

from dedup.duplicates import unknown_source
from dedup.errors import DedupError, UsageError
from dedup.files import Fields
from dedup.files.json_lines import members_of
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


class OtherCase:
    """Finds fields that are not read because their names differ in case from those that a run reads: `Id` for `id`."""

    def __init__(self, names: Fields) -> None:
        """`names`: those that the run reads. Texts are not looked for: a record without one is rejected."""
        self._roles = {role: getattr(names, role) for role in ("id", "source", "date", "title")}
        written = b"|".join(re.escape(json.dumps(name, ensure_ascii=False).encode()) for name in self._roles.values())
        self._may_hold = re.compile(rb"(?!(?:%b):)(?i:%b):" % (written, written))

    def options(self, members: bytes, has_id: bool) -> str:
        """The command line options that name such fields of a record; the empty string where there are none.

        `members` are the joined members of the record. A field that the record also has under the name that is read is
        not named, nor an id where `has_id`: the record's id was read.
        """
        if not self._may_hold.search(members):
            return ""
        found = members_of(b"{%b}" % members)
        lower = {name.lower(): name for name in found}
        return " ".join(
            f"--{role}-field {shlex.quote(lower[name.lower()])}"
            for role, name in self._roles.items()
            if name not in found and name.lower() in lower and not (role == "id" and has_id)
        )


def unmet_name(names: Fields, counts: Counts) -> DedupError | None:
    """The error for the first field that the user named and no record has; None where there is none, or no record."""
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
        end = "" if f"{problem}{where}".endswith("?") else "."
        rest = "No output was written; the command with another --prefer goes on from here"
        raise UsageError(f"--prefer: {problem}{where}{end} {rest}")
