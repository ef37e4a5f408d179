"""Arabic in the terminal: in logical order, isolated so that it does not turn its surroundings."""

from __future__ import annotations

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def isolated(text: str) -> str:
    """The text between marks that keep its direction to itself: a table keeps its columns around it.

    Ids and paths are shown without: the marks would be copied along with them.
    """
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


def unmarked(text: str) -> str:
    """The text without marks of direction, which a terminal or an editor may have added to what was copied there."""
    return text.translate(_MARKS)
