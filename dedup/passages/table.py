"""Passages as arrays, between the matching and the matches that users get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.passages.settings import KINDS

EXACT, NEAR, REWORDED = range(len(KINDS))
"""The kinds of passages as numbers: places in `KINDS`."""

LEFT, RIGHT, LEFT_START, LEFT_STOP, RIGHT_START, RIGHT_STOP = range(6)
"""The columns of spans, int64 (k, 6).

`LEFT` and `RIGHT` are rows of documents. The left span has the words from `LEFT_START` to before `LEFT_STOP`, the right
one those from `RIGHT_START` to before `RIGHT_STOP`: places among all words of the collection. Within one collection,
the left passage repeats the right one. Kernels index spans by these names: they are constants there.
"""

SPAN_COLUMNS = 6
"""The number of the columns above."""


@dataclass(frozen=True, slots=True, eq=False)
class PassageTable:
    """k passages that two collections share, or one collection repeats.

    `spans` int64 (k, 6), with the columns named above; `kinds` int8 (k,), places in `KINDS`; `similarity` float64 (k,),
    which `PassageMatch` defines for each kind.
    """

    spans: NDArray[np.int64]
    kinds: NDArray[np.int8]
    similarity: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.spans)

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.int64] | slice) -> PassageTable:
        """Some of the passages: by a mask, by places, or a slice."""
        return PassageTable(self.spans[which], self.kinds[which], self.similarity[which])

    @classmethod
    def concatenated(cls, parts: Iterable[PassageTable]) -> PassageTable:
        """The passages of all parts, in their order."""
        none = cls(np.empty((0, SPAN_COLUMNS), np.int64), np.empty(0, np.int8), np.empty(0))
        found = [none, *parts]
        return cls(
            np.concatenate([part.spans for part in found]),
            np.concatenate([part.kinds for part in found]),
            np.concatenate([part.similarity for part in found]),
        )

    def ordered(self) -> PassageTable:
        """The passages in the order of the left document and span, then of the right document and span."""
        last_to_first = [RIGHT_STOP, RIGHT_START, RIGHT, LEFT_STOP, LEFT_START, LEFT]
        return self.chosen(np.lexsort(self.spans.T[last_to_first]))


def shorter_sides(spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """The number of words of the shorter side of each span, int64 (k,)."""
    words: NDArray[np.int64] = np.minimum(
        spans[:, LEFT_STOP] - spans[:, LEFT_START], spans[:, RIGHT_STOP] - spans[:, RIGHT_START]
    )
    return words


def pair_codes(spans: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for the pair of documents of each span, int64 (k,); ascending by left, then right document."""
    return (spans[:, LEFT] << 32) | spans[:, RIGHT]
