"""What a page is cut into: pieces of its folded text, and pieces with the line they stand on."""

from __future__ import annotations

from dataclasses import dataclass

from dedup.boilerplate.forms import Form
from dedup.boilerplate.lines import Line, Stretch

PROSE = "body"


@dataclass(slots=True)
class Piece:
    """A stretch `start:end` of the view with its label and the rule behind it; prose until something says otherwise.

    `risk` is that of the phrase it was recognised by; `open` says that words follow a heading which no colon ends,
    `whole` that the phrase proves nothing unless it is all of its line.
    """

    start: int
    end: int
    label: str = PROSE
    rule: str = "body"
    confidence: float = 1.0
    article: int = 1
    risk: str = ""
    open: bool = False
    whole: bool = False

    @property
    def is_prose(self) -> bool:
        """Whether nothing has claimed the piece yet."""
        return self.label == PROSE


@dataclass(slots=True)
class Unit:
    """A piece, its text, form; `first`, `last`: no prose before, after it on its line; `line` if it is all of it.

    `ending` is what stands behind the last sentence of an unfinished line, where that is part of the piece.
    """

    piece: Piece
    first: bool
    last: bool
    text: str
    form: Form
    line: Line | None
    ending: Stretch | None = None

    @property
    def alone(self) -> bool:
        """Whether the unit is all the prose of its line."""
        return self.first and self.last and self.piece.label == PROSE

    @property
    def is_paragraph(self) -> bool:
        """Whether the unit is running text."""
        return self.piece.label == PROSE and self.form.is_sentence

    @property
    def is_open_credit(self) -> bool:
        """Whether it is a heading of sources and nothing else: `المصادر:` announces a list of books."""
        return self.piece.label == "source" and self.text.endswith(":")

    def restore(self) -> None:
        """Take back what a rule has said of the unit: it is prose."""
        piece = self.piece
        piece.label, piece.rule, piece.confidence, piece.risk = PROSE, PROSE, 1.0, ""

    def cut(self, label: str, rule: str, confidence: float) -> None:
        """Say what the unit is; it belongs to no article unless it is metadata of one."""
        self.piece.label, self.piece.rule, self.piece.confidence = label, rule, confidence
