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
    """The unbroken run of partitions at the end of `folders`, the folders above a file from the outermost on."""
    return list(takewhile(_PARTITION.fullmatch, reversed(folders)))[::-1]


def partition_values(folders: Sequence[str]) -> Mapping[str, str | None]:
    """The values of columns that the folders above a file give, outermost first; None for a missing value.

    Names and values are percent-decoded. Of equal names, the innermost folder counts.
    """
    found: dict[str, str | None] = {}
    for folder in partition_folders(folders):
        name, _, value = folder.partition("=")
        found[unquote(name)] = None if value == _MISSING else unquote(value)
    return found
