"""Which sentences of a text to drop where it repeats passages: whole sentences, never a part of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from dedup.arabic import sentence_ends, words


class Cut(NamedTuple):
    """A span to drop, `start:end` in code points, and the id of the document that has it first (`of`)."""

    start: int
    end: int
    of: str


def sentence_cuts(text: str, repeated: Iterable[Cut]) -> list[Cut]:
    """The spans of whole sentences that lie in one of the repeated spans, in order and without overlap.

    A sentence lies in a span if all its words do; if in two, it belongs to the one that begins first. A cut begins
    where the sentence before it ends and includes the white space between them, so that the remaining text joins as it
    was.

    >>> text = "قال الوزير كلمة. انتهى الاجتماع اليوم. ثم غادر."
    >>> sentence_cuts(text, [Cut(4, 38, "wire")])
    [Cut(start=16, end=38, of='wire')]
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
                cuts.append(Cut(start, end, passage.of))
    return cuts
