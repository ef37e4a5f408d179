"""Arabic in the terminal: in logical order, isolated so that it does not turn its surroundings."""

from __future__ import annotations

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def isolated(text: str) -> str:
    """The text between marks that keep its direction to itself: a table keeps its columns around it."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"
