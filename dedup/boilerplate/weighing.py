"""The last word on every cut: evidence from where a piece stands, then the confidence the profile asks for."""

from __future__ import annotations

from collections.abc import Sequence, Set

from dedup.boilerplate import forms
from dedup.boilerplate.pieces import PROSE, Piece
from dedup.boilerplate.rules import is_switched_off
from dedup.model import CONTENT_LABELS, LABELS

CUT_LABELS = LABELS - CONTENT_LABELS
_NEIGHBOUR = 0.2
_SURE = 0.75


def settle(text: str, pieces: Sequence[Piece], needed: float, without: frozenset[str]) -> None:
    """Turn pieces that are not sure enough, or whose rule is switched off, back into prose."""
    if all(piece.label == PROSE for piece in pieces):
        return
    _weigh_positions(text, pieces, needed)
    article = 1
    for piece in pieces:
        article = piece.article or article
        if piece.label in CONTENT_LABELS:
            continue
        if piece.confidence < needed or is_switched_off(piece.rule, without):
            piece.label, piece.rule, piece.confidence, piece.article = PROSE, "body", 1.0, article


def _are_said(text: str, topics: Piece, said: Set[str]) -> bool:
    """Whether the running text has said most of the words behind a heading of topics."""
    wanted = forms.words(text[topics.start : topics.end])[topics.rule.count(" ") + 1 :]
    return len(wanted) > 1 and 2 * sum(word in said for word in wanted) > len(wanted)


def _weigh_positions(text: str, pieces: Sequence[Piece], needed: float) -> None:
    """A doubtful phrase gains where prose hardly stands: at the page's edges, beside furniture, behind a paragraph."""
    if not any(p.risk and p.confidence < needed for p in pieces):
        return
    prose = [i for i, p in enumerate(pieces) if p.is_prose and forms.form(text[p.start : p.end]).is_sentence]
    paragraphs = set(prose)
    first, last = (prose[0], prose[-1]) if prose else (len(pieces), -1)
    said: set[str] = set()
    for index, piece in enumerate(pieces):
        if piece.is_prose or piece.confidence >= needed or not piece.risk:
            continue
        neighbours = [pieces[i] for i in (index - 1, index + 1) if 0 <= i < len(pieces)]
        beside = any(n.label in CUT_LABELS and n.confidence >= _SURE for n in neighbours)
        behind = index - 1 in paragraphs and piece.label in ("ad", "readmore")
        edge = 0 < index < first if piece.open else (index > last or index < first)
        topics = piece.label == "tags" and index > last
        if topics:
            said = said or {word for i in prose for word in forms.words(text[pieces[i].start : pieces[i].end])}
            topics = _are_said(text, piece, said)
        if behind or edge or beside or topics:
            piece.confidence = min(1.0, piece.confidence + _NEIGHBOUR)
