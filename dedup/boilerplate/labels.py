"""The labels that the labeller distinguishes: content labels of the host and of appended articles, and labels of
cuts.
"""

from __future__ import annotations

from dedup import names

HOST, METADATA, FURNITURE = names.CONTENT, names.METADATA, names.FURNITURE
LABELS = (*HOST, *HOST, *METADATA, *FURNITURE)
"""By number: 0-2 are content of the host article, 3-5 of appended ones, the others are cut."""
BODY, TITLE, SUBHEAD = range(3)
FIRST_CUT = 2 * len(HOST)
"""Labels from here on are cut, those before are content."""
APPENDED = len(HOST)
"""The difference between the number of a content label of an appended article and that of the host."""
ONE = 2048
"""The unit of scores of labels: they are natural logarithms of odds, in integers of 1/2048."""


def number_of(label: str, article: int) -> int:
    """The number of a label in an article (1 the host, 2 and up appended); unknown labels count as `other`."""
    if label in HOST:
        return HOST.index(label) + (APPENDED if article > 1 else 0)
    return LABELS.index(label, FIRST_CUT) if label in LABELS[FIRST_CUT:] else LABELS.index("other")
