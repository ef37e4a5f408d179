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
    """Pairs to compare: the place of a new document, int64 (k,), and the row of an indexed one, int64 (k,)."""

    owners: NDArray[np.int64]
    rows: NDArray[np.int64]


def proposals(looked_up: LookUps, found: Found, contained: float) -> Pairs:
    """The pairs worth comparing, in ascending order.

    One shared band is enough. Of the sampled shingles, a document that contains the new one to `contained` has about
    that share: those that have fewer by four standard deviations of the binomial distribution are left out.
    """
    owners, banded = looked_up.owners[found.queries], found.queries < looked_up.bands
    codes = (owners << 32) | found.rows
    near, near_hits = np.unique(codes[banded], return_counts=True)
    rare = found.totals <= POSTINGS_PER_KEY
    sampled = np.arange(len(looked_up.keys)) >= looked_up.bands
    telling = np.bincount(looked_up.owners[sampled & rare], minlength=looked_up.documents)
    # A document all of whose shingles are frequent is looked for by those.
    counts = ~banded & (rare[found.queries] | (telling == 0)[owners])
    containing, hits = np.unique(codes[counts], return_counts=True)
    enough = hits >= least_hits(telling, contained)[containing >> 32]
    return _most_hits(
        np.concatenate([near, containing[enough]]), np.concatenate([near_hits, hits[enough]]), looked_up.documents
    )


def least_hits(sampled: NDArray[np.int64], contained: float) -> NDArray[np.int64]:
    """How many of its `sampled` shingles a document must share with one that may contain it; int64 (n,)."""
    deviation = np.sqrt(sampled * contained * (1 - contained))
    least: NDArray[np.int64] = np.maximum(np.floor(sampled * contained - _DEVIATIONS * deviation), 1).astype(np.int64)
    return least


def _most_hits(codes: NDArray[np.int64], hits: NDArray[np.int64], documents: int) -> Pairs:
    pairs, places = np.unique(codes, return_inverse=True)
    owners, rows = pairs >> 32, pairs & 0xFFFFFFFF
    if np.bincount(owners, minlength=documents).max(initial=0) > COMPARED_AT_MOST:
        total = np.bincount(places, weights=hits, minlength=len(pairs))
        order = np.lexsort((rows, -total, owners))
        firsts = np.searchsorted(owners, owners)  # where each owner's pairs begin: `order` keeps owners together
        chosen = np.sort(order[np.arange(len(pairs)) - firsts < COMPARED_AT_MOST])
        return Pairs(owners[chosen], rows[chosen])
    return Pairs(owners, rows)
