"""The second stage, in the parent: ids are given out and the documents of all chunks compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates import KINDS, Decisions, DocumentTable, MatchSettings, decide
from dedup.pipeline.identity import Identities
from dedup.pipeline.lines import Fate
from dedup.pipeline.records import ChunkFile, as_text

LARGEST = 5


@dataclass(frozen=True, slots=True)
class Cluster:
    """A kept document and the number of documents it stands for, itself included."""

    id: str
    source: str
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What was decided about n documents, in the order of the input.

    `ids`, one each; `lengths` in characters; `renamed`, the number of pages whose id was met before.
    `chunk_starts` are the rows at which each chunk begins, and n.
    """

    ids: Sequence[str]
    sources: Sequence[str]
    dates: Sequence[str]
    lengths: NDArray[np.int64]
    decisions: Decisions
    renamed: int
    chunk_starts: Sequence[int]

    def fates(self, chunk: int) -> list[Fate | None]:
        """What becomes of each document of a chunk; None for those that stay."""
        return [self._fate(row) for row in self.chunk_rows(chunk)]

    def chunk_rows(self, chunk: int) -> range:
        """The rows of a chunk's documents."""
        return range(self.chunk_starts[chunk], self.chunk_starts[chunk + 1])

    def chunk_ids(self, chunk: int) -> Sequence[str]:
        """The ids of a chunk's documents."""
        return self.ids[self.chunk_starts[chunk] : self.chunk_starts[chunk + 1]]

    def dropped(self) -> NDArray[np.bool_]:
        """Which documents are not kept."""
        return self.decisions.kept_by >= 0

    def by_kind(self) -> dict[str, int]:
        """How many documents were dropped as each kind of duplicate."""
        counts = np.bincount(self.decisions.kind[self.dropped()], minlength=len(KINDS))
        return dict(zip(KINDS, counts.tolist(), strict=True))

    def largest_clusters(self) -> list[Cluster]:
        """The kept documents that stand for most others, the largest first, ties in input order."""
        sizes = np.bincount(self.decisions.kept_by[self.dropped()], minlength=len(self.ids))
        rows = np.argsort(-sizes, kind="stable")[:LARGEST]
        return [Cluster(self.ids[row], self.sources[row], int(sizes[row]) + 1) for row in rows if sizes[row]]

    def _fate(self, row: int) -> Fate | None:
        of = self.decisions
        kept = int(of.kept_by[row])
        if kept < 0:
            return None
        return Fate(self.ids[kept], KINDS[of.kind[row]], float(of.jaccard[row]), float(of.containment[row]))


def match(chunks: Sequence[ChunkFile], shingles: Path, settings: MatchSettings) -> Matched:
    """Compare the documents of all chunks; `shingles` is a file to keep theirs in, instead of in memory."""
    identities = Identities()
    ids: list[str] = []
    starts = [0]
    renamed = 0
    with _TableFile(shingles) as rows:
        for chunk in chunks:
            index = chunk.index()
            for packed, articles in zip(index.page_ids, index.articles, strict=True):
                wanted = as_text(packed)
                given = identities.page(wanted, articles)
                renamed += given[0] != wanted
                ids += given
            rows.add(chunk.table(index))
            starts.append(len(ids))
    table = rows.table()
    return Matched(ids, table.sources, table.dates, table.lengths, decide(table, settings), renamed, starts)


class _TableFile:
    """The tables of chunks, one after the other; shingles, by far the largest column, go to a file."""

    def __init__(self, shingles: Path) -> None:
        self._shingles = shingles
        self._tables: list[_Columns] = []
        self._dates: list[str] = []
        self._sources: list[str] = []

    def __enter__(self) -> _TableFile:
        self._file = self._shingles.open("wb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, table: DocumentTable) -> None:
        """Append the documents of a chunk."""
        self._file.write(table.shingles.data)  # a full disk is an error with its number here, not in `tofile`
        self._tables.append(_Columns(table.sizes, table.signatures, table.exact_keys, table.lengths))
        self._dates += table.dates
        self._sources += table.sources

    def table(self) -> DocumentTable:
        """All documents as one table, its shingles mapped from the file, which must be closed."""
        columns = [np.concatenate(column) for column in zip(*self._tables, strict=True)]
        sizes, signatures, exact_keys, lengths = columns
        offsets = np.zeros(len(sizes) + 1, np.int64)
        np.cumsum(sizes, out=offsets[1:])
        return DocumentTable(
            _mapped(self._shingles), offsets, signatures, exact_keys, lengths, self._dates, self._sources
        )


class _Columns(NamedTuple):
    sizes: NDArray[np.int64]
    signatures: NDArray[np.uint32]
    exact_keys: NDArray[np.uint64]
    lengths: NDArray[np.int64]


def _mapped(path: Path) -> NDArray[np.uint64]:
    """A file of shingles as an array; an empty file cannot be mapped."""
    if path.stat().st_size == 0:
        return np.empty(0, np.uint64)
    return np.asarray(np.memmap(path, np.uint64, "r"))
