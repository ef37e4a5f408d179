"""Seeds of alignments: places in two documents from which a few words on both sides are equal."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64, INT64S, UINT64S, kernel, mix64
from dedup.passages.texts import Texts

SEED_WORDS = 5
"""Words of a seed: as many as of a shingle."""

# A seed that more documents of the right collection have is looked up in so many of them, always the same ones for
# seeds of the same documents, so that the seeds of a passage stay together.
_LISTED = 64
_MULTIPLIER = np.uint64(6364136223846793005)


def shared_seeds(left: Texts, right: Texts) -> NDArray[np.int64]:
    """All places of equal runs of `SEED_WORDS` words, int64 (k, 2): word of the left and of the right collection."""
    ours = _runs(left.hashes, left.offsets, SEED_WORDS)
    theirs = _runs(right.hashes, right.offsets, SEED_WORDS)
    places = np.flatnonzero(theirs)
    documents = np.searchsorted(right.offsets, places, side="right") - 1
    order = np.lexsort((places, mix64(documents.astype(np.uint64)), theirs[places]))
    listed = places[order]
    seeds: NDArray[np.int64] = _join(ours, theirs[listed], listed, _LISTED)
    return seeds


@kernel(UINT64S, INT64S, INT64)
def _runs(hashes: Any, offsets: Any, length: int) -> Any:
    """The hash of the `length` words from each word on; 0 where the document has not as many left."""
    runs = np.zeros(len(hashes), np.uint64)
    for document in range(len(offsets) - 1):
        for place in range(offsets[document], offsets[document + 1] - length + 1):
            state = np.uint64(1)
            for word in hashes[place : place + length]:
                state = state * _MULTIPLIER + word
            runs[place] = max(mix64(state), np.uint64(1))
    return runs


@kernel(UINT64S, UINT64S, INT64S, INT64)
def _join(ours: Any, theirs: Any, places: Any, listed: int) -> Any:
    """Look each of our runs up in theirs, which are sorted; the first `listed` of equal ones count."""
    seeds = np.empty((1024, 2), np.int64)
    count = 0
    for place in range(len(ours)):
        if ours[place] == 0:
            continue
        at = np.searchsorted(theirs, ours[place])
        stop = min(at + listed, len(theirs))
        while at < stop and theirs[at] == ours[place]:
            if count == len(seeds):
                seeds = np.concatenate((seeds, np.empty_like(seeds)))
            seeds[count, 0], seeds[count, 1] = place, places[at]
            count += 1
            at += 1
    return seeds[:count].copy()
