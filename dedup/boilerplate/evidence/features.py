"""The types of features: a property of an atom or a segment, with a name, a sentence and an example."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import Atoms
from dedup.kernel import INT64S, helper

GROUP_TYPES = ("Array(int32, 2, 'A')", "Array(int16, 2, 'A')", INT64S)
"""Numba's types of the arrays of a `Group`, which are the last arguments of a kernel."""

FULL = 127
"""The largest value of a column: yes, or a share of 1."""


class AtomFeature(NamedTuple):
    """A property of every atom with a small number of values; each value is a row of the labeller's weights.

    Value 0 always means that the evidence is absent. `size` counts the values, 0 included.
    """

    name: str
    size: int
    meaning: str
    example: str


class SegmentFeature(NamedTuple):
    """A property of every segment as a number from 0 to 127: yes or no, a share, or a count's logarithm."""

    name: str
    meaning: str
    example: str


class Group(NamedTuple):
    """The arrays of the evidence of one group: `atoms` (a, k) int32, `segments` (s, m) int16, a column a feature.

    `starts` (k,) int64 is added to the values of atoms: the first table row of each feature. Both arrays may be views
    of columns of larger ones.
    """

    atoms: NDArray[np.int32]
    segments: NDArray[np.int16]
    starts: NDArray[np.int64]

    @classmethod
    def alone(
        cls, atoms: Atoms, features: tuple[AtomFeature, ...], segment_features: tuple[SegmentFeature, ...]
    ) -> Group:
        """New arrays for one group by itself, all zeros: the evidence is absent, and nothing is added to values."""
        return cls(
            np.zeros((len(atoms.rows), len(features)), dtype=np.int32),
            np.zeros((len(atoms.segments), len(segment_features)), dtype=np.int16),
            np.zeros(len(features), dtype=np.int64),
        )


@helper
def log8(count: Any) -> Any:
    """8 * log2(count + 1) as an integer: linear between powers of two, rounded down, at most 127."""
    number = count + 1
    whole = 0
    while number >> (whole + 1):
        whole += 1
    return min(8 * whole + (((number << 3) >> whole) & 7), FULL)


@helper
def share(part: Any, whole: Any) -> Any:
    """The share `part` / `whole` as an integer from 0 to 127, rounded down; 0 where both are 0."""
    return FULL * part // max(whole, 1)
