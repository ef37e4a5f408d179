"""Which indexed documents are worth comparing with new ones: those that share bands, or enough sampled shingles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.index.batch import LookUps
from dedup.index.postings import Found

POSTINGS_PER_KEY = 1000
"""What is read under one key. A shingle that more documents have tells little; of a band, the oldest are enough."""

COMPARED_AT_MOST = 100
"""Documents compared with one new one, those with most keys in common first: a family of near copies ends here."""

_DEVIATIONS = 4.0


class Pairs(NamedTuple):
    """Pairs to compare: the place of a new document, int64 (k,), and the row of an indexed one, int64 (k,).

    `crowded` bool (documents,): who has more that would have been worth comparing than are compared.
    """

    owners: NDArray[np.int64]
    rows: NDArray[np.int64]
    crowded: NDArray[np.bool_]

    def of(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Some of the pairs."""
        return Pairs(self.owners[chosen], self.rows[chosen], self.crowded)


def proposals(looked_up: LookUps, found: Found, contained: float) -> Pairs:
    """The pairs worth comparing, in ascending order.

    One shared band is enough. Of the sampled shingles, a document that contains the new one to `contained` has about
    that share: those that have fewer by four standard deviations of the binomial distribution are left out.
    """
    keys = len(looked_up.keys)
    exact = found.queries >= keys - looked_up.exact
    banded = found.queries < looked_up.bands
    rare = found.totals <= POSTINGS_PER_KEY
    codes = (looked_up.owners[found.queries] << 32) | found.rows
    near, near_hits = np.unique(codes[banded | exact], return_counts=True)
    containing, hits = _containing(looked_up, found, codes, rare, contained)
    return _most_hits(
        np.concatenate([near, containing, codes[exact]]),
        # An exact copy comes before all others.
        np.concatenate([near_hits, hits, np.full(int(exact.sum()), keys, np.int64)]),
        looked_up.documents,
    )


def _containing(
    looked_up: LookUps, found: Found, codes: NDArray[np.int64], rare: NDArray[np.bool_], contained: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The codes of pairs that share enough sampled shingles, and how many these are."""
    places = np.arange(len(looked_up.keys))
    sampled = (places >= looked_up.bands) & (places < len(places) - looked_up.exact)
    telling = np.bincount(looked_up.owners[sampled & rare], minlength=looked_up.documents)
    # A document all of whose shingles are frequent is looked for by those.
    counts = sampled[found.queries] & (rare[found.queries] | (telling == 0)[codes >> 32])
    containing, hits = np.unique(codes[counts], return_counts=True)
    enough = hits >= least_hits(telling, contained)[containing >> 32]
    return containing[enough], hits[enough]


def least_hits(sampled: NDArray[np.int64], contained: float) -> NDArray[np.int64]:
    """How many of its `sampled` shingles a document must share with one that may contain it; int64 (n,)."""
    deviation = np.sqrt(sampled * contained * (1 - contained))
    least: NDArray[np.int64] = np.maximum(np.floor(sampled * contained - _DEVIATIONS * deviation), 1).astype(np.int64)
    return least


def _most_hits(codes: NDArray[np.int64], hits: NDArray[np.int64], documents: int) -> Pairs:
    pairs, places = np.unique(codes, return_inverse=True)
    owners, rows = pairs >> 32, pairs & 0xFFFFFFFF
    crowded = np.bincount(owners, minlength=documents) > COMPARED_AT_MOST
    if not crowded.any():
        return Pairs(owners, rows, crowded)
    total = np.bincount(places, weights=hits, minlength=len(pairs))
    order = np.lexsort((rows, -total, owners))
    firsts = np.searchsorted(owners, owners)  # where each owner's pairs begin: `order` keeps owners together
    chosen = np.sort(order[np.arange(len(pairs)) - firsts < COMPARED_AT_MOST])
    return Pairs(owners[chosen], rows[chosen], crowded)
