"""Taking a page apart: prose, metadata and furniture, each span with its label and the rule that says so."""

from dedup.boilerplate.cleaner import Cleaner, clean_text
from dedup.boilerplate.lexicon import Phrase, load_phrase_file

__all__ = ["Cleaner", "Phrase", "clean_text", "load_phrase_file"]
