"""Joins: where two words lost the space between them.

- Another script begins (`Relatedكوريا`), or letters follow digits or digits letters (`24أرسلت`).
- A letter that only ends words has letters behind it: ة, tanwin, ى (`أيضاًالمجتمع`).
- The whole is no known word, and falls into two that are (`روسياالمصدر`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from dedup.boilerplate.lexicon.table import lookup_pair
from dedup.boilerplate.lexicon.words import COUNT_MASK, ROW_BITS
from dedup.kernel import helper, mix64

MULTIPLIER = np.uint64(6364136223846793005)  # as in `arabic.words`
LEAST_SPLIT = 6
"""Letters of a word that may be two."""
# The halves' log2 counts and bonuses must reach this sum (fitted on the gold's joins).
_JOIN_SCORE = 10


@helper
def _count_of(table: Any, key: Any) -> Any:
    """log2 of how often the corpora have a word."""
    return (lookup_pair(table, key) >> ROW_BITS) & COUNT_MASK


@helper
def hash_between(states: Any, powers: Any, first: Any, last: Any) -> Any:
    """The hash of the letters `first:last` of a word, from the states of the polynomial after each letter."""
    power = powers[last - first]
    return mix64(states[last] - states[first] * power + power)


@helper
def affix_of(state: Any) -> Any:
    """A state as a hash of 12 bits."""
    return np.int64((state * MULTIPLIER) >> np.uint64(52))


@helper
def affix(states: Any, powers: Any, first: Any, last: Any) -> Any:
    """A hash of 12 bits of a few letters."""
    power = powers[last - first]
    return affix_of(states[last] - states[first] * power + power)


@helper
def split(states: Any, powers: Any, letters: Any, first: Any, last: Any, table: Any) -> Any:
    """Where the letters `first:last` of a word that is none fall into two known words; 0 where they need not."""
    length = last - first
    if length < LEAST_SPLIT:
        return 0
    if _count_of(table, hash_between(states, powers, first, last)):
        return 0
    # A known word behind a conjunction, preposition or article letter is a word too.
    opener = letters[first]
    clitic = opener in (0x648, 0x641, 0x628, 0x644, 0x643, 0x633)
    if clitic and _count_of(table, hash_between(states, powers, first + 1, last)):
        return 0
    prefixed = clitic and letters[first + 1] in (0x628, 0x644, 0x643, 0x633, 0x627)
    if prefixed and _count_of(table, hash_between(states, powers, first + 2, last)):
        return 0
    best, place = _JOIN_SCORE, 0
    for at in range(first + 2, last - 1):
        before = _count_of(table, hash_between(states, powers, first, at))
        if before < 3:
            continue
        after = _count_of(table, hash_between(states, powers, at, last))
        if after < 3:
            continue
        article = letters[at] == 0x627 and letters[at + 1] == 0x644 and last - at > 4
        score = before + after
        if article:
            score += 4
        elif last - at == 3 and letters[at] == 0x648 and after >= 10 and at - first > 3:
            score -= 6  # `إعلان|وفي`
        elif last - at < 4 or at - first < 3:
            continue  # `طالب|هم`: an ending is no word
        else:
            score -= 2
        if at - first < 3:
            score -= 7
        elif at - first < 5 and letters[first] == 0x627 and letters[first + 1] == 0x644:
            continue  # `الم|ورقة`: the article and a letter or two are no word
        if score > best:
            best, place = score, at
    return place
