"""Checksums of the files of an index, and the error for files that differ from what was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError
from dedup.kernel import INT64S, UINT64S, helper, kernel, mix64

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio (Knuth, volume 3, section 6.4)
_HALF = np.uint64(32)  # bits
_REMEDY = "put back a copy, or make it again, from an export (`dedup index import`) or from the texts"


def damaged(index: Path, what: str) -> DedupError:
    """The error for an index that is damaged: `what` says which part, in one clause."""
    return DedupError(f"{index} is damaged: {what}; {_REMEDY}")


@helper
def _updated(state: Any, word: Any) -> Any:
    """The state of a checksum after one more word: a bijection of the word, and of the state before."""
    state = (state ^ word) * _MULTIPLIER
    return state ^ (state >> _HALF)


@kernel(UINT64S, INT64S, INT64S, INT64S)
def checksums(words: Any, begins: Any, ends: Any, numbers: Any) -> Any:
    """The checksum of each piece `words[begins[i]:ends[i]]`, uint64 (n,).

    `words` uint64; `begins`, `ends`, `numbers` int64 (n,). `numbers` are the places of the pieces in their file and
    part of the checksum, so a piece that was moved is noticed. Each of four states takes every fourth word: the
    processor can multiply for them at the same time.
    """
    sums = np.empty(len(begins), np.uint64)
    for piece in range(len(begins)):
        at, end = begins[piece], ends[piece]
        first = mix64(np.uint64(numbers[piece]) + _MULTIPLIER)
        second, third, fourth = np.uint64(1), np.uint64(2), np.uint64(3)
        while at + 4 <= end:
            first = _updated(first, words[at])
            second = _updated(second, words[at + 1])
            third = _updated(third, words[at + 2])
            fourth = _updated(fourth, words[at + 3])
            at += 4
        while at < end:
            first = _updated(first, words[at])
            at += 1
        state = _updated(_updated(_updated(first, second), third), fourth)
        sums[piece] = mix64(_updated(state, np.uint64(end - begins[piece])))
    return sums


def checksum(words: NDArray[np.uint64]) -> int:
    """The checksum of all words, uint64 (n,), as one piece."""
    whole: NDArray[np.uint64] = checksums(words, np.zeros(1, np.int64), np.array([len(words)]), np.zeros(1, np.int64))
    return int(whole[0])


def pieces(number: int, length: int, step: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The begins and ends, int64 (number,) each, of pieces of `length` words that start every `step` words."""
    begins = np.arange(number, dtype=np.int64) * step
    return begins, begins + length
