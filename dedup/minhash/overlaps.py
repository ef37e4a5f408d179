"""The exact number of shingles that two documents share; a signature only estimates it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64_ROWS, INT64S, UINT64S, kernel

_GALLOP_RATIO = 16
"""If one set is at least this many times as long as the other, each shingle of the shorter one is searched by galloping
(steps that double, then bisection); else both are walked through. Chosen."""


def overlap(a: NDArray[np.uint64], b: NDArray[np.uint64]) -> int:
    """|A ∩ B| of two sets as sorted arrays of distinct hashes, uint64, as from `shingle_set`."""
    both = np.concatenate((a, b))
    return int(overlaps(both, np.array([0, len(a), len(both)], np.int64), np.array([[0, 1]], np.int64))[0])


def overlaps(shingles: NDArray[np.uint64], offsets: NDArray[np.int64], pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """|A ∩ B| for each pair of documents, int64 (k,).

    Document i has the shingles `shingles[offsets[i]:offsets[i + 1]]`, uint64, sorted and distinct; offsets int64
    (n + 1,); `pairs` int64 (k, 2) are rows of documents.
    """
    counts: NDArray[np.int64] = _count_shared(
        np.ascontiguousarray(shingles, np.uint64),
        np.ascontiguousarray(offsets, np.int64),
        np.ascontiguousarray(pairs, np.int64),
    )
    return counts


@kernel(UINT64S, INT64S, INT64_ROWS)
def _count_shared(shingles: Any, offsets: Any, pairs: Any) -> Any:
    """`overlaps`, by walking through the shorter set and stepping or galloping through the longer one."""
    counts = np.zeros(len(pairs), np.int64)
    for pair in range(len(pairs)):
        short, long = pairs[pair]
        if offsets[short + 1] - offsets[short] > offsets[long + 1] - offsets[long]:
            short, long = long, short
        place, stop = offsets[long], offsets[long + 1]
        gallop = stop - place >= _GALLOP_RATIO * (offsets[short + 1] - offsets[short])
        for wanted in shingles[offsets[short] : offsets[short + 1]]:
            if gallop:
                stride = 1
                while place + stride < stop and shingles[place + stride] < wanted:
                    place += stride
                    stride *= 2
                high = min(place + stride, stop)
                while place < high:
                    middle = (place + high) // 2
                    if shingles[middle] < wanted:
                        place = middle + 1
                    else:
                        high = middle
            else:
                while place < stop and shingles[place] < wanted:
                    place += 1
            if place < stop and shingles[place] == wanted:
                counts[pair] += 1
    return counts
