"""The input, read once: a process of its own lays it out in the work folder, from where the workers take it."""

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
from dedup.pipeline.parts import Part
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.workers import live_with_parent, process_context, uninterrupted
from dedup.pipeline.workfolder import ContentKey


class Reader:
    """A process that reads the inputs ahead and lays their chunks out in `folder`, as long as the context lasts.

    It begins at once, and waits for nobody but the disk: the folder comes to hold all of the input, uncompressed,
    but for what has been discarded again. Until there are workers to do it, it parses what it reads.
    """

    def __init__(self, inputs: Inputs, settings: CleanSettings, folder: Path) -> None:
        context = process_context()
        self._read, sender = context.Pipe(duplex=False)
        self._workers_ready = context.RawValue("b", 0)  # without a lock, which a killed process would hold for ever
        target = (sender, self._workers_ready, inputs, settings, folder)
        self._process = context.Process(target=_lay_out, args=target, daemon=True)
        with uninterrupted():
            self._process.start()
        sender.close()  # ours: where the process is killed, the pipe ends

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._read.close()
        if error is not None:
            self._process.terminate()
        self._process.join()

    def leave_parsing_to_workers(self) -> None:
        """Chunks are laid out raw from now on: there are workers, which share that work."""
        self._workers_ready.value = 1

    def items(self) -> Iterator[Part | Rejected]:
        """The chunks in order, and in between what could not be read; once.

        Raises `DedupError` where the process was killed, and whatever reading raised.
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
    """What stopped the reading, and where it stood in the code: an exception loses that on its way."""

    error: Exception
    trace: str


def _lay_out(sender: Connection, workers_ready: c_byte, inputs: Inputs, settings: CleanSettings, folder: Path) -> None:
    live_with_parent()
    key = ContentKey()

    def laid_out(chunk: Chunk) -> Part:
        if workers_ready.value:
            return Part.raw(chunk, key.update(chunk), folder)
        return Part.parsed(chunk, key.update(chunk), folder, settings.fields, settings.encoding, settings.language)

    try:
        for item in read_chunks(inputs, settings.batch_bytes, settings.encoding, folder, settings.page_bytes):
            sender.send(laid_out(item) if isinstance(item, Chunk) else item)
        sender.send(None)
    except Exception as error:
        sender.send(_Failure(error, traceback.format_exc()))
