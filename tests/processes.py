"""Processes of their own that run some Python as `python -c` does, and start at once.

Starting Python, importing the package and loading its kernels takes seconds. On Linux a process is forked from one that
has done so, and nothing else (`tests.loaded`): it is a process like any other, with its own exit code, streams,
environment and signals. What is about starting itself is tested with `subprocess`.
"""

from __future__ import annotations

import multiprocessing
import os
import pty
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import forkserver, reduction
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerProcess

ROOT = Path(__file__).parents[1]
COMMAND = "from dedup.cli import main; main()"
"""What the command `dedup` runs."""
FORKED = sys.platform == "linux"  # as the workers of a run


def python(
    code: str,
    *arguments: object,
    folder: Path = ROOT,
    piped: str = "",
    timeout: float | None = None,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """Run some code to its end; texts are UTF-8, and what is none is told as `surrogateescape` does.

    Raises `subprocess.TimeoutExpired` where it takes more seconds than `timeout`.
    """
    surroundings = {**os.environ, "PYTHONIOENCODING": "utf-8", **environment}
    with tempfile.TemporaryFile() as given:
        given.write(piped.encode("utf-8", "surrogateescape"))
        given.seek(0)
        process = _started(code, arguments, folder, surroundings, given, ends := [os.pipe(), os.pipe()])
    with ThreadPoolExecutor(2) as readers:
        written = [readers.submit(_read, end) for end, _ in ends]
        try:
            status = _status(process, timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    return subprocess.CompletedProcess([code, *map(str, arguments)], status, *(one.result() for one in written))


def dedup(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command `dedup`; options are those of `python`."""
    return python(COMMAND, *arguments, **{"COLUMNS": "120", **options})


class Started:
    """A process that runs beside the test, which writes to its stdin and reads its stdout: lines of UTF-8."""

    def __init__(self, code: str, *arguments: object) -> None:
        (given, write), (read, out) = os.pipe(), os.pipe()
        self.stdin = os.fdopen(write, "w", encoding="utf-8")
        self.stdout = os.fdopen(read, encoding="utf-8")
        with os.fdopen(given, "rb") as theirs:
            self._process = _started(code, arguments, ROOT, dict(os.environ), theirs, [(read, out), (2, os.dup(2))])

    @property
    def pid(self) -> int:
        """By which it can be sent signals."""
        assert self._process.pid is not None
        return self._process.pid

    def wait(self) -> int:
        """Wait for its end; returns its exit code."""
        return _status(self._process, None)

    def finish(self) -> int:
        """Close its stdin, read what it still writes, and wait for its end; returns its exit code."""
        self.stdin.close()
        self.stdout.read()
        self.stdout.close()
        return self.wait()


def on_a_terminal(*arguments: object) -> str:
    """All that the command `dedup` writes where stdout and stderr are a terminal."""
    ours, theirs = pty.openpty()
    with open(os.devnull, "rb") as nothing:
        environment = {**os.environ, "TERM": "xterm"}
        process = _started(COMMAND, arguments, ROOT, environment, nothing, [(ours, theirs), (ours, os.dup(theirs))])
    written = _read(ours)
    _status(process, None)
    return written


class _Stream:
    """The file of a number, for a process that is about to be forked."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __reduce__(self) -> Any:
        return _number, (reduction.DupFd(self._number),)


def _number(duplicate: Any) -> int:
    number: int = duplicate.detach()
    return number


def _read(end: int) -> str:
    """All that is written at the other end, by the process and those that it leaves behind."""
    data = []
    with os.fdopen(end, "rb", buffering=0) as file, suppress(OSError):  # which a terminal raises at its end
        while piece := file.read(1 << 16):
            data.append(piece)
    return b"".join(data).decode("utf-8", "surrogateescape")


def _started(
    code: str, arguments: tuple[object, ...], folder: Path, environment: Mapping[str, str], given: IO[bytes],
    ends: list[tuple[int, int]],
) -> ForkServerProcess | subprocess.Popen[bytes]:  # fmt: skip
    """A process that reads `given` and writes to the second of each pair of `ends`, which is closed here."""
    words, (out, errors) = [os.fsdecode(str(one)) for one in arguments], (end for _, end in ends)
    try:
        if FORKED:
            return _forked(code, words, folder, environment, [given.fileno(), out, errors])
        command = [sys.executable, "-c", code, *words]
        return subprocess.Popen(command, cwd=folder, env=environment, stdin=given, stdout=out, stderr=errors)
    finally:
        os.close(out)
        os.close(errors)


def _status(process: ForkServerProcess | subprocess.Popen[bytes], timeout: float | None) -> int:
    if isinstance(process, subprocess.Popen):
        return process.wait(timeout)
    process.join(timeout)
    if process.exitcode is None:
        raise subprocess.TimeoutExpired("python", timeout or 0)
    return process.exitcode


def _forked(
    code: str, arguments: list[str], folder: Path, environment: Mapping[str, str], streams: list[int]
) -> ForkServerProcess:
    context = multiprocessing.get_context("forkserver")
    before = Path.cwd()
    os.chdir(ROOT)  # where the server finds the tests, when the first process starts it
    try:
        context.set_forkserver_preload(["tests.loaded"])
        forkserver.ensure_running()
    finally:
        os.chdir(before)
    numbers = [_Stream(stream) for stream in streams]
    process = context.Process(target=_run, args=(code, arguments, str(folder), dict(environment), numbers))
    process.start()
    return process


def _run(code: str, arguments: list[str], folder: str, environment: Mapping[str, str], streams: list[int]) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    sys.stdin = os.fdopen(0, encoding=encoding, closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding=encoding, closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding=encoding, errors="backslashreplace", buffering=1, closefd=False)
    sys.argv[:] = ["-c", *arguments]
    exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
