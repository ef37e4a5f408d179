"""Articles made of labelled texts, and the fields that they give."""

from __future__ import annotations

from dedup.boilerplate.fields import ArticleFields, extract
from dedup.model import Span

LABELS = ("title", "body", "subhead", "pubdate", "byline", "source", "tags")
PROSE = "زار بوتين كوريا الشمالية والتقى زعيم كوريا الشمالية في العاصمة"


def fields(*pieces: tuple[str, str]) -> ArticleFields:
    """The fields of an article that is made of these labelled texts."""
    text, spans = "", []
    for label, piece in pieces:
        spans.append(Span(len(text), len(text) + len(piece), label, 1, "test"))
        text += piece
    return extract(text, spans)


def tags(*lines: str) -> tuple[str, ...]:
    return fields(("body", f"{PROSE}\n"), *(("tags", line) for line in lines)).tags


def assert_clean(found: ArticleFields) -> None:
    for value in (found.title, found.source, found.published, found.byline, *found.tags):
        assert value is None or (value == " ".join(value.split()) and value)
        assert value is None or not any(ch < " " or "\u202a" <= ch <= "\u202e" or ch == "\u200f" for ch in value)
