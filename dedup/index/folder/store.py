"""The index in a folder: one process writes, any number of processes read, no server is needed."""

from __future__ import annotations

import os
import re
import shutil
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock, get_ident

import msgspec
import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError, warn
from dedup.files.whole import flush_to_disk
from dedup.index.core.answers import OrderedAnswer, best_matches, check_in_order, check_in_parts
from dedup.index.core.batch import Batch, in_blocks
from dedup.index.core.candidates import CandidatePairs
from dedup.index.core.days import date_of
from dedup.index.core.keys import lookup_keys
from dedup.index.core.parquet import read_parquet_index, write_parquet_index
from dedup.index.core.settings import IndexSettings, StoredSettings, Thresholds
from dedup.index.core.verification import Covers
from dedup.index.folder.column_writer import LostData, make_columns, repair
from dedup.index.folder.failures import os_errors_explained
from dedup.index.folder.generation import KEYS_AT_ONCE, Generation
from dedup.index.folder.lock import WriteLock
from dedup.index.folder.manifest import Manifest, generation_folder, manifest_path, read_manifest, write_manifest
from dedup.index.store import IndexStats
from dedup.model import Document, Match

_GENERATION = re.compile(r"\d{6}")
_ATTEMPTS = 100  # to open an index while a writer replaces its manifest; chosen
_RETRY_SECONDS = 0.05  # before incomplete documents are read again: some file systems show writes late; chosen


