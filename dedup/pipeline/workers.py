"""Worker processes: started once, kept busy, gone with the process that started them."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import wait as wait_for
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from dedup.compilation import Silent, watch
from dedup.errors import DedupError

if TYPE_CHECKING:
    from multiprocessing.context import ForkContext, SpawnContext

Job = TypeVar("Job")
Result = TypeVar("Result")

_JOBS_PER_WORKER = 2  # one at work, one waiting: no worker idles, and little input is held in memory


class Workers:
    """A fixed number of processes, each prepared by `prepare(*arguments)`; leaving the context ends them."""

    def __init__(self, processes: int, prepare: Callable[..., None], *arguments: Any) -> None:
        self._processes = processes
        others = set(multiprocessing.active_children())
        self._pool = ProcessPoolExecutor(processes, process_context(), _start, (prepare, arguments))
        gc.freeze()  # the collector of a fork would walk over all that is loaded, and so copy it
        # The first job starts them all, before the parent has threads that a fork would cut off.
        self._submitted(os.getpid).result()
        gc.unfreeze()
        self._own = [child for child in multiprocessing.active_children() if child not in others]

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for process in self._own:  # what they were at is worth nothing now; finished work is on disk
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submitted(self, work: Callable[..., Result], *jobs: Any) -> Future[Result]:
        with uninterrupted():  # a process may be started for it
            return self._pool.submit(work, *jobs)

    def results(self, work: Callable[[Job], Result], jobs: Iterable[Job]) -> Iterator[Result]:
        """The results of all jobs, as they are done; jobs are taken only as fast as they are worked off.

        Raises `DedupError` where a worker was killed, and whatever a job raised.
        """
        waiting = iter(jobs)
        running: set[Future[Result]] = set()
        try:
            while True:
                free = self._processes * _JOBS_PER_WORKER - len(running)
                running |= {self._submitted(work, job) for job in islice(waiting, free)}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        except BrokenProcessPool as error:
            raise DedupError(
                "a worker process was killed, most likely because memory ran out; run the same command again "
                "to continue, with fewer --workers or a smaller --batch-size"
            ) from error


def process_context() -> ForkContext | SpawnContext:
    """How processes start: on Linux as forks, which what the parent has loaded costs nothing; elsewhere afresh."""
    return multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the end. A process that is started meanwhile hears of none before it can answer for it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def live_with_parent() -> None:
    """Make this process outlive neither its parent nor a Ctrl-C that its parent outlives."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _start(prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    live_with_parent()
    watch(Silent())
    prepare(*arguments)


def _end_with_parent() -> None:
    """A parent that is killed outright tells nobody, but its end of the pipe closes."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
