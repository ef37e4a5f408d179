"""Which documents of a crawl repeat others: every pair that shares a shingle, counted without signatures or bands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.arabic import words
from dedup.kernel import INT64S, kernel
from dedup.minhash import shingle_set

Pairs = NDArray[np.int64]
_LEAST_WORDS = 50


@dataclass(frozen=True, slots=True)
class Truth:
    """All pairs of documents, as rows of `ids` (k, 2), that repeat each other.

    `near`: Jaccard at or above the threshold. `contained`: the first has at least that share of its shingles in the
    second, which is not smaller; `long` (k,) marks those of which the first has 50 words or more.
    """

    ids: list[str]
    near: Pairs
    contained: Pairs
    long: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Score:
    """What a program made of the true pairs.

    `dropped` documents; `recall`, the share of near pairs of which it did not keep both; `contained_recall`, the same
    of long contained pairs; `precision`, the share of dropped documents that are near or contained in one that it kept.
    None where there is nothing to find.
    """

    dropped: int
    recall: float | None
    contained_recall: float | None
    precision: float | None


def exhaustive(texts: Mapping[str, str], near: float = 0.8, contained: float = 0.9) -> Truth:
    """Compare all documents that have a shingle in common."""
    lengths: list[int] = []
    sets: list[NDArray[np.uint64]] = []
    for text in texts.values():
        hashes = words(text).hashes
        lengths.append(len(hashes))
        sets.append(shingle_set(hashes))
    sizes = np.array([len(one) for one in sets], np.int64)
    pairs, common = _shared(sets)
    small, large = pairs[:, 0], pairs[:, 1]
    jaccard = common / (sizes[small] + sizes[large] - common)
    swap = sizes[small] > sizes[large]
    small, large = np.where(swap, large, small), np.where(swap, small, large)
    holds = common / sizes[small] >= contained
    small, large = small[holds], large[holds]
    long = np.array(lengths, np.int64)[small] >= _LEAST_WORDS
    return Truth(list(texts), pairs[jaccard >= near], np.column_stack([small, large]), long)


def score(truth: Truth, kept_ids: Collection[str]) -> Score:
    """Hold the choice of a program against the truth about the documents it compared."""
    kept = np.isin(np.array(truth.ids), np.array(list(kept_ids)))
    justified = np.zeros(len(kept), dtype=bool)
    for pairs in (truth.near, truth.near[:, ::-1], truth.contained):
        justified[pairs[kept[pairs[:, 1]], 0]] = True
    return Score(
        int((~kept).sum()),
        _share(~np.all(kept[truth.near], axis=1)),
        _share(~np.all(kept[truth.contained[truth.long]], axis=1)),
        _share(justified[~kept]),
    )


def _share(marks: NDArray[np.bool_]) -> float | None:
    return float(np.mean(marks)) if len(marks) else None


def _shared(sets: Iterable[NDArray[np.uint64]]) -> tuple[Pairs, NDArray[np.int64]]:
    """The pairs that share a shingle, (k, 2) with the first before the second, and how many they share."""
    listed = list(sets)
    owners = np.repeat(np.arange(len(listed)), [len(one) for one in listed])
    shingles = np.concatenate([np.empty(0, np.uint64), *listed])
    _, numbers, documents = np.unique(shingles, return_inverse=True, return_counts=True)
    often = documents[numbers] > 1
    numbers, owners = numbers[often], owners[often]
    order = np.lexsort((owners, numbers))
    starts = np.cumsum([0, *np.bincount(numbers, minlength=len(documents))]).astype(np.int64)
    offsets = np.searchsorted(owners, np.arange(len(listed) + 1)).astype(np.int64)
    found = _count_common(numbers, offsets, owners[order], starts)
    return found[:, :2], np.ascontiguousarray(found[:, 2])


@kernel(INT64S, INT64S, INT64S, INT64S)
def _count_common(numbers: Any, offsets: Any, owners: Any, starts: Any) -> Any:
    """For each document, count over the posting lists of its shingles which later documents are in them."""
    total = len(offsets) - 1
    common, met = np.zeros(total, np.int64), np.empty(total, np.int64)
    found = np.empty((1024, 3), np.int64)
    count = 0
    for row in range(total):
        others = 0
        for number in numbers[offsets[row] : offsets[row + 1]]:
            for other in owners[starts[number] : starts[number + 1]]:
                if other > row:
                    if common[other] == 0:
                        met[others] = other
                        others += 1
                    common[other] += 1
        for other in met[:others]:
            if count == len(found):
                found = np.concatenate((found, np.empty_like(found)))
            found[count, 0], found[count, 1], found[count, 2] = row, other, common[other]
            count += 1
            common[other] = 0
    return found[:count].copy()
