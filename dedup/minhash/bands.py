"""Locality-sensitive hashing (LSH): documents are candidates for comparison if their signatures share a band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64S, MULTIPLIER, UINT32_ROWS, UINT64_ROWS, kernel, mix64
from dedup.minhash.signatures import NUM_PERM


@dataclass(frozen=True, slots=True)
class Bands:
    """How a signature is cut: into `count` bands of `rows` slots each, from the first slot on.

    Slots that are left over at the end belong to no band.
    """

    count: int
    rows: int

    def recall(self, similarity: float) -> float:
        """The probability that two sets of this Jaccard similarity share a band: 1 - (1 - s^rows)^count.

        Source: Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, section 3.4.
        """
        return 1.0 - (1.0 - similarity**self.rows) ** self.count


def choose_bands(threshold: float, recall: float = 0.995, num_perm: int = NUM_PERM) -> Bands:
    """The bands that find pairs at the similarity `threshold` with at least this recall, and the fewest others.

    Longer bands find fewer pairs below the threshold, but need more slots for the same recall. Of the bands that reach
    the recall, the longest are chosen, and as many as the `num_perm` slots allow. Where none reach it (a threshold near
    0), bands have one slot each, which gives the highest recall. Raises ValueError if threshold or recall is not above
    0 and at most 1.
    """
    if not 0 < threshold <= 1 or not 0 < recall <= 1:
        raise ValueError(f"threshold and recall must be above 0 and at most 1, not {threshold} and {recall}")
    for rows in range(num_perm, 1, -1):
        bands = Bands(num_perm // rows, rows)
        if bands.recall(threshold) >= recall:
            return bands
    return Bands(num_perm, 1)


def band_keys(signatures: NDArray[np.uint32], bands: Bands) -> NDArray[np.uint64]:
    """One 64-bit hash for each document and band, uint64 (n, bands.count), of all slots of the band and its number.

    `signatures` uint32 (n, slots). Raises ValueError if the bands need more slots than that.
    """
    if bands.count * bands.rows > signatures.shape[1]:
        raise ValueError(f"{bands.count} bands of {bands.rows} slots do not fit a signature of {signatures.shape[1]}")
    keys: NDArray[np.uint64] = _hash_bands(np.ascontiguousarray(signatures, np.uint32), bands.count, bands.rows)
    return keys


def candidate_pairs(keys: NDArray[np.uint64], members: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """The pairs of documents that share a band key: row numbers i < j, shape (k, 2), unique, sorted.

    `keys` uint64 (n, count) as from `band_keys`; `members` int64 (m,) are the rows to pair, all if not given. Documents
    without shingles all have the same keys, and so have exact copies: leave them out, or every pair of them is
    returned. Memory grows with the number of pairs, not with the number of bands that they share.
    """
    if members is None:
        members = np.arange(len(keys), dtype=np.int64)
    members = np.sort(np.asarray(members, np.int64))
    chosen = np.ascontiguousarray(keys[members], np.uint64)
    found = [_pair_up(chosen, np.argsort(chosen[:, band]), band) for band in range(chosen.shape[1])]
    codes = np.sort(np.concatenate([np.empty(0, np.int64), *found]))
    rows = np.divmod(codes, max(len(members), 1))
    pairs: NDArray[np.int64] = members[np.column_stack(rows)]
    return pairs


@kernel(UINT32_ROWS, INT64, INT64)
def _hash_bands(signatures: Any, count: int, rows: int) -> Any:
    """`band_keys` of `count` bands of `rows` slots: a polynomial over the slots, mixed by `mix64` at each step."""
    keys = np.empty((len(signatures), count), np.uint64)
    for document in range(len(signatures)):
        for band in range(count):
            state = np.uint64(band + 1)
            for slot in range(band * rows, (band + 1) * rows):
                state = mix64(state * MULTIPLIER + np.uint64(signatures[document, slot]))
            keys[document, band] = state
    return keys


@kernel(UINT64_ROWS, INT64S, INT64)
def _pair_up(keys: Any, order: Any, band: int) -> Any:
    """The pairs that share band number `band` and none before it, as i * n + j with i < j, int64 (k,).

    `keys` uint64 (n, count); `order` int64 (n,) sorts the keys of this band.
    """
    total = len(order)
    pairs = np.empty(64, np.int64)
    count = 0
    begin = 0
    while begin < total:
        end = begin + 1
        while end < total and keys[order[end], band] == keys[order[begin], band]:
            end += 1
        for one in range(begin, end):
            for other in range(one + 1, end):
                i, j = min(order[one], order[other]), max(order[one], order[other])
                earlier = 0
                while keys[i, earlier] != keys[j, earlier]:
                    earlier += 1
                if earlier == band:
                    if count == len(pairs):
                        pairs = np.concatenate((pairs, np.empty_like(pairs)))
                    pairs[count] = i * total + j
                    count += 1
        begin = end
    return pairs[:count].copy()
