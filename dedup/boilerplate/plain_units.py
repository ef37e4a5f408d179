"""Signs of units and trends as the labeller sees them: plain ones, which it has met in texts."""

from __future__ import annotations

import re

PLAIN = {"°": "%", "▲": "↑", "▼": "↓"}
"""The sign that the labeller sees in the place of another."""
_LONG_LINE = re.compile(r"[^\n]{60}")
_TREND = re.compile(r"[\d%][^\S\n]{0,8}\n?[^\S\n]{0,8}[▲▼]|[▲▼][^\S\n]{0,8}\d")
_PLAIN = str.maketrans(PLAIN)


def with_plain_units(text: str) -> str:
    """A text for the labeller in which degree signs are per cent signs, and the arrows ▲ ▼ beside a number ↑ ↓.

    Numbers in a table are content whatever their unit, but the labeller has met these signs in boxes of sites alone.
    Such a box may stand above a text: signs before its first line of 60 characters stay, if it has one. The length is
    unchanged.
    """
    if not any(sign in text for sign in PLAIN):
        return text
    prose = _LONG_LINE.search(text)
    start = prose.start() if prose else 0
    return text[:start] + _TREND.sub(lambda found: found[0].translate(_PLAIN), text[start:].replace("°", PLAIN["°"]))
