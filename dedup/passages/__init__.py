"""Passages that documents repeat from one another: copied, changed a little, or reworded."""

from dedup.passages.passages import Passages
from dedup.passages.result import compare, find_passages, repeated_passages
from dedup.passages.settings import KINDS, PassageSettings

__all__ = ["KINDS", "PassageSettings", "Passages", "compare", "find_passages", "repeated_passages"]
