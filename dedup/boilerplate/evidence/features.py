"""What a feature is: something true of an atom or a segment, with its name, a sentence and an example."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.kernel import helper

FULL = 127
"""The largest value of a column: `yes`, a share of 1."""


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
    """The evidence of one group for some pages: `atoms` (a, k) int64, a column a feature; `segments` (s, m) int64."""

    atoms: NDArray[np.int64]
    segments: NDArray[np.int64]


@helper
def log8(count: Any) -> Any:
    """Eight times the logarithm of `count + 1` to base 2, cut to straight pieces between powers; at most 127."""
    number = count + 1
    whole = 0
    while number >> (whole + 1):
        whole += 1
    return min(8 * whole + (((number << 3) >> whole) & 7), 127)


@helper
def share(part: Any, whole: Any) -> Any:
    """`part` of `whole`, from 0 to 127."""
    return 127 * part // max(whole, 1)
