"""Passages that documents of one collection repeat: each occurrence aligned with the first one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.passages.alignment import aligned
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
    seeds = np.concatenate([short, long])
    found = aligned(texts, texts, seeds[np.argsort(seeds[:, 0], kind="stable")], settings)
    rank = np.empty(len(texts), np.int64)
    rank[order] = np.arange(len(texts))
    return found.chosen(_first_told(found.spans, rank))


def _first_told(spans: NDArray[np.int64], rank: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which rows tell of words of their document that no row to an earlier document, or a longer one, tells of.

    Rows to the document itself come last.
    """
    told = np.zeros(len(spans), np.bool_)
    document, covered = -1, set[int]()
    for row in np.lexsort((spans[:, 2], spans[:, 2] - spans[:, 3], rank[spans[:, 1]], spans[:, 0])).tolist():
        one, _, first, last, _, _ = spans[row].tolist()
        if one != document:
            document, covered = one, set()
        words = range(first, last)
        told[row] = not covered.issuperset(words)
        covered.update(words)
    return told
