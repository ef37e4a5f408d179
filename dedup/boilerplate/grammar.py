"""One line of a page as a row of pieces: prose, and furniture recognised by its wording and the form it stands in."""

from __future__ import annotations

import re

from dedup.boilerplate import forms
from dedup.boilerplate.joins import WordEnds
from dedup.boilerplate.lines import MARKED, SENTENCE, Line
from dedup.boilerplate.phrases import PhraseBook
from dedup.boilerplate.pieces import Piece
from dedup.boilerplate.readers import COLON, CONTACT, MARKER, Reader

# How sure a phrase alone makes us, by its risk in prose and by the form it stands in.
_CONFIDENCE = {
    "alone": {"low": 0.98, "med": 0.9, "high": 0.65},  # the phrase, with its payload, is the whole line
    "tail": {
        "low": 0.95,
        "med": 0.85,
        "high": 0.72,
    },  # after a finished sentence, or furniture, to the line's end
    "glued": {"low": 0.92, "med": 0.85, "high": 0.72},  # run into its neighbour: no writer does that, a widget does
    "chain": {"low": 0.9, "med": 0.8, "high": 0.6},  # several in a row, or loose words behind
    "lead": {"low": 0.6, "med": 0.45, "high": 0.3},  # opens a line that goes on as prose
}
_NEED_COLON = ("byline", "share")
"""Labels whose headings open sentences just as well (`كتب الوزير`, `اشترك في`): without a colon they prove little."""
_CREDITS = frozenset({"share", "ad", "source", "tags", "comments", "nav", "related_head"})
_CAPTION_WORDS = 8

_LINE_RESIDUE = re.compile(r"(?:[.…،*|•:»-]+[ ]*)+")
_STRAY = re.compile(r"(?:(?<=[.!?؟…»\"”)])[ ]+\.[ ]*|\.{3}[ ]*|…[ ]*)$")
_SPEECH = re.compile(r"(?:[«“(:]|(?:^|[ \n])\")[ ]*$")
# Prepositions make a phrase part of their sentence: `وفي أخبار ذات صلة`.
_GOVERNED = re.compile(r"(?:^|[ ])[وف]?(?:في|من|عن|علي|الي|مع|بين|ضمن)[ ]+$")
_END = 12
_LOOSE = 400
# Places of a line that are asked for furniture, and pieces of it that are cut: what has more is no page, and stays.
_MOST = 2_000


