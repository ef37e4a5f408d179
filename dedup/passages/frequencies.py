"""How often words are used: counted in the compared collections and, where these are small, in Arabic texts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

ENOUGH_WORDS = 200_000
"""Words of collections whose own counts say how often each is used. Chosen: in two pages every word seems frequent."""

_MILLION = 1e6


def stem_frequencies(stems: Sequence[str], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """The share of each of the s `stems` in all words, float64 (s,); `left` and `right` are their numbers.

    Collections of fewer than `ENOUGH_WORDS` words are filled up with as many words of Arabic news and encyclopedias, in
    which stems beyond the 2,000 most frequent ones do not occur.
    """
    counts = np.bincount(np.concatenate([left, right]), minlength=len(stems)).astype(np.float64)
    words = max(len(left) + len(right), ENOUGH_WORDS)
    added = words - len(left) - len(right)
    if added:
        counts += added * np.array([_of_language().get(stem, 0.0) for stem in stems])
    return counts / words


@cache
def _of_language() -> dict[str, float]:
    """The share of the most frequent stems in the words of Arabic texts.

    `frequent_stems.txt` has a stem and its occurrences in a million words a line.
    """
    lines = (files("dedup.passages") / "frequent_stems.txt").read_text("utf-8").splitlines()
    return {stem: int(number) / _MILLION for stem, number in map(str.split, lines)}
