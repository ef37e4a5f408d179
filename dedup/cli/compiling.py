"""Shows on the terminal that kernels are compiled, as they are on first use after an installation."""

from __future__ import annotations

import sys
import time

from dedup.cli.terminal import say, write_over
from dedup.compilation import NOT_KEPT, watch

_SECONDS = 10.0
"""Seconds between two lines in a log, at least. Chosen."""


def watch_compilation() -> None:
    """From now on, report on stderr that kernels are compiled: in one updated line on a terminal, else in a log."""
    watch(LiveCompilation() if sys.stderr.isatty() else PlainCompilation())


def _told(number: int, total: int | None) -> str:
    """The line that says that kernel `number` of `total` is being compiled; the total is left out for None."""
    return f"compiling {number}{f' of {total}' if total else ''}, once per installation"


class LiveCompilation:
    """Reports compilations on a terminal, in a line that is updated, and removed at the end."""

    def compiling(self, number: int, total: int | None) -> None:
        """Put kernel `number` of `total`, which is being compiled, into the line; None is an unknown total."""
        write_over(_told(number, total))

    def compiled(self) -> None:
        """Remove the line, since other output may follow."""
        write_over("")

    def not_kept(self) -> None:
        """Print a warning that compiled kernels cannot be stored."""
        say(f"dedup: {NOT_KEPT}", error=True)


class PlainCompilation:
    """Reports compilations in a log: in a line at the first kernel, and in some more for many."""

    def __init__(self) -> None:
        self._told: float | None = None

    def compiling(self, number: int, total: int | None) -> None:
        """Print a line to stderr, unless one was printed in the last `_SECONDS` seconds."""
        now = time.monotonic()
        if self._told is None or now - self._told >= _SECONDS:
            self._told = now
            say(_told(number, total), error=True)

    def compiled(self) -> None:
        """Do nothing."""

    def not_kept(self) -> None:
        """Print a warning that compiled kernels cannot be stored."""
        say(f"dedup: {NOT_KEPT}", error=True)
