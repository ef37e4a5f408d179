"""A process and its children, timed, and their memory watched."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

try:
    import psutil
except ModuleNotFoundError:
    sys.exit("This benchmark needs psutil: python3 -m pip install 'dedup-arabic[bench]'.")

_PAUSE = 0.1  # seconds between two looks at the memory; a look at three processes takes some 5 ms


@dataclass(frozen=True, slots=True)
class Run:
    """The wall-clock seconds of a process, and the largest memory of it and its children together, in bytes."""

    seconds: float
    peak_memory: int


def measure(command: Sequence[str], log: Path, *, watched: bool = True) -> Run:
    """Run a Python command to its end. Raises RuntimeError, with the end of what it said, where it fails.

    Where it is not `watched`, no memory is known of it (0), and no watcher takes time of the cores that it works on.
    """
    started = perf_counter()
    with log.open("wb") as said, subprocess.Popen([sys.executable, *command], stdout=said, stderr=said) as process:
        watcher = _Watcher(process.pid)
        if watched:
            watcher.start()
        status = process.wait()
        seconds = perf_counter() - started
        watcher.stop()
    if status:
        raise RuntimeError(f"{' '.join(command)} ended with {status}: {log.read_text('utf-8', 'replace')[-2000:]}")
    return Run(seconds, watcher.peak)


class _Watcher(threading.Thread):
    """Adds up the memory of a process tree again and again: the proportional set size, shared pages counted once.

    Where the system has no such measure it is the resident set size, in which forked workers count twice what they
    share.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._pid = pid
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            self.peak = max(self.peak, _memory(self._pid))
            self._stopped.wait(_PAUSE)

    def stop(self) -> None:
        """Watch no longer."""
        self._stopped.set()
        if self.is_alive():
            self.join()


def _memory(pid: int) -> int:
    try:
        root = psutil.Process(pid)
        return sum(_own_memory(process) for process in (root, *root.children(recursive=True)))
    except psutil.Error:
        return 0  # it has just ended


def _own_memory(process: psutil.Process) -> int:
    try:
        usage = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(usage, "pss", usage.rss))
