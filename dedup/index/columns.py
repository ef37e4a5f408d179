"""The documents of an index as files that only grow: what is written stays as it is, so readers need no lock."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates.table import exact_keys, offsets_of
from dedup.errors import DedupError
from dedup.index.batch import Batch
from dedup.index.checksums import checksums, damaged, pieces
from dedup.index.column import KINDS, ROW, Column
from dedup.index.vocabulary import decode
from dedup.kernel import mix64

_MARK = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_ROWS_AT_ONCE = 1 << 16


class _Read(NamedTuple):
    """Documents as they were added, up to the first that is not whole: see `Batch` for the fields."""

    ids: list[str]
    days: NDArray[np.int32]
    words: NDArray[np.uint64]
    word_offsets: NDArray[np.int64]


class Columns:
    """The columns of the documents in a folder, for reading; rows are numbered from 0 in the order of adding.

    All that it gives is compared with checksums first. Raises `DedupError` where something is not what was written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._columns = {name: Column(folder / name, kind) for name, kind in KINDS.items()}

    def check_held(self, documents: int, marks: int) -> None:
        """Raise `DedupError` where the files are shorter than the first documents and marks need."""
        rows = self._columns["rows"]
        if len(rows) < documents or len(self._columns["dead"]) < marks:
            raise self._damaged("its files are shorter than they were")
        if documents:
            (last,) = self.at(np.array([documents - 1]))
            for name in ("words", "ids", "vocabulary"):
                if len(self._columns[name]) < last[f"{name}_end"]:
                    raise self._damaged(f"its file {name} is shorter than it was")

    def count(self) -> int:
        """How many documents have a row, dead ones and those that the disk has lost in part too."""
        return len(self._columns["rows"])

    def at(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Some rows, of the type `ROW`."""
        found = self._columns["rows"].array(int(rows.max(initial=-1)) + 1)[rows]
        broken = np.flatnonzero(~_sound(found, rows))
        if len(broken):
            raise self._unlike(int(rows[broken[0]]))
        return found

    def days(self, count: int) -> NDArray[np.int32]:
        """The day of each of the first `count` documents."""
        days = np.empty(count, np.int32)
        for first in range(0, count, _ROWS_AT_ONCE):
            rows = np.arange(first, min(first + _ROWS_AT_ONCE, count))
            days[rows] = self.at(rows)["day"]
        self.release()
        return days

    def bytes_of_words(self, first: int, stop: int) -> int:
        """The room that the words of documents `first` to `stop` take, as far as their rows tell."""
        ends = self._columns["rows"].array(stop)["words_end"]
        return int(ends[stop - 1]) - (int(ends[first - 1]) if first else 0) if stop > first else 0

    def marks(self) -> int:
        """How many documents were marked as forgotten."""
        return len(self._columns["dead"])

    def dead(self, start: int) -> NDArray[np.int64]:
        """The rows of forgotten documents, from the `start`th mark on; -1 for a mark that is not what was written."""
        count = len(self._columns["dead"])
        found = self._columns["dead"].array(count)[start:count]
        rows = found & _MARK
        return np.where(marks(rows.astype(np.int64)) == found, rows.astype(np.int64), -1)

    def words(self, rows: NDArray[np.int64], known: NDArray[Any]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        """The words of some documents, one after the other, and where each begins; `known` are their rows."""
        starts, stops = self._bounds("words", rows, known)
        encoded = np.frombuffer(self._columns["words"].read_all(starts, stops), np.uint8)
        vocabulary = self._columns["vocabulary"].array(int(known["vocabulary_end"].max(initial=0)))
        words, offsets, whole = decode(encoded, offsets_of(stops - starts), vocabulary)
        unlike = np.flatnonzero((exact_keys(words, offsets) != known["exact_key"]).any(axis=1) | (whole == 0))
        if len(unlike):
            raise self._unlike(int(rows[unlike[0]]))
        return words, offsets

    def ids(self, rows: NDArray[np.int64]) -> list[str]:
        """The ids of some documents."""
        known = self.at(rows)
        starts, stops = self._bounds("ids", rows, known)
        names = _split(self._columns["ids"].read_all(starts, stops), offsets_of(stops - starts))
        for row, name, written in zip(rows.tolist(), names, known["id_checksum"].tolist(), strict=True):
            if crc32(name) != written:
                raise self._unlike(row)
        return [name.decode("utf-8", "surrogatepass") for name in names]

    def known_words(self, rows: int) -> NDArray[np.uint64]:
        """The hashes of the words that the first `rows` documents have, by number."""
        size = int(self.at(np.array([rows - 1]))["vocabulary_end"][0]) if rows else 0
        found: NDArray[np.uint64] = self._columns["vocabulary"].array(size)[:size]
        return found

    def whole_count(self, first: int, stop: int) -> int:
        """Documents `first` to `stop`, up to the first that is not whole: where this one stands."""
        return first + len(self._read(first, stop).ids)

    def batch(self, first: int, stop: int) -> Batch:
        """Documents `first` to `stop` as they were added, up to the first that is not whole."""
        return Batch.of_words(*self._read(first, stop))

    def whole_batch(self, first: int, stop: int) -> Batch:
        """Documents `first` to `stop` as they were added."""
        batch = self.batch(first, stop)
        if len(batch) < stop - first:
            raise self._unlike(first + len(batch))
        return batch

    def ends(self, count: int) -> dict[str, int]:
        """The bytes that the first `count` documents take of each file."""
        row = self.at(np.array([count - 1]))[0] if count else np.zeros((), ROW)
        return {
            "rows": count * ROW.itemsize,
            "words": int(row["words_end"]),
            "ids": int(row["ids_end"]),
            "vocabulary": 8 * int(row["vocabulary_end"]),
        }

    def release(self) -> None:
        """Give back the memory of what was mapped, but for the vocabulary, which every document needs."""
        self._columns["rows"].release()

    def close(self) -> None:
        """Let go of the files."""
        for column in self._columns.values():
            column.close()

    def _bounds(
        self, name: str, rows: NDArray[np.int64], known: NDArray[Any]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where documents begin and end in a file: the rows before them, which say where, may be damaged."""
        ends = self._columns["rows"].array(int(rows.max(initial=-1)) + 1)[f"{name}_end"]
        starts = np.where(rows > 0, ends[np.maximum(rows, 1) - 1], 0).astype(np.int64) if len(rows) else rows
        stops = known[f"{name}_end"].astype(np.int64)
        possible = (starts >= 0) & (starts <= stops) & (stops <= len(self._columns[name]))
        if not possible.all():
            raise self._unlike(int(rows[np.argmin(possible)]))
        return starts, stops

    def _read(self, first: int, stop: int) -> _Read:
        """Read documents that may not be whole: the files are as a machine that lost power left them."""
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
        return self._damaged(f"document {row + 1} is not what was added")

    def _damaged(self, what: str) -> DedupError:
        return damaged(self.folder.parent, what)


def marks(rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Rows as they stand in the file of forgotten documents: with a checksum in the upper half, so never 0."""
    numbers = rows.astype(np.uint64)
    found: NDArray[np.uint64] = ((mix64(numbers + np.uint64(1)) | np.uint64(1)) << _HALF) | numbers
    return found


def row_checksums(rows: NDArray[Any], numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The checksums of rows that have these numbers."""
    step = ROW.itemsize // 8
    words = np.ascontiguousarray(rows).view(np.uint64)
    found: NDArray[np.uint64] = checksums(words, *pieces(len(rows), step - 1, step), numbers)
    return found


def _sound(rows: NDArray[Any], numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = row_checksums(rows, numbers) == rows["checksum"]
    return found


def _first_false(sound: NDArray[np.bool_]) -> int:
    return len(sound) if sound.all() else int(np.argmin(sound))


def _split(data: bytes, ends: NDArray[np.int64]) -> list[bytes]:
    return [data[begin:end] for begin, end in pairwise(ends.tolist())]
