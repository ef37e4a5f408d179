"""Which rows repeat the same passage, and which passages everybody quotes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# A quotation has been taken by so many sources from one another, or from elsewhere...
_MANY_SOURCES = 5
# ...and is at most this share of the documents that have it.
_SMALL_SHARE = 0.25


def clustered(documents: NDArray[np.int64], starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """The cluster of each row, from 1 on, by the passage it repeats: words `starts` to `ends` of a document. (k,)

    Read from the start of each document, a passage opens a cluster; those that lie in it by half of their
    words or more belong to it. Clusters count in the order of the documents, then of their passages.
    """
    numbers = np.zeros(len(documents), np.int64)
    number, document, end = 0, -1, 0
    for row in np.lexsort((-ends, starts, documents)).tolist():
        first, last = int(starts[row]), int(ends[row])
        if documents[row] != document or 2 * (min(end, last) - first) < last - first:
            number, document, end = number + 1, int(documents[row]), last
        numbers[row] = number
    return numbers


def quoted(
    clusters: NDArray[np.int64],
    spans: NDArray[np.int64],
    shares: NDArray[np.float64],
    sources: Sequence[tuple[str, str]],
) -> NDArray[np.bool_]:
    """Which rows (k,) belong to quotations: many sources have them, in documents that share nothing else.

    `spans` int64 (k, 6) as in `Aligned`; `shares` (k,) how much of its document a row is; `sources` of each
    row's two documents. In a quotation's cluster, more than half of the rows are the only one of their two
    documents and a small part of theirs.
    """
    names = {name: number for number, name in enumerate(sorted({name for pair in sources for name in pair}))}
    numbers = np.array([(names[one], names[other]) for one, other in sources], dtype=np.int64).reshape(-1, 2)
    having = np.unique(np.concatenate([np.column_stack([clusters, numbers[:, side]]) for side in (0, 1)]), axis=0)
    having_counts = np.bincount(having[:, 0], minlength=int(clusters.max(initial=0)) + 1)
    _, pair, rows_of_pair = np.unique(spans[:, :2], axis=0, return_inverse=True, return_counts=True)
    alone = (rows_of_pair[pair.reshape(-1)] == 1) & (shares <= _SMALL_SHARE)
    size = np.bincount(clusters, minlength=len(having_counts))
    mostly = 2 * np.bincount(clusters, alone, minlength=len(having_counts)) > size
    marked: NDArray[np.bool_] = ((having_counts >= _MANY_SOURCES) & mostly)[clusters]
    return marked
