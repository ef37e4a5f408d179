"""What could not be read, and why."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import Literal, NamedTuple

Unit = Literal["line", "record"]
"""What the numbers of the records of a file count: its lines, or, of JSON laid out otherwise, its records."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file or a record that could not be read.

    `where` is the name of the file, `<name>:<line>` or, in a web archive, `<name>:<offset>`. `reason` is a slug that
    stays the same between versions, `detail` a sentence with the place and the remedy. `raw` holds the bytes of a
    record in base64, None where they are not kept. `is_skipped`: this is no page, such as a picture in a web archive,
    and is only counted.
    """

    where: str
    reason: str
    detail: str
    raw: str | None = None
    is_skipped: bool = False


def rejected_record(where: str, reason: str, detail: str, raw: bytes) -> Rejected:
    """The rejection of a record, with its bytes `raw`, which are encoded in base64 here."""
    return Rejected(where, reason, detail, b64encode(raw).decode("ascii"))


def told_place(where: str, unit: Unit) -> str:
    """What messages call the place `<file>:<number>`: the same for a line, else such as `a.json, record 3`."""
    file, _, number = where.rpartition(":")
    return where if unit == "line" else f"{file}, {unit} {number}"


class TooLong(NamedTuple):
    """Stands in the place of a line of `size` bytes, more than a page may have.

    `detail` is a clause with a remedy of its own, empty for none. Where its own size is not known, `size` is 0, and
    `detail` also says why it cannot be read.
    """

    size: int
    detail: str = ""


def too_large(where: str, size: int, limit: int, remedy: str = "", unit: Unit = "line") -> Rejected:
    """The rejection, without bytes, of a record or file of at least `size` bytes, where a page may have `limit`.

    `remedy` is a clause, ending in a comma and a space, before the usual remedies. `unit` is what the number in `where`
    counts.
    """
    return Rejected(
        where,
        "too-large",
        f"{told_place(where, unit)}: this takes {size:,} bytes or more, and a page may take {limit:,}: {remedy}divide "
        "it, or allow more with --max-page",
    )
