"""The finished work on one chunk as a file: what the clean stage writes and all later stages read."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from dedup.duplicates import DocumentTable, Fingerprints
from dedup.pipeline.figures.counts import Counts, SourceCounts
from dedup.pipeline.outputs.entries import PageEntry
from dedup.pipeline.outputs.strings import as_text


class ChunkIndex(msgspec.Struct, array_like=True):
    """What the match stage needs of a chunk: per page, its id and the numbers of its articles; per document, the rest.

    Ids and sources are encoded by `as_bytes`; dates are ISO 8601, or empty.
    """

    page_ids: list[bytes]
    articles: list[list[int]]
    sources: list[bytes]
    dates: list[str]


class ChunkFile:
    """The finished work on one chunk, in an `.npz` archive at `path`, which is read anew at each call."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def write(
        cls,
        path: Path,
        pages: list[PageEntry],
        index: ChunkIndex,
        table: DocumentTable,
        rejected: bytes,
        counts: Counts,
        sources: dict[bytes, SourceCounts],
    ) -> None:
        """Write the work on a chunk to `path`, which has its name only once it is complete.

        `rejected` are lines of `rejected.jsonl`; `sources` are encoded by `as_bytes`. The dates and sources of `table`
        are not written: those of `index` stand for them.
        """
        write_arrays(
            path,
            pages=_packed(pages),
            index=_packed(index),
            shingles=table.prints.shingles,
            offsets=table.prints.offsets,
            signatures=table.prints.signatures,
            exact_keys=table.prints.exact_keys,
            lengths=table.lengths,
            rejected=np.frombuffer(rejected, np.uint8),
            counts=_packed(counts),
            sources=_packed(sources),
        )

    def array(self, name: str) -> NDArray[np.generic]:
        """The array that the file has under `name`. Raises KeyError where there is none."""
        with np.load(self.path) as arrays:
            array: NDArray[np.generic] = arrays[name]
        return array

    def table(self, index: ChunkIndex) -> DocumentTable:
        """The chunk's documents as a table; `index` is that of the chunk."""
        with np.load(self.path) as arrays:
            prints = Fingerprints(arrays["shingles"], arrays["offsets"], arrays["signatures"], arrays["exact_keys"])
            return DocumentTable(prints, arrays["lengths"], index.dates, [as_text(source) for source in index.sources])

    def pages(self) -> list[PageEntry]:
        """The pages of the chunk, in order."""
        return msgspec.msgpack.decode(self._bytes("pages"), type=list[PageEntry])

    def index(self) -> ChunkIndex:
        """The ids of the chunk's pages, and the sources and dates of its documents."""
        return msgspec.msgpack.decode(self._bytes("index"), type=ChunkIndex)

    def rejected(self) -> bytes:
        """The lines of `rejected.jsonl` that come from the chunk."""
        return self._bytes("rejected")

    def counts(self) -> Counts:
        """The sums over the chunk's pages."""
        return msgspec.msgpack.decode(self._bytes("counts"), type=Counts)

    def sources(self) -> dict[bytes, SourceCounts]:
        """The sums over the chunk's pages by source, the sources encoded by `as_bytes`."""
        return msgspec.msgpack.decode(self._bytes("sources"), type=dict[bytes, SourceCounts])

    def _bytes(self, name: str) -> bytes:
        return self.array(name).tobytes()


def write_arrays(path: Path, **arrays: Any) -> None:
    """Write arrays, named as the arguments, to an `.npz` archive that has the name `path` only once it is complete."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with aside.open("wb") as file:
        np.savez(file, **arrays)
    aside.replace(path)


def is_whole(path: Path) -> bool:
    """Whether an archive exists undamaged: after a power cut, a file may have its name without its content."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except Exception:  # `zipfile` raises errors of every kind for a damaged archive
        return False


def _packed(value: object) -> NDArray[np.uint8]:
    """A value in MessagePack, as an array of bytes."""
    return np.frombuffer(msgspec.msgpack.encode(value), np.uint8)
