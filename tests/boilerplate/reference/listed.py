"""Listed phrases among the atoms of a page, found by their words in a dict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from dedup.arabic.folding import fold
from dedup.boilerplate.lexicon.phrases import CATEGORIES, Phrase, load_shipped
from tests.boilerplate.reference.atoms import Atom

Phrases = Mapping[tuple[str, ...], int]
"""By folded words, at most eight, the numbers of phrases."""
USER = 64
"""Numbers of phrases from here on are the user's."""


def numbered(shipped: Sequence[Phrase], added: Sequence[Phrase] = ()) -> Phrases:
    """By folded words, at most eight, the number of a phrase: of shipped ones their kind, of added ones their place."""
    found: dict[tuple[str, ...], int] = {}
    for phrase in shipped:
        category = CATEGORIES.index(phrase.category) if phrase.category in CATEGORIES else len(CATEGORIES)
        found[tuple(fold(phrase.text).split()[:8])] = 1 + 2 * category + (phrase.risk == "high")
    for place_, phrase in enumerate(added):
        found[tuple(fold(phrase.text).split()[:8])] = USER + place_
    return {words: number for words, number in found.items() if words}


@cache
def shipped(*categories: str) -> Phrases:
    """The phrases of some categories that come with the package."""
    return numbered([phrase for phrase in load_shipped() if phrase.category in categories])


def longest(atoms: Sequence[Atom], first: int, phrases: Phrases) -> tuple[int, int, int]:
    """The number of the longest phrase from an atom on, the atom behind it, its words; no link or line end in it."""
    found = (0, first, 0)
    words: tuple[str, ...] = ()
    for at in range(first, len(atoms)):
        atom = atoms[at]
        if at > first and atom.breaks:
            break
        if atom.kind == "mark" and at - first < 16:
            continue
        if not atom.is_word and atom.kind != "number":
            break
        words = (*words, atom.text)
        if words in phrases:
            found = (phrases[words], at + 1, len(words))
    return found
