"""Marks of direction in what was copied from a terminal, where `terminal.isolated` puts them."""

from __future__ import annotations

_MARKS = str.maketrans("", "", "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def unmarked(text: str) -> str:
    """The text without marks of direction, which a terminal or an editor may have added to what was copied there."""
    return text.translate(_MARKS)
