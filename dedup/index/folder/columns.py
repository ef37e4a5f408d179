"""Reading the documents of an index. Its files only grow and nothing in them changes, so readers need no lock."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.table import exact_keys
from dedup.errors import DedupError
from dedup.index.core.batch import Batch
from dedup.index.folder.checksums import checksums, damaged, pieces
from dedup.index.folder.column import KINDS, ROW, Column
from dedup.index.folder.vocabulary import decode
from dedup.kernel import mix64
from dedup.rows import offsets_of

_ROW = np.uint64(0xFFFFFFFF)  # mask: the bits of a tombstone that hold the row
_HALF = np.uint64(32)  # bits
_ROWS_AT_ONCE = 1 << 16  # rows read at a time, a few MB; chosen


class _Read(NamedTuple):
    """Documents as they were added, up to the first incomplete one; the fields are those of `Batch`."""

    ids: list[str]
    days: NDArray[np.int32]
    words: NDArray[np.uint64]
    word_offsets: NDArray[np.int64]


class Columns:
    """The columns of the documents in a folder, for reading. Rows are numbered from 0 in the order of adding.

    Rows, words and ids are compared with their checksums before they are returned. Raises `DedupError` where one
    differs, unless the method says otherwise.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._columns = {name: Column(folder / name, kind) for name, kind in KINDS.items()}

    def check_held(self, documents: int, tombstones: int) -> None:
        """Raise `DedupError` where the files are shorter than so many documents and tombstones need."""
        rows = self._columns["rows"]
        if len(rows) < documents or len(self._columns["dead"]) < tombstones:
            raise self._damaged("its files are shorter than they were")
        if documents:
            (last,) = self.at(np.array([documents - 1]))
            for name in ("words", "ids", "vocabulary"):
                if len(self._columns[name]) < last[f"{name}_end"]:
                    raise self._damaged(f"its file {name} is shorter than it was")

    def count(self) -> int:
        """How many documents have a row, forgotten and incomplete ones included."""
        return len(self._columns["rows"])

    def at(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """The rows with these numbers, an array of type `ROW`."""
        found = self._columns["rows"].array(int(rows.max(initial=-1)) + 1)[rows]
        broken = np.flatnonzero(~_sound(found, rows))
        if len(broken):
            raise self._unlike(int(rows[broken[0]]))
        return found

    def days(self, count: int) -> NDArray[np.int32]:
        """The day of each of the first `count` documents, in days since 1970-01-01, int32 (count,)."""
        days = np.empty(count, np.int32)
        for first in range(0, count, _ROWS_AT_ONCE):
            rows = np.arange(first, min(first + _ROWS_AT_ONCE, count))
            days[rows] = self.at(rows)["day"]
        self.release()
        return days

    def bytes_of_words(self, first: int, stop: int) -> int:
        """The bytes of the encoded words of documents `first` to `stop`, not included, as their rows say; unchecked."""
        ends = self._columns["rows"].array(stop)["words_end"]
        return int(ends[stop - 1]) - (int(ends[first - 1]) if first else 0) if stop > first else 0

    def tombstone_count(self) -> int:
        """The number of tombstones."""
        return len(self._columns["dead"])

    def tombstones(self, start: int) -> NDArray[np.int64]:
        """The row of each tombstone from number `start` on, int64 (n,); -1 for one that does not fit its checksum."""
        count = len(self._columns["dead"])
        found = self._columns["dead"].array(count)[start:count]
        rows = found & _ROW
        return np.where(encoded_tombstones(rows.astype(np.int64)) == found, rows.astype(np.int64), -1)

    def words(self, rows: NDArray[np.int64], known: NDArray[Any]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The word hashes of some documents, joined, uint64, and the offsets of each, int64 (n + 1,).

        `known` are the rows of these documents, as from `at`.
        """
        starts, stops = self._bounds("words", rows, known)
        encoded = np.frombuffer(self._columns["words"].read_all(starts, stops), np.uint8)
        vocabulary = self._columns["vocabulary"].array(int(known["vocabulary_end"].max(initial=0)))
        words, offsets, whole = decode(encoded, offsets_of(stops - starts), vocabulary)
        unlike = np.flatnonzero((exact_keys(words, offsets) != known["exact_key"]).any(axis=1) | (whole == 0))
        if len(unlike):
            raise self._unlike(int(rows[unlike[0]]))
        return words, offsets

    def ids(self, rows: NDArray[np.int64]) -> list[str]:
        """The ids of the documents of these rows."""
        known = self.at(rows)
        starts, stops = self._bounds("ids", rows, known)
        names = _split(self._columns["ids"].read_all(starts, stops), offsets_of(stops - starts))
        for row, name, written in zip(rows.tolist(), names, known["id_checksum"].tolist(), strict=True):
            if crc32(name) != written:
                raise self._unlike(row)
        return [name.decode("utf-8", "surrogatepass") for name in names]

    def known_words(self, rows: int) -> NDArray[np.uint64]:
        """The vocabulary of the first `rows` documents: the hash of each distinct word, by its number, uint64 (n,)."""
        size = int(self.at(np.array([rows - 1]))["vocabulary_end"][0]) if rows else 0
        found: NDArray[np.uint64] = self._columns["vocabulary"].array(size)[:size]
        return found

    def whole_count(self, first: int, stop: int) -> int:
        """The row of the first incomplete document from `first` to `stop`, not included; `stop` where there is none."""
        return first + len(self._read(first, stop).ids)

    def batch(self, first: int, stop: int) -> Batch:
        """The documents from `first` to `stop`, not included, as they were added, up to the first incomplete one."""
        return Batch.of_words(*self._read(first, stop))

    def whole_batch(self, first: int, stop: int) -> Batch:
        """The documents from `first` to `stop`, not included, as added. Raises `DedupError` where one is incomplete."""
        batch = self.batch(first, stop)
        if len(batch) < stop - first:
            raise self._unlike(first + len(batch))
        return batch

    def ends(self, count: int) -> dict[str, int]:
        """The bytes that the first `count` documents take in each file, except that of tombstones."""
        row = self.at(np.array([count - 1]))[0] if count else np.zeros((), ROW)
        return {
            "rows": count * ROW.itemsize,
            "words": int(row["words_end"]),
            "ids": int(row["ids_end"]),
            "vocabulary": 8 * int(row["vocabulary_end"]),
        }

    def release(self) -> None:
        """Free the memory of the mapped rows. The vocabulary stays mapped: every document needs it."""
        self._columns["rows"].release()

    def close(self) -> None:
        """Close the files."""
        for column in self._columns.values():
            column.close()

    def _bounds(
        self, name: str, rows: NDArray[np.int64], known: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the data of documents begin and end in the file `name`, in bytes, int64 (n,) each.

        The row before a document says where it begins. Raises `DedupError` where that gives impossible bounds, as that
        row may be damaged.
        """
        ends = self._columns["rows"].array(int(rows.max(initial=-1)) + 1)[f"{name}_end"]
        starts = np.where(rows > 0, ends[np.maximum(rows, 1) - 1], 0).astype(np.int64) if len(rows) else rows
        stops = known[f"{name}_end"].astype(np.int64)
        possible = (starts >= 0) & (starts <= stops) & (stops <= len(self._columns[name]))
        if not possible.all():
            raise self._unlike(int(rows[np.argmin(possible)]))
        return starts, stops

    def _read(self, first: int, stop: int) -> _Read:
        """The documents from `first` to `stop`, not included, up to the first incomplete or damaged one.

        That one and those after it are left out without an error, as after a power failure.
        """
        size, before = ROW.itemsize, np.zeros(1, ROW)
        read = np.frombuffer(self._columns["rows"].read(max(first - 1, 0) * size, stop * size), ROW)
        rows = read if first else np.concatenate([before, read])
        own = rows[1:]
        sound = _sound(own, np.arange(first, stop))
        for name in ("words", "ids", "vocabulary"):
            ends = rows[f"{name}_end"].astype(np.int64)
            sound &= (ends[:-1] >= 0) & (ends[:-1] <= ends[1:]) & (ends[1:] <= len(self._columns[name]))
        own = own[: _first_false(sound)]
        if not len(own):
            return _Read([], np.empty(0, np.int32), np.empty(0, np.uint64), np.zeros(1, np.int64))
        bounds = {name: rows[f"{name}_end"][: len(own) + 1].astype(np.int64) for name in ("words", "ids")}
        data = {name: self._columns[name].read(int(ends[0]), int(ends[-1])) for name, ends in bounds.items()}
        vocabulary = self._columns["vocabulary"].array(int(own["vocabulary_end"].max(initial=0)))
        words, offsets, whole = decode(
            np.frombuffer(data["words"], np.uint8), bounds["words"] - bounds["words"][0], vocabulary
        )
        names = _split(data["ids"], bounds["ids"] - bounds["ids"][0])
        same = (exact_keys(words, offsets) == own["exact_key"]).all(axis=1) & (whole == 1)
        same &= np.array([crc32(name) for name in names], np.uint32) == own["id_checksum"]
        count = _first_false(same)
        return _Read(
            [name.decode("utf-8", "surrogatepass") for name in names[:count]],
            own["day"][:count].astype(np.int32),
            words[: offsets[count]],
            offsets[: count + 1],
        )

    def _unlike(self, row: int) -> DedupError:
        """The error for a document that differs from what was added."""
        return self._damaged(f"document {row + 1} is not what was added")

    def _damaged(self, what: str) -> DedupError:
        """The error for a damaged index; `what` says which part."""
        return damaged(self.folder.parent, what)


def encoded_tombstones(rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The tombstones of rows, uint64 (n,): a checksum in the upper 32 bits, never 0, and the row in the lower."""
    numbers = rows.astype(np.uint64)
    found: NDArray[np.uint64] = ((mix64(numbers + np.uint64(1)) | np.uint64(1)) << _HALF) | numbers
    return found


def row_checksums(rows: NDArray[Any], numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The checksum of each row, uint64 (n,), over its number and all its fields but the last, the stored checksum.

    `rows` are of type `ROW`; `numbers` int64 (n,) are their numbers.
    """
    step = ROW.itemsize // 8
    words = np.ascontiguousarray(rows).view(np.uint64)
    found: NDArray[np.uint64] = checksums(words, *pieces(len(rows), step - 1, step), numbers)
    return found


def _sound(rows: NDArray[Any], numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows fit their checksums, bool (n,)."""
    found: NDArray[np.bool_] = row_checksums(rows, numbers) == rows["checksum"]
    return found


def _first_false(sound: NDArray[np.bool_]) -> int:
    """The place of the first false item, or the length where there is none."""
    return len(sound) if sound.all() else int(np.argmin(sound))


def _split(data: bytes, ends: NDArray[np.int64]) -> list[bytes]:
    """The pieces of `data` between consecutive offsets."""
    return [data[begin:end] for begin, end in pairwise(ends.tolist())]
