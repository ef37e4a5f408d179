"""Light stemming of Arabic words: the commonest prefixes and suffixes are removed, and each stem gets a number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.arabic import fold, matched_spelling, words
from dedup.passages.texts import Texts

# The article with and without its particles, conjunctions, prepositions and the future's prefix, longest first;
# pronouns, plurals, duals and feminine endings, as folding writes them. After the light stemmers of Larkey,
# Ballesteros and Connell, Light Stemming for Arabic Information Retrieval (2007), with the object pronouns.
_PREFIXES = tuple("وال فال بال كال لل ال و ف ب ل ك س".split())
_SUFFIXES = tuple("تها يها ها هم هن كم نا ات ون ين ان يه تي وا ته ه ي ا ت".split())
# Letters that must remain; four after a prefix of one letter: before three, it is as often a part of the word.
_LEAST_LETTERS, _LEAST_BEHIND_LETTER = 3, 4


def stem(word: str) -> str:
    """A folded word without the longest prefix, then without the longest suffix, of a list that leaves enough letters.

    Three letters must remain, four behind a prefix of one letter. A word with no such prefix or suffix is unchanged.

    >>> stem("والمدرسات"), stem("مدرسه"), stem("وقال"), stem("قال")
    ('مدرس', 'مدرس', 'وقال', 'قال')
    """
    for prefix in _PREFIXES:
        least = _LEAST_LETTERS if len(prefix) > 1 else _LEAST_BEHIND_LETTER
        if word.startswith(prefix) and len(word) - len(prefix) >= least:
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_LETTERS:
            return word[: -len(suffix)]
    return word


def stem_numbers(
    collections: Sequence[tuple[Sequence[str], Texts]],
) -> tuple[list[NDArray[np.int64]], list[str]]:
    """The number of the stem of each word, from 0 on, int64 (n,) for each collection of texts and their layout.

    Words with the same stem have the same number in all collections. Also returns the stems, in the order of their
    numbers.
    """
    hashes = np.concatenate([layout.hashes for _, layout in collections])
    distinct, first, number = np.unique(hashes, return_index=True, return_inverse=True)
    spelled = _spellings(collections, first)
    stems: dict[str, int] = {}
    of_word = [stems.setdefault(stem(matched_spelling(spelled[word])), len(stems)) for word in distinct.tolist()]
    numbers = np.array(of_word, dtype=np.int64)[number]
    return np.split(numbers, np.cumsum([len(layout.hashes) for _, layout in collections])[:-1]), list(stems)


def _spellings(collections: Sequence[tuple[Sequence[str], Texts]], places: NDArray[np.int64]) -> dict[int, str]:
    """The folded words at some places, by their hashes; places count through all collections."""
    written = []
    before = 0
    for texts, layout in collections:
        own = places[(places >= before) & (places < before + len(layout.hashes))] - before
        rows = np.searchsorted(layout.offsets, own, side="right") - 1
        spans = zip(rows.tolist(), layout.starts[own].tolist(), layout.ends[own].tolist(), strict=True)
        written += [texts[row][start:end] for row, start, end in spans]
        before += len(layout.hashes)
    joined = " ".join(written)
    # A code point that folds to several words (ﷺ to four) adds all of them: words are hashed again, not counted.
    return dict(zip(words(joined).hashes.tolist(), fold(joined).split(" "), strict=False))
