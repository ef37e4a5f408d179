"""Reads the input once, in a process of its own, and writes it to the work folder, where the workers take it."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from ctypes import c_byte
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from dedup.errors import DedupError
from dedup.files import Chunk, Inputs, Rejected, read_chunks
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.work.content_key import ContentKey
from dedup.pipeline.work.parts import Part
from dedup.pipeline.work.workers import live_with_parent, process_context, uninterrupted


class Reader:
    """A process that reads the inputs and writes their chunks to `folder`, until the context ends.

    It begins at once and reads ahead of the workers, until the pipe to this process holds no more chunks: some hundred.
    The folder holds what was read and not discarded since. It parses what it reads until there are workers that do it.
    """

    def __init__(self, inputs: Inputs, settings: CleanSettings, folder: Path) -> None:
        context = process_context()
        self._read, sender = context.Pipe(duplex=False)
        self._workers_ready = context.RawValue("b", 0)  # a lock would stay held if the process were killed
        target = (sender, self._workers_ready, inputs, settings, folder)
        self._process = context.Process(target=_read_into, args=target, daemon=True)
        with uninterrupted():
            self._process.start()
        sender.close()  # only the process holds it now, so the pipe ends where that is killed

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until the process has ended; where the context ends with an error, the process is terminated first."""
        self._read.close()
        if error is not None:
            self._process.terminate()
        self._process.join()

    def leave_parsing_to_workers(self) -> None:
        """Write chunks raw from now on: there are workers, which share the parsing."""
        self._workers_ready.value = 1

    def items(self) -> Iterator[Part | Rejected]:
        """The chunks in order, and in between what could not be read. To be called once.

        Raises `DedupError` where the process was killed, and any error that it met.
        """
        try:
            while (item := self._read.recv()) is not None:
                if isinstance(item, _Failure):
                    raise item.error from RuntimeError(item.trace)
                yield item
        except EOFError as error:
            raise DedupError(
                "the process that reads the input was killed, most likely because memory ran out; run the same "
                "command again, with a smaller --batch-size"
            ) from error


class _Failure(NamedTuple):
    """The error that stopped the reading, and its traceback, which an exception loses between processes."""

    error: Exception
    trace: str


def _read_into(
    sender: Connection, workers_ready: c_byte, inputs: Inputs, settings: CleanSettings, folder: Path
) -> None:
    """The process: read the inputs, write each chunk to `folder`, and send its `Part`, or what was rejected.

    Sends None at the end, or a `_Failure` where an error stopped it. Chunks are parsed until `workers_ready` is set,
    then written raw.
    """
    live_with_parent()
    key = ContentKey()

    def written(chunk: Chunk) -> Part:
        if workers_ready.value:
            return Part.raw(chunk, key.update(chunk), folder)
        return Part.parsed(chunk, key.update(chunk), folder, settings.fields, settings.encoding, settings.language)

    try:
        for item in read_chunks(inputs, settings.batch_bytes, settings.encoding, folder, settings.page_bytes):
            sender.send(written(item) if isinstance(item, Chunk) else item)
        sender.send(None)
    except Exception as error:
        sender.send(_Failure(error, traceback.format_exc()))
