"""Sorted runs in files: written once, merged part by part, read by the block where few keys are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError
from dedup.files import open_whole
from dedup.index.checksums import checksum, checksums, damaged
from dedup.index.column import Column
from dedup.index.manifest import RunFile
from dedup.index.postings import BLOCK, PREFIX_BITS, Found, Run, look_up, merged

# Beside each run lies a file with a number for each of its blocks: in the upper half the beginning of the key with
# which the block begins, in the lower half its checksum.
_BLOCKS_NAME = "{}.blocks"
_LOWER = np.uint64(0xFFFFFFFF)
_PARTS = 16  # of the keys, merged one after the other
_BLOCKS_PER_KEY = 64  # where there are fewer, files are mapped
_BLOCKS_AT_ONCE = 1024


class RunInFile:
    """A run in a file, with the beginnings of its blocks in memory: 8 bytes for each 4 KB.

    Blocks are compared with their checksums when they are read, and all at once before a file is mapped. Raises
    `DedupError` where one is not what was written.
    """

    def __init__(self, folder: Path, run: RunFile) -> None:
        self._postings = Column(folder / run.name, np.uint64)
        self._length = run.length
        self._checked = False
        data = Path(_BLOCKS_NAME.format(self._postings.path)).read_bytes()
        numbers = np.frombuffer(data[: len(data) // 8 * 8], np.uint64)
        if len(self._postings) != run.length or len(data) != 8 * -(-run.length // BLOCK):
            self.close()
            raise damaged(folder.parent, f"its file {run.name} is not as long as it was")
        if checksum(numbers) != int(run.checksum, 16):
            self.close()
            raise self._unlike()
        self.blocks = numbers >> PREFIX_BITS
        self._checksums = numbers & _LOWER

    def __len__(self) -> int:
        return self._length

    @property
    def whole(self) -> Run:
        """All of the run, mapped."""
        if not self._checked:
            size, block = self._length * self._postings.kind.itemsize, BLOCK * self._postings.kind.itemsize
            for first in range(0, len(self.blocks), _BLOCKS_AT_ONCE):  # read, not mapped: it would stay in memory
                stop = min(first + _BLOCKS_AT_ONCE, len(self.blocks))
                data = np.frombuffer(self._postings.read(first * block, min(stop * block, size)), np.uint64)
                self._check(data, np.arange(first, stop))
            self._checked = True
        return self._postings.array(self._length)[: self._length]

    def serves_blocks(self, keys: int) -> bool:
        """Whether so many keys are few enough to read the blocks in which they stand."""
        return keys * _BLOCKS_PER_KEY < len(self.blocks)

    def excerpt(self, keys: NDArray[np.uint64], limit: int) -> Run:
        """The blocks in which the postings of some keys stand, of each key the first `limit` postings and some more."""
        prefixes = np.sort(keys) >> PREFIX_BITS
        first = np.maximum(np.searchsorted(self.blocks, prefixes, side="left") - 1, 0)
        stop = np.searchsorted(self.blocks, prefixes, side="right")
        stop = np.minimum(stop, first + 2 + limit // BLOCK)
        first = np.maximum(first, np.maximum.accumulate(np.append(0, stop[:-1])))  # no block twice
        wanted = stop > first
        first, stop = first[wanted], stop[wanted]
        bytes_each = BLOCK * self._postings.kind.itemsize
        end = self._length * self._postings.kind.itemsize
        begins, ends = first * bytes_each, np.minimum(stop * bytes_each, end)
        found: Run = np.frombuffer(self._postings.read_all(begins, ends), np.uint64)
        counts = stop - first
        blocks = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        self._check(found, blocks)
        return found

    def release(self) -> None:
        """Give back the memory of what was mapped."""
        self._postings.release()

    def close(self) -> None:
        """Let go of the file."""
        self._postings.close()

    def _check(self, data: Run, blocks: NDArray[np.int64]) -> None:
        """Compare blocks that lie one after the other in `data`; only the last of the file may be shorter."""
        if (_checksums(data, blocks) != self._checksums[blocks]).any():
            raise self._unlike()

    def _unlike(self) -> DedupError:
        path = self._postings.path
        return damaged(path.parent.parent, f"its file {path.name} is not what was written")


def look_up_all(
    files: Sequence[RunInFile], runs: Sequence[Run], keys: NDArray[np.uint64], limit: int, mapped_bytes: int
) -> Found:
    """`look_up` in runs in files and in memory, in this order, with some `mapped_bytes` of files mapped at a time."""
    mapped = [file for file in files if not file.serves_blocks(len(keys))]
    blocks = [file.blocks if file in mapped else None for file in files]
    both = [*(file.whole if file in mapped else file.excerpt(keys, limit) for file in files), *runs]
    parts = 1 + sum(len(file) * keys.itemsize for file in mapped) // mapped_bytes
    if parts == 1:
        return look_up(both, keys, limit, blocks)
    found, totals = list[Found](), np.zeros(len(keys), np.int64)
    for part in np.array_split(np.argsort(keys), parts):
        piece = look_up(both, keys[part], limit, blocks)
        totals[part] = piece.totals
        found.append(Found(part[piece.queries], piece.rows, piece.totals))
        for file in mapped:
            file.release()
    queries, rows = (np.concatenate([piece[column] for piece in found]) for column in (0, 1))
    return Found(queries, rows, totals)


def write_merged(runs: Sequence[Run], folder: Path, first: int, stop: int) -> RunFile:
    """Merge runs, of the documents of rows `first` to `stop`, into a file, part by part of the range of keys."""
    path = folder / f"postings-{first:010}-{stop:010}"
    bounds = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(60)
    cuts = [[0, *np.searchsorted(run, bounds).tolist(), len(run)] for run in runs]
    numbers = list[NDArray[np.uint64]]()
    written, left = 0, np.empty(0, np.uint64)
    with open_whole(path) as file:
        for part in range(_PARTS):
            piece = merged([run[cut[part] : cut[part + 1]] for run, cut in zip(runs, cuts, strict=True)])
            piece = np.concatenate([left, piece])
            whole = len(piece) if part == _PARTS - 1 else len(piece) // BLOCK * BLOCK
            piece, left = piece[:whole], piece[whole:]
            sums = _checksums(piece, np.arange(written, written + -(-whole // BLOCK)))
            numbers.append((piece[::BLOCK] >> PREFIX_BITS << PREFIX_BITS) | sums)
            written += len(sums)
            file.write(piece.data)
    table = np.concatenate(numbers)
    with open_whole(Path(_BLOCKS_NAME.format(path))) as file:
        file.write(table.data)
    return RunFile(path.name, first, stop, sum(map(len, runs)), f"{checksum(table):016x}")


def _checksums(data: Run, blocks: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The lower halves of the checksums of blocks that lie one after the other."""
    begins = np.arange(len(blocks), dtype=np.int64) * BLOCK
    sums: NDArray[np.uint64] = checksums(data, begins, np.minimum(begins + BLOCK, len(data)), blocks) & _LOWER
    return sums
