"""The files of an index from one compaction to the next: its columns, and the sorted runs of its postings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.files import open_whole
from dedup.index.batch import DOCUMENTS_AT_ONCE, Batch, LookUps, id_keys, look_ups
from dedup.index.columns import Column, Columns, ColumnWriter
from dedup.index.manifest import RunFile
from dedup.index.postings import Found, Run, look_up, merged, postings, runs_to_merge
from dedup.index.proposals import POSTINGS_PER_KEY, Pairs, proposals
from dedup.index.scoring import Covers, count_common, covers
from dedup.index.settings import IndexSettings

SEALED_AT = 16_384
"""Documents whose postings are kept in memory before they go to a file."""

_PARTS = 16  # of the keys, merged one after the other
# Keys looked up in files between two releases of their memory: each may have brought in a large page.
_LOOKED_UP_AT_MOST = 512


class Generation:
    """The documents of a folder, as far as they were taken in by `refresh`, and how to find them."""

    def __init__(self, folder: Path, runs: Sequence[RunFile], settings: IndexSettings) -> None:
        self.folder = folder
        self.settings = settings
        self.columns = Columns(folder)
        self.count = 0
        self.alive = np.empty(0, np.bool_)
        self._dead = 0
        self._files: list[tuple[RunFile, Column]] = []
        self._unsealed: list[Run] = []
        self._looked_up = 0
        self._writer: ColumnWriter | None = None
        self._open_runs(runs)

    @property
    def runs(self) -> tuple[RunFile, ...]:
        """The files of postings."""
        return tuple(file for file, _ in self._files)

    @property
    def sealed(self) -> int:
        """How many documents have their postings in files."""
        return self._files[-1][0].stop if self._files else 0

    def refresh(self) -> None:
        """Take in what was added and forgotten since the last time."""
        for first in range(self.count, count := self.columns.count(), DOCUMENTS_AT_ONCE):
            batch = self.columns.batch(first, min(first + DOCUMENTS_AT_ONCE, count))
            self._take_in(batch, look_ups(batch.prints, self.settings.bands))
        self.columns.release()
        self._take_in_dead()

    def start_writing(self) -> None:
        """Become the one that writes. Cuts off what a writer that was killed left half done."""
        self._writer = ColumnWriter(self.folder, self.columns, self.sealed)

    def append(self, batch: Batch, looked_up: LookUps | None = None) -> None:
        """Add documents; `looked_up`, their keys, where these are known."""
        assert self._writer is not None
        self._writer.append(batch)
        self._take_in(batch, looked_up or look_ups(batch.prints, self.settings.bands))

    def bury(self, rows: NDArray[np.int64]) -> None:
        """Forget documents."""
        assert self._writer is not None
        self._writer.bury(rows)
        self._take_in_dead()

    def seal(self) -> None:
        """Bring the postings that are in memory to a file, merged with the runs before them as they grow."""
        if self.count == self.sealed:
            return
        assert self._writer is not None
        self._writer.sync()
        new = merged(self._unsealed)
        number = runs_to_merge([*(len(column) for _, column in self._files), len(new)]) - 1
        files = self._files[len(self._files) - number :]
        first = files[0][0].first if files else self.sealed
        run = RunFile(f"postings-{first:010}-{self.count:010}", first, self.count)
        _write_merged([*(column.array(len(column)) for _, column in files), new], self.folder / run.name)
        self._open_runs([*self.runs[: len(self._files) - number], run])
        self._unsealed = []

    def clear_leftovers(self) -> None:
        """Remove files of postings that no run is made of."""
        names = {run.name for run in self.runs}
        for path in [*self.folder.glob("postings-*"), *self.folder.glob(".*")]:
            if path.name not in names:
                path.unlink()

    def covered(self, prints_of: Batch, looked_up: LookUps, before: int | None = None) -> Covers:
        """The indexed documents that cover those of a batch; with `before`, only of the first rows."""
        found = self._found(looked_up.keys)
        stands = self.alive[found.rows]
        if before is not None:
            stands &= found.rows < before
        found = Found(found.queries[stands], found.rows[stands], found.totals)
        return self._scored(proposals(looked_up, found, self.settings.contained), prints_of)

    def rows_of(self, ids: Sequence[str]) -> list[list[int]]:
        """The rows of the documents with each of these ids, ascending."""
        found = self._found(id_keys(ids))
        rows: list[list[int]] = [[] for _ in ids]
        for query, row in zip(found.queries.tolist(), found.rows.tolist(), strict=True):
            if self.alive[row] and self.id_of(row) == ids[query]:
                rows[query].append(row)
        return rows

    def id_of(self, row: int) -> str:
        """The id of a document."""
        return self.columns.ids(row, row + 1)[0]

    def living(self, at_once: int = DOCUMENTS_AT_ONCE) -> Iterator[Batch]:
        """The documents that were not forgotten, in the order of adding."""
        for first in range(0, self.count, at_once):
            stop = min(first + at_once, self.count)
            batch = self.columns.batch(first, stop)
            alive = np.flatnonzero(self.alive[first:stop])
            if len(alive):
                yield batch if len(alive) == len(batch) else batch.take(alive)
            self.columns.release()

    def close(self) -> None:
        """Let go of the files."""
        if self._writer is not None:
            self._writer.close()
        for _, column in self._files:
            column.close()
        self.columns.close()

    def _open_runs(self, runs: Sequence[RunFile]) -> None:
        known = {file.name: column for file, column in self._files}
        names = {run.name for run in runs}
        for name in known.keys() - names:
            known.pop(name).close()
        self._files = [(run, known.get(run.name) or Column(self.folder / run.name, np.uint64)) for run in runs]
        self.count = max(self.count, self.sealed)
        self._grow_alive()

    def _take_in(self, batch: Batch, looked_up: LookUps) -> None:
        """Index documents that were written behind the others."""
        rows = self.count + np.arange(len(batch))
        keys = np.concatenate([looked_up.keys, id_keys(batch.ids)])
        self._unsealed.append(postings(keys, np.concatenate([self.count + looked_up.owners, rows])))
        number = runs_to_merge([len(run) for run in self._unsealed])
        if number > 1:
            self._unsealed[-number:] = [merged(self._unsealed[-number:])]
        self.count += len(batch)
        self._grow_alive()

    def _grow_alive(self) -> None:
        if self.count > len(self.alive):
            grown = np.ones(max(self.count, 2 * len(self.alive)), np.bool_)
            grown[: len(self.alive)] = self.alive
            self.alive = grown

    def _take_in_dead(self) -> None:
        dead = self.columns.dead(self._dead)
        if len(dead):
            self.alive[dead[dead < self.count]] = False
            self._dead += len(dead)

    def _found(self, keys: NDArray[np.uint64]) -> Found:
        runs = [*(column.array(len(column)) for _, column in self._files), *self._unsealed]
        found = look_up(runs, keys, POSTINGS_PER_KEY)
        self._looked_up += len(keys) * len(self._files)
        if self._looked_up > _LOOKED_UP_AT_MOST:
            for _, column in self._files:
                column.release()
            self.columns.release()
            self._looked_up = 0
        return found

    def _scored(self, pairs: Pairs, batch: Batch) -> Covers:
        rows = self.columns.rows(self.count)
        encoded, starts, stops = self.columns.places(pairs.rows)
        prints = batch.prints
        common = count_common(
            encoded, starts, stops, self.columns.vocabulary(self.count), prints.shingles, prints.offsets, pairs.owners
        )
        indexed = rows[pairs.rows]
        sizes = indexed["size"].astype(np.int64)
        return covers(pairs, prints, common, sizes, indexed["exact_key"], self.settings)


def _write_merged(runs: Sequence[Run], path: Path) -> None:
    """Merge runs into a file, part by part of the range of keys."""
    bounds = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(60)
    cuts = [[0, *np.searchsorted(run, bounds).tolist(), len(run)] for run in runs]
    with open_whole(path) as file:
        for part in range(_PARTS):
            pieces = [run[cut[part] : cut[part + 1]] for run, cut in zip(runs, cuts, strict=True)]
            file.write(merged(pieces).data)
