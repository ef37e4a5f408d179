"""Which indexed documents to compare with new ones: those that share a band, or enough sampled shingles."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.index.core.keys import LookupKeys
from dedup.index.core.postings import Found

POSTINGS_PER_KEY = 1000
"""Postings (documents) read under one key. A shingle in more documents says little; of a band, the oldest documents
are enough. Chosen; the tests of many near copies hold it."""

COMPARED_AT_MOST = 100
"""Documents compared with one new document, those that share the most keys first: it bounds the work in a family of
near copies. Chosen; the tests of many near copies hold it."""

_DEVIATIONS = 4.0
"""Standard deviations: a container has fewer hits than the mean less so many with a probability of about 3e-5."""


class CandidatePairs(NamedTuple):
    """Pairs of a new and an indexed document to compare.

    `owners` int64 (k,), the place of the new document in its batch; `rows` int64 (k,), the row of the indexed one;
    `truncated` bool (documents,), whether a new document has more than `COMPARED_AT_MOST` candidates: the others were
    left out.
    """

    owners: NDArray[np.int64]
    rows: NDArray[np.int64]
    truncated: NDArray[np.bool_]

    def of(self, chosen: NDArray[np.bool_]) -> CandidatePairs:
        """The pairs where `chosen` (k,) is true."""
        return CandidatePairs(self.owners[chosen], self.rows[chosen], self.truncated)


def candidates(keys: LookupKeys, found: Found, contained: float) -> CandidatePairs:
    """The pairs worth comparing, in ascending order of owner and row.

    `found` are the postings under `keys`; `contained` is the threshold of containment. A shared band or exact key is
    enough. Without these, an indexed document is a candidate where it shares at least `least_hits` of the sampled
    shingles that have at most `POSTINGS_PER_KEY` postings (or any, where all have more). Of each new document at most
    `COMPARED_AT_MOST` pairs are kept: exact copies first, then those that share the most keys.
    """
    count = len(keys.keys)
    exact = found.queries >= count - keys.exact
    banded = found.queries < keys.bands
    rare = found.totals <= POSTINGS_PER_KEY
    codes = (keys.owners[found.queries] << 32) | found.rows
    near, near_hits = np.unique(codes[banded | exact], return_counts=True)
    containing, hits = _possible_containers(keys, found, codes, rare, contained)
    return _most_hits(
        np.concatenate([near, containing, codes[exact]]),
        # An exact copy counts as if it shared all keys: it comes before all others.
        np.concatenate([near_hits, hits, np.full(int(exact.sum()), count, np.int64)]),
        keys.documents,
    )


def _possible_containers(
    keys: LookupKeys, found: Found, codes: NDArray[np.int64], rare: NDArray[np.bool_], contained: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The pairs that share at least `least_hits` sampled shingles, as codes (k,), and how many they share, (k,).

    `codes` (m,) is `owner << 32 | row` of each posting; `rare` bool, one for each key, whether all its postings were
    read: other shingles count only for a document that has no rare one, for which one shared shingle is enough.
    """
    places = np.arange(len(keys.keys))
    sampled = (places >= keys.bands) & (places < len(places) - keys.exact)
    rare_keys = np.bincount(keys.owners[sampled & rare], minlength=keys.documents)
    # A document all of whose sampled shingles are frequent is looked up by those.
    counts = sampled[found.queries] & (rare[found.queries] | (rare_keys == 0)[codes >> 32])
    containing, hits = np.unique(codes[counts], return_counts=True)
    enough = hits >= least_hits(rare_keys, contained)[containing >> 32]
    return containing[enough], hits[enough]


def least_hits(sampled: NDArray[np.int64], contained: float) -> NDArray[np.int64]:
    """How many of its `sampled` shingles (n,) a document must share with a possible container, int64 (n,); 1 or more.

    The mean of the binomial distribution, sampled * contained, less four standard deviations.
    """
    deviation = np.sqrt(sampled * contained * (1 - contained))
    least: NDArray[np.int64] = np.maximum(np.floor(sampled * contained - _DEVIATIONS * deviation), 1).astype(np.int64)
    return least


def _most_hits(codes: NDArray[np.int64], hits: NDArray[np.int64], documents: int) -> CandidatePairs:
    """The pairs in `codes` (new document << 32 | row), each once, in ascending order of document and row.

    Where a new document has more than COMPARED_AT_MOST, only those with the most hits are kept: the hits of equal codes
    are added up, and ties go to the lower row. `documents` is the number of new documents; the third field of the
    result tells which of them had too many.
    """
    pairs, places = np.unique(codes, return_inverse=True)
    owners, rows = pairs >> 32, pairs & 0xFFFFFFFF
    truncated = np.bincount(owners, minlength=documents) > COMPARED_AT_MOST
    if not truncated.any():
        return CandidatePairs(owners, rows, truncated)
    total = np.bincount(places, weights=hits, minlength=len(pairs))
    order = np.lexsort((rows, -total, owners))
    firsts = np.searchsorted(owners, owners)  # where each owner's pairs begin: `order` keeps owners together
    chosen = np.sort(order[np.arange(len(pairs)) - firsts < COMPARED_AT_MOST])
    return CandidatePairs(owners[chosen], rows[chosen], truncated)
