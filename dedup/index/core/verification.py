"""The exact comparison of candidate pairs: the shingles they share, and whether one document covers the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates import KINDS, Fingerprints
from dedup.duplicates.decisions import CONTAINED, EXACT, NEAR
from dedup.duplicates.pairs import cover_kinds
from dedup.index.core.candidates import CandidatePairs
from dedup.index.core.settings import IndexSettings
from dedup.kernel import INT64S, UINT64S, kernel
from dedup.minhash.shingles import SHINGLE_WORDS, shingle_hash
from dedup.model import Match


@dataclass(frozen=True, slots=True, eq=False)
class Covers:
    """The k pairs in which an indexed document covers a new one, ordered by owner, then the best cover first.

    `owners` int64 (k,), the place of the new document; `rows` int64 (k,), the row of the indexed one; `kinds` int64
    (k,), places in `KINDS`; `jaccard` and `containment` float64 (k,), the exact scores.
    """

    owners: NDArray[np.int64]
    rows: NDArray[np.int64]
    kinds: NDArray[np.int64]
    jaccard: NDArray[np.float64]
    containment: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.owners)

    def match(self, place: int, name: str) -> Match:
        """Pair `place` as a match; `name` is the id of its indexed document."""
        scores = float(self.jaccard[place]), float(self.containment[place])
        return Match(name, KINDS[self.kinds[place]], *scores)


def covers(
    pairs: CandidatePairs,
    prints: Fingerprints,
    common: NDArray[np.int64],
    sizes: NDArray[np.int64],
    exact_keys: NDArray[np.uint64],
    settings: IndexSettings,
) -> Covers:
    """The pairs whose indexed document covers the new one, by the rules of `find_duplicates`.

    `prints` are the fingerprints of the new documents. For each of the k pairs: `common` int64 (k,), the number of
    shingles that both have; `sizes` int64 (k,) and `exact_keys` uint64 (k, 2), the number of shingles and the exact key
    of the indexed document, which is preferred to a new one of its size. Of several covers, an exact copy comes first,
    then the highest Jaccard, the highest containment, the document that was added first.
    """
    owners, rows, _ = pairs
    own = prints.sizes[owners]
    jaccard, containment = common / (own + sizes - common), common / own
    exact = (prints.exact_keys[owners] == exact_keys).all(axis=1)
    near, inside = cover_kinds(common, own, sizes, np.ones(len(own), np.bool_), settings)
    kinds = np.where(exact, EXACT, np.where(near, NEAR, CONTAINED))
    covering = np.flatnonzero(exact | near | inside)
    preference = (rows, -common, -jaccard, ~exact, owners)
    order = covering[np.lexsort([column[covering] for column in preference])]
    return Covers(owners[order], rows[order], kinds[order], jaccard[order], containment[order])


def merged_covers(one: Covers, other: Covers) -> Covers:
    """The covers of both, in the order of `Covers`. No pair may be in both."""
    both = [np.concatenate(columns) for columns in zip(_columns(one), _columns(other), strict=True)]
    owners, rows, kinds, jaccard, containment = both
    order = np.lexsort((rows, -containment, -jaccard, kinds != EXACT, owners))
    return Covers(owners[order], rows[order], kinds[order], jaccard[order], containment[order])


def concatenated(parts: Sequence[Covers]) -> Covers:
    """The covers of all parts, in their order; without parts, no covers.

    The owners in each part must be above those in the part before.
    """
    if len(parts) == 1:
        return parts[0]
    none = np.empty(0, np.int64)
    empty = _columns(Covers(none, none, none, np.empty(0), np.empty(0)))
    columns = zip(empty, *map(_columns, parts), strict=True)
    owners, rows, kinds, jaccard, containment = (np.concatenate(some) for some in columns)
    return Covers(owners, rows, kinds, jaccard, containment)


def _columns(covers: Covers) -> tuple[NDArray[np.generic], ...]:
    """The fields of `Covers`, in their order."""
    return covers.owners, covers.rows, covers.kinds, covers.jaccard, covers.containment


@kernel(UINT64S, INT64S, INT64S, UINT64S, INT64S, INT64S)
def count_common(words: Any, word_offsets: Any, places: Any, shingles: Any, offsets: Any, owners: Any) -> Any:
    """The number of distinct shingles that both documents of each pair have, int64 (k,).

    The indexed document of pair p has the word hashes `words[word_offsets[i]:word_offsets[i + 1]]`, uint64, with
    i = `places[p]`, int64 (k,). The new one has the sorted shingles `shingles[offsets[j]:offsets[j + 1]]`, uint64, with
    j = `owners[p]`, int64 (k,). A document with fewer words than a shingle has one shingle, of all its words. Hashes
    are uniform, so the search for a shingle starts where its value suggests (interpolation search).
    """
    common = np.zeros(len(owners), np.int64)
    for pair in range(len(owners)):
        begin, end = offsets[owners[pair]], offsets[owners[pair] + 1]
        size = np.uint64(end - begin)
        first, stop = word_offsets[places[pair]], word_offsets[places[pair] + 1]
        seen = np.zeros(end - begin, np.uint8)
        length = min(SHINGLE_WORDS, stop - first)
        for start in range(first, stop - length + 1 if length else first):
            wanted = shingle_hash(words, start, length)
            at = begin + np.int64(((wanted >> np.uint64(32)) * size) >> np.uint64(32))
            while at > begin and shingles[at - 1] >= wanted:
                at -= 1
            while at < end and shingles[at] < wanted:
                at += 1
            if at < end and shingles[at] == wanted and not seen[at - begin]:
                seen[at - begin] = 1
                common[pair] += 1
    return common
