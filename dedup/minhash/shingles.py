"""Word shingles: a text as the set of its runs of five folded words."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, UINT64S, kernel, mix64

SHINGLE_WORDS = 5
"""Words in a shingle: five in a row are rarely shared by chance, and reprints with small edits keep most."""

# A shingle hashes to mix64 of a polynomial over its word hashes modulo 2**64, with a leading 1, so that the
# only shingle of a short text differs from longer ones. The multiplier is odd (Knuth's, for MMIX).
_MULTIPLIER = np.uint64(6364136223846793005)


def shingle_set(word_hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The 64-bit hashes of a text's shingles, shape (n,), sorted and unique.

    `word_hashes` (m,) as in `Words.hashes`. A text shorter than a shingle is one shingle of all its words; a
    text without words has none.
    """
    if len(word_hashes) == 0:
        return np.empty(0, np.uint64)
    hashes: NDArray[np.uint64] = _hash_runs(
        np.ascontiguousarray(word_hashes, np.uint64), min(SHINGLE_WORDS, len(word_hashes))
    )
    hashes.sort()
    first = np.empty(len(hashes), np.bool_)
    first[0] = True
    np.not_equal(hashes[1:], hashes[:-1], out=first[1:])
    return hashes[first]


@kernel(UINT64S, INT64)
def _hash_runs(word_hashes: Any, length: int) -> Any:
    """The hash of each run of `length` words."""
    hashes = np.ones(len(word_hashes) - length + 1, np.uint64)
    for place in range(length):
        for first in range(len(hashes)):
            hashes[first] = hashes[first] * _MULTIPLIER + word_hashes[first + place]
    for first in range(len(hashes)):
        hashes[first] = mix64(hashes[first])
    return hashes
