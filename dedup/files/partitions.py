"""Folders such as `year=2024`: the column `year` has the value 2024 in all records of the files below them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from urllib.parse import unquote

_PARTITION = re.compile(r"([^=/]+)=(.*)", re.DOTALL)
_MISSING = "__HIVE_DEFAULT_PARTITION__"
"""The folder name for a missing value, as Apache Hive writes it."""


def partition_folders(folders: Sequence[str]) -> list[str]:
    """The folders such as `year=2024` directly above a file: the unbroken run of these at the end of `folders`.

    `folders` are the names of all folders above the file, the outermost first.
    """
    return list(takewhile(_PARTITION.fullmatch, reversed(folders)))[::-1]


def partition_values(folders: Sequence[str]) -> Mapping[str, str | None]:
    """The values of columns that folders such as `year=2024` above a file give, by name; None for a missing value.

    `folders` are all folders above the file, the outermost first; only those of `partition_folders` count. Names and
    values are percent-decoded. Of equal names, the innermost folder counts.
    """
    found: dict[str, str | None] = {}
    for folder in partition_folders(folders):
        name, _, value = folder.partition("=")
        found[unquote(name)] = None if value == _MISSING else unquote(value)
    return found
