"""Words as data: their frequencies, what they name, and the phrases of furniture; each folded once."""

from dedup.boilerplate.lexicon.phrases import Phrase, load_phrase_file, load_shipped
from dedup.boilerplate.lexicon.table import Table, lookup
from dedup.boilerplate.lexicon.words import CLASSES, VOCABULARY_SIZE, lexicon

__all__ = ["CLASSES", "VOCABULARY_SIZE", "Phrase", "Table", "lexicon", "load_phrase_file", "load_shipped", "lookup"]
