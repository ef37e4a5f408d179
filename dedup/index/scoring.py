"""How documents compare, exactly: the shingles they share, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates import KINDS, Fingerprints
from dedup.index.proposals import Pairs
from dedup.index.settings import IndexSettings
from dedup.kernel import INT64S, UINT64S, kernel
from dedup.minhash.shingles import SHINGLE_WORDS, shingle_hash
from dedup.model import Match

_EXACT, _NEAR, _CONTAINED = range(len(KINDS))


@dataclass(frozen=True, slots=True, eq=False)
class Covers:
    """Indexed documents that cover new ones, (k,) each: for each of `owners` in turn, the best of `rows` first."""

    owners: NDArray[np.int64]
    rows: NDArray[np.int64]
    kinds: NDArray[np.int64]
    jaccard: NDArray[np.float64]
    containment: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.owners)

    def match(self, place: int, name: str) -> Match:
        """One of them as a match; `name` is the id of the indexed document."""
        scores = float(self.jaccard[place]), float(self.containment[place])
        return Match(name, KINDS[self.kinds[place]], *scores)


def covers(
    pairs: Pairs,
    prints: Fingerprints,
    common: NDArray[np.int64],
    sizes: NDArray[np.int64],
    exact_keys: NDArray[np.uint64],
    settings: IndexSettings,
) -> Covers:
    """Those of the pairs whose indexed document covers the new one, as `find_duplicates` has it.

    `prints` are of the new documents; `common` (k,) are the shingles that each pair shares, `sizes` (k,) and
    `exact_keys` (k, 2) those of the indexed documents. Of several, an exact copy comes first, then the highest
    Jaccard, the highest containment, the document that was added first.
    """
    owners, rows, _ = pairs
    own = np.diff(prints.offsets)[owners]
    jaccard, containment = common / (own + sizes - common), common / own
    exact = (prints.exact_keys[owners] == exact_keys).all(axis=1)
    near = jaccard >= settings.near
    kinds = np.where(exact, _EXACT, np.where(near, _NEAR, _CONTAINED))
    inside = (sizes >= own) & (containment >= settings.contained) & (own >= settings.contained_shingles)
    covering = np.flatnonzero(exact | near | inside)
    preference = (rows, -common, -jaccard, ~exact, owners)
    order = covering[np.lexsort([column[covering] for column in preference])]
    return Covers(owners[order], rows[order], kinds[order], jaccard[order], containment[order])


def joined(one: Covers, other: Covers) -> Covers:
    """Both together, in the same order; `other` has the rows behind those of `one`."""
    both = [np.concatenate(columns) for columns in zip(_columns(one), _columns(other), strict=True)]
    owners, rows, kinds, jaccard, containment = both
    order = np.lexsort((rows, -containment, -jaccard, kinds != _EXACT, owners))
    return Covers(owners[order], rows[order], kinds[order], jaccard[order], containment[order])


def one_after_the_other(parts: Sequence[Covers]) -> Covers:
    """The covers of some documents, then those of documents behind them, and so on."""
    if len(parts) == 1:
        return parts[0]
    none = np.empty(0, np.int64)
    empty = _columns(Covers(none, none, none, np.empty(0), np.empty(0)))
    columns = zip(empty, *map(_columns, parts), strict=True)
    owners, rows, kinds, jaccard, containment = (np.concatenate(some) for some in columns)
    return Covers(owners, rows, kinds, jaccard, containment)


def _columns(covers: Covers) -> tuple[NDArray[np.generic], ...]:
    return covers.owners, covers.rows, covers.kinds, covers.jaccard, covers.containment


@kernel(UINT64S, INT64S, INT64S, UINT64S, INT64S, INT64S)
def count_common(words: Any, word_offsets: Any, places: Any, shingles: Any, offsets: Any, owners: Any) -> Any:
    """The number of shingles that each pair of documents shares, int64 (k,).

    The indexed one of pair p is document `places[p]` of `words`, laid out as by `word_sequences`; the new one has the
    sorted shingles of document `owners[p]`, as in `Fingerprints`. Hashes are spread evenly, so each of the former's
    shingles is looked for among the latter's near the place that its value suggests.
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
