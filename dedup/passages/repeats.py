"""Passages that documents of one collection repeat: each occurrence aligned with the first one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import INT64_ROWS, INT64S, kernel
from dedup.passages.alignment import repeated
from dedup.passages.passages import Passages
from dedup.passages.seeds import first_seeds
from dedup.passages.settings import PassageSettings
from dedup.passages.texts import Texts


def order_of_appearance(dates: Sequence[str], ids: Sequence[Any]) -> NDArray[np.int64]:
    """The rows of documents from the first to appear on: by date, unknown ones last, then by id. (d,)"""
    rows = sorted(range(len(ids)), key=lambda row: (not dates[row], dates[row], ids[row]))
    return np.array(rows, dtype=np.int64)


def repeats(texts: Texts, order: NDArray[np.int64], sources: NDArray[np.int64], settings: PassageSettings) -> Passages:
    """The passages of documents that earlier ones in `order` have, in the order of the documents' words.

    Each run of words is looked up where it has stood first, so a passage in a hundred documents makes 99 rows,
    and the work grows with the text, not with the pairs. Runs of `settings.min_words` are looked up as such
    beside the short ones: none of them is missed for parts that have stood elsewhere before. `sources` (d,)
    numbers the source of each document; they matter with `settings.cross_source` only.

    What no earlier document has, but the document itself has twice, is a passage of the document and itself: the later
    place repeats the first word for word, and the two do not overlap.
    """
    origins = sources if settings.cross_source else np.arange(len(texts))
    short = first_seeds(texts, order, origins)
    long = first_seeds(texts, order, origins, settings.min_words, within=not settings.cross_source)
    rank = np.empty(len(texts), np.int64)
    rank[order] = np.arange(len(texts))
    found = repeated(texts, short, long, settings)
    return Passages.all_of(some.chosen(_first_told(some.spans, rank)) for some in found)


def _first_told(spans: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows tell of words of their document that no row to an earlier document, or a longer one, tells of.

    All rows of a document are there. Those to the document itself come last.
    """
    order = np.lexsort((spans[:, 2], spans[:, 2] - spans[:, 3], rank[spans[:, 1]], spans[:, 0]))
    told: NDArray[np.bool_] = _tell(spans, order)
    return told


@kernel(INT64_ROWS, INT64S)
def _tell(spans: Any, order: Any) -> Any:
    """Take in the words of spans in turn: which of them have words that none before them has."""
    low: Any = np.int64(2) ** 62
    high: Any = np.int64(0)
    for row in order:
        low, high = min(low, spans[row, 2]), max(high, spans[row, 3])
    # The next word from each on that is not told of; halving paths keeps looking for it short.
    after = np.arange(max(high - low, 0) + 1)
    told = np.zeros(len(spans), np.bool_)
    for row in order:  # no two documents have words in common
        at, stop = spans[row, 2] - low, spans[row, 3] - low
        while True:
            while after[at] != at:
                after[at] = after[after[at]]
                at = after[at]
            if at >= stop:
                break
            told[row] = True
            after[at] = at + 1
    return told
