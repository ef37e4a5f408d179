"""Documents as arrays for passage matching: the words of all documents in one array, with offsets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.arabic import words
from dedup.rows import offsets_of


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The n folded words of d documents: document i has the words from `offsets[i]` to before `offsets[i + 1]`.

    `hashes` uint64 (n,); `starts` and `ends` uint32 (n,), half open, in code points of the document's own text;
    `offsets` int64 (d + 1,).
    """

    hashes: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    ends: NDArray[np.uint32]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """The folded words of texts, in their order."""
        hashes, starts, ends = [np.empty(0, np.uint64)], [np.empty(0, np.uint32)], [np.empty(0, np.uint32)]
        counts = list[int]()
        for text in texts:
            found = words(text)
            hashes.append(found.hashes)
            starts.append(found.starts.astype(np.uint32))
            ends.append(found.ends.astype(np.uint32))
            counts.append(len(found))
        return cls(
            np.concatenate(hashes),
            np.concatenate(starts),
            np.concatenate(ends),
            offsets_of(counts),
        )

    @classmethod
    def joined(cls, collections: Sequence[Texts]) -> Texts:
        """The documents of all collections, which are one or more, in one layout."""
        words = offsets_of([len(one.hashes) for one in collections])
        return cls(
            np.concatenate([one.hashes for one in collections]),
            np.concatenate([one.starts for one in collections]),
            np.concatenate([one.ends for one in collections]),
            np.concatenate([[0], *(one.offsets[1:] + before for one, before in zip(collections, words, strict=False))]),
        )
