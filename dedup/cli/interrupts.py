"""Ctrl-C: the first stops the command in order, a burst is one, and one that comes later stops it at once."""

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
INTERRUPTED = 130
"""The status of what Ctrl-C stopped, as shells have it."""
_BURST_SECONDS = 2.0
_AGAIN_SECONDS = 0.01


def watch_interrupts() -> None:
    """Answer for Ctrl-C from now on, unless whoever started us had it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        interrupts = _Interrupts()
        signal.signal(signal.SIGINT, interrupts)
        sys.unraisablehook = interrupts.unraisable


def ignore_interrupts() -> None:
    """All is done, and the process is on its way out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Interrupts:
    """Remembers when the first one came."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._hook = sys.unraisablehook
        self._answering = False

    def unraisable(self, lost: sys.UnraisableHookArgs) -> None:
        """Python drops what is raised while it finalizes an object: then another Ctrl-C has to come.

        It would drop that too if it came in here.
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
        self._first = None
        os.kill(os.getpid(), signal.SIGINT)

    def __call__(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002  # as `signal` calls it
        if self._answering:
            self._send_again()
            return
        now = time.monotonic()
        if self._first is None:
            self._first = now
            raise KeyboardInterrupt
        if now - self._first > _BURST_SECONDS:  # putting things in order takes too long; a killed run goes on as well
            os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, STOPPED.encode("ascii"))
            os._exit(INTERRUPTED)
