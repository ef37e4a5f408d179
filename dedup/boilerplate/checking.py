"""Checks the phrases and the names of evidence that a user gives to a cleaner."""

from __future__ import annotations

from collections.abc import Iterable

from dedup.boilerplate.evidence import GROUPS
from dedup.boilerplate.lexicon.phrases import Phrase, problem_of
from dedup.boilerplate.markup import MARKUP
from dedup.errors import ArgumentError

_REMEDIES = {  # by rule of removed.jsonl that is no evidence, what the error says to do about it
    "user": "it is a wording of your own; take it out of your phrases",
    "repeated-passage": "--passages report lists what documents repeat, and cuts nothing",
    "no-evidence": "all groups were taken away already",
}


def checked_phrase(given: Phrase | str) -> Phrase:
    """A phrase of the user as a `Phrase`; a string is a `line` with the label `other` and low risk.

    A string is always accepted; one without words is never found. Raises ArgumentError for another type, and for a
    `Phrase` that `problem_of` objects to.
    """
    if isinstance(given, str):
        return Phrase(given, "user", "line", "other", "low")
    if not isinstance(given, Phrase):
        raise ArgumentError(f"holds Phrases and strings, got {given!r:.80}", "phrases")
    problem = problem_of(given)
    if problem:
        raise ArgumentError(f"holds {given!r}: {problem}", "phrases")
    return given


def checked_evidence(names: Iterable[str]) -> frozenset[str]:
    """The groups and wordings to leave out: a group, a wording (`wording:` and its words), or a rule, as its group.

    Raises ArgumentError for what is no string, for an unknown group, for rules without evidence (`user`,
    `repeated-passage`, `no-evidence`), and for a colon with nothing after it.
    """
    found = set[str]()
    for name in sorted(names, key=str):
        if not isinstance(name, str):
            raise ArgumentError(f"holds names of evidence, got {name!r:.80}", "without")
        group, colon, words = name.partition(":")
        if group in _REMEDIES:
            raise ArgumentError(f"{name!r} is a rule without evidence to take away: {_REMEDIES[group]}")
        known = group in GROUPS or group == MARKUP
        if not known or (colon and not words.strip()):
            raise ArgumentError(
                f"there is no evidence {name!r} to go without: name one of {', '.join((*GROUPS, MARKUP))}, "
                "or a wording as removed.jsonl gives it, such as 'wording:اقرأ أيضا'."
            )
        found.add(name if colon and group == "wording" else group)
    return frozenset(found)
