"""Arabic text as matching compares it: folded words with offsets in the original text, and ends of sentences."""

from dedup.arabic.folding import FOLDING_VERSION, fold
from dedup.arabic.sentences import sentence_ends
from dedup.arabic.words import Words, code_points, matched_spelling, spelled_words, word_hash, words

__all__ = [
    "FOLDING_VERSION",
    "Words",
    "code_points",
    "fold",
    "matched_spelling",
    "sentence_ends",
    "spelled_words",
    "word_hash",
    "words",
]
