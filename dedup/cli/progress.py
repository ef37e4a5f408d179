"""Shows progress on stderr: bars on a terminal, a few lines in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dedup.cli.terminal import console, one_line, say
from dedup.compilation import Silent, watch
from dedup.pipeline.progress import Progress, Silence
from dedup.sizes import amount

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

# What the stages are called on the terminal.
_TITLES = {
    "prepare": "getting ready",
    "survey": "counting what repeats",
    "clean": "cleaning",
    "index": "looking up the index",
    "match": "finding duplicates",
    "passages": "finding passages",
    "write": "writing",
    "report": "writing the report",
}
_PLAIN_STEPS = 4
"""Lines in a log about a long stage, about. Chosen."""
_PLAIN_SECONDS = 10.0
"""Seconds between two of them, at least. Chosen."""


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Progress]:
    """A context with the progress that fits stderr: bars on a terminal, else lines; with `quiet` none.

    With `quiet`, the compilation of kernels is not reported either. Bars are stopped at the end, after an error too;
    the line of the last stage is printed only without an error.
    """
    if quiet:
        watch(Silent())
        yield Silence()
    elif sys.stderr.isatty():
        live = LiveProgress()
        try:
            yield live
        finally:
            live.stop()
    else:
        plain = PlainProgress()
        yield plain
        plain.finish()


class LiveProgress:
    """A bar for each stage, with pages, speed and the time left."""

    def __init__(self) -> None:
        self._console = console(error=True)
        self._bars: Bars | None = None
        self._task: TaskID | None = None
        self._documents = self._size = 0

    def note(self, message: str) -> None:
        """Print a message above the bars."""
        self._console.print(one_line(message), style="dim", markup=False)

    def stage(self, name: str, total_bytes: int) -> None:
        """Complete the bar of the last stage, and begin a new one; with 0 `total_bytes`, one without a known end.

        Before the first stage with more than 0 bytes, nothing is shown.
        """
        self._complete()
        if self._bars is None:
            if not total_bytes:
                return  # the display starts a thread, which must not exist when workers are forked
            self._bars = _bars(self._console)
            self._bars.start()
        self._documents = self._size = 0
        self._task = self._bars.add_task(_TITLES.get(name, name), total=total_bytes or None, done="")

    def advance(self, documents: int, size: int) -> None:
        """Add to the pages and bytes of the stage, and move its bar, if there is one. Too low a total grows."""
        if self._bars is None or self._task is None:
            return
        self._documents += documents
        self._size += size
        task = self._bars.tasks[self._task]
        speed = amount(self._size / max(task.elapsed or 0.0, 1e-3))
        done = f"{self._documents:,} pages, {speed}/s"
        total = None if task.total is None else max(task.total, self._size)
        self._bars.update(self._task, completed=self._size, total=total, done=done)

    def stop(self) -> None:
        """Fill the bar of the current stage, unless an error is being handled, and restore the terminal."""
        if self._bars is not None:
            self._complete(only_known=sys.exc_info()[0] is not None)
            self._bars.stop()

    def _complete(self, *, only_known: bool = False) -> None:
        """Fill the bar of the current stage and end it; with `only_known`, as after an error, leave it as it is."""
        if self._bars is None or self._task is None or only_known:
            return
        done = self._bars.tasks[self._task].completed or 1
        self._bars.update(self._task, total=done, completed=done)
        self._task = None


def _bars(console: Console) -> Bars:
    """A display of bars that is not started yet: title, bar, pages and speed, time spent, time left."""
    from rich.progress import (
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description:<18}"),
        BarColumn(),
        TextColumn("{task.fields[done]}"),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=console,
    )


class PlainProgress:
    """Lines for a log: one at the end of each stage, and some during a long one."""

    def __init__(self) -> None:
        self._name = ""
        self._total = self._documents = self._size = 0
        self._started = self._told = 0.0

    def note(self, message: str) -> None:
        """Print a message."""
        _print(message)

    def stage(self, name: str, total_bytes: int) -> None:
        """Print the numbers of the last stage, and begin a new one."""
        self.finish()
        self._name, self._total = _TITLES.get(name, name), total_bytes
        self._documents = self._size = 0
        self._started = self._told = time.monotonic()

    def advance(self, documents: int, size: int) -> None:
        """Add to the pages and bytes of the stage and, if the last line is old enough, print them and the seconds left.

        Old enough is `_PLAIN_SECONDS` or, if that is more, the time spent on the stage divided by `_PLAIN_STEPS`.
        """
        self._documents += documents
        self._size += size
        now = time.monotonic()
        step = max(_PLAIN_SECONDS, (now - self._started) / _PLAIN_STEPS)
        if now - self._told >= step:
            self._told = now
            left = (self._total - self._size) * (now - self._started) / max(self._size, 1)
            _print(self._line(now) + (f", about {left:.0f} s left" if left > 0 else ""))

    def finish(self) -> None:
        """Print the numbers of the current stage and end it; without one, do nothing."""
        if self._name:
            _print(self._line(time.monotonic()))
            self._name = ""

    def _line(self, now: float) -> str:
        """The numbers of the current stage: pages, bytes, seconds and speed, or seconds alone if it has no pages.

        `now` is the end of the time spent, as of `time.monotonic`.
        """
        spent = now - self._started
        if not self._documents:
            return f"{self._name}: {spent:.1f} s"
        speed = amount(self._size / max(spent, 1e-9))
        return f"{self._name}: {self._documents:,} pages, {amount(self._size)} in {spent:.1f} s, {speed}/s"


def _print(line: str) -> None:
    """Print a line on stderr."""
    say(one_line(line), error=True)
