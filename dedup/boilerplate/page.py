"""The units of a page in order, which rules label and cut in two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dedup.boilerplate.forms import form, line_form
from dedup.boilerplate.joins import WordEnds
from dedup.boilerplate.lines import ENDING_AT, SENTENCE, Line, Stretch
from dedup.boilerplate.pieces import Piece, Unit

_BESIDE_TEXT = frozenset({"ad", "embed", "embed_meta", "pubdate", "byline", "caption"})


class PageUnits:
    """A folded page as units; `word_ends` says which letters can only end a word."""

    def __init__(self, text: str, lines: Sequence[tuple[Line, list[Piece]]], word_ends: WordEnds) -> None:
        self.text = text
        self.word_ends = word_ends
        self.units: list[Unit] = []
        for line, pieces in lines:
            if len(pieces) == 1:
                self.units.append(self._unit(pieces[0], True, True, line))
            else:
                self.units += self._units(line, pieces)

    def label(self, index: int, label: str, rule: str, confidence: float) -> None:
        """Say what a unit is; it is no longer of any article."""
        piece = self.units[index].piece
        piece.label, piece.rule, piece.confidence, piece.article = label, rule, confidence, 0

    def split(self, index: int, *places: int) -> None:
        """Cut the unit at these offsets of the view, given in order."""
        unit = self.units[index]
        ends = (*places, unit.piece.end)
        unit.piece.end = ends[0]
        pieces = [unit.piece]
        pieces += [Piece(start, end, article=unit.piece.article) for start, end in zip(places, ends[1:], strict=True)]
        self.units[index : index + 1] = [
            self._unit(piece, unit.first and piece is pieces[0], unit.last and piece is pieces[-1], None)
            for piece in pieces
        ]

    def text_from(self, at: int) -> str:
        """The first running text from `at`."""
        return next((unit.text for unit in self.units[at : at + 4] if unit.piece.is_prose), "")

    def has_paragraphs(self, at: int, wanted: int) -> bool:
        """Whether so many paragraphs follow from `at`: the first at once, furniture between them passed over."""
        count = 0
        for place in range(at, len(self.units)):
            unit = self.units[place]
            if unit.piece.label in ("source", "tags"):
                return False
            behind_heading = place > at and not unit.first
            if unit.is_paragraph and (unit.first or (behind_heading and not count)):
                count += 1
                if count >= wanted:
                    return True
            elif not count and unit.piece.label not in _BESIDE_TEXT:
                return False
        return False

    def _units(self, line: Line, pieces: list[Piece]) -> Iterator[Unit]:
        prose = [index for index, piece in enumerate(pieces) if piece.is_prose]
        for index, piece in enumerate(pieces):
            first = not prose or index <= prose[0]
            last = not prose or index >= prose[-1]
            unit = self._unit(piece, first, last, None)
            unit.ending = _open_ending(line) if piece.end == line.end and piece.start < line.row[ENDING_AT] else None
            yield unit

    def _unit(self, piece: Piece, first: bool, last: bool, line: Line | None) -> Unit:
        text = self.text[piece.start : piece.end]
        if line is None:
            return Unit(piece, first, last, text, form(text), None)
        ending = None if line.shape & SENTENCE else _open_ending(line)
        return Unit(piece, first, last, text, line_form(line, text), line, ending)


def _open_ending(line: Line) -> Stretch | None:
    """What stands behind the last sentence of a line that does not end as one."""
    return None if line.shape & SENTENCE or line.row[ENDING_AT] == line.start else line.ending
