"""The standing index in a folder: one process writes, any number read, none needs a server."""

from __future__ import annotations

import os
import re
import shutil
import time
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import RLock

import msgspec
import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError, DedupWarning
from dedup.files.whole import flush_to_disk
from dedup.index.answers import Turns, best, in_turns, one_by_one
from dedup.index.batch import Batch, date_of, in_blocks, look_ups
from dedup.index.column_writer import Lost, make_columns, repair
from dedup.index.exchange import read_parquet_index, write_parquet_index
from dedup.index.failures import explained
from dedup.index.generation import KEYS_AT_ONCE, Generation
from dedup.index.interface import Index, IndexStats, checked_ids, last_day
from dedup.index.lock import WriteLock
from dedup.index.manifest import Manifest, generation_folder, manifest_path, read_manifest, write_manifest
from dedup.index.proposals import Pairs
from dedup.index.scoring import Covers
from dedup.index.settings import IndexSettings, Makeup
from dedup.model import Document, Id, Match

_GENERATION = re.compile(r"\d{6}")
_ATTEMPTS = 100
_SECONDS_TO_LOOK_AGAIN = 0.05  # at documents that seem to be lost, for file systems that are slow to show them


class EmbeddedIndex(Index):
    """An index in a folder; see `Index`, whose `open` makes it. Threads may share one."""

    def __init__(
        self,
        location: str | os.PathLike[str],
        near: float | None = None,
        contained: float | None = None,
        *,
        contained_words: int | None = None,
        read_only: bool = False,
    ) -> None:
        given = IndexSettings.given(near, contained, contained_words)
        self._read_only = read_only
        self._guard = RLock()
        self._closed = False
        self._broken = False
        with explained(location):
            self._path = _resolved(location)
            self._lock = WriteLock(self._path)
            if not manifest_path(self._path).exists() and not read_only:
                _make(self._path, given)
        self._seen = (0, 0, 0)
        self._manifest = read_manifest(self._path)
        self._settings = self._manifest.makeup.opened(str(location), near, contained, contained_words)
        self._files = self._opened()
        weakref.finalize(self, self._lock.release)

    def start_writing(self) -> None:
        """See `Index.start_writing`."""
        with self._guarded(), self._writing():
            pass

    def sync(self) -> None:
        """See `Index.sync`."""
        with self._guarded():
            self._check_open()
            if self._lock.held:
                with self._writing():
                    self._seal()

    def forget(self, *, before: str | date | None = None, ids: Iterable[Id] = ()) -> int:
        """See `Index.forget`."""
        named, day = checked_ids(ids), last_day(before)
        with self._guarded(), self._writing() as files:
            gone = np.zeros(files.count, np.bool_)
            if day is not None:
                gone |= files.columns.days(files.count) < day
            for known in files.rows_of(named):
                gone[known] = True
            rows = np.flatnonzero(gone & files.alive[: files.count])
            files.bury(rows)
            return len(rows)

    def stats(self) -> IndexStats:
        """See `Index.stats`."""
        with self._guarded():
            files = self._reading()
            alive = files.alive[: files.count]
            days = files.columns.days(files.count)[alive]
            return IndexStats(
                int(alive.sum()),
                int((~alive).sum()),
                sum(map(_size, self._path.rglob("*"))),
                date_of(int(days.min())) if len(days) else None,
                date_of(int(days.max())) if len(days) else None,
                self._settings.near,
                self._settings.contained,
                self._settings.contained_words,
            )

    def compact(self) -> None:
        """See `Index.compact`. Takes the room of the index once more while it runs."""
        with self._guarded(), self._writing() as old:
            alive = old.alive[: old.count]
            number = self._manifest.generation + 1
            folder = generation_folder(self._path, number)
            shutil.rmtree(folder, ignore_errors=True)  # of a compaction that failed
            make_columns(folder)
            new = Generation(folder, (), self._settings)
            try:
                new.start_writing()
                for batch in old.living():
                    new.append(batch)
                    if new.wants_sealing:
                        new.seal()
                new.seal()
                new.clear_leftovers()
                batches = {name: int(alive[:start].sum()) for name, start in self._manifest.batches.items()}
                self._replace(Manifest(self._manifest.makeup, number, new.runs, 0, batches))
            except BaseException:
                new.close()
                shutil.rmtree(folder, ignore_errors=True)  # the room it took is needed
                raise
            self._files = new
            old.close()
            shutil.rmtree(old.folder, ignore_errors=True)

    def export_to(self, path: str | os.PathLike[str]) -> int:
        """See `Index.export_to`."""
        with self._guarded():
            return write_parquet_index(self._reading().living(), Path(path))

    def import_from(self, path: str | os.PathLike[str]) -> int:
        """See `Index.import_from`."""
        with self._guarded(), self._writing() as files:
            before = files.count
            for batch in read_parquet_index(Path(path)):
                self._append(batch)
            return files.count - before

    def close(self) -> None:
        """See `Index.close`."""
        with self._guarded():
            if self._closed:
                return
            self._closed = True
            try:
                if self._lock.held and self._broken:
                    self._files.sync()
                elif self._lock.held:
                    self._seal()
            finally:
                self._files.close()
                self._lock.release()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._path)!r})"

    def __len__(self) -> int:
        with self._guarded():
            files = self._reading()
            return int(files.alive[: files.count].sum())

    def _check(self, documents: Iterable[Document], batch: str | None) -> list[Match | None]:
        found: list[Match | None] = []
        for block in in_blocks(documents):
            with self._guarded():
                files = self._reading()
                before = None if batch is None else self._manifest.batches.get(batch)
                coming = Batch.of(block)
                covering = files.covered(coming, look_ups(coming.prints, self._settings.bands), before)
                found += best(covering, len(block), files.id_of)
        return found

    def _add(self, documents: Iterable[Document], batch: str | None) -> None:
        with self._guarded(), self._writing() as files:
            if batch is not None and batch not in self._manifest.batches:
                # Before the first document: a batch that is interrupted is known when it is run again.
                batches = {**self._manifest.batches, batch: files.count}
                self._replace(msgspec.structs.replace(self._manifest, batches=batches))
        for block in in_blocks(documents):
            with self._guarded(), self._writing():
                self._append(Batch.of(block))

    def _check_and_add(self, documents: Iterable[Document]) -> list[Match | None]:
        found: list[Match | None] = []
        for block in in_blocks(documents):
            with self._guarded(), self._writing():
                for coming in Batch.of(block).parts(self._settings.bands, KEYS_AT_ONCE):
                    found += in_turns(coming, self._one_by_one)
        return found

    def _one_by_one(self, coming: Batch) -> list[Match | None] | NDArray[np.bool_]:
        """Check and add documents in turn; see `one_by_one` for when none is added."""
        files, looked_up = self._files, look_ups(coming.prints, self._settings.bands)

        def scored(pairs: Pairs) -> tuple[Covers, Callable[[int], str]]:
            return files.scored(pairs, coming), files.id_of

        answer = one_by_one(files.found(looked_up), coming, looked_up, self._settings, files.count, scored)
        if not isinstance(answer, Turns):
            return answer
        self._append(coming.take(answer.new))
        return answer.matches

    def _append(self, batch: Batch) -> None:
        """Add those documents of a batch that are not there yet."""
        files = self._files
        keys = [key.tobytes() for key in batch.prints.exact_keys]
        named = files.rows_of(batch.ids)
        there = np.unique(np.array([row for rows in named for row in rows], np.int64))
        known = dict(zip(there.tolist(), files.columns.at(there)["exact_key"], strict=True))
        new: dict[tuple[str, bytes], int] = {}
        for place, (name, key, rows) in enumerate(zip(batch.ids, keys, named, strict=True)):
            if not any(known[row].tobytes() == key for row in rows):
                new.setdefault((name, key), place)
        if new:
            files.append(batch if len(new) == len(batch) else batch.take(np.array([*new.values()], np.int64)))
        if files.wants_sealing:
            self._seal()

    def _seal(self) -> None:
        """Bring everything to the disk, and then note in the manifest that it is there."""
        files = self._files
        files.seal()
        if (files.runs, files.marks) != (self._manifest.runs, self._manifest.dead):
            self._replace(msgspec.structs.replace(self._manifest, runs=files.runs, dead=files.marks))
            files.clear_leftovers()

    def _replace(self, manifest: Manifest) -> None:
        write_manifest(self._path, manifest)
        self._manifest = manifest

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Nothing else is done with the index meanwhile, and what the system says of its files is a sentence."""
        with self._guard, explained(self._path):
            yield

    def _reading(self) -> Generation:
        """The files, with all that the writer has added; the writer itself knows already."""
        self._check_open()
        if not self._lock.held:
            self._look_again()
            if not self._files.is_whole:
                time.sleep(_SECONDS_TO_LOOK_AGAIN)
                self._look_again()
            if not self._files.is_whole:
                raise DedupError(
                    f"{self._path} has lost what was added last, behind document {self._files.count}: its machine "
                    f"stopped, or files were changed; `dedup index compact {self._path}` makes it whole without that"
                )
        return self._files

    def _look_again(self) -> None:
        if _stamp(self._path) != self._seen:
            self._reopen()
        else:
            self._files.refresh()

    @contextmanager
    def _writing(self) -> Iterator[Generation]:
        """The files, with the right to write, to be changed in the context.

        What an error interrupts may be half done: the files are repaired before they are used again. Raises
        `DedupError` where another has the right.
        """
        self._check_open()
        if self._read_only:
            raise DedupError(f"{self._path} was opened read-only; open it without read_only to change it")
        if self._broken or not self._lock.held:
            self._start_writing()
        try:
            yield self._files
        except BaseException:
            self._broken = True
            raise

    def _start_writing(self) -> None:
        """Make sure that what is there is whole, and take away what a writer that was killed left behind."""
        if not self._lock.held:
            self._lock.take()
        try:
            manifest = read_manifest(self._path)
            lost = repair(generation_folder(self._path, manifest.generation), manifest.sealed, manifest.dead)
            self._reopen()
            self._files.start_writing()
            self._files.clear_leftovers()
            for entry in self._path.iterdir():
                if _GENERATION.fullmatch(entry.name) and entry != self._files.folder:
                    shutil.rmtree(entry)
        except BaseException:
            self._lock.release()
            raise
        self._broken = False
        if any(lost):
            self._warn_of(lost)

    def _warn_of(self, lost: Lost) -> None:
        what = [f"{number:,} {name}" for number, name in zip(lost, ("documents", "forgettings"), strict=True) if number]
        warnings.warn(
            f"{self._path} has lost {' and '.join(what)}, the last before its machine stopped, or its files were "
            f"changed: it goes on with {self._files.count:,} documents; add the others again",
            DedupWarning,
            stacklevel=2,
        )

    def _reopen(self) -> None:
        before, self._files = self._files, self._opened()
        before.close()

    def _opened(self) -> Generation:
        """The files that the manifest names; a writer may be replacing them at this moment."""
        for _ in range(_ATTEMPTS):
            self._seen = _stamp(self._path)
            self._manifest = read_manifest(self._path)
            folder = generation_folder(self._path, self._manifest.generation)
            try:
                with explained(self._path):
                    files = Generation(folder, self._manifest.runs, self._settings, self._manifest.dead)
                    files.refresh()
            except DedupError:
                if _stamp(self._path) == self._seen:
                    raise
            else:
                return files
        raise DedupError(f"{self._path} changes faster than it can be opened; try again")

    def _check_open(self) -> None:
        if self._closed:
            raise DedupError(f"{self._path} is closed; open it again with dedup.Index.open")


def _resolved(location: str | os.PathLike[str]) -> Path:
    try:
        return Path(location).resolve()
    except ValueError as error:  # a path that is none
        raise DedupError(f"{location!r} cannot be an index ({error}); choose another path") from error


def _make(path: Path, settings: IndexSettings) -> None:
    """Make an empty index: aside, then renamed, so that it is there whole or not at all."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise DedupError(f"{path} is there and is not an index of dedup; choose another path, or move it away")
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    manifest = Manifest(Makeup.of(settings))
    shutil.rmtree(aside, ignore_errors=True)
    make_columns(generation_folder(aside, manifest.generation))
    write_manifest(aside, manifest)
    try:
        aside.rename(path)
        flush_to_disk(path.parent)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        if not manifest_path(path).exists():  # or else another process was faster
            raise


def _stamp(path: Path) -> tuple[int, int, int]:
    """What changes when the manifest is replaced."""
    try:
        stat = manifest_path(path).stat()
    except OSError as error:
        raise DedupError(f"{path} is not an index of dedup, or was removed ({error.strerror})") from error
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _size(path: Path) -> int:
    """The bytes of a file; none where a writer has just removed it."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0