class LineGrammar:
    """Parses lines of one folded page against a phrase book."""

    def __init__(self, text: str, book: PhraseBook, word_ends: WordEnds, needed: float) -> None:
        self.text = text
        self._read = Reader(text, book, word_ends)
        self._needed = needed

    def parse(self, line: Line) -> list[Piece]:
        """Cut a line into pieces that cover it but for blanks between them."""
        start, end = line.start, line.end
        captioned = line.words <= _CAPTION_WORDS and not line.shape & SENTENCE
        if not line.places and not line.shape & MARKED and not captioned:
            return [Piece(start, end)]
        pieces: list[Piece] = []
        prose = start
        weak = set() if line.shape & SENTENCE else set(line.weak)
        for place in sorted({*self._places(line), *weak})[:_MOST]:
            if place < prose or (place in weak and not pieces):
                continue
            chain = self._chain(place, start, end) if self._may_begin(place, prose, end) else []
            while chain:
                chain[0].start -= self._stray_before(prose, place)
                self._flush(pieces, prose, chain[0].start)
                pieces += chain
                place = prose = self._read.skip_blanks(chain[-1].end, end)
                chain = self._chain(place, start, end) if place < end and len(pieces) < _MOST else []
        if not pieces:
            return [Piece(start, end)]
        self._flush(pieces, prose, end)
        return self._name_topics(pieces)

    # -- where furniture may begin ------------------------------------------------------------------------------

    def _places(self, line: Line) -> set[int]:
        """Offsets worth asking: the line's start, those of the scan, and in a marked line links and contacts."""
        places = {line.start, *line.places}
        if line.shape & MARKED:
            for pattern in (MARKER, CONTACT):
                places.update(match.start() for match in pattern.finditer(self.text, line.start, line.end))
        return places

    def _may_begin(self, at: int, prose: int, end: int) -> bool:
        if at > prose and _SPEECH.search(self.text[max(prose, at - 4) : at]):
            return False  # quoted, or what somebody says
        if at == prose or forms.ends_sentence(self.text[max(prose, at - 6) : at]):
            return True
        hit = self._read.hit(at, end)
        if hit is None:
            return bool(MARKER.match(self.text, at, end))
        marked = bool(COLON.match(self.text, hit.end, end))
        glued = self.text[at - 1].isalnum()
        if glued and not self._read.splits_before(at, marked):
            return False
        inside = hit.phrase.risk == "high" and hit.phrase.label == "related_head"  # `مشيرا في نفس السياق:`
        if not glued and (inside or _GOVERNED.search(self.text[max(prose, at - 8) : at])):
            return False
        if not glued and marked and hit.phrase.label == "nav" and hit.end + _END > end:
            return False  # `قرأت الخبر التالي:` announces the line below
        rest = self.text[hit.end : min(end, hit.end + _END)].strip(" .…:|/-*؟")
        several = " " in hit.folded
        return (marked and (several or glued)) or not rest or not self._is_finished(at, end)

    # -- a chain of furniture -----------------------------------------------------------------------------------

    def _chain(self, at: int, start: int, end: int) -> list[Piece]:
        """Furniture pieces that follow one another from `at`; empty when there is none."""
        chain: list[Piece] = []
        place = at
        while place < end and len(chain) < _MOST:
            residue = _LINE_RESIDUE.match(self.text, place, end) if place == start else None
            piece = self._read.piece(residue.end() if residue else place, end)
            if piece is None:
                break
            piece.start = place
            chain.append(piece)
            place = self._read.skip_blanks(piece.end, end)
        return chain if chain and self._grade(chain, at, start, end) else []

    def _grade(self, chain: list[Piece], at: int, start: int, end: int) -> bool:
        """Give phrase pieces their confidence by the form the chain stands in; False where prose goes on too readily.

        What a related heading announces is settled later, with the lines around it.
        """
        form = self._form(chain, at, start, end)
        for piece in chain:
            if piece.risk:
                own = "glued" if piece.rule.startswith("glued:") and form != "tail" else form
                if piece.label == "related_head":
                    own = "tail"
                elif piece.open and piece.label in _NEED_COLON and piece.risk == "high":
                    own = "lead"
                piece.confidence = _CONFIDENCE[own][piece.risk]
        if form in ("alone", "tail"):
            return True
        return not chain[-1].whole and any(piece.confidence >= self._needed for piece in chain)

    def _form(self, chain: list[Piece], at: int, start: int, end: int) -> str:
        last = chain[-1].end
        if self._read.skip_blanks(last, end) >= end:
            return "alone" if at == start and len(chain) == 1 else "tail"
        if self.text[last].isalnum() and self.text[last - 1] != " ":
            return "glued"
        several = len(chain) > 1 or chain[0].label == "pubdate" or self._is_loose(last, end)
        return "chain" if several else "lead"

    def _is_loose(self, at: int, end: int) -> bool:
        """Whether the rest of the line is a few topic words, with credits perhaps, and no sentence."""
        return end - at <= _LOOSE and not self._is_finished(at, end) and forms.are_topics(self.text[at:end])

    def _is_finished(self, at: int, end: int) -> bool:
        return forms.ends_sentence(self.text[max(at, end - _END) : end])

    def _stray_before(self, prose: int, at: int) -> int:
        """How many characters of stray punctuation before furniture belong to it, blanks in front left to the prose."""
        match = _STRAY.search(self.text[max(prose, at - 6) : at])
        return len(match.group().lstrip(" ")) if match else 0

    # -- topics without a heading -------------------------------------------------------------------------------

    def _name_topics(self, pieces: list[Piece]) -> list[Piece]:
        """Unfinished words between share buttons and credits of one line, or alone before a credit, are topics."""
        for index, piece in enumerate(pieces[:-1]):
            around = {other.label for other in pieces[max(0, index - 1) : index + 2] if other is not piece}
            if not piece.is_prose or not around <= _CREDITS or piece.end - piece.start > _LOOSE:
                continue
            text = self.text[piece.start : piece.end]
            if index and pieces[index - 1].label == "related_head":
                continue  # a headline, however short of verbs
            led = index > 0 or (pieces[1].label == "source" and "_" in text)
            if led and forms.are_topics(text):
                piece.label, piece.rule, piece.confidence = "tags", "topics-between-furniture", 0.85
        return pieces

    def _flush(self, pieces: list[Piece], start: int, end: int) -> None:
        start = self._read.skip_blanks(start, end)
        while end > start and self.text[end - 1] == " ":
            end -= 1
        if end > start:
            pieces.append(Piece(start, end))
