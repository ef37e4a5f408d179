"""A piece with the line it stands on: what the rules about neighbours and places look at."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.boilerplate.forms import Form
from dedup.boilerplate.grammar import Piece
from dedup.boilerplate.scan import Line


@dataclass(slots=True)
class Unit:
    """A piece, its text, form; `first`, `last`: no prose before, after it on its line; `line` if it is all of it."""

    piece: Piece
    first: bool
    last: bool
    text: str
    form: Form
    line: Line | None

    @property
    def alone(self) -> bool:
        """Whether the unit is all the prose of its line."""
        return self.piece.is_prose and self.first and self.last

    @property
    def is_paragraph(self) -> bool:
        """Whether the unit is running text."""
        return self.piece.is_prose and self.form.is_sentence

    def cut(self, label: str, rule: str, confidence: float) -> None:
        """Say what the unit is; it belongs to no article unless it is metadata of one."""
        self.piece.label, self.piece.rule, self.piece.confidence = label, rule, confidence
