"""What a program may set of the compilation of kernels: a watcher that is told of it, and whether SciPy is left out."""

from __future__ import annotations

import warnings
from typing import Protocol

# The warning where compiled kernels cannot be kept.
NOT_KEPT = (
    "compiled kernels cannot be kept here, so every start compiles them again; "
    "set NUMBA_CACHE_DIR to a folder that can be written"
)


class Watcher(Protocol):
    """Is told of the compilation of kernels, in whichever thread first needs a kernel."""

    def compiling(self, number: int, total: int | None) -> None:
        """Kernel `number` of `total` is not on disk and is being compiled. `total` is None where only needed ones are
        compiled.
        """

    def compiled(self) -> None:
        """The kernel that was last announced is ready."""

    def not_kept(self) -> None:
        """The compiled kernels cannot be written to disk. Called once."""


class Unwatched:
    """The default: says nothing of compilation, and warns once where compiled kernels cannot be kept."""

    def compiling(self, number: int, total: int | None) -> None:
        """Do nothing."""

    def compiled(self) -> None:
        """Do nothing."""

    def not_kept(self) -> None:
        """Issue a `RuntimeWarning`."""
        warnings.warn(NOT_KEPT, RuntimeWarning, stacklevel=2)


class Silent(Unwatched):
    """Does nothing at all: for worker processes, whose parent process has reported already."""

    def not_kept(self) -> None:
        """Do nothing."""


class _State:
    """What is set in this process."""

    watcher: Watcher = Unwatched()
    is_scipy_left_out = False


_state = _State()


def watch(watcher: Watcher) -> None:
    """Replace the watcher that is told, for the whole process."""
    _state.watcher = watcher


def watcher() -> Watcher:
    """The watcher that is told at present."""
    return _state.watcher


def leave_out_scipy() -> None:
    """Let numba load without SciPy, a seventh of the time of a start, where SciPy is not loaded already.

    For programs of our own, in which nothing else uses numba or imports SciPy while numba loads.
    """
    _state.is_scipy_left_out = True


def is_scipy_left_out() -> bool:
    """Whether `leave_out_scipy` was called in this process."""
    return _state.is_scipy_left_out
