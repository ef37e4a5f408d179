"""Passages that documents repeat from one another: copied, changed a little, or reworded."""

from dedup.passages.passages import Passages
from dedup.passages.result import PassageResult, compare, find_passages, repeated_passages
from dedup.passages.settings import KINDS, PassageSettings

__all__ = ["KINDS", "PassageResult", "PassageSettings", "Passages", "compare", "find_passages", "repeated_passages"]
