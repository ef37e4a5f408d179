"""What the terminal shows while kernels are compiled, the first time after installation."""

from __future__ import annotations

import sys
import time

from dedup.cli.terminal import say, write_over
from dedup.compilation import NOT_KEPT, watch

_SECONDS = 10.0  # lines in a log come no more often


def watch_compilation() -> None:
    """Tell on stderr, from now on, of kernels that are being compiled."""
    watch(LiveCompilation() if sys.stderr.isatty() else PlainCompilation())


def _told(number: int, total: int | None) -> str:
    return f"compiling {number}{f' of {total}' if total else ''}, once per installation"


class LiveCompilation:
    """A line that counts, and is gone when all is compiled."""

    def compiling(self, number: int, total: int | None) -> None:
        """Write the line."""
        write_over(_told(number, total))

    def compiled(self) -> None:
        """Take it away: what follows may be something else."""
        write_over("")

    def not_kept(self) -> None:
        """A warning of its own line."""
        say(f"dedup: {NOT_KEPT}", error=True)


class PlainCompilation:
    """A line at the first kernel, and some on the way."""

    def __init__(self) -> None:
        self._told: float | None = None

    def compiling(self, number: int, total: int | None) -> None:
        """Tell, but not of every one."""
        now = time.monotonic()
        if self._told is None or now - self._told >= _SECONDS:
            self._told = now
            say(_told(number, total), error=True)

    def compiled(self) -> None:
        """Pass over it."""

    def not_kept(self) -> None:
        """A warning of its own line."""
        say(f"dedup: {NOT_KEPT}", error=True)
