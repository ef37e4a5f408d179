"""What a record of an input is, whatever kind of file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dedup.web.page import WebPage


@dataclass(frozen=True, slots=True)
class Fields:
    """The names under which the records of a run hold what is read from them."""

    id: str = "id"
    text: str = "text"
    source: str = "source"
    date: str = "date"
    title: str = "title"


class Record(NamedTuple):
    """One page as read.

    `where` is `<file name>:<line>`, or the name of a text file, and stands in for an id that is missing.
    `source` is the record's field, else the folder the file lies in, else empty; `date` and `title` are as
    written, else empty. `fields` holds the members of the JSON object but the text, comma-joined, every value byte for
    byte as in the input; an `id` or `text` that is not the record's own comes under `input_id`, `input_text`, since a
    run writes members of these names, and so does an `id` that is no text: a number stays one. `input_dedup` is the
    value of a member `dedup`, left by an earlier run. `web`: of a web page what its markup says, without the text, and
    `captured` when it was fetched, as ISO 8601.
    """

    where: str
    input_id: str
    text: str
    source: str
    date: str
    title: str
    fields: bytes
    input_dedup: bytes | None
    web: WebPage | None = None
    captured: str = ""
