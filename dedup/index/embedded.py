"""The standing index in a folder: one process writes, any number read, none needs a server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from threading import RLock
from typing import BinaryIO

import msgspec
import numpy as np

from dedup.errors import DedupError
from dedup.files.locks import try_lock
from dedup.index.answers import best, one_by_one
from dedup.index.batch import Batch, date_of, day_of, in_blocks, look_ups
from dedup.index.columns import make_columns, repair
from dedup.index.exchange import read_parquet_index, write_parquet_index
from dedup.index.generation import SEALED_AT, Generation
from dedup.index.interface import Index, IndexStats, wrong_before
from dedup.index.manifest import Manifest, generation_folder, manifest_path, read_manifest, write_manifest
from dedup.index.settings import CONTAINED, NEAR, IndexSettings, Makeup
from dedup.model import Document, Match

_LOCK = "lock"
_ATTEMPTS = 100

# Locks of files are between processes; this is between the indexes of this one.
_written_here: set[Path] = set()


class EmbeddedIndex(Index):
    """An index in a folder; see `Index`, whose `open` makes it. Threads may share one."""

    def __init__(
        self,
        location: str | os.PathLike[str],
        near: float | None = None,
        contained: float | None = None,
        *,
        read_only: bool = False,
    ) -> None:
        self._path = Path(location).resolve()
        self._read_only = read_only
        self._guard = RLock()
        self._lock: BinaryIO | None = None
        self._closed = False
        given = IndexSettings(NEAR if near is None else near, CONTAINED if contained is None else contained)
        if not manifest_path(self._path).exists() and not read_only:
            self._make(given)
        self._seen = (0, 0, 0)
        self._manifest = read_manifest(self._path)
        self._settings = self._manifest.makeup.opened(str(location), near, contained)
        self._files = self._opened()

    def forget(self, *, before: str | None = None, ids: Iterable[str] = ()) -> int:
        """See `Index.forget`."""
        with self._guard:
            files = self._writing()
            gone = np.zeros(files.count, np.bool_)
            if before is not None:
                day = day_of(before)
                if day is None:
                    raise wrong_before(before)
                gone |= files.columns.rows(files.count)["day"][: files.count] < day
            for named in files.rows_of(list(ids)):
                gone[named] = True
            rows = np.flatnonzero(gone & files.alive[: files.count])
            files.bury(rows)
            return len(rows)

    def stats(self) -> IndexStats:
        """See `Index.stats`."""
        with self._guard:
            files = self._reading()
            alive = files.alive[: files.count]
            days = files.columns.rows(files.count)["day"][: files.count][alive]
            size = sum(path.stat().st_size for path in self._path.rglob("*") if path.is_file())
            return IndexStats(
                int(alive.sum()),
                int((~alive).sum()),
                size,
                date_of(int(days.min())) if len(days) else None,
                date_of(int(days.max())) if len(days) else None,
                self._settings.near,
                self._settings.contained,
            )

    def compact(self) -> None:
        """See `Index.compact`. Takes the room of the index once more while it runs."""
        with self._guard:
            old = self._writing()
            alive = old.alive[: old.count]
            number = self._manifest.generation + 1
            folder = generation_folder(self._path, number)
            make_columns(folder)
            new = Generation(folder, (), self._settings)
            new.start_writing()
            for batch in old.living():
                new.append(batch)
                if new.count - new.sealed >= SEALED_AT:
                    new.seal()
            new.seal()
            batches = {name: int(alive[:start].sum()) for name, start in self._manifest.batches.items()}
            self._replace(Manifest(self._manifest.makeup, number, new.runs, batches))
            old.close()
            shutil.rmtree(old.folder)
            new.clear_leftovers()
            self._files = new

    def export_to(self, path: str | os.PathLike[str]) -> int:
        """See `Index.export_to`."""
        with self._guard:
            return write_parquet_index(self._reading().living(), Path(path))

    def import_from(self, path: str | os.PathLike[str]) -> int:
        """See `Index.import_from`."""
        with self._guard:
            before = self._writing().count
            for batch in read_parquet_index(Path(path)):
                self._append(batch)
            return self._files.count - before

    def close(self) -> None:
        """See `Index.close`."""
        with self._guard:
            if self._closed:
                return
            self._closed = True
            try:
                if self._lock is not None:
                    self._seal()
                self._files.close()
            finally:
                self._unlock()

    def __len__(self) -> int:
        with self._guard:
            files = self._reading()
            return int(files.alive[: files.count].sum())

    def _check(self, documents: Iterable[Document], batch: str | None) -> list[Match | None]:
        found: list[Match | None] = []
        with self._guard:
            files = self._reading()
            before = None if batch is None else self._manifest.batches.get(batch)
            for block in in_blocks(documents):
                coming = Batch.of(block)
                covering = files.covered(coming, look_ups(coming.prints, self._settings.bands), before)
                found += best(covering, len(block), files.id_of)
        return found

    def _add(self, documents: Iterable[Document], batch: str | None) -> None:
        with self._guard:
            files = self._writing()
            if batch is not None and batch not in self._manifest.batches:
                # Before the first document: a batch that is interrupted is known when it is run again.
                batches = {**self._manifest.batches, batch: files.count}
                self._replace(msgspec.structs.replace(self._manifest, batches=batches))
            for block in in_blocks(documents):
                self._append(Batch.of(block))

    def _check_and_add(self, documents: Iterable[Document]) -> list[Match | None]:
        found: list[Match | None] = []
        with self._guard:
            files = self._writing()
            for block in in_blocks(documents):
                coming = Batch.of(block)
                looked_up = look_ups(coming.prints, self._settings.bands)
                indexed = files.covered(coming, looked_up)
                matches, new = one_by_one(indexed, coming, looked_up, self._settings, files.count, files.id_of)
                found += matches
                self._append(coming.take(new))
        return found

    def _append(self, batch: Batch) -> None:
        """Add those documents of a batch that are not there yet."""
        files = self._files
        keys = [key.tobytes() for key in batch.prints.exact_keys]
        new: dict[tuple[str, bytes], int] = {}
        for place, (name, key, rows) in enumerate(zip(batch.ids, keys, files.rows_of(batch.ids), strict=True)):
            known = files.columns.rows(files.count)["exact_key"]
            if not any(known[row].tobytes() == key for row in rows):
                new.setdefault((name, key), place)
        if new:
            files.append(batch if len(new) == len(batch) else batch.take(np.array([*new.values()], np.int64)))
        if files.count - files.sealed >= SEALED_AT:
            self._seal()

    def _seal(self) -> None:
        self._files.seal()
        if self._files.runs != self._manifest.runs:
            self._replace(msgspec.structs.replace(self._manifest, runs=self._files.runs))
            self._files.clear_leftovers()

    def _replace(self, manifest: Manifest) -> None:
        write_manifest(self._path, manifest)
        self._manifest = manifest

    def _reading(self) -> Generation:
        """The files, with all that the writer has added; the writer itself knows already."""
        self._check_open()
        if self._lock is None:
            if _stamp(self._path) != self._seen:
                self._files.close()
                self._files = self._opened()
            else:
                self._files.refresh()
        return self._files

    def _opened(self) -> Generation:
        """The files that the manifest names; a writer may be replacing them at this moment."""
        for attempt in range(_ATTEMPTS):
            self._seen = _stamp(self._path)
            self._manifest = read_manifest(self._path)
            try:
                files = Generation(
                    generation_folder(self._path, self._manifest.generation), self._manifest.runs, self._settings
                )
                if files.columns.count() < self._manifest.sealed:
                    raise DedupError(
                        f"{self._path} is damaged: it has lost documents; make it again, or from an export"
                    )
                files.refresh()
            except FileNotFoundError as error:
                if _stamp(self._path) == self._seen or attempt == _ATTEMPTS - 1:
                    raise DedupError(f"{self._path} is damaged: {error.filename} is missing") from error
            else:
                return files
        raise AssertionError  # the last attempt returns or raises

    def _writing(self) -> Generation:
        """The files, with the right to write. Raises `DedupError` where another has it."""
        self._check_open()
        if self._lock is None:
            if self._read_only:
                raise DedupError(f"{self._path} was opened read-only; open it without read_only to change it")
            self._lock = _locked(self._path)
            try:
                self._start_writing()
            except BaseException:
                self._unlock()
                raise
        return self._files

    def _start_writing(self) -> None:
        """Make sure that what is there is whole, and take away what a writer that was killed left behind."""
        self._files.close()
        manifest = read_manifest(self._path)
        repair(generation_folder(self._path, manifest.generation), manifest.sealed)
        self._files = self._opened()
        self._files.start_writing()
        self._files.clear_leftovers()
        for entry in self._path.iterdir():
            if entry.is_dir() and entry != self._files.folder:
                shutil.rmtree(entry)

    def _unlock(self) -> None:
        if self._lock is not None:
            _written_here.discard(self._path)
            self._lock.close()
            self._lock = None

    def _check_open(self) -> None:
        if self._closed:
            raise DedupError(f"{self._path} is closed; open it again with dedup.Index.open")

    def _make(self, settings: IndexSettings) -> None:
        """Make an empty index where there is none."""
        path = self._path
        if path.exists() and (not path.is_dir() or any(entry.name != _LOCK for entry in path.iterdir())):
            raise DedupError(f"{path} is there and is not an index of dedup; choose another path, or move it away")
        try:
            path.mkdir(parents=True, exist_ok=True)
            with _locked(path):
                if not manifest_path(path).exists():
                    manifest = Manifest(Makeup.of(settings))
                    folder = generation_folder(path, manifest.generation)
                    shutil.rmtree(folder, ignore_errors=True)
                    make_columns(folder)
                    write_manifest(path, manifest)
            _written_here.discard(path)
        except OSError as error:
            raise DedupError(f"{path} cannot be made ({error.strerror}); check the path and its permissions") from error


def _locked(path: Path) -> BinaryIO:
    # A process that opens and closes a locked file once more loses its lock: look before.
    file = None if path in _written_here else (path / _LOCK).open("ab")
    if file is None or not try_lock(file):
        if file is not None:
            file.close()
        raise DedupError(
            f"{path} is being written by another process or another Index of this one; only one can write at a time, "
            "the others can check. Close that one, or share one Index"
        )
    _written_here.add(path)
    return file


def _stamp(path: Path) -> tuple[int, int, int]:
    """What changes when the manifest is replaced."""
    try:
        stat = manifest_path(path).stat()
    except OSError as error:
        raise DedupError(f"{path} is not an index of dedup, or was removed ({error.strerror})") from error
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
