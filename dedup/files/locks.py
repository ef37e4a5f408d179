"""Locks on files that end with the process that holds them, however it ends."""

from __future__ import annotations

import os
from typing import BinaryIO
from weakref import WeakSet

_held: WeakSet[BinaryIO] = WeakSet()


def try_lock(file: BinaryIO) -> bool:
    """Take the lock of an open file if it is free; whether it was. The lock is held until the file is closed.

    The lock belongs to the open file: where the file is opened again, also in this process, its lock is not free, and
    closing that file has no effect. A forked process closes its copy, so that the lock ends with the process that took
    it.
    """
    try:
        import fcntl
    except ImportError:
        return _locked_on_windows(file)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    _held.add(file)
    return True


def _locked_on_windows(file: BinaryIO) -> bool:
    """Take the lock on Windows; whether it was free."""
    import msvcrt

    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows only
    except OSError:
        return False
    return True


def _let_go_in_fork() -> None:
    """Close, in a forked process, the locked files of its parent."""
    for file in list(_held):
        file.close()
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_in_fork)
