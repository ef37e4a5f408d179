"""Passages as arrays, between the matching and the matches that users get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.passages.settings import KINDS

EXACT, NEAR, REWORDED = range(len(KINDS))


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """Passages of two collections, or of one.

    `spans` int64 (k, 6): the row of a document, that of another, then first and last + 1 word of the one and of
    the other span, as places in all words of a collection; `kinds` int8 (k,), places in `KINDS`; `similarity`
    float64 (k,), by kind as described at `PassageMatch`.
    """

    spans: NDArray[np.int64]
    kinds: NDArray[np.int8]
    similarity: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.spans)

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.int64] | slice) -> Passages:
        """Some of them."""
        return Passages(self.spans[which], self.kinds[which], self.similarity[which])

    @classmethod
    def all_of(cls, parts: Iterable[Passages]) -> Passages:
        """Some parts, one after the other."""
        none = cls(np.empty((0, 6), np.int64), np.empty(0, np.int8), np.empty(0))
        found = [none, *parts]
        return cls(
            np.concatenate([part.spans for part in found]),
            np.concatenate([part.kinds for part in found]),
            np.concatenate([part.similarity for part in found]),
        )

    def joined(self, other: Passages) -> Passages:
        """These and others."""
        return Passages.all_of([self, other])

    def ordered(self) -> Passages:
        """In the order of the documents and their words, then of the others'."""
        return self.chosen(np.lexsort(self.spans.T[[5, 4, 1, 3, 2, 0]]))
