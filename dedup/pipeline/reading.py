"""The input, read once: a process of its own lays it out in the work folder, from where the workers take it."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from dedup.errors import DedupError
from dedup.files import Chunk, Inputs, Rejected, read_chunks
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.workers import live_with_parent, process_context
from dedup.pipeline.workfolder import ContentKey


class Part(NamedTuple):
    """A chunk of `size` bytes that lies in a file; `key` names its content and all that came before it."""

    number: int
    size: int
    key: str
    path: Path

    @classmethod
    def of(cls, chunk: Chunk, key: str, folder: Path) -> Part:
        """Lay a chunk out in `folder`."""
        path = folder / f"{chunk.number:06}"
        with path.open("wb") as file:
            pickle.dump(chunk, file, pickle.HIGHEST_PROTOCOL)
        return cls(chunk.number, chunk.size, key, path)

    def chunk(self) -> Chunk:
        """The chunk, read back."""
        with self.path.open("rb") as file:
            chunk: Chunk = pickle.load(file)  # written by this very run
        return chunk

    def discard(self) -> None:
        """Remove the file: nobody will ask for the chunk again."""
        self.path.unlink()


class Reader:
    """A process that reads the inputs ahead and lays their chunks out in `folder`, as long as the context lasts.

    It begins at once, and waits for nobody but the disk: the folder comes to hold all of the input, uncompressed,
    but for what has been discarded again.
    """

    def __init__(self, inputs: Inputs, settings: CleanSettings, folder: Path) -> None:
        context = process_context()
        self._read, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_lay_out, args=(sender, inputs, settings, folder), daemon=True)
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


def _lay_out(sender: Connection, inputs: Inputs, settings: CleanSettings, folder: Path) -> None:
    live_with_parent()
    key = ContentKey()
    try:
        for item in read_chunks(inputs, settings.batch_bytes, settings.encoding):
            sender.send(Part.of(item, key.update(item), folder) if isinstance(item, Chunk) else item)
        sender.send(None)
    except Exception as error:
        sender.send(_Failure(error, traceback.format_exc()))
