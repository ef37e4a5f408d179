"""The names of the rules, so that a user can switch one off, and hear of it when there is none of that name."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from dedup.arabic.view import view
from dedup.errors import DedupError

FAMILIES = ("phrase", "glued", "repeated-line", "repeated-heading", "repeated-ending", "repeated-opening")
"""Rules with a detail behind a colon: which phrase, which source; the name alone stands for all of a family."""

RULES = (
    "before-buttons",
    "breadcrumb",
    "caption-credit",
    "card",
    "contact",
    "control-characters",
    "credit-ending",
    "credit-line",
    "date-line",
    "double-starred",
    "heading-by-position",
    "heading-with-item",
    "image-link",
    "initials",
    "items-after-heading",
    "latin-label",
    "list-after-heading",
    "name-and-place",
    "name-line",
    "network-request",
    "network-row",
    "page-button",
    "post-before-signature",
    "post-link",
    "rule-line",
    "staff-credits",
    "starred-note",
    "tail-line",
    "topics-between-furniture",
    "topics-of-the-page",
    "tweet-signature",
)


def switched_off(names: Iterable[str]) -> frozenset[str]:
    """Rule names as the rules carry them: phrases folded. Raises DedupError for a name that no rule has."""
    return frozenset(_known(name) for name in names)


def is_switched_off(rule: str, off: frozenset[str]) -> bool:
    """Whether a rule, or its family, is switched off."""
    return bool(off) and (rule in off or rule.split(":", 1)[0] in off)


def _known(name: str) -> str:
    family, colon, detail = name.partition(":")
    if family in FAMILIES:
        return f"{family}:{' '.join(view(detail).text.split())}" if family in ("phrase", "glued") and colon else name
    if name in RULES:
        return name
    near = get_close_matches(name, (*RULES, *FAMILIES), n=1)
    hint = f"did you mean {near[0]!r}?" if near else "removed.jsonl names the rule of every cut."
    raise DedupError(f"without: there is no rule {name!r}; {hint}")
