"""The documents of an index as files that only grow: what is written stays as it is, so readers need no lock."""

from __future__ import annotations

import mmap
import os
from itertools import pairwise, repeat
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import DTypeLike, NDArray

from dedup.duplicates.table import offsets_of
from dedup.errors import DedupError
from dedup.index.batch import Batch
from dedup.index.vocabulary import Vocabulary, decode

ROW = np.dtype(
    [
        ("words_end", "<u8"),  # where the document's words, and its id, end in their files
        ("ids_end", "<u8"),
        ("exact_key", "<u8", 2),
        ("size", "<u4"),  # shingles
        ("vocabulary_end", "<u4"),  # the number of words that this document and those before it have
        ("day", "<i4"),
        ("checksum", "<u4"),  # of words and id: after a power cut, files may have their length but not their content
    ]
)
"""One document. Its row is written last: a document is in the index when its row is, whole."""

_NAMES: dict[str, DTypeLike] = {
    "rows": ROW,
    "words": np.uint8,
    "ids": np.uint8,
    "vocabulary": np.uint64,
    "dead": np.uint32,
}


class Column:
    """One file, mapped as far as it was asked for, or read piece by piece."""

    def __init__(self, path: Path, kind: DTypeLike) -> None:
        self.path = path
        self.kind = np.dtype(kind)
        self._file = path.open("rb", buffering=0)
        self._map: mmap.mmap | None = None
        self._array: NDArray[Any] = np.empty(0, kind)

    def __len__(self) -> int:
        return os.fstat(self._file.fileno()).st_size // self.kind.itemsize

    def array(self, length: int) -> NDArray[Any]:
        """The file's first items, `length` of them at least; the file has to have them."""
        if length > len(self._array):
            self._map = mmap.mmap(self._file.fileno(), len(self) * self.kind.itemsize, access=mmap.ACCESS_READ)
            self._array = np.frombuffer(self._map, self.kind)
        return self._array

    def read(self, begin: int, end: int) -> bytes:
        """Bytes `begin` to `end`, which the file has to have: for what is scattered, cheaper than to map it."""
        return self.read_all(np.array([begin]), np.array([end]))

    def read_all(self, begins: NDArray[np.int64], ends: NDArray[np.int64]) -> bytes:
        """The bytes from each of `begins` to its end, one after the other."""
        lengths = (ends - begins).tolist()
        if hasattr(os, "pread"):  # leaves the place of the file alone, which forks share
            return b"".join(map(os.pread, repeat(self._file.fileno()), lengths, begins.tolist()))
        return b"".join(self._read_at(begin, length) for begin, length in zip(begins.tolist(), lengths, strict=True))

    def _read_at(self, begin: int, length: int) -> bytes:
        self._file.seek(begin)
        return self._file.read(length)

    def release(self) -> None:
        """Give back the memory of what was mapped; it is read again when needed."""
        if self._map is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Let go of the file."""
        self._array, self._map = np.empty(0, self.kind), None
        self._file.close()


class Columns:
    """The columns of the documents in a folder, for reading; rows are numbered from 0 in the order of adding."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._columns = {name: Column(folder / name, kind) for name, kind in _NAMES.items()}
        self.vocabulary_size = 0

    def hold(self, count: int) -> bool:
        """Whether the files are as long as the first `count` documents need."""
        if self.count() < count:
            return False
        row = self.rows(count)[count - 1] if count else np.zeros((), ROW)
        return all(len(self._columns[name]) >= row[f"{name}_end"] for name in ("words", "ids", "vocabulary"))

    def count(self) -> int:
        """How many documents were added so far, dead ones too."""
        return len(self._columns["rows"])

    def rows(self, count: int) -> NDArray[Any]:
        """The rows of at least the first `count` documents, of the type `ROW`."""
        return self._columns["rows"].array(count)

    def dead(self, start: int) -> NDArray[np.int64]:
        """The rows of forgotten documents, from the `start`th mark on; -1 for a mark that the disk has lost."""
        column = self._columns["dead"]
        marks = len(column)
        return column.array(marks)[start:marks].astype(np.int64) - 1

    def encoded(self, first: int, stop: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The words of documents `first` to `stop`, encoded, and where each begins and the last ends."""
        ends = _bounds(self.rows(stop)["words_end"], first, stop)
        data = self._columns["words"].read(int(ends[0]), int(ends[-1]))
        return np.frombuffer(data, np.uint8), ends - ends[0]

    def encoded_rows(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """The words of some documents, encoded, and where each begins and the last ends."""
        ends = self.rows(int(rows.max(initial=-1)) + 1)["words_end"]
        stops = ends[rows].astype(np.int64)
        starts = np.where(rows > 0, ends[rows - 1], 0).astype(np.int64) if len(rows) else stops
        return np.frombuffer(self._columns["words"].read_all(starts, stops), np.uint8), offsets_of(stops - starts)

    def vocabulary(self, rows: int) -> NDArray[np.uint64]:
        """The hashes of the words that the first `rows` documents have, by number."""
        size = int(self.rows(rows)["vocabulary_end"][rows - 1]) if rows else 0
        return self._columns["vocabulary"].array(size)

    def ids(self, first: int, stop: int) -> list[str]:
        """The ids of documents `first` to `stop`."""
        return [name.decode("utf-8", "surrogatepass") for name in self.encoded_ids(first, stop)]

    def encoded_ids(self, first: int, stop: int) -> list[bytes]:
        """The same in UTF-8."""
        ends = _bounds(self.rows(stop)["ids_end"], first, stop).tolist()
        data = self._columns["ids"].read(ends[0], ends[-1])
        return [data[begin - ends[0] : end - ends[0]] for begin, end in pairwise(ends)]

    def column(self, name: str) -> Column:
        """One of the files."""
        return self._columns[name]

    def batch(self, first: int, stop: int) -> Batch:
        """Documents `first` to `stop` as they were added."""
        encoded, ends = self.encoded(first, stop)
        words_before = np.concatenate([[0], np.cumsum(encoded < 128)])
        words = self.vocabulary(stop)[decode(encoded)]
        days = self.rows(stop)["day"][first:stop].astype(np.int32)
        return Batch.of_words(self.ids(first, stop), days, words, words_before[ends])

    def release(self) -> None:
        """Give back the memory of what was mapped, but for the vocabulary, which every document needs."""
        self._columns["rows"].release()

    def close(self) -> None:
        """Let go of the files."""
        for column in self._columns.values():
            column.close()


class ColumnWriter:
    """Appends documents to the columns of a folder. There may be one at a time."""

    def __init__(self, folder: Path, columns: Columns) -> None:
        """The columns must be whole: see `repair`."""
        self._files = {name: (folder / name).open("r+b", buffering=0) for name in _NAMES}
        self._ends = {name: (folder / name).stat().st_size for name in _NAMES}
        self._vocabulary = Vocabulary(columns.vocabulary(columns.count()))

    def append(self, batch: Batch) -> None:
        """Add documents. When this returns they survive the end of the process, and, once synced, that of the machine.

        Raises `DedupError` where they cannot be written. Some may have been; `repair` makes the columns whole again.
        """
        known, before = len(self._vocabulary), self._ends
        encoded, ends = self._vocabulary.encode(batch.words, batch.word_offsets)
        names = [name.encode("utf-8", "surrogatepass") for name in batch.ids]
        rows = np.zeros(len(batch), ROW)
        rows["words_end"] = before["words"] + ends[1:]
        rows["ids_end"] = before["ids"] + np.cumsum([len(name) for name in names])
        rows["exact_key"] = batch.prints.exact_keys
        rows["size"] = batch.sizes
        rows["vocabulary_end"] = len(self._vocabulary)
        rows["day"] = batch.days
        rows["checksum"] = _checksums(encoded, ends, names)
        try:
            self._write("vocabulary", self._vocabulary.since(known).tobytes())
            self._write("words", encoded.tobytes())
            self._write("ids", b"".join(names))
            self._write("rows", rows.tobytes())
        except OSError as error:
            raise self._unwritten(error) from error

    def bury(self, rows: NDArray[np.int64]) -> None:
        """Mark documents as forgotten."""
        try:
            self._write("dead", (rows + 1).astype("<u4").tobytes())  # a mark is never 0, which a power cut may leave
        except OSError as error:
            raise self._unwritten(error) from error

    def sync(self) -> None:
        """Have the system bring all that was written to the disk, rows last."""
        for name in ("vocabulary", "words", "ids", "dead", "rows"):
            os.fsync(self._files[name].fileno())

    def close(self) -> None:
        """Bring everything to the disk and let go of the files."""
        self.sync()
        for file in self._files.values():
            file.close()

    def _write(self, name: str, data: bytes) -> None:
        file, left = self._files[name], memoryview(data)
        file.seek(self._ends[name])
        while left:
            left = left[file.write(left) :]
        self._ends = {**self._ends, name: self._ends[name] + len(data)}

    def _unwritten(self, error: OSError) -> DedupError:
        where = Path(self._files["rows"].name).parent.parent
        return DedupError(f"{where} cannot be written ({error.strerror}): free some space, and add the documents again")


def make_columns(folder: Path) -> None:
    """Empty columns in a new folder."""
    folder.mkdir(parents=True)
    for name in _NAMES:
        (folder / name).touch()


def repair(folder: Path, sealed: int) -> None:
    """Cut off what a writer that was killed, or a machine that lost power, left behind the last whole document.

    The first `sealed` documents are known to be whole.
    """
    columns = Columns(folder)
    count = whole_count(columns, sealed)
    row = columns.rows(count)[count - 1] if count else np.zeros((), ROW)
    ends = {
        "rows": count * ROW.itemsize,
        "words": int(row["words_end"]),
        "ids": int(row["ids_end"]),
        "vocabulary": 8 * int(row["vocabulary_end"]),
    }
    dead = columns.dead(0)
    columns.close()
    for name, end in ends.items():
        with (folder / name).open("r+b") as file:
            file.truncate(end)
    # A mark of a document that is lost would bury the one that gets its row.
    lost = (dead < 0) | (dead >= count)
    with (folder / "dead").open("r+b") as file:
        file.truncate(4 * len(dead))
        if lost.any():
            file.truncate(0)
            file.write((dead[~lost] + 1).astype("<u4").tobytes())


def whole_count(columns: Columns, sealed: int, count: int | None = None) -> int:
    """How many of the first `count` documents, or of all, are whole.

    Those sealed are taken to be; the others are counted up to the first broken one.
    """
    count = columns.count() if count is None else count
    if count <= sealed:
        return count
    rows = columns.rows(count)[:count]
    plausible = np.ones(count - sealed, np.bool_)
    for name in ("words", "ids", "vocabulary"):
        ends = rows[f"{name}_end"][max(sealed - 1, 0) :].astype(np.int64)
        before = ends[:-1] if sealed else np.append(0, ends[:-1])
        own = ends[len(ends) - len(plausible) :]
        plausible &= (before <= own) & (own <= len(columns.column(name)))
    count = sealed + (len(plausible) if plausible.all() else int(np.argmin(plausible)))
    encoded, ends = columns.encoded(sealed, count)
    checksums = _checksums(encoded, ends, columns.encoded_ids(sealed, count))
    broken = np.flatnonzero(checksums != rows["checksum"][sealed:count])
    return int(sealed + broken[0]) if len(broken) else count


def _checksums(encoded: NDArray[np.uint8], ends: NDArray[np.int64], names: list[bytes]) -> list[int]:
    stored = encoded.tobytes()
    return [
        crc32(name, crc32(stored[begin:end])) for name, (begin, end) in zip(names, pairwise(ends.tolist()), strict=True)
    ]


def _bounds(ends: NDArray[np.uint64], first: int, stop: int) -> NDArray[np.int64]:
    """Where `first` begins, and where it and each document up to `stop` ends."""
    start = ends[first - 1 : first] if first else np.zeros(1, np.uint64)
    return np.concatenate([start, ends[first:stop]]).astype(np.int64)
