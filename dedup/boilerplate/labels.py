"""The labels that the labeller tells apart: those of the scheme, content for the host and for appended articles."""

from __future__ import annotations

from dedup import names

HOST, METADATA, FURNITURE = names.CONTENT, names.METADATA, names.FURNITURE
LABELS = (*HOST, *HOST, *METADATA, *FURNITURE)
"""By number: 0-2 are content of the host article, 3-5 of appended ones, the others are cut."""
BODY, TITLE, SUBHEAD = range(3)
CONTENT = 2 * len(HOST)
"""Labels from here on are cut."""
APPENDED = len(HOST)
"""What stands between a content label of the host and the same of an appended article."""
ONE = 2048
"""One, in scores of labels: these are natural logarithms of odds, in whole numbers of 1/2048."""


def number_of(label: str, article: int) -> int:
    """The number of a label of the scheme in an article (1 the host, 2 and up appended)."""
    if label in HOST:
        return HOST.index(label) + (APPENDED if article > 1 else 0)
    return LABELS.index(label, CONTENT) if label in LABELS[CONTENT:] else LABELS.index("other")
