"""Taking a page apart: prose, metadata and furniture, each span with its label and the rule that says so."""

from dedup.boilerplate.cleaner import Cleaner, clean_text

__all__ = ["Cleaner", "clean_text"]
