"""Locks on files that go with the process that holds them, however it ends."""

from __future__ import annotations

from typing import BinaryIO


def try_lock(file: BinaryIO) -> bool:
    """Take the lock if it is free. Record locks, unlike `flock`, do not pass to forked workers."""
    try:
        import fcntl
    except ImportError:
        return _locked_on_windows(file)
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _locked_on_windows(file: BinaryIO) -> bool:
    import msvcrt

    try:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows only
    except OSError:
        return False
    return True
