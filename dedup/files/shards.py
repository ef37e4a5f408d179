"""Joins the lines of an output to one file, or cuts them into several files of bounded size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

_SHARD = re.compile(r"(documents|duplicates)-\d{5,}-of-\d{5,}\.(jsonl|parquet)")


def shard_names(name: str, suffix: str, number: int) -> list[str]:
    """The names of `number` files in the form that hubs of data sets use: `documents-00000-of-00003.jsonl`."""
    return [f"{name}-{place:05}-of-{number:05}.{suffix}" for place in range(number)]


def is_shard(name: str) -> bool:
    """Whether a name is one that `shard_names` gives to the documents or duplicates of a run, JSON lines or Parquet."""
    return _SHARD.fullmatch(name) is not None


def joined_lines(
    parts: Iterable[Path], target: Path, limit: int, first_line: Callable[[bytes], bytes]
) -> Sequence[Path]:
    """Join parts, each of whole lines, to one file, or to several of at most `limit` bytes; 0 is no limit.

    The files, which are returned in order, are named `target.0`, `target.1` and so on; there is always one. A line that
    is longer than the limit is alone in its file. The first line of each file is replaced by what `first_line` makes of
    it, which does not count for the limit.
    """
    shards = _Shards(target, limit, first_line)
    try:
        for part in parts:
            shards.add(part.read_bytes())
    finally:
        shards.close()
    return shards.paths


class _Shards:
    """Takes lines, and begins a new file when the next line would make the current one too large."""

    def __init__(self, target: Path, limit: int, first_line: Callable[[bytes], bytes]) -> None:
        self._target = target
        self._limit = limit
        self._first_line = first_line
        self.paths: list[Path] = []
        self._file = self._next()
        self._size = 0

    def add(self, lines: bytes) -> None:
        """Write whole lines to the current file, then to new ones; `first_line` changes the first in each file."""
        at = 0
        while at < len(lines):
            end = self._fitting(lines, at)
            if end == at:
                self._file.close()
                self._file, self._size = self._next(), 0
                continue
            if not self._size:
                after = lines.index(b"\n", at) + 1
                self._file.write(self._first_line(lines[at:after]))
                self._file.write(memoryview(lines)[after:end])
            else:
                self._file.write(memoryview(lines)[at:end])
            self._size += end - at
            at = end

    def close(self) -> None:
        """Close the current file."""
        self._file.close()

    def _fitting(self, lines: bytes, at: int) -> int:
        """The end of the lines, from `at` on, that still fit into the current file; `at` where none does.

        An empty file takes one line of any length.
        """
        if not self._limit:
            return len(lines)
        end = lines.rfind(b"\n", at, max(at, at + self._limit - self._size)) + 1
        if end or self._size:
            return end or at
        return lines.index(b"\n", at) + 1

    def _next(self) -> BinaryIO:
        """Open the next file, `target.0` first, and add its path to `paths`."""
        self.paths.append(self._target.with_name(f"{self._target.name}.{len(self.paths)}"))
        return self.paths[-1].open("wb")