class FolderStore:
    """The `Store` in a folder. Its methods do what those of `Index` do, which opens it; several threads may use one."""

    def __init__(self, location: str | os.PathLike[str], thresholds: Thresholds, *, read_only: bool = False) -> None:
        """See `Index.open`."""
        given = IndexSettings.given(thresholds)
        self._read_only = read_only
        self._guard = RLock()
        self._closed = False
        self._broken = False
        with os_errors_explained(location):
            self._path = _resolved(location)
            self._lock = WriteLock(self._path)
            if not manifest_path(self._path).exists() and not read_only:
                _create(self._path, given)
        self._seen = (0, 0, 0)
        self._manifest = read_manifest(self._path)
        self._settings = self._manifest.stored.checked(str(location), thresholds)
        self._files = self._opened()
        weakref.finalize(self, self._lock.release)

    def start_writing(self) -> None:
        """Take the write lock, and repair the files where a writer was killed."""
        with self._guarded(), self._writing():
            pass

    def sync(self) -> None:
        """Flush everything to the disk if this store is the writer, else do nothing. Raises `DedupError` if closed."""
        with self._guarded():
            self._check_open()
            if self._lock.held:
                with self._writing():
                    self._flush()

    def forget(self, before: int | None, ids: Sequence[str]) -> int:
        """Add tombstones for live documents of days before `before`, and for those with these ids; returns how many."""
        with self._guarded(), self._writing() as files:
            gone = np.zeros(files.count, np.bool_)
            if before is not None:
                gone |= files.columns.days(files.count) < before
            for known in files.rows_of(ids):
                gone[known] = True
            rows = np.flatnonzero(gone & files.live[: files.count])
            files.add_tombstones(rows)
            return len(rows)

    def stats(self) -> IndexStats:
        """What the index holds; `bytes` are the sizes of all files in the folder."""
        with self._guarded():
            files = self._reading()
            live = files.live[: files.count]
            days = files.columns.days(files.count)[live]
            return IndexStats(
                int(live.sum()),
                int((~live).sum()),
                sum(map(_size, self._path.rglob("*"))),
                date_of(int(days.min())) if len(days) else None,
                date_of(int(days.max())) if len(days) else None,
                self._settings.near,
                self._settings.contained,
                self._settings.contained_words,
            )

    def compact(self) -> None:
        """Copy the live documents into a new generation, then remove the old one; after an error, the new one."""
        with self._guarded(), self._writing() as old:
            live = old.live[: old.count]
            number = self._manifest.generation + 1
            folder = generation_folder(self._path, number)
            shutil.rmtree(folder, ignore_errors=True)  # left by a compaction that failed
            make_columns(folder)
            new = Generation(folder, (), self._settings)
            try:
                new.start_writing()
                for batch in old.live_batches():
                    new.append(batch)
                    if new.needs_flush:
                        new.flush()
                new.flush()
                new.clear_leftovers()
                batches = {name: int(live[:start].sum()) for name, start in self._manifest.batches.items()}
                self._replace(Manifest(self._manifest.stored, number, new.runs, 0, batches))
            except BaseException:
                new.close()
                shutil.rmtree(folder, ignore_errors=True)  # its space is needed
                raise
            self._files = new
            old.close()
            shutil.rmtree(old.folder, ignore_errors=True)

    def export_to(self, path: Path) -> int:
        """Write the live documents to a Parquet file; returns how many."""
        with self._guarded():
            return write_parquet_index(self._reading().live_batches(), path)

    def import_from(self, path: Path) -> int:
        """Add the documents of a Parquet file; returns how many are new. Those before an error stay added."""
        with self._guarded(), self._writing() as files:
            before = files.count
            for batch in read_parquet_index(path):
                self._append(batch)
            return files.count - before

    def close(self) -> None:
        """Flush (only sync after a failed write) if locked; close the files and unlock. A second call does nothing."""
        with self._guarded():
            if self._closed:
                return
            self._closed = True
            try:
                if self._lock.held and self._broken:
                    self._files.sync()
                elif self._lock.held:
                    self._flush()
            finally:
                self._files.close()
                self._lock.release()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._path)!r})"

    def __len__(self) -> int:
        """The number of live documents."""
        with self._guarded():
            files = self._reading()
            return int(files.live[: files.count].sum())

    def check(
        self, documents: Iterable[Document], batch: str | None, replaces: str | None = None
    ) -> list[Match | None]:
        """The best match of each document; see `Index.check_all`."""
        found: list[Match | None] = []
        for block in in_blocks(documents):
            with self._guarded():
                files = self._reading()
                before = self._start_of(batch, replaces)
                coming = Batch.of(block)
                covering = files.covered(coming, lookup_keys(coming.prints, self._settings.bands), before)
                found += best_matches(covering, len(block), files.id_of)
        return found

    def add(self, documents: Iterable[Document], batch: str | None, replaces: str | None = None) -> None:
        """Add those documents that are new; a known `batch` keeps the row at which it began. See `Index.add_all`."""
        with self._guarded(), self._writing() as files:
            if batch is not None and batch not in self._manifest.batches:
                # Stored before the first document: an interrupted batch is known when it is run again.
                start = self._start_of(replaces)
                batches = {**self._manifest.batches, batch: files.count if start is None else start}
                self._replace(msgspec.structs.replace(self._manifest, batches=batches))
        for block in in_blocks(documents):
            with self._guarded(), self._writing():
                self._append(Batch.of(block))

    def _start_of(self, *names: str | None) -> int | None:
        """The row at which the first known one of some batches began; None where none is known."""
        known = self._manifest.batches
        return next((known[name] for name in names if name in known), None)

    def check_and_add(self, documents: Iterable[Document]) -> list[Match | None]:
        """The match of each document in order; those without one are added; see `Index.check_and_add_all`."""
        found: list[Match | None] = []
        for block in in_blocks(documents):
            with self._guarded(), self._writing():
                for coming in Batch.of(block).parts(self._settings.bands, KEYS_AT_ONCE):
                    found += check_in_parts(coming, self._check_in_order)
        return found

    def _check_in_order(self, coming: Batch) -> list[Match | None] | NDArray[np.bool_]:
        """Check documents in order and add those without a match; or add none, and return a mask (`check_in_order`)."""
        files, keys = self._files, lookup_keys(coming.prints, self._settings.bands)

        def verified(pairs: CandidatePairs) -> tuple[Covers, Callable[[int], str]]:
            return files.verified(pairs, coming), files.id_of

        answer = check_in_order(files.found(keys), coming, keys, self._settings, files.count, verified)
        if not isinstance(answer, OrderedAnswer):
            return answer
        self._append(coming.take(answer.new))
        return answer.matches

    def _append(self, batch: Batch) -> None:
        """Add those whose id and words the index does not have, repeated ones once; flush where `needs_flush`."""
        files = self._files
        keys = [key.tobytes() for key in batch.prints.exact_keys]
        named = files.rows_of(batch.ids)
        stored = np.unique(np.array([row for rows in named for row in rows], np.int64))
        known = dict(zip(stored.tolist(), files.columns.at(stored)["exact_key"], strict=True))
        new: dict[tuple[str, bytes], int] = {}
        for place, (name, key, rows) in enumerate(zip(batch.ids, keys, named, strict=True)):
            if not any(known[row].tobytes() == key for row in rows):
                new.setdefault((name, key), place)
        if new:
            files.append(batch if len(new) == len(batch) else batch.take(np.array([*new.values()], np.int64)))
        if files.needs_flush:
            self._flush()

    def _flush(self) -> None:
        """Write everything to the disk; if runs or tombstones change, replace the manifest, then remove leftovers."""
        files = self._files
        files.flush()
        if (files.runs, files.tombstones) != (self._manifest.runs, self._manifest.tombstones):
            self._replace(msgspec.structs.replace(self._manifest, runs=files.runs, tombstones=files.tombstones))
            files.clear_leftovers()

    def _replace(self, manifest: Manifest) -> None:
        """Replace the manifest on the disk and here."""
        write_manifest(self._path, manifest)
        self._manifest = manifest

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Keep other threads out, and raise errors of the operating system as `DedupError`."""
        with self._guard, os_errors_explained(self._path):
            yield

    def _reading(self) -> Generation:
        """The files, read up to now. Raises `DedupError` if closed, or if documents are incomplete at a second look."""
        self._check_open()
        if not self._lock.held:
            self._look_again()
            if not self._files.is_whole:
                time.sleep(_RETRY_SECONDS)
                self._look_again()
            if not self._files.is_whole:
                raise DedupError(
                    f"{self._path} has lost what was added last, behind document {self._files.count}: its machine "
                    f"stopped, or files were changed; `dedup index compact {self._path}` makes it whole without that"
                )
        return self._files

    def _look_again(self) -> None:
        """Read what a writer elsewhere added or forgot since the last time; reopen all if the manifest was replaced."""
        if _stamp(self._path) != self._seen:
            self._reopen()
        else:
            self._files.refresh()

    @contextmanager
    def _writing(self) -> Iterator[Generation]:
        """The files, for writing in the context; takes the write lock, if not held, and keeps it afterwards.

        An error in the context may leave a change half done: then the files are repaired before they are used again.
        Raises `DedupError` where another process or `Index` has the lock, or this store is closed or read-only.
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
        """Take the lock, repair the files, remove leftovers, warn of lost data; errors before that release the lock."""
        if not self._lock.held:
            self._lock.take()
        try:
            manifest = read_manifest(self._path)
            lost = repair(generation_folder(self._path, manifest.generation), manifest.flushed, manifest.tombstones)
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

    def _warn_of(self, lost: LostData) -> None:
        """Warn of documents and tombstones that `repair` did not find; call it only where some are lost."""
        what = [
            f"{number:,} {name}"
            for number, name in zip(lost, ("documents", "marks of forgotten ones"), strict=True)
            if number
        ]
        warn(
            f"{self._path} has lost {' and '.join(what)}, the last before its machine stopped, or its files were "
            f"changed: it goes on with {self._files.count:,} documents; add the others again"
        )

    def _reopen(self) -> None:
        """Open the files that the manifest names now, and close the old ones."""
        before, self._files = self._files, self._opened()
        before.close()

    def _opened(self) -> Generation:
        """Read the manifest and open its files; try up to `_ATTEMPTS` times where a writer replaces it meanwhile."""
        for _ in range(_ATTEMPTS):
            seen, manifest = _stamp(self._path), read_manifest(self._path)
            folder = generation_folder(self._path, manifest.generation)
            try:
                with os_errors_explained(self._path):
                    files = Generation(folder, manifest.runs, self._settings, manifest.tombstones)
                    files.refresh()
            except DedupError:
                if _stamp(self._path) == seen:
                    raise
            else:
                self._seen, self._manifest = seen, manifest
                return files
        raise DedupError(f"{self._path} changes faster than it can be opened; try again")

    def _check_open(self) -> None:
        """Raise `DedupError` where the index is closed."""
        if self._closed:
            raise DedupError(f"{self._path} is closed; open it again with dedup.Index.open")


