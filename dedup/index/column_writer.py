"""Writing the documents of an index: appended to its files, forgotten with a mark, and made whole after a crash."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError
from dedup.index.batch import DOCUMENTS_AT_ONCE, Batch
from dedup.index.column import KINDS, ROW
from dedup.index.columns import Columns, marks, row_checksums
from dedup.index.vocabulary import Vocabulary

_MARK_BYTES = 8


class ColumnWriter:
    """Appends documents to the columns of a folder. There may be one at a time."""

    def __init__(self, folder: Path, columns: Columns) -> None:
        """The columns must be whole: see `repair`."""
        self._files = {name: (folder / name).open("r+b", buffering=0) for name in KINDS}
        self._ends = {name: (folder / name).stat().st_size for name in KINDS}
        self._vocabulary = Vocabulary(columns.known_words(columns.count()))

    def append(self, batch: Batch) -> None:
        """Add documents. When this returns they survive the end of the process, and, once synced, that of the machine.

        Raises `DedupError` where they cannot be written. Some may have been; `repair` makes the columns whole again.
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

    def bury(self, rows: NDArray[np.int64]) -> None:
        """Mark documents as forgotten."""
        try:
            self._write("dead", marks(rows).tobytes())
        except OSError as error:
            raise self._unwritten(error) from error

    def sync(self) -> None:
        """Have the system bring all that was written to the disk, rows last."""
        for name in ("vocabulary", "words", "ids", "dead", "rows"):
            os.fsync(self._files[name].fileno())

    def close(self) -> None:
        """Let go of the files."""
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


class Lost(NamedTuple):
    """What a machine that lost power took from an index: documents that were added, and marks of forgotten ones."""

    documents: int
    marks: int


def make_columns(folder: Path) -> None:
    """Empty columns in a new folder."""
    folder.mkdir(parents=True)
    for name in KINDS:
        (folder / name).touch()


def repair(folder: Path, sealed: int, sealed_marks: int) -> Lost:
    """Cut off what a writer that was killed, or a machine that lost power, left behind the last whole document.

    The first `sealed` documents, and as many marks, had been brought to the disk. Raises `DedupError` where they are
    not there.
    """
    columns = Columns(folder)
    try:
        columns.check_held(sealed, sealed_marks)
        written = columns.count()
        count = sealed
        while count < written:
            stop = min(count + DOCUMENTS_AT_ONCE, written)
            whole = columns.whole_count(count, stop)
            count = whole
            if whole < stop:
                break
        ends = columns.ends(count)
        dead = columns.dead(sealed_marks)
    finally:
        columns.close()
    for name, end in ends.items():
        os.truncate(folder / name, end)
    # A mark of a document that is lost would bury the one that gets its row.
    kept = dead[(dead >= 0) & (dead < count)]
    with (folder / "dead").open("r+b") as file:
        file.truncate(_MARK_BYTES * (sealed_marks + len(dead)))
        if len(kept) < len(dead):
            file.truncate(_MARK_BYTES * sealed_marks)
            file.seek(0, os.SEEK_END)
            file.write(marks(kept).tobytes())
    return Lost(written - count, int((dead < 0).sum()))
