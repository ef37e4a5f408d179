"""Names that the user gave, of fields and of sources: one that no record has is an error."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import NamedTuple

from dedup.duplicates import unknown_source
from dedup.errors import DedupError, UsageError
from dedup.files import Fields, Record, listed_names
from dedup.files.json_lines import members_of
from dedup.names import OTHER_NAMES, bare, other_name
from dedup.pipeline.figures.counts import Counts


class Named(NamedTuple):
    """A field that the user named: its role (`id`, `source`, `date`), its name, and the name as JSON may write it."""

    what: str
    name: str
    written: tuple[bytes, ...]


def named_fields(names: Fields) -> tuple[Named, ...]:
    """The fields id, source and date, as far as the user gave them other names than the defaults.

    A named field that no record has is an error, see `unmet_name`. Text is not among them, since a record without it is
    rejected anyway; nor is title, since its name may be meant for the titles of appended articles in the output only;
    nor are those called `id`, `text` or as the text is: `Record.fields` has no members of these names.
    """
    usual = Fields()
    unseen = ("id", "text", names.text)
    return tuple(
        Named(own.name, name, tuple({json.dumps(name, ensure_ascii=escaped).encode() for escaped in (False, True)}))
        for own in fields(Fields)
        if own.name not in ("text", "html", "title")
        and (name := getattr(names, own.name)) != getattr(usual, own.name)
        and name not in unseen
    )


def met_in(members: bytes, named: tuple[Named, ...]) -> Iterator[str]:
    """Yield those names of fields that occur in the JSON members of a record. A value equal to a name counts, too."""
    for own in named:
        if any(written in members for written in own.written):
            yield own.name


class OtherNames:
    """Finds fields that are not read since a run reads other names: `Id` or `url` for `id`, `published_at` for `date`.

    Names for the same thing are looked for only where the run reads the default name; names in another case or with
    blanks around them, always.
    """

    def __init__(self, names: Fields) -> None:
        """`names`: those that the run reads. Texts are not looked for: a record without one is rejected."""
        usual = Fields()
        self._read = {role: getattr(names, role) for role in OTHER_NAMES}
        others = {role: OTHER_NAMES[role].split() for role, name in self._read.items() if name == getattr(usual, role)}
        self._in_other_case = _in_any_case(self._read.values(), but=self._read.values())
        self._named_otherwise = {role: _in_any_case(names) for role, names in others.items()}

    def remedy(self, record: Record) -> str:
        """What to do about such fields of a record; the empty string where it has none, as a web page of no record."""
        options = "" if record.web is not None and not record.fields else self.options(record.fields, _known(record))
        told = "fields for the same thing have other names than those that are read"
        return f"{told}; {options} names them" if options else ""

    def options(self, members: bytes, known: Collection[str]) -> str:
        """The command line options that name such fields of a record; the empty string where there are none.

        `members` are the joined members of the record but its id. Of a role that the record has a field for under the
        name that is read, no other is named. Of the roles in `known` the record has a value anyway, as a source from
        its folder: for them only names in another case are looked for, and for an id none. What holds nothing, a truth
        value, a list or an object is no value.
        """
        unknown = [role for role, name in self._named_otherwise.items() if role not in known and name.search(members)]
        if not unknown and not self._in_other_case.search(members):
            return ""
        found = members_of(b"{%b}" % members)
        lower = {bare(name).lower(): name for name in reversed([*found]) if _is_value(bytes(found[name]))}
        options = []
        for role, read in self._read.items():
            if read in found or (role == "id" and role in known):
                continue
            if name := other_name(role, read, lower, usual=role in unknown):
                options.append(f"--{role}-field {shlex.quote(name)}")
        return " ".join(options)


def _known(record: Record) -> list[str]:
    """The roles (`id`, `source`, `date`, `title`) for which a record has a value. Its place in the input is no id."""
    values = {
        "id": record.input_id != record.where,
        "source": record.source,
        "date": record.date,
        "title": record.title,
    }
    return [role for role, value in values.items() if value]


def _is_value(raw: bytes) -> bool:
    """Whether a JSON value may be an id, a source or a date: it is not null, true, false, an empty text, a list or
    an object, unless that is a date or an id as MongoDB exports it (`{"$date": ...}`).
    """
    return raw not in (b"null", b"true", b"false", b'""') and (raw[:1] not in b"[{" or raw.startswith(b'{"$'))


def _in_any_case(names: Iterable[str], but: Iterable[str] = ()) -> re.Pattern[bytes]:
    """A pattern that finds members named as in `names`, in any case, but not those written exactly as in `but`.

    It matches the name in quotes, perhaps with blanks around it, with the colon after it, without white space between
    the two.
    """
    wanted, unwanted = (
        b"|".join(re.escape(json.dumps(name, ensure_ascii=False)[1:-1].encode()) for name in some)
        for some in (names, but)
    )
    return re.compile((rb'(?!"(?:%b)":)' % unwanted if unwanted else b"") + rb'" *(?i:%b) *":' % wanted)


def unmet_name(names: Fields, counts: Counts) -> DedupError | None:
    """The error for the first field that the user named and no record has; None where there is none, or no record."""
    for own in named_fields(names):
        if counts.records and not counts.met.get(own.name):
            return unmet_field(own, counts.present)
    return None


def unmet_field(own: Named, present: Iterable[str]) -> DedupError:
    """The error for a field that the user named and no record has; `present` are the fields of the first record, see
    `present_in`.
    """
    return DedupError(
        f'no record has a field "{own.name}", which --{own.what}-field names: name the right one, or leave the option '
        f"out (other fields: {listed_names(present)})"
    )


def present_in(record: Record) -> list[str]:
    """The names of the fields of a record but those that are read as its id and text, as they stand in the input."""
    renamed = {"input_id": "id", "input_text": "text"}  # see `Record.fields`
    return [renamed.get(name, name) for name in members_of(b"{%b}" % record.fields)]


def check_preferred(prefer: Sequence[str], sources: Sequence[str] | Mapping[str, int]) -> None:
    """Raise `UsageError` where a source to prefer is not among those of the documents: `sources`, or its keys."""
    if problem := unknown_source(prefer, sources):
        where = "" if any(sources) else "; --source-field names the field that holds it"
        end = "" if f"{problem}{where}".endswith("?") else "."
        rest = "No output was written; the command with another --prefer goes on from here"
        raise UsageError(f"--prefer: {problem}{where}{end} {rest}")