def _resolved(location: str | os.PathLike[str]) -> Path:
    """The absolute path of an index. Raises `DedupError` for what cannot be a path."""
    try:
        return Path(location).resolve()
    except ValueError as error:  # such as a path with a null character
        raise DedupError(f"{location!r} cannot be an index ({error}); choose another path") from error


def _create(path: Path, settings: IndexSettings) -> None:
    """Create an empty index in one step, unless one was just made; raises `DedupError` where `path` has other files."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())) and not manifest_path(path).exists():
        raise DedupError(f"{path} exists and is not an index of dedup; choose another path, or move it away")
    aside = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}")
    manifest = Manifest(StoredSettings.of(settings))
    shutil.rmtree(aside, ignore_errors=True)
    make_columns(generation_folder(aside, manifest.generation))
    write_manifest(aside, manifest)
    try:
        aside.rename(path)
        flush_to_disk(path.parent)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        if not manifest_path(path).exists():  # if it does, another process was faster
            raise


def _stamp(path: Path) -> tuple[int, int, int]:
    """Inode, time of change (ns) and size of the manifest. Raises `DedupError` where it cannot be looked up."""
    try:
        stat = manifest_path(path).stat()
    except OSError as error:
        raise DedupError(f"{path} is not an index of dedup, or was removed ({error.strerror})") from error
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _size(path: Path) -> int:
    """The bytes of a file; 0 for a folder, or where a writer has just removed the file."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0
