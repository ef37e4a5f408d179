"""Sorted runs in files: written once, merged part by part, read by the block where few keys are looked up."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dedup.files import open_whole
from dedup.index.columns import Column
from dedup.index.postings import BLOCK, PREFIX_BITS, Found, Run, look_up, merged

# Beside each run lies a file of the beginning of the key with which each block begins.
_BLOCKS_NAME = "{}.blocks"
_PARTS = 16  # of the keys, merged one after the other
_BLOCKS_PER_KEY = 64  # where there are fewer, files are mapped


class RunInFile:
    """A run in a file, with the beginnings of its blocks in memory: 8 bytes for each 4 KB."""

    def __init__(self, path: Path) -> None:
        self._postings = Column(path, np.uint64)
        with Path(_BLOCKS_NAME.format(path)).open("rb") as file:
            data = file.read()
        self.blocks = np.frombuffer(data[: len(data) // 8 * 8], np.uint64)

    def __len__(self) -> int:
        return len(self._postings)

    @property
    def is_whole(self) -> bool:
        """Whether both files fit each other."""
        return len(self.blocks) == -(-len(self) // BLOCK)

    @property
    def whole(self) -> Run:
        """All of the run, mapped."""
        return self._postings.array(len(self._postings))

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
        bytes_each = BLOCK * self._postings.kind.itemsize
        end = len(self._postings) * self._postings.kind.itemsize
        begins, ends = first[wanted] * bytes_each, np.minimum(stop[wanted] * bytes_each, end)
        return np.frombuffer(self._postings.read_all(begins, ends), np.uint64)

    def release(self) -> None:
        """Give back the memory of what was mapped."""
        self._postings.release()

    def close(self) -> None:
        """Let go of the file."""
        self._postings.close()


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
    pieces, totals = list[Found](), np.zeros(len(keys), np.int64)
    for part in np.array_split(np.argsort(keys), parts):
        piece = look_up(both, keys[part], limit, blocks)
        totals[part] = piece.totals
        pieces.append(Found(part[piece.queries], piece.rows, piece.totals))
        for file in mapped:
            file.release()
    queries, rows = (np.concatenate([piece[column] for piece in pieces]) for column in (0, 1))
    return Found(queries, rows, totals)


def write_merged(runs: Sequence[Run], path: Path) -> None:
    """Merge runs into a file, part by part of the range of keys."""
    bounds = np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(60)
    cuts = [[0, *np.searchsorted(run, bounds).tolist(), len(run)] for run in runs]
    begins = list[NDArray[np.uint64]]()
    written = 0
    with open_whole(path) as file:
        for part in range(_PARTS):
            piece = merged([run[cut[part] : cut[part + 1]] for run, cut in zip(runs, cuts, strict=True)])
            begins.append(piece[-written % BLOCK :: BLOCK] >> PREFIX_BITS)
            written += len(piece)
            file.write(piece.data)
    with open_whole(Path(_BLOCKS_NAME.format(path))) as file:
        file.write(np.concatenate(begins).data)
