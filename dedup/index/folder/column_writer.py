"""Writing the documents of an index: append them, add tombstones for forgotten ones, repair the files after a crash."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError
from dedup.index.core.batch import DOCUMENTS_AT_ONCE, Batch
from dedup.index.folder.column import KINDS, ROW
from dedup.index.folder.columns import Columns, encoded_tombstones, row_checksums
from dedup.index.folder.vocabulary import Vocabulary

_TOMBSTONE_BYTES = 8  # in the file `dead`


class ColumnWriter:
    """Appends documents to the columns of a folder. Only one may be open at a time."""

    def __init__(self, folder: Path, columns: Columns) -> None:
        """Open the files for writing; no document may be incomplete, see `repair`."""
        self._files = {name: (folder / name).open("r+b", buffering=0) for name in KINDS}
        self._ends = {name: (folder / name).stat().st_size for name in KINDS}
        self._vocabulary = Vocabulary(columns.known_words(columns.count()))

    def append(self, batch: Batch) -> None:
        """Append documents. When this returns they survive the end of the process; after `sync`, a power failure.

        Raises `DedupError` where they cannot be written. Some of them may be written by then; `repair` removes what is
        incomplete.
        """
        known, before = len(self._vocabulary), self._ends
        encoded, ends = self._vocabulary.encode(batch.words, batch.word_offsets)
        names = [name.encode("utf-8", "surrogatepass") for name in batch.ids]
        first = before["rows"] // ROW.itemsize
        rows = np.zeros(len(batch), ROW)
        rows["words_end"] = before["words"] + ends[1:]
        rows["ids_end"] = before["ids"] + np.cumsum([len(name) for name in names])
        rows["exact_key"] = batch.prints.exact_keys
        rows["size"] = batch.sizes
        rows["vocabulary_end"] = len(self._vocabulary)
        rows["day"] = batch.days
        rows["id_checksum"] = [crc32(name) for name in names]
        rows["checksum"] = row_checksums(rows, np.arange(first, first + len(rows)))
        try:
            self._write("vocabulary", self._vocabulary.since(known).tobytes())
            self._write("words", encoded.tobytes())
            self._write("ids", b"".join(names))
            self._write("rows", rows.tobytes())
        except OSError as error:
            raise self._unwritten(error) from error

    def add_tombstones(self, rows: NDArray[np.int64]) -> None:
        """Append a tombstone for each of these rows. Raises `DedupError` where they cannot be written."""
        try:
            self._write("dead", encoded_tombstones(rows).tobytes())
        except OSError as error:
            raise self._unwritten(error) from error

    def sync(self) -> None:
        """Write everything to the disk, rows last, as they make documents valid."""
        for name in ("vocabulary", "words", "ids", "dead", "rows"):
            os.fsync(self._files[name].fileno())

    def close(self) -> None:
        """Close the files."""
        for file in self._files.values():
            file.close()

    def _write(self, name: str, data: bytes) -> None:
        """Write bytes to the end of a column; where that fails, the next ones overwrite what it left."""
        file, left = self._files[name], memoryview(data)
        file.seek(self._ends[name])
        while left:
            left = left[file.write(left) :]
        self._ends = {**self._ends, name: self._ends[name] + len(data)}

    def _unwritten(self, error: OSError) -> DedupError:
        """The error for documents that could not be written."""
        where = Path(self._files["rows"].name).parent.parent
        return DedupError(f"{where} cannot be written ({error.strerror}): free some space, and add the documents again")


class LostData(NamedTuple):
    """How many documents and how many tombstones an index lost in a power failure."""

    documents: int
    tombstones: int


def make_columns(folder: Path) -> None:
    """Create a folder, which must not exist, with empty columns."""
    folder.mkdir(parents=True)
    for name in KINDS:
        (folder / name).touch()


def repair(folder: Path, flushed: int, flushed_tombstones: int) -> LostData:
    """Cut off the first incomplete document and all after it, as a killed writer or a power failure leaves some.

    Tombstones that are damaged, or of documents that are cut off, are removed. The first `flushed` documents and
    `flushed_tombstones` tombstones were on the disk for certain: only their presence is checked. Raises `DedupError`
    where they are missing. Returns how many documents were cut off, and how many tombstones were damaged.
    """
    columns = Columns(folder)
    try:
        columns.check_held(flushed, flushed_tombstones)
        written = columns.count()
        count = flushed
        while count < written:
            stop = min(count + DOCUMENTS_AT_ONCE, written)
            whole = columns.whole_count(count, stop)
            count = whole
            if whole < stop:
                break
        ends = columns.ends(count)
        tombstones = columns.tombstones(flushed_tombstones)
    finally:
        columns.close()
    for name, end in ends.items():
        os.truncate(folder / name, end)
    # The tombstone of a lost document would delete the next document that gets its row.
    kept = tombstones[(tombstones >= 0) & (tombstones < count)]
    with (folder / "dead").open("r+b") as file:
        file.truncate(_TOMBSTONE_BYTES * (flushed_tombstones + len(tombstones)))
        if len(kept) < len(tombstones):
            file.truncate(_TOMBSTONE_BYTES * flushed_tombstones)
            file.seek(0, os.SEEK_END)
            file.write(encoded_tombstones(kept).tobytes())
    return LostData(written - count, int((tombstones < 0).sum()))
