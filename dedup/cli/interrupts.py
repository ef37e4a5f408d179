"""Handles Ctrl-C: the first one stops the command in order, a later one at once. A quick series counts as one."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

STOPPED = "dedup: stopped\n"
"""What a stopped command prints to stderr."""
INTERRUPTED = 130
"""The exit code of a command that Ctrl-C stopped: 128 + SIGINT, as in shells."""
_BURST_SECONDS = 2.0
"""Seconds after the first Ctrl-C in which further ones are ignored. Chosen."""
_AGAIN_SECONDS = 0.01
"""Seconds until a Ctrl-C that Python dropped is sent again. Chosen."""


def watch_interrupts() -> None:
    """Handle Ctrl-C from now on, unless another handler than Python's own is set, as where the parent ignores it.

    Errors that Python drops (`sys.unraisablehook`) are watched, too.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        interrupts = _Interrupts()
        signal.signal(signal.SIGINT, interrupts)
        sys.unraisablehook = interrupts.unraisable


def ignore_interrupts() -> None:
    """Ignore Ctrl-C from now on, while the process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Interrupts:
    """The handler of Ctrl-C. It remembers the time of the first one."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._hook = sys.unraisablehook
        self._answering = False

    def unraisable(self, lost: sys.UnraisableHookArgs) -> None:
        """Send Ctrl-C again, a moment later, if Python dropped one while it finalized an object; pass on other errors.

        The new one counts as the first. A Ctrl-C that arrives in this method would be dropped, too, and is also sent
        again.
        """
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            self._hook(lost)
            return
        self._answering = True
        self._send_again()
        self._answering = False

    def _send_again(self) -> None:
        again = threading.Timer(_AGAIN_SECONDS, self._once_more)
        again.daemon = True
        again.start()

    def _once_more(self) -> None:
        """Send Ctrl-C to this process, as if it were the first."""
        self._first = None
        os.kill(os.getpid(), signal.SIGINT)

    def __call__(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # as `signal` calls it
        """Raise KeyboardInterrupt for the first Ctrl-C, and ignore others for `_BURST_SECONDS`.

        A later one ends the process at once, with status 130 and without clean-up. One that arrives in `unraisable` is
        sent again later.
        """
        if self._answering:
            self._send_again()
            return
        now = time.monotonic()
        if self._first is None:
            self._first = now
            raise KeyboardInterrupt
        if now - self._first > _BURST_SECONDS:  # cleaning up takes too long; a killed run can be resumed, too
            os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, STOPPED.encode("ascii"))
            os._exit(INTERRUPTED)
