"""Worker processes: started once, used by all stages, ended with the process that started them."""

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

_JOBS_PER_WORKER = 2
"""Jobs handed out per worker: one at work and one waiting, so that no worker idles. Derived."""


class Workers:
    """A fixed number of processes, each of which calls `prepare(*arguments)` first. They end with the context."""

    def __init__(self, processes: int, prepare: Callable[..., None], *arguments: Any) -> None:
        self._processes = processes
        others = set(multiprocessing.active_children())
        self._pool = ProcessPoolExecutor(processes, process_context(), _start, (prepare, arguments))
        gc.freeze()  # the garbage collector of a fork would visit, and so copy, all objects of the parent
        # The first job starts all processes now: a fork loses the threads that the parent may start later.
        self._submitted(os.getpid).result()
        gc.unfreeze()
        self._own = [child for child in multiprocessing.active_children() if child not in others]

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until the workers have ended; where the context ends with an error, terminate them first.

        Jobs that have not begun are cancelled.
        """
        if error is not None:
            for process in self._own:  # their unfinished jobs are lost; finished work is on disk
                process.terminate()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _submitted(self, work: Callable[..., Result], *jobs: Any) -> Future[Result]:
        """Hand the call `work(*jobs)` to the pool as one job; returns its future."""
        with uninterrupted():  # the pool may start a process for it
            return self._pool.submit(work, *jobs)

    def results(self, work: Callable[[Job], Result], jobs: Iterable[Job]) -> Iterator[Result]:
        """The results of `work(job)` for all jobs, in the order in which they end.

        `jobs` is read only as fast as the jobs are done. Raises `DedupError` where a worker was killed, and any error
        that a job raised.
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
    """How processes start: on Linux as forks, which share what the parent has loaded; elsewhere as new interpreters."""
    return multiprocessing.get_context("fork") if sys.platform == "linux" else multiprocessing.get_context("spawn")


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C until the context ends, so that it does not reach a process before that has its own handler.

    Does nothing where the system cannot hold back signals.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def live_with_parent() -> None:
    """Make this process ignore Ctrl-C, which its parent handles, and end when its parent ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles it
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _start(prepare: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    """Set up a worker process: it ends with its parent and reports no compilation; then call `prepare(*arguments)`."""
    live_with_parent()
    watch(Silent())
    prepare(*arguments)


def _end_with_parent() -> None:
    """Wait until the parent has ended, also where it was killed, then end this process."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        os._exit(1)
