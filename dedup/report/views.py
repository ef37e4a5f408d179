"""A page as the report shows it: pieces that cover its text, each kept or cut, and a row for each cut."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dedup.model import Page
from dedup.output import CutSpan
from dedup.report.fetching import FetchedPage, articles_of

_PARAGRAPH = re.compile(r"[^\n]*(?:\n\s*|\Z)")


class Piece(NamedTuple):
    """A stretch of a page, in its `article`. `number` is that of the cut, 0 for kept text.

    `about` has the label, the rule and the confidence of a cut, and is empty for kept text.
    """

    start: int
    end: int
    text: str
    label: str
    article: int
    number: int = 0
    about: Sequence[str] = ()


class CutRow(NamedTuple):
    """A cut in the list below its page. `shares` says how much each group of evidence adds, where that is known."""

    number: int
    cut: CutSpan
    article: int
    shares: Mapping[str, float] | None = None


class Fate(NamedTuple):
    """What became of a document of the page, and how many characters its text has.

    `kept` is the id of the document that stands for it, `kind` how it repeats that; both are empty where it stays.
    """

    id: str
    article: int
    characters: int
    kept: str
    kind: str


@dataclass(frozen=True)
class PageView:
    """A page to show; without `pieces` where it is too long. `groups` are those of evidence, if shares are known."""

    id: str
    source: str
    length: int
    pieces: Sequence[Piece]
    cuts: Sequence[CutRow]
    fates: Sequence[Fate] = ()
    groups: Sequence[str] = ()

    @property
    def text(self) -> str:
        """The text of the page, empty where it is too long."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def cut_characters(self) -> int:
        """The number of characters that were cut."""
        return sum(row.cut.end - row.cut.start for row in self.cuts)

    @property
    def labels(self) -> list[str]:
        """The labels of the cuts, each once, in order."""
        return list(dict.fromkeys(row.cut.label for row in self.cuts))


def fetched_view(page: FetchedPage, source: str) -> PageView:
    """The view of a page of a finished run: its cuts in order, numbered from 1, and the fates of its documents."""
    content = [(start, end, document.article) for document in page.documents for start, end in document.spans]
    titles = {document.article: document.title for document in page.documents}
    cuts = sorted(page.cuts, key=lambda cut: cut.start)
    articles = articles_of([cut.start for cut in cuts], sorted(content))
    rows = [CutRow(number, *own) for number, own in enumerate(zip(cuts, articles, strict=True), 1)]
    pieces = _pieces(page.text(), content, titles, rows) if page.is_whole else []
    fates = [
        Fate(own.id, own.article, sum(end - start for start, end in own.spans), own.kept, own.kind)
        for own in page.documents
    ]
    return PageView(page.id, source, page.length, pieces, rows, fates)


def cleaned_view(name: str, source: str, page: Page, shares: Sequence[Mapping[str, float]]) -> PageView:
    """The view of a page that was just cleaned, with the shares of the evidence for each cut.

    `name` is its id; where `source` is empty, that of the page is used. All of its articles stay.
    """
    text = page.original
    removed = [
        CutSpan(own.start, own.end, own.label, own.rule, own.confidence, text[own.start : own.end])
        for own in page.removed
    ]
    content = [(span.start, span.end, span.article) for span in page.spans if span.is_content]
    articles = articles_of([span.start for span in removed], content)
    rows = [CutRow(number, *own) for number, own in enumerate(zip(removed, articles, shares, strict=True), 1)]
    titles = {article.number: article.title or "" for article in page.articles}
    pieces = _pieces(text, content, titles, rows)
    fates = [Fate("", article.number, len(article.text), "", "") for article in page.articles]
    return PageView(
        name, source or page.source or "", len(page.original), pieces, rows, fates, list(shares[0]) if shares else ()
    )


def _pieces(
    text: str, content: Sequence[tuple[int, int, int]], titles: Mapping[int, str], rows: Sequence[CutRow]
) -> list[Piece]:
    """The pieces of a page in order: its cuts, and its content paragraph by paragraph.

    The first paragraph that equals the title of its article is labelled as the title, all others as body.
    """
    untitled = {article: title.strip() for article, title in titles.items() if title.strip()}
    pieces = [
        Piece(cut.start, cut.end, cut.text, cut.label, article, number, (cut.label, cut.rule, f"{cut.confidence:g}"))
        for number, cut, article, _ in rows
    ]
    for start, end, article in content:
        for paragraph_start, paragraph_end in _paragraphs(text, start, end):
            own = text[paragraph_start:paragraph_end]
            label = "title" if own.strip() == untitled.get(article) else "body"
            if label == "title":
                del untitled[article]
            pieces.append(Piece(paragraph_start, paragraph_end, own, label, article))
    return sorted(pieces)


def _paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the paragraphs of a stretch of a text, each a line.

    White space belongs to the paragraph before it, at the beginning to the first.
    """
    at = start
    blank = len(text[start:end]) - len(text[start:end].lstrip())
    look = start + blank
    while at < end:
        match = _PARAGRAPH.match(text, look, end)
        stop = match.end() if match and match.end() > look else end
        yield at, stop
        at = look = stop
