"""Rules in the form in which they are counted, without what differs from page to page."""

from __future__ import annotations

from functools import cache, lru_cache

from dedup.arabic import fold
from dedup.boilerplate.lexicon import load_shipped


@lru_cache(maxsize=1 << 14)
def counted_rule(rule: str) -> str:
    """The rule without what differs from page to page: numbers of pages, and wordings that are not in the shipped list.

    A shipped wording is spelled as in the list; a rule of the user is unchanged. So the number of different rules stays
    small, however many pages there are.
    """
    group, colon, detail = rule.partition(":")
    if group == "wording":
        listed = _listed().get(fold(detail))
        return f"wording:{listed}" if listed else group
    return rule if group == "user" else group + colon + detail.partition(",")[0]


@cache
def _listed() -> dict[str, str]:
    """The shipped phrases by their folded words."""
    return {phrase.folded: phrase.text for phrase in load_shipped()}
