"""The second stage, in the parent: ids are given out and the documents of all chunks compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates import KINDS, Decisions, decide, unknown_source
from dedup.errors import UsageError
from dedup.model import Match
from dedup.pipeline.identity import Identities
from dedup.pipeline.lines import Fate
from dedup.pipeline.outcome import Outcome
from dedup.pipeline.records import ChunkFile, as_text, shown
from dedup.pipeline.settings import RunSettings
from dedup.pipeline.tables import TableFiles
from dedup.stats import Cluster

LARGEST = 5


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """What was decided about n documents, in the order of the input.

    `ids`, one each; `lengths` in characters; `renamed`, the number of pages whose id was met before; `seen`, by row,
    the documents of the standing index that stand for some: the others are compared with each other. `wordless`, bool
    (n,), are those that have no word.
    `chunk_starts` are the rows at which each chunk begins, and n.
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
        return self.repeated() | self.indexed()

    def repeated(self) -> NDArray[np.bool_]:
        """Which documents repeat another of the run."""
        return self.decisions.kept_by >= 0

    def indexed(self) -> NDArray[np.bool_]:
        """Which documents the standing index has."""
        return mask_of(self.seen, len(self.ids))

    def outcome(self) -> Outcome:
        """The sums over all documents."""
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
        """How many documents were dropped as each kind of duplicate of another of the run."""
        counts = np.bincount(self.decisions.kind[self.repeated()], minlength=len(KINDS))
        return dict(zip(KINDS, counts.tolist(), strict=True))

    def largest_clusters(self) -> list[Cluster]:
        """The kept documents that stand for most others, the largest first, ties in input order."""
        sizes = np.bincount(self.decisions.kept_by[self.repeated()], minlength=len(self.ids))
        rows = np.argsort(-sizes, kind="stable")[:LARGEST]
        return [
            Cluster(shown(self.ids[row]), shown(self.sources[row]), int(sizes[row]) + 1) for row in rows if sizes[row]
        ]

    def _fate(self, row: int) -> Fate | None:
        of = self.decisions
        kept = int(of.kept_by[row])
        if (match := self.seen.get(row)) is not None:
            return Fate(match.id, match.kind, match.jaccard, match.containment, indexed=True)
        if kept < 0:
            return None
        return Fate(self.ids[kept], KINDS[of.kind[row]], float(of.jaccard[row]), float(of.containment[row]))


def match(chunks: Sequence[ChunkFile], folder: Path, settings: RunSettings, seen: Mapping[int, Match]) -> Matched:
    """Compare the documents of all chunks but those that were `seen` before. What is large goes to `folder`."""
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
    check_preferred(settings.match.prefer, table.sources)
    decisions = decide(table, settings.match, resources, mask_of(seen, len(ids)))
    wordless = (table.exact_keys == 0).all(axis=1)
    return Matched(ids, table.sources, table.dates, table.lengths, decisions, renamed, starts, seen, wordless)


def _in_utf8(wanted: str) -> str:
    """An id that Parquet can hold: what is told of a page by its id must not tell of another."""
    return wanted.encode("utf-8", "replace").decode("utf-8")


def check_preferred(prefer: Sequence[str], sources: Sequence[str] | Mapping[str, int]) -> None:
    """Raise `UsageError` where a source to prefer is none of the documents'."""
    if problem := unknown_source(prefer, sources):
        where = "" if any(sources) else "; --source-field names the field that holds it"
        raise UsageError(
            f"--prefer: {problem}{where}. Nothing was written; the command with another --prefer goes on from here"
        )


def mask_of(rows: Iterable[int], number: int) -> NDArray[np.bool_]:
    """Some of so many rows, as truth values."""
    mask = np.zeros(number, np.bool_)
    mask[list(rows)] = True
    return mask
