"""Finds documents that repeat others: exact copies, near duplicates, and texts contained in longer ones."""

from dedup.duplicates.decisions import KINDS, Decisions, decide
from dedup.duplicates.resources import Resources
from dedup.duplicates.result import DuplicateResult, find_duplicates
from dedup.duplicates.settings import CONTAINED_WORDS, MatchSettings, least_shingles, unknown_source
from dedup.duplicates.table import (
    DocumentTable,
    Fingerprints,
    fingerprints,
    fingerprints_of_words,
    word_sequences,
)

__all__ = [
    "CONTAINED_WORDS",
    "KINDS",
    "Decisions",
    "DocumentTable",
    "DuplicateResult",
    "Fingerprints",
    "MatchSettings",
    "Resources",
    "decide",
    "find_duplicates",
    "fingerprints",
    "fingerprints_of_words",
    "least_shingles",
    "unknown_source",
    "word_sequences",
]
