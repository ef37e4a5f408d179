"""The values that options of the commands choose from."""

from __future__ import annotations

from enum import Enum


class Keep(str, Enum):
    """Which of several documents that match stays."""

    EARLIEST = "earliest"
    LATEST = "latest"
    LONGEST = "longest"
    FIRST = "first"


class Appended(str, Enum):
    """What becomes of a second article glued on after the first."""

    SPLIT = "split"
    DROP = "drop"
    KEEP = "keep"


class Profile(str, Enum):
    """How sure a cut must be."""

    CONSERVATIVE = "conservative"
    BALANCED = "balanced"
    AGGRESSIVE = "aggressive"


class Passages(str, Enum):
    """What becomes of passages that documents repeat."""

    REPORT = "report"
    DROP = "drop"
    OFF = "off"


class OutputFormat(str, Enum):
    """The form of the clean documents."""

    JSONL = "jsonl"
    PARQUET = "parquet"
    TXT = "txt"


class Kind(str, Enum):
    """How a passage repeats another."""

    EXACT = "exact"
    NEAR = "near"
    REWORDED = "reworded"


class RestoredFormat(str, Enum):
    """The form of restored pages."""

    JSONL = "jsonl"
    TXT = "txt"
