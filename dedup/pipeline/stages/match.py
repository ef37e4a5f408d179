"""Match stage: the `ChunkFile`s of all chunks in, `Matched` out: the ids of all documents, and which are duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates import KINDS, Decisions, decide
from dedup.model import Match
from dedup.pipeline.figures.named import check_preferred
from dedup.pipeline.figures.outcome import Outcome
from dedup.pipeline.outputs.identities import Identities
from dedup.pipeline.outputs.lines import Fate
from dedup.pipeline.outputs.strings import as_text, shown
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.work.chunk_file import ChunkFile
from dedup.pipeline.work.table_files import TableFiles
from dedup.stats import Cluster

LARGEST = 5
"""Clusters that the summary names, the largest first. Chosen."""


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What was decided about n documents, which are rows in the order of the input.

    - `ids`, `sources`, `dates`: n each; `lengths`, int64 (n,): code points; `wordless`, bool (n,): has no word.
    - `decisions`: which documents of the run repeat which. `seen`: by row, the indexed document that a document
      repeats; these rows take no part in `decisions`.
    - `renamed`: the number of pages that got another id because theirs was taken or, for Parquet, had lone surrogates.
    - `chunk_starts`: the row at which each chunk begins, and n.
    """

    ids: Sequence[str]
    sources: Sequence[str]
    dates: Sequence[str]
    lengths: NDArray[np.int64]
    decisions: Decisions
    renamed: int
    chunk_starts: Sequence[int]
    seen: Mapping[int, Match]
    wordless: NDArray[np.bool_]

    def fates(self, chunk: int) -> list[Fate | None]:
        """For each document of a chunk, why it is not kept; None for kept ones."""
        return [self._fate(row) for row in self.chunk_rows(chunk)]

    def chunk_rows(self, chunk: int) -> range:
        """The rows of a chunk's documents."""
        return range(self.chunk_starts[chunk], self.chunk_starts[chunk + 1])

    def chunk_ids(self, chunk: int) -> Sequence[str]:
        """The ids of a chunk's documents."""
        return self.ids[self.chunk_starts[chunk] : self.chunk_starts[chunk + 1]]

    def dropped(self) -> NDArray[np.bool_]:
        """Which documents are not kept, bool (n,)."""
        return self.repeated() | self.indexed()

    def repeated(self) -> NDArray[np.bool_]:
        """Which documents repeat another document of the run, bool (n,)."""
        return self.decisions.kept_by >= 0

    def indexed(self) -> NDArray[np.bool_]:
        """Which documents repeat one in the standing index, bool (n,)."""
        return mask_of(self.seen, len(self.ids))

    def outcome(self) -> Outcome:
        """The sums over all documents: by kind, by source, repeated and dropped characters, the largest clusters."""
        repeated, dropped = self.repeated(), self.dropped()
        return Outcome(
            len(self.ids),
            self.by_kind(),
            len(self.seen),
            int(self.lengths[repeated].sum()),
            int(self.lengths[dropped].sum()),
            self.renamed,
            self.largest_clusters(),
            Counter(self.sources),
            Counter(self.sources[row] for row in np.flatnonzero(dropped).tolist()),
        )

    def by_kind(self) -> dict[str, int]:
        """The number of documents that repeat another document of the run, by kind of duplicate."""
        counts = np.bincount(self.decisions.kind[self.repeated()], minlength=len(KINDS))
        return dict(zip(KINDS, counts.tolist(), strict=True))

    def largest_clusters(self) -> list[Cluster]:
        """The up to `LARGEST` kept documents with most duplicates, the most first, ties in the order of the input.

        The size of a cluster includes its kept document. Duplicates of indexed documents do not count.
        """
        sizes = np.bincount(self.decisions.kept_by[self.repeated()], minlength=len(self.ids))
        rows = np.argsort(-sizes, kind="stable")[:LARGEST]
        return [
            Cluster(shown(self.ids[row]), shown(self.sources[row]), int(sizes[row]) + 1) for row in rows if sizes[row]
        ]

    def _fate(self, row: int) -> Fate | None:
        """Why a document is not kept: its match in the standing index, else that in the run; None if it is kept."""
        of = self.decisions
        kept = int(of.kept_by[row])
        if (match := self.seen.get(row)) is not None:
            return Fate(match.id, match.kind, match.jaccard, match.containment, indexed=True)
        if kept < 0:
            return None
        return Fate(self.ids[kept], KINDS[of.kind[row]], float(of.jaccard[row]), float(of.containment[row]))


def match(chunks: Sequence[ChunkFile], folder: Path, settings: RunSettings, seen: Mapping[int, Match]) -> Matched:
    """Give out ids, and find duplicates among all documents except those that the standing index has (`seen`, by row).

    `folder` takes the large columns of the table. For Parquet, lone surrogates in ids are replaced first. Raises
    `UsageError` for a source in `--prefer` that no document has.
    """
    identities = Identities()
    ids: list[str] = []
    starts = [0]
    renamed = 0
    with TableFiles(folder) as rows:
        for chunk in chunks:
            index = chunk.index()
            for packed, articles in zip(index.page_ids, index.articles, strict=True):
                wanted = as_text(packed)
                given = identities.page(_in_utf8(wanted) if settings.format == "parquet" else wanted, articles)
                renamed += given[0] != wanted
                ids += given
            rows.add(chunk.table(index))
            starts.append(len(ids))
    table, resources = rows.table(settings.memory_bytes, settings.processes)
    if ids:
        check_preferred(settings.match.prefer, table.sources)
    decisions = decide(table, settings.match, resources, mask_of(seen, len(ids)))
    wordless = (table.prints.exact_keys == 0).all(axis=1)
    return Matched(ids, table.sources, table.dates, table.lengths, decisions, renamed, starts, seen, wordless)


def _in_utf8(wanted: str) -> str:
    """An id that Parquet can hold: each lone surrogate becomes `?`. To be called before ids are made unique."""
    return wanted.encode("utf-8", "replace").decode("utf-8")


def mask_of(rows: Iterable[int], number: int) -> NDArray[np.bool_]:
    """A mask, bool (number,), that is true at the given rows."""
    mask = np.zeros(number, np.bool_)
    mask[list(rows)] = True
    return mask
