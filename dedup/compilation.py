"""Who is told while kernels are compiled: nobody, unless a program asks."""

from __future__ import annotations

import warnings
from typing import Protocol

NOT_KEPT = (
    "compiled kernels cannot be kept here, so every start compiles them again; "
    "set NUMBA_CACHE_DIR to a folder that can be written"
)


class Watcher(Protocol):
    """Watches the kernels become ready, from whichever thread first needs them."""

    def compiling(self, number: int, total: int | None) -> None:
        """Kernel `number` of `total` is not on disk and is being compiled; None where only needed ones are."""

    def compiled(self) -> None:
        """That kernel is ready."""

    def not_kept(self) -> None:
        """The compiled kernels cannot be written to disk. Told once."""


class Unwatched:
    """Keeps quiet about compilation, and warns once where its results cannot be kept."""

    def compiling(self, number: int, total: int | None) -> None:
        """Pass over it."""

    def compiled(self) -> None:
        """Pass over it."""

    def not_kept(self) -> None:
        """Warn as a library does."""
        warnings.warn(NOT_KEPT, RuntimeWarning, stacklevel=2)


class Silent(Unwatched):
    """Passes over everything: the parent of a worker process has told already."""

    def not_kept(self) -> None:
        """Pass over it."""


_watchers: list[Watcher] = [Unwatched()]


def watch(watcher: Watcher) -> None:
    """Tell this watcher, and no other, from now on."""
    _watchers[:] = [watcher]


def watcher() -> Watcher:
    """Who is told."""
    return _watchers[0]
