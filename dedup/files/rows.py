"""The kinds of files whose records are rows, or lines of their own layout, and no JSON: what reads each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from dedup.files.csv_rows import HEADER_ROW, csv_rows
from dedup.files.records import Row
from dedup.files.rejected import Rejected
from dedup.names import InputKind


class RowReader(NamedTuple):
    """What reads the rows of a kind of file.

    `read` takes the bytes of a file in UTF-8, in pieces of any size, its name, and the size in bytes of the largest
    row. It gives the rows in order, and a `Rejected` in the place of each that is broken or too long; blank rows it
    passes over. Where the stream ends early, it raises `BrokenStreamError`, as the stream does. `header`: the number of
    rows before the first that is read.
    """

    read: Callable[[Iterable[bytes], str, int], Iterator[Row | Rejected]]
    header: int = 0


ROW_READERS: dict[InputKind, RowReader] = {"csv": RowReader(csv_rows, HEADER_ROW)}
