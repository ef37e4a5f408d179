"""Checksums of what an answer rests on, and the sentence for an index whose files are not what was written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError
from dedup.kernel import INT64S, UINT64S, helper, kernel, mix64

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_REMEDY = "put back a copy, or make it again, from an export (`dedup index import`) or from the texts"


def damaged(index: Path, what: str) -> DedupError:
    """The error for an index whose files are not what was written."""
    return DedupError(f"{index} is damaged: {what}; {_REMEDY}")


@helper
def _taken_in(state: Any, word: Any) -> Any:
    """The state after one more word: another word gives another state, and so does another state before."""
    state = (state ^ word) * _MULTIPLIER
    return state ^ (state >> _HALF)


@kernel(UINT64S, INT64S, INT64S, INT64S)
def checksums(words: Any, begins: Any, ends: Any, numbers: Any) -> Any:
    """The checksum of each piece `words[begins[i]:ends[i]]`, uint64 (n,).

    `numbers` (n,) say the place of each in its file: a piece that stands in another's place has another checksum. Four
    states take in every fourth word each, so that a processor need not wait for one multiplication after the other.
    """
    sums = np.empty(len(begins), np.uint64)
    for piece in range(len(begins)):
        at, end = begins[piece], ends[piece]
        first = mix64(np.uint64(numbers[piece]) + _MULTIPLIER)
        second, third, fourth = np.uint64(1), np.uint64(2), np.uint64(3)
        while at + 4 <= end:
            first = _taken_in(first, words[at])
            second = _taken_in(second, words[at + 1])
            third = _taken_in(third, words[at + 2])
            fourth = _taken_in(fourth, words[at + 3])
            at += 4
        while at < end:
            first = _taken_in(first, words[at])
            at += 1
        state = _taken_in(_taken_in(_taken_in(first, second), third), fourth)
        sums[piece] = mix64(_taken_in(state, np.uint64(end - begins[piece])))
    return sums


def checksum(words: NDArray[np.uint64]) -> int:
    """The checksum of all words together."""
    whole: NDArray[np.uint64] = checksums(words, np.zeros(1, np.int64), np.array([len(words)]), np.zeros(1, np.int64))
    return int(whole[0])


def pieces(number: int, length: int, step: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each of `number` pieces begins and ends, of `length` words every `step` words."""
    begins = np.arange(number, dtype=np.int64) * step
    return begins, begins + length
