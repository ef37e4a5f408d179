"""A process and all below it, with the processor time that they take."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any, NamedTuple

import psutil

_PAUSE = 0.1  # seconds between two looks


class Spent(NamedTuple):
    """Seconds on the clock, and of the processor: in programs, and in the system on their behalf."""

    clock: float
    user: float
    system: float


def spent(command: Sequence[str], environment: Mapping[str, str], said: IO[Any] | None = None) -> Spent:
    """What a command takes, with the processor time of all processes below it, looked at ten times a second.

    What it says goes to the file `said`, if given. Raises SystemExit, with its status, where it fails.
    """
    started = time.perf_counter()
    run = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
    own, seen = psutil.Process(run.pid), dict[int, tuple[float, float]]()
    while run.poll() is None:
        for process in (own, *own.children(recursive=True)):
            with suppress(psutil.Error):
                times = process.cpu_times()
                seen[process.pid] = times.user, times.system
        time.sleep(_PAUSE)
    if run.returncode:
        raise SystemExit(run.returncode)
    return Spent(time.perf_counter() - started, *map(sum, zip(*seen.values(), strict=True)))
