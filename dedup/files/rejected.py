"""What could not be read, in the words the user is told."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file or a record that could not be read.

    `where` is the file's name, or `<name>:<line>` of a record. `reason` is a short slug that does not change
    between versions, `detail` a sentence with the place and the remedy. `raw` holds the bytes in base64 where
    they are a record. `is_skipped`: it is no page, such as a picture in a web archive, and only counted.
    """

    where: str
    reason: str
    detail: str
    raw: str | None = None
    is_skipped: bool = False


def rejected_record(where: str, reason: str, detail: str, raw: bytes) -> Rejected:
    """A record that could not be read, with its bytes, so that nothing is lost with it."""
    return Rejected(where, reason, detail, b64encode(raw).decode("ascii"))


class TooLong(NamedTuple):
    """Stands for a line of so many bytes, which is more than a page may take, and is not there any more.

    Where its own size is not known, `detail` is a clause that says why it cannot be read, with the remedy.
    """

    size: int
    detail: str = ""


def too_large(where: str, size: int, limit: int, remedy: str = "") -> Rejected:
    """A record or text file beyond what a page may take. With its bytes, the list of rejects would be as large."""
    return Rejected(
        where,
        "too-large",
        f"{where}: this takes {size:,} bytes or more, and a page may take {limit:,}: {remedy}divide it, or allow more "
        "with --max-page",
    )
