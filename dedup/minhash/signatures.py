"""MinHash signatures, equal bit by bit to those of datasketch with the scheme `affine32`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic import words
from dedup.given import as_text
from dedup.kernel import INT64S, UINT32_ROWS, UINT64S, kernel
from dedup.minhash.shingles import shingle_set

if TYPE_CHECKING:
    from datasketch import LeanMinHash

NUM_PERM = 128
"""Slots of a signature: the default of datasketch. A similarity s estimated from them has the standard error
sqrt(s(1 - s) / 128), at most 0.044 (binomial)."""

SEED = 1
"""The seed from which datasketch derives its permutations; 1 is its default."""

HASH_VERSION = 1
"""The version of all hashes: it grows whenever words, shingles, signatures or bands hash differently.

Stored hashes of different versions cannot be compared.
"""

_SCHEME = "affine32"


def signature(shingles: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The MinHash signature, uint32 (128,), of one set of shingle hashes, uint64 (n,).

    Equals `datasketch.MinHash(num_perm=128, seed=1, scheme="affine32", hashfunc=int).hashvalues` for the
    upper 32 bits of each shingle hash. The empty set gives slots of all ones, as there, so all empty sets look equal:
    a caller for whom empty texts match nothing must leave them out.
    """
    row: NDArray[np.uint32] = signatures(shingles, np.array([0, len(shingles)], np.int64))[0]
    return row


def signatures(shingles: NDArray[np.uint64], offsets: NDArray[np.int64]) -> NDArray[np.uint32]:
    """The signatures, uint32 (n, 128), of n sets: set i is `shingles[offsets[i]:offsets[i + 1]]`, uint64.

    `offsets` int64 (n + 1,). The empty set has slots of all ones, see `signature`.
    """
    rows: NDArray[np.uint32] = _sign(
        np.ascontiguousarray(shingles, np.uint64), np.ascontiguousarray(offsets, np.int64), _permutations()
    )
    return rows


def minhash(text: str | None) -> LeanMinHash:
    """The signature of a text for users of datasketch, to compare, store or index with theirs.

    A missing text (None, NaN, pandas' NA) is empty. Raises ArgumentError where it is no string.

    >>> minhash("قال وزير الخارجية إن المفاوضات مستمرة") == minhash("قال وزير الخارجيه ان المفاوضات مستمره")
    True
    """
    from datasketch import LeanMinHash

    return LeanMinHash(seed=SEED, hashvalues=signature(shingle_set(words(as_text(text)).hashes)), scheme=_SCHEME)


@cache
def _permutations() -> NDArray[np.uint32]:
    """The odd multipliers and the increments, uint32 (2, 128), drawn from the seed as datasketch draws them.

    datasketch is not imported for this: it takes half a second. NumPy guarantees that the numbers of `RandomState`
    never change.
    """
    draw = np.random.RandomState(SEED).randint
    multipliers = draw(0, 1 << 31, NUM_PERM, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return np.array([multipliers, draw(0, 1 << 32, NUM_PERM, dtype=np.uint32)])


@kernel(UINT64S, INT64S, UINT32_ROWS)
def _sign(shingles: Any, offsets: Any, permutations: Any) -> Any:
    """`signatures`: slot k is the minimum of a_k * h + b_k mod 2**32 over the hashes h of a set.

    h is the upper half of a shingle hash after `fmix32` of MurmurHash3 (Austin Appleby, public domain); `permutations`
    uint32 (2, slots) are the a and the b. The inner loop runs over all slots: LLVM compiles it to vector instructions.
    """
    slots = permutations.shape[1]
    rows = np.full((len(offsets) - 1, slots), np.uint32(0xFFFFFFFF))
    for document in range(len(rows)):
        row = rows[document]
        for place in range(offsets[document], offsets[document + 1]):
            value = np.uint32(shingles[place] >> np.uint64(32))
            value = np.uint32((value ^ (value >> np.uint32(16))) * np.uint32(0x85EBCA6B))
            value = np.uint32((value ^ (value >> np.uint32(13))) * np.uint32(0xC2B2AE35))
            value = np.uint32(value ^ (value >> np.uint32(16)))
            for slot in range(slots):
                row[slot] = min(row[slot], np.uint32(permutations[0, slot] * value + permutations[1, slot]))
    return rows
