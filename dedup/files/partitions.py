"""Folders such as `year=2024`, whose names are values of a column: of the files in them, every record has it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from urllib.parse import unquote

_PARTITION = re.compile(r"([^=/]+)=(.*)", re.DOTALL)
_MISSING = "__HIVE_DEFAULT_PARTITION__"


def partition_folders(folders: Sequence[str]) -> list[str]:
    """Of the folders above a file, outermost first, the last ones that are partitions."""
    return list(takewhile(_PARTITION.fullmatch, reversed(folders)))[::-1]


def partition_values(folders: Sequence[str]) -> Mapping[str, str | None]:
    """The values that the folders above a file, outermost first, give its columns; None for a missing one."""
    found: dict[str, str | None] = {}
    for folder in partition_folders(folders):
        name, _, value = folder.partition("=")
        found[unquote(name)] = None if value == _MISSING else unquote(value)
    return found
