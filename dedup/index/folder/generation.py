"""A generation: the files of an index from one compaction to the next, and lookups in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.index.core.batch import DOCUMENTS_AT_ONCE, Batch
from dedup.index.core.candidates import POSTINGS_PER_KEY, CandidatePairs, candidates
from dedup.index.core.keys import LookupKeys, id_keys, lookup_keys
from dedup.index.core.postings import Found, Run, live_postings, merged, postings, runs_to_merge, with_replaced
from dedup.index.core.settings import IndexSettings
from dedup.index.core.verification import Covers, concatenated, count_common, covers
from dedup.index.folder.checksums import damaged
from dedup.index.folder.column_writer import ColumnWriter
from dedup.index.folder.columns import Columns
from dedup.index.folder.manifest import RunEntry
from dedup.index.folder.run_files import RunFile, look_up_all, write_merged

FLUSH_AT = 16_384
"""Documents whose postings are kept in memory before they are written to a file; chosen."""

KEYS_AT_ONCE = 1 << 14
"""Lookup keys of which the postings are in memory at a time: 16 million postings at most (`POSTINGS_PER_KEY` for each
key), of 40 bytes while they are sorted; derived."""

_FLUSH_BYTES = 64 << 20  # bytes of words after which postings are flushed too: readers go through them to open
_READ_PER_KEY = 16 * POSTINGS_PER_KEY  # postings read under a key where forgotten documents hide others; chosen
_MAPPED_BYTES = 32 << 20  # bytes of files that a reader keeps mapped; the writer keeps all, to save time; chosen
_ROWS_AT_ONCE = 4096  # documents whose words are compared at a time; chosen
_NO_LIMIT = np.iinfo(np.int64).max


class Generation:
    """The documents in the folder of a generation, those that `refresh` has read, and lookups among them.

    `count` is the number of these documents, `live` bool (count or more,) which of them have no tombstone. The first
    `flushed_tombstones` tombstones are on the disk for certain. Raises `DedupError` where the files differ from what
    was written.
    """

    def __init__(
        self, folder: Path, runs: Sequence[RunEntry], settings: IndexSettings, flushed_tombstones: int = 0
    ) -> None:
        """Open the files; `refresh` reads documents behind the runs, and all tombstones."""
        self.folder = folder
        self.settings = settings
        self.columns = Columns(folder)
        self.count = 0
        self.live = np.empty(0, np.bool_)
        self.is_whole = True
        """Whether all documents and tombstones after the flushed ones are complete; if not, `repair` truncates them."""
        self._applied = 0
        self._flushed_tombstones = flushed_tombstones
        self._files: list[tuple[RunEntry, RunFile]] = []
        self._in_memory: list[Run] = []
        self._writer: ColumnWriter | None = None
        try:
            self._open_runs(runs)
            self.columns.check_held(self.flushed, flushed_tombstones)
        except BaseException:
            self.close()
            raise

    @property
    def runs(self) -> tuple[RunEntry, ...]:
        """The files of postings, in the order of rows."""
        return tuple(run for run, _ in self._files)

    @property
    def flushed(self) -> int:
        """How many documents have their postings in files."""
        return self._files[-1][0].stop if self._files else 0

    @property
    def tombstones(self) -> int:
        """The number of tombstones in the file."""
        return self.columns.tombstone_count()

    @property
    def needs_flush(self) -> bool:
        """Whether `FLUSH_AT` documents, or more than 64 MB of encoded words, were added since the last flush."""
        if self.count - self.flushed >= FLUSH_AT:
            return True
        return self.columns.bytes_of_words(self.flushed, self.count) > _FLUSH_BYTES

    def refresh(self) -> None:
        """Read what was added and forgotten since the last time, up to the first incomplete document or tombstone.

        Sets `is_whole`. Raises `DedupError` where the files are shorter than before.
        """
        self.is_whole, count = True, self.columns.count()
        if count < self.count or self.tombstones < self._applied:
            raise damaged(self.folder.parent, "its files are shorter than they were")
        while self.is_whole and self.count < count:
            stop = min(self.count + DOCUMENTS_AT_ONCE, count)
            batch = self.columns.batch(self.count, stop)
            if len(batch):
                self._index(batch, lookup_keys(batch.prints, self.settings.bands))
            self.is_whole = self.count == stop
        self._apply_tombstones()

    def start_writing(self) -> None:
        """Open the files for writing; no document may be incomplete, see `repair`."""
        self._writer = ColumnWriter(self.folder, self.columns)

    def append(self, batch: Batch) -> None:
        """Write documents, and index them. Raises `RuntimeError` before `start_writing`."""
        self._writing.append(batch)
        self._index(batch, lookup_keys(batch.prints, self.settings.bands))

    def add_tombstones(self, rows: NDArray[np.int64]) -> None:
        """Write a tombstone for each of these rows, and mark its document as not live."""
        self._writing.add_tombstones(rows)
        self._apply_tombstones()

    def flush(self) -> None:
        """Sync the documents; write the postings in memory, if any, to a file, and open that.

        They are merged with as many of the last files as `runs_to_merge` says. Files merged stay on the disk until
        `clear_leftovers`.
        """
        self._writing.sync()
        if self.count == self.flushed:
            return
        new = merged(self._in_memory)
        number = runs_to_merge([*(len(file) for _, file in self._files), len(new)]) - 1
        files = self._files[len(self._files) - number :]
        first = files[0][0].first if files else self.flushed
        run = write_merged([*(file.whole for _, file in files), new], self.folder, first, self.count)
        self._open_runs([*self.runs[: len(self._files) - number], run])
        self._in_memory = []

    def sync(self) -> None:
        """Force what was written to the disk, without flushing postings; does nothing before `start_writing`."""
        if self._writer is not None:
            self._writer.sync()

    def clear_leftovers(self) -> None:
        """Remove files of postings that belong to no run, and hidden files, which are half written."""
        names = {run.name for run in self.runs}
        for path in [*self.folder.glob("postings-*"), *self.folder.glob(".*")]:
            if path.name.removesuffix(".blocks") not in names:
                path.unlink()

    def covered(self, batch: Batch, keys: LookupKeys, before: int | None = None) -> Covers:
        """The indexed documents that cover those of a batch; with `before`, only those of rows below it.

        The postings of `KEYS_AT_ONCE` keys are in memory at a time, some hundred MB at most.
        """
        parts = []
        for part in keys.parts(KEYS_AT_ONCE):
            found = self.found(part, before)
            parts.append(self.verified(candidates(part, found, self.settings.contained), batch))
        return concatenated(parts)

    def found(self, keys: LookupKeys, before: int | None = None) -> Found:
        """The postings of live documents under these keys; with `before`, only those of rows below it.

        Of each key at most `POSTINGS_PER_KEY`, those with the lowest rows. Where too few of the first postings of a key
        are of such documents, its first `_READ_PER_KEY` are searched; `live_postings` says what `totals` are.
        """
        before = self.count if before is None else before
        found = self._read(keys.keys, POSTINGS_PER_KEY + 1)
        most_read = np.full(len(found.totals), POSTINGS_PER_KEY + 1)
        enough = np.bincount(found.queries[self._is_live(found, before)], minlength=len(most_read)) > POSTINGS_PER_KEY
        deep = np.flatnonzero((found.totals > most_read) & ~enough)
        if len(deep):
            found, most_read[deep] = (
                with_replaced(found, deep, self._read(keys.keys[deep], _READ_PER_KEY)),
                _READ_PER_KEY,
            )
        return live_postings(found, self._is_live(found, before), most_read, POSTINGS_PER_KEY, before)

    def verified(self, pairs: CandidatePairs, batch: Batch) -> Covers:
        """The pairs whose indexed document covers the new one, by exact comparison."""
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
        """The rows of the live documents with each of these ids, ascending; an empty list for an id that none has."""
        found = self._read(id_keys(ids), _NO_LIMIT)
        live = self.live[found.rows]
        queries, known = found.queries[live], found.rows[live]
        rows: list[list[int]] = [[] for _ in ids]
        for query, row, name in zip(queries.tolist(), known.tolist(), self.columns.ids(known), strict=True):
            if name == ids[query]:
                rows[query].append(row)
        return rows

    def id_of(self, row: int) -> str:
        """The id of the document of a row."""
        return self.columns.ids(np.array([row]))[0]

    def live_batches(self, at_once: int = DOCUMENTS_AT_ONCE) -> Iterator[Batch]:
        """The documents that were not forgotten, in the order of adding, up to `at_once` at a time."""
        for first in range(0, self.count, at_once):
            stop = min(first + at_once, self.count)
            batch = self.columns.whole_batch(first, stop)
            live = np.flatnonzero(self.live[first:stop])
            if len(live):
                yield batch if len(live) == len(batch) else batch.take(live)

    def close(self) -> None:
        """Close the files."""
        if self._writer is not None:
            self._writer.close()
        for _, file in self._files:
            file.close()
        self.columns.close()

    def _open_runs(self, runs: Sequence[RunEntry]) -> None:
        """Make these runs the files: open new ones, keep those open already, close the others; `count` may grow."""
        known = {run.name: file for run, file in self._files}
        names = {run.name for run in runs}
        for name in known.keys() - names:
            known.pop(name).close()
        self._files = [(run, known.get(run.name) or RunFile(self.folder, run)) for run in runs]
        self.count = max(self.count, self.flushed)
        self._grow_live()

    def _index(self, batch: Batch, keys: LookupKeys) -> None:
        """Add the postings of documents that were just appended to those in memory, and count the documents."""
        rows = self.count + np.arange(len(batch))
        all_keys = np.concatenate([keys.keys, id_keys(batch.ids)])
        self._in_memory.append(postings(all_keys, np.concatenate([self.count + keys.owners, rows])))
        number = runs_to_merge([len(run) for run in self._in_memory])
        if number > 1:
            self._in_memory[-number:] = [merged(self._in_memory[-number:])]
        self.count += len(batch)
        self._grow_live()

    def _grow_live(self) -> None:
        """Make room in `live` for all documents; new ones are live."""
        if self.count > len(self.live):
            grown = np.ones(max(self.count, 2 * len(self.live)), np.bool_)
            grown[: len(self.live)] = self.live
            self.live = grown

    def _apply_tombstones(self) -> None:
        """Mark documents with new tombstones as not live, up to the first damaged tombstone or unread document.

        A damaged one makes `is_whole` false. Raises `DedupError` where it is among the flushed ones.
        """
        dead = self.columns.tombstones(self._applied)
        if (dead[: max(self._flushed_tombstones - self._applied, 0)] < 0).any():
            raise damaged(self.folder.parent, "its file dead differs from what was written")
        broken = np.flatnonzero(dead < 0)
        if len(broken):
            self.is_whole, dead = False, dead[: broken[0]]
        later = np.flatnonzero(dead >= self.count)  # of documents that were added since rows were read
        dead = dead[: later[0]] if len(later) else dead
        self.live[dead] = False
        self._applied += len(dead)

    def _is_live(self, found: Found, before: int) -> NDArray[np.bool_]:
        """Which of the postings are of live documents with rows below `before`, bool (m,)."""
        is_live: NDArray[np.bool_] = self.live[found.rows] & (found.rows < before)
        return is_live

    @property
    def _writing(self) -> ColumnWriter:
        """The open writer. Raises `RuntimeError` before `start_writing`."""
        if self._writer is None:
            raise RuntimeError("start_writing() comes first")
        return self._writer

    def _read(self, keys: NDArray[np.uint64], limit: int) -> Found:
        """The postings under each key, at most `limit`, of forgotten documents too.

        Raises `DedupError` where a posting has a row that no document has.
        """
        mapped_bytes = _MAPPED_BYTES if self._writer is None else sys.maxsize
        found = look_up_all([file for _, file in self._files], self._in_memory, keys, limit, mapped_bytes)
        if found.rows.max(initial=-1) >= self.count:
            raise damaged(self.folder.parent, "its postings name documents that it does not have")
        return found
