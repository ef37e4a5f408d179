"""The 64-bit keys by which documents are looked up in an index: bands, sampled shingles, exact keys, ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dedup.duplicates import Fingerprints
from dedup.minhash import Bands, band_keys
from dedup.rows import offsets_of

SAMPLED_ONE_IN = 12
"""One shingle in so many is a key: containers are found by these.

Derived: a document of 50 words has 46 shingles; one that contains it to 0.9 shares 41 of them, at least one of which is
a key with probability 1 - (11/12)^41 = 97.2%; of 100 words, 99.9%. Index files depend on the number.
"""


@dataclass(frozen=True, slots=True, eq=False)
class LookupKeys:
    """The m keys by which n documents are looked up.

    `keys` uint64 (m,); `owners` int64 (m,), the document of each key, from 0 to n - 1; `documents` is n. The first
    `bands` keys are signature bands, the last `exact` keys are hashes of whole texts, those between are sampled
    shingles.
    """

    keys: NDArray[np.uint64]
    owners: NDArray[np.int64]
    bands: int
    exact: int
    documents: int

    def parts(self, keys: int) -> Iterator[LookupKeys]:
        """Yield the keys in parts of consecutive documents: at most `keys` of them, or those of one document with more.

        In a part, `owners` and `documents` are still those of all n documents.
        """
        before = offsets_of(np.bincount(self.owners, minlength=self.documents))
        first = 0
        while first < self.documents:
            stop = max(int(np.searchsorted(before, before[first] + keys, side="right")) - 1, first + 1)
            chosen = (self.owners >= first) & (self.owners < stop)
            exact = int(chosen[len(chosen) - self.exact :].sum())
            yield LookupKeys(
                self.keys[chosen], self.owners[chosen], int(chosen[: self.bands].sum()), exact, self.documents
            )
            first = stop


def lookup_keys(prints: Fingerprints, bands: Bands) -> LookupKeys:
    """The keys of n documents with these fingerprints; a document without words has none.

    Sampled shingles are those whose hash `SAMPLED_ONE_IN` divides; of an exact key, the first half is used.
    """
    sizes = prints.sizes
    filled = np.flatnonzero(sizes)
    banded = band_keys(prints.signatures[filled], bands)
    sampled = np.flatnonzero(prints.shingles % np.uint64(SAMPLED_ONE_IN) == 0)
    return LookupKeys(
        np.concatenate([banded.ravel(), prints.shingles[sampled], prints.exact_keys[filled, 0]]),
        np.concatenate(
            [np.repeat(filled, bands.count), np.searchsorted(prints.offsets, sampled, side="right") - 1, filled]
        ),
        banded.size,
        len(filled),
        len(sizes),
    )


def expected_keys(sizes: NDArray[np.int64], bands: Bands) -> NDArray[np.int64]:
    """About how many lookup keys documents of so many shingles have, int64 (n,)."""
    counts: NDArray[np.int64] = bands.count + 1 + sizes // SAMPLED_ONE_IN
    return counts


def id_keys(ids: Iterable[str]) -> NDArray[np.uint64]:
    """The key of each id, uint64 (n,): 8 bytes of BLAKE2b. Two ids may have the same key."""
    digests = b"".join(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in ids)
    return np.frombuffer(digests, "<u8").astype(np.uint64, copy=False)
