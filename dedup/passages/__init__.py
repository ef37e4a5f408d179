"""Passages that documents repeat from one another: copied, changed a little, or reworded."""

from dedup.passages.result import Passages, compare
from dedup.passages.settings import KINDS, PassageSettings

__all__ = ["KINDS", "PassageSettings", "Passages", "compare"]
