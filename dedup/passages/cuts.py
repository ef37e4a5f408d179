"""What of a text goes when its repeated passages are dropped: whole sentences, never half of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from dedup.arabic import sentence_ends, words


class Cut(NamedTuple):
    """A stretch of a text to drop, half open in code points, and the document that has it first."""

    start: int
    end: int
    of: str


def sentence_cuts(text: str, repeated: Iterable[Cut]) -> list[Cut]:
    """The sentences of a text all whose words lie in one of the repeated stretches, apart and in order.

    A cut begins where the sentence before ends, with the white space between them, so that what stays is joined
    as it was.

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
