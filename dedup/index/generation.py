"""The files of an index from one compaction to the next: its columns, and the sorted runs of its postings."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.index.batch import DOCUMENTS_AT_ONCE, Batch, LookUps, id_keys, look_ups
from dedup.index.checksums import damaged
from dedup.index.column_writer import ColumnWriter
from dedup.index.columns import Columns
from dedup.index.manifest import RunFile
from dedup.index.postings import Found, Run, merged, postings, replaced, runs_to_merge, standing
from dedup.index.proposals import POSTINGS_PER_KEY, Pairs, proposals
from dedup.index.run_files import RunInFile, look_up_all, write_merged
from dedup.index.scoring import Covers, count_common, covers, one_after_the_other
from dedup.index.settings import IndexSettings

SEALED_AT = 16_384
"""Documents whose postings are kept in memory before they go to a file."""

_SEALED_BYTES = 64 << 20  # or words of so many bytes, which a reader goes through when it opens
_READ_PER_KEY = 16 * POSTINGS_PER_KEY  # where those of forgotten documents take the room of others
_MAPPED_BYTES = 32 << 20  # of files, that a reader keeps in memory; the writer is spared the time
_ROWS_AT_ONCE = 4096  # whose words are compared at a time
KEYS_AT_ONCE = 1 << 14  # of a crowd, 16 million postings, of 40 bytes while they are sorted
_NO_LIMIT = np.iinfo(np.int64).max


class Generation:
    """The documents of a folder, as far as they were taken in by `refresh`, and how to find them.

    `sealed_marks` of the marks of forgotten documents are known to be on the disk. Raises `DedupError` where the files
    are not what was written.
    """

    def __init__(self, folder: Path, runs: Sequence[RunFile], settings: IndexSettings, sealed_marks: int = 0) -> None:
        self.folder = folder
        self.settings = settings
        self.columns = Columns(folder)
        self.count = 0
        self.alive = np.empty(0, np.bool_)
        self.is_whole = True
        """Whether all documents and marks behind the sealed ones are what was written: `repair` makes it so."""
        self._dead = 0
        self._sealed_marks = sealed_marks
        self._files: list[tuple[RunFile, RunInFile]] = []
        self._unsealed: list[Run] = []
        self._writer: ColumnWriter | None = None
        try:
            self._open_runs(runs)
            self.columns.check_held(self.sealed, sealed_marks)
        except BaseException:
            self.close()
            raise

    @property
    def runs(self) -> tuple[RunFile, ...]:
        """The files of postings."""
        return tuple(run for run, _ in self._files)

    @property
    def sealed(self) -> int:
        """How many documents have their postings in files."""
        return self._files[-1][0].stop if self._files else 0

    @property
    def marks(self) -> int:
        """How many marks of forgotten documents there are."""
        return self.columns.marks()

    @property
    def wants_sealing(self) -> bool:
        """Whether enough documents are in memory."""
        if self.count - self.sealed >= SEALED_AT:
            return True
        return self.columns.bytes_of_words(self.sealed, self.count) > _SEALED_BYTES

    def refresh(self) -> None:
        """Take in what was added and forgotten since the last time, up to what is not whole."""
        self.is_whole, count = True, self.columns.count()
        if count < self.count or self.marks < self._dead:
            raise damaged(self.folder.parent, "its files are shorter than they were")
        while self.is_whole and self.count < count:
            stop = min(self.count + DOCUMENTS_AT_ONCE, count)
            batch = self.columns.batch(self.count, stop)
            if len(batch):
                self._take_in(batch, look_ups(batch.prints, self.settings.bands))
            self.is_whole = self.count == stop
        self._take_in_dead()

    def start_writing(self) -> None:
        """Become the one that writes; the columns must be whole."""
        self._writer = ColumnWriter(self.folder, self.columns)

    def append(self, batch: Batch) -> None:
        """Add documents."""
        self._writing.append(batch)
        self._take_in(batch, look_ups(batch.prints, self.settings.bands))

    def bury(self, rows: NDArray[np.int64]) -> None:
        """Forget documents."""
        self._writing.bury(rows)
        self._take_in_dead()

    def seal(self) -> None:
        """Bring the postings that are in memory to a file, merged with the runs before them as they grow."""
        self._writing.sync()
        if self.count == self.sealed:
            return
        new = merged(self._unsealed)
        number = runs_to_merge([*(len(file) for _, file in self._files), len(new)]) - 1
        files = self._files[len(self._files) - number :]
        first = files[0][0].first if files else self.sealed
        run = write_merged([*(file.whole for _, file in files), new], self.folder, first, self.count)
        self._open_runs([*self.runs[: len(self._files) - number], run])
        self._unsealed = []

    def sync(self) -> None:
        """Bring to the disk what was written, whole or not."""
        if self._writer is not None:
            self._writer.sync()

    def clear_leftovers(self) -> None:
        """Remove files of postings that no run is made of."""
        names = {run.name for run in self.runs}
        for path in [*self.folder.glob("postings-*"), *self.folder.glob(".*")]:
            if path.name.removesuffix(".blocks") not in names:
                path.unlink()

    def covered(self, batch: Batch, looked_up: LookUps, before: int | None = None) -> Covers:
        """The indexed documents that cover those of a batch; with `before`, only of the first rows.

        What stands under some thousand keys is in memory at a time, some hundred MB at most.
        """
        parts = []
        for part in looked_up.parts(KEYS_AT_ONCE):
            found = self.found(part, before)
            parts.append(self.scored(proposals(part, found, self.settings.contained), batch))
        return one_after_the_other(parts)

    def found(self, looked_up: LookUps, before: int | None = None) -> Found:
        """What stands under the keys of some documents; with `before`, only in the first rows."""
        before = self.count if before is None else before
        found = self._read(looked_up.keys, POSTINGS_PER_KEY + 1)
        most_read = np.full(len(found.totals), POSTINGS_PER_KEY + 1)
        enough = np.bincount(found.queries[self._stands(found, before)], minlength=len(most_read)) > POSTINGS_PER_KEY
        deep = np.flatnonzero((found.totals > most_read) & ~enough)
        if len(deep):
            found, most_read[deep] = (
                replaced(found, deep, self._read(looked_up.keys[deep], _READ_PER_KEY)),
                _READ_PER_KEY,
            )
        return standing(found, self._stands(found, before), most_read, POSTINGS_PER_KEY, before)

    def scored(self, pairs: Pairs, batch: Batch) -> Covers:
        """Those of the pairs whose indexed document covers the new one."""
        rows, places = np.unique(pairs.rows, return_inverse=True)
        indexed, prints = self.columns.at(rows), batch.prints
        common = np.zeros(len(pairs.rows), np.int64)
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            stop = min(first + _ROWS_AT_ONCE, len(rows))
            some = np.flatnonzero((places >= first) & (places < stop))
            words, word_offsets = self.columns.words(rows[first:stop], indexed[first:stop])
            common[some] = count_common(
                words, word_offsets, places[some] - first, prints.shingles, prints.offsets, pairs.owners[some]
            )
        self.columns.release()
        indexed = indexed[places]
        return covers(pairs, prints, common, indexed["size"].astype(np.int64), indexed["exact_key"], self.settings)

    def rows_of(self, ids: Sequence[str]) -> list[list[int]]:
        """The rows of the documents with each of these ids, ascending."""
        found = self._read(id_keys(ids), _NO_LIMIT)
        alive = self.alive[found.rows]
        queries, known = found.queries[alive], found.rows[alive]
        rows: list[list[int]] = [[] for _ in ids]
        for query, row, name in zip(queries.tolist(), known.tolist(), self.columns.ids(known), strict=True):
            if name == ids[query]:
                rows[query].append(row)
        return rows

    def id_of(self, row: int) -> str:
        """The id of a document."""
        return self.columns.ids(np.array([row]))[0]

    def living(self, at_once: int = DOCUMENTS_AT_ONCE) -> Iterator[Batch]:
        """The documents that were not forgotten, in the order of adding."""
        for first in range(0, self.count, at_once):
            stop = min(first + at_once, self.count)
            batch = self.columns.whole_batch(first, stop)
            alive = np.flatnonzero(self.alive[first:stop])
            if len(alive):
                yield batch if len(alive) == len(batch) else batch.take(alive)

    def close(self) -> None:
        """Let go of the files."""
        if self._writer is not None:
            self._writer.close()
        for _, file in self._files:
            file.close()
        self.columns.close()

    def _open_runs(self, runs: Sequence[RunFile]) -> None:
        known = {run.name: file for run, file in self._files}
        names = {run.name for run in runs}
        for name in known.keys() - names:
            known.pop(name).close()
        self._files = [(run, known.get(run.name) or RunInFile(self.folder, run)) for run in runs]
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
        if (dead[: max(self._sealed_marks - self._dead, 0)] < 0).any():
            raise damaged(self.folder.parent, "its file dead is not what was written")
        broken = np.flatnonzero(dead < 0)
        if len(broken):
            self.is_whole, dead = False, dead[: broken[0]]
        later = np.flatnonzero(dead >= self.count)  # added since this looked for rows: to be taken in with them
        dead = dead[: later[0]] if len(later) else dead
        self.alive[dead] = False
        self._dead += len(dead)

    def _stands(self, found: Found, before: int) -> NDArray[np.bool_]:
        """Which of the rows found are of living documents among the first."""
        stands: NDArray[np.bool_] = self.alive[found.rows] & (found.rows < before)
        return stands

    @property
    def _writing(self) -> ColumnWriter:
        if self._writer is None:
            raise RuntimeError("start_writing() comes first")
        return self._writer

    def _read(self, keys: NDArray[np.uint64], limit: int) -> Found:
        mapped_bytes = _MAPPED_BYTES if self._writer is None else sys.maxsize
        found = look_up_all([file for _, file in self._files], self._unsealed, keys, limit, mapped_bytes)
        if found.rows.max(initial=-1) >= self.count:
            raise damaged(self.folder.parent, "its postings name documents that it has not")
        return found
