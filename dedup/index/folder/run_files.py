"""Sorted runs of postings in files: written once, merged part by part, read block by block for few keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError
from dedup.files import open_whole
from dedup.index.core.postings import BLOCK, PREFIX_BITS, Found, Run, look_up, merged
from dedup.index.folder.checksums import checksum, checksums, damaged
from dedup.index.folder.column import Column
from dedup.index.folder.manifest import RunEntry

# Each run has a second file with a number for each of its blocks: in the upper 32 bits the prefix of the block's first
# key, in the lower 32 bits the checksum of the block.
_BLOCKS_NAME = "{}.blocks"
_LOWER = np.uint64(0xFFFFFFFF)  # mask of the lower 32 bits
_PARTS = 16  # equal parts of the range of keys, merged one after the other to save memory; chosen
_BLOCKS_PER_KEY = 64  # a file with fewer blocks for each key looked up is mapped, not read block by block; chosen
_BLOCKS_AT_ONCE = 1024  # blocks of 4 KB that are read at a time to be checked; chosen


class RunFile:
    """A sorted run in a file, with the key prefix and the checksum of each block in memory.

    Blocks are compared with their checksums when they are read; before the file is mapped, all of them are. Raises
    `DedupError` where one differs.
    """

    def __init__(self, folder: Path, run: RunEntry) -> None:
        """Open the file; compare its length, and the list of its blocks, with what the manifest says."""
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
        """The whole run, mapped; all blocks are compared with their checksums, the first time only."""
        if not self._checked:
            size, block = self._length * self._postings.kind.itemsize, BLOCK * self._postings.kind.itemsize
            for first in range(0, len(self.blocks), _BLOCKS_AT_ONCE):  # read, not mapped: it would stay in memory
                stop = min(first + _BLOCKS_AT_ONCE, len(self.blocks))
                data = np.frombuffer(self._postings.read(first * block, min(stop * block, size)), np.uint64)
                self._check(data, np.arange(first, stop))
            self._checked = True
        return self._postings.array(self._length)[: self._length]

    def serves_blocks(self, keys: int) -> bool:
        """Whether so many keys are few enough to read only their blocks."""
        return keys * _BLOCKS_PER_KEY < len(self.blocks)

    def excerpt(self, keys: NDArray[np.uint64], limit: int) -> Run:
        """The blocks that hold the postings of these keys, in order, joined; other keys in them are included.

        Of each key, at least the first `limit` postings, or all where it has fewer.
        """
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
        """Free the memory of what was mapped."""
        self._postings.release()

    def close(self) -> None:
        """Close the file."""
        self._postings.close()

    def _check(self, data: Run, blocks: NDArray[np.int64]) -> None:
        """Raise `DedupError` where blocks differ from their checksums; `data` are the blocks, `blocks` the numbers."""
        if (_checksums(data, blocks) != self._checksums[blocks]).any():
            raise self._unlike()

    def _unlike(self) -> DedupError:
        """The error for a file that differs from what was written."""
        path = self._postings.path
        return damaged(path.parent.parent, f"its file {path.name} differs from what was written")


def look_up_all(
    files: Sequence[RunFile], runs: Sequence[Run], keys: NDArray[np.uint64], limit: int, mapped_bytes: int
) -> Found:
    """`look_up` in runs in files, then in runs in memory, with about `mapped_bytes` of the files mapped at a time.

    For a key with more than `limit` postings, `totals` may be too low, but is above `limit`.
    """
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


def write_merged(runs: Sequence[Run], folder: Path, first: int, stop: int) -> RunEntry:
    """Merge the runs of documents `first` to `stop` into one file, and describe it; `stop` is not included.

    A second file gets the key prefix and the checksum of each block. One part of the range of keys is in memory at a
    time.
    """
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
    return RunEntry(path.name, first, stop, sum(map(len, runs)), f"{checksum(table):016x}")


def _checksums(data: Run, blocks: NDArray[np.int64]) -> NDArray[np.uint64]:
    """The lower 32 bits of the checksum of each block, uint64 (n,); `data` are the blocks, `blocks` their numbers."""
    begins = np.arange(len(blocks), dtype=np.int64) * BLOCK
    sums: NDArray[np.uint64] = checksums(data, begins, np.minimum(begins + BLOCK, len(data)), blocks) & _LOWER
    return sums
