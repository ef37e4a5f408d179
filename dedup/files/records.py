"""A record of an input, whatever kind of file it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dedup.web.page import WebPage

_LISTED_FIELDS, _LISTED_CHARACTERS = 12, 40
"""Names of fields that an error lists, and the characters of each, at most. Chosen."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The names of the fields that a run reads from records.

    `html` is that of `text` where it holds pages of HTML, else empty.
    """

    id: str = "id"
    text: str = "text"
    source: str = "source"
    date: str = "date"
    title: str = "title"
    html: str = ""

    def option(self, role: str) -> str:
        """The option of the command line that names the field of a role, such as `text`, for messages."""
        return f"--{'html' if self.html and role == 'text' else role}-field"


@dataclass(frozen=True, slots=True)
class RightFields(Fields):
    """The names of the fields of the right one of two collections, which other options give."""

    def option(self, role: str) -> str:
        """The option of the command line that names the field of a role on the right side."""
        return f"--right-{role}-field"


class Fault(NamedTuple):
    """What is wrong with a record that is read all the same: a slug as `name`, and a clause with the remedy."""

    name: str
    remedy: str


class Row(NamedTuple):
    """A row of a table, or a line that is laid out as one, as a JSON object on a line, with its line end.

    `number` counts rows from 1, also blank ones and those that hold names. `faults` are those of the whole table.
    """

    number: int
    line: bytes
    faults: tuple[Fault, ...] = ()


class Record(NamedTuple):
    """One page as it was read.

    - `where`: `<file name>:<line>`, or the name of a text file. `input_id`: the id of the record, else `where`.
    - `source`: the field of the record, else the folder of the file, else empty. `date`, `title`: as written, else
      empty.
    - `fields`: the other members of the JSON object, joined with commas, each value byte for byte as in the input. A
      run writes members `id` and `text`: others of these names are called `input_id` and `input_text`, and so is an id
      that is no string.
    - `input_dedup`: the value of a member `dedup`, from an earlier run.
    - `web`: what the markup of a web page says, without the text. `captured`: when it was fetched, in ISO 8601.
    - `is_text_file`: whether the record is a whole text file, which has no fields.
    - `faults`: what of its fields is not read, for a run to count and report.
    """

    where: str
    input_id: str
    text: str
    source: str = ""
    date: str = ""
    title: str = ""
    fields: bytes = b""
    input_dedup: bytes | None = None
    web: WebPage | None = None
    captured: str = ""
    is_text_file: bool = False
    faults: tuple[Fault, ...] = ()


def listed_names(names: Iterable[str]) -> str:
    """The first names of fields, for an error: shortened, in quotes where blanks stand around one; `none` for none."""
    shortened = ((name, name[:_LISTED_CHARACTERS]) for name in islice(names, _LISTED_FIELDS))
    return ", ".join(short if name == name.strip() else f'"{short}"' for name, short in shortened) or "none"
