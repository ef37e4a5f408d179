"""Which sentences of a text to drop where it repeats passages: whole sentences, and only what others have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from dedup.arabic import sentence_ends, words
from dedup.kernel import MULTIPLIER
from dedup.minhash.shingles import SHINGLE_WORDS

_OWN_WORDS = SHINGLE_WORDS
"""Words in a row that only the later text has, at least, for the sentences with them to stay. Chosen: a sentence with
an edited name or two is still cut, one of five words that only this text has is not.
"""


class Cut(NamedTuple):
    """A span to drop, `start:end` in code points, the id of the document that has it first (`of`), and the number of
    the passage that it is in.
    """

    start: int
    end: int
    of: str
    passage: int = 0


def sentence_cuts(text: str, repeated: Iterable[Cut]) -> list[Cut]:
    """The spans of whole sentences that lie in one of the repeated spans, in order and without overlap.

    A sentence lies in a span if all its words do; if in two, it belongs to the one that begins first. All sentences in
    one repeated span make one cut, whose `of` and `passage` are those of the span. A cut begins where the sentence
    before it ends and includes the white space between them, so that the remaining text joins as it was.

    >>> text = "قال الوزير كلمة. انتهى الاجتماع اليوم. ثم غادر."
    >>> sentence_cuts(text, [Cut(4, 38, "wire")])
    [Cut(start=16, end=38, of='wire', passage=0)]
    """
    found = words(text)
    bounds = np.array([0, *sentence_ends(text)])
    first = np.searchsorted(found.starts, bounds)
    cuts: list[Cut] = []
    for passage in sorted(repeated):
        inside = [
            sentence
            for sentence in range(len(bounds) - 1)
            if first[sentence] < first[sentence + 1]
            and passage.start <= found.starts[first[sentence]]
            and found.ends[first[sentence + 1] - 1] <= passage.end
        ]
        if inside:
            start, end = int(bounds[inside[0]]), int(bounds[inside[-1] + 1])
            start = max(start, cuts[-1].end) if cuts else start
            if start < end:
                cuts.append(Cut(start, end, passage.of, passage.passage))
    return cuts


def shared_pieces(own: NDArray[np.uint64], other: NDArray[np.uint64]) -> list[tuple[int, int]]:
    """The parts of a near passage that the other text has, too: half-open ranges of its words.

    `own` (n,) and `other` (m,) are the hashes of the words of both. Between the parts are `_OWN_WORDS` words or more in
    a row that are in none of the shingles of both.

    >>> own, other = np.arange(40, dtype=np.uint64), np.arange(40, dtype=np.uint64)
    >>> own[15:25] += np.uint64(100)  # ten words of its own
    >>> shared_pieces(own, other)
    [(0, 15), (25, 40)]
    """
    shared = np.isin(_shingles(own), _shingles(other))
    is_own = np.ones(len(own), dtype=bool)
    for place in range(SHINGLE_WORDS):
        is_own[place : len(shared) + place] &= ~shared
    edges = np.flatnonzero(np.diff(is_own, prepend=False, append=False)).reshape(-1, 2)
    bounds = [0, *edges[edges[:, 1] - edges[:, 0] >= _OWN_WORDS].ravel().tolist(), len(own)]
    return [(first, last) for first, last in zip(bounds[::2], bounds[1::2], strict=True) if first < last]


def _shingles(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of each run of `SHINGLE_WORDS` words, uint64 (n - SHINGLE_WORDS + 1,); empty for fewer words."""
    if len(hashes) < SHINGLE_WORDS:
        return np.empty(0, dtype=np.uint64)
    powers = np.array([pow(int(MULTIPLIER), power, 1 << 64) for power in range(SHINGLE_WORDS)], dtype=np.uint64)
    found: NDArray[np.uint64] = (sliding_window_view(hashes, SHINGLE_WORDS) * powers).sum(axis=1, dtype=np.uint64)
    return found
