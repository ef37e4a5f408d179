"""The words that options choose from and that outputs are labelled with: each list once, and nothing that takes long to
load, since the command line starts with them."""

from __future__ import annotations

from typing import Literal

Profile = Literal["conservative", "balanced", "aggressive"]
"""How sure a cut must be."""
Appended = Literal["split", "drop", "keep"]
"""What becomes of articles glued on after the host: documents of their own, cut, or left in."""
Keep = Literal["earliest", "latest", "longest", "first"]
"""Which of several documents that match stays."""
Passages = Literal["report", "drop", "off"]
"""What becomes of passages that documents repeat."""
Format = Literal["jsonl", "parquet", "txt"]
"""The form of the clean documents."""
RestoreFormat = Literal["jsonl", "txt"]
"""The form of restored pages."""
DuplicateKind = Literal["exact", "near", "contained"]
"""How a document repeats another."""
PassageKind = Literal["exact", "near", "reworded"]
"""How a passage repeats another."""

CONTENT = ("body", "title", "subhead")
"""The labels of what stays."""
METADATA = ("pubdate", "byline", "source", "tags")
"""The labels of what is cut, and kept as fields."""
FURNITURE = (
    "related_head", "related_item", "related_teaser", "embed", "embed_meta", "caption", "share", "ad", "comments",
    "nav", "readmore", "other",
)  # fmt: skip
"""The labels of what is cut for what it is."""
REPEATED = ("repeated_line", "repeated_passage")
"""The labels of what is cut because other pages have it, too."""
