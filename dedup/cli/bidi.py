"""Removes marks of writing direction from copied text; `terminal.isolated` adds such marks."""

from __future__ import annotations

# Unicode marks, embeddings, overrides and isolates of writing direction.
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def unmarked(text: str) -> str:
    """A text without marks of writing direction, which a terminal or an editor may have added to a copy."""
    return text.translate(_MARKS)
