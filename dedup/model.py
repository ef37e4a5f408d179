"""The plain data that passes between the rooms of the package: documents, pages, spans, duplicates."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

CONTENT_LABELS = frozenset({"title", "subhead", "body"})
METADATA_LABELS = frozenset({"pubdate", "byline", "source", "tags"})
FURNITURE_LABELS = frozenset(
    {
        "related_head",
        "related_item",
        "related_teaser",
        "embed",
        "embed_meta",
        "caption",
        "share",
        "ad",
        "comments",
        "nav",
        "readmore",
        "other",
        "repeated_line",
        "repeated_passage",
    }
)
LABELS = CONTENT_LABELS | METADATA_LABELS | FURNITURE_LABELS

DuplicateKind = Literal["exact", "near", "contained"]
PassageKind = Literal["exact", "near", "reworded"]


@dataclass(frozen=True, slots=True)
class Document:
    """One text to compare with others.

    `date` is a string in any form that `dedup.dates.iso_date` reads (best ISO 8601), a `date` or `datetime`, or a
    number of seconds, milliseconds, microseconds or nanoseconds since 1970; empty or None where it is not known.
    """

    id: str
    text: str
    source: str = ""
    date: str | datetime.date | float | None = ""


def as_document(item: Document | tuple[str, str]) -> Document:
    """A document, or a pair of id and text, as a document. Raises TypeError for what is neither."""
    match item:
        case Document():
            return item
        case (str(identity), str(text)) if isinstance(item, tuple):
            return Document(identity, text)
        case _:
            raise TypeError(f"documents are Documents or (id, text) pairs of strings, got {item!r:.80}")


def as_documents(items: Iterable[Document | tuple[str, str]]) -> list[Document]:
    """Documents, or pairs of id and text, as documents.

    Raises TypeError for what is neither, ValueError for an id that occurs twice.
    """
    found: dict[str, Document] = {}
    for document in map(as_document, items):
        if document.id in found:
            raise ValueError(f"the id {document.id!r} occurs twice: every document needs an id of its own")
        found[document.id] = document
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a page, in code points of the text as read, half open, with what it is and why.

    `article` is 1 for the host article, 2 and up for appended ones, 0 for furniture. `confidence` is between 0 and 1.
    """

    start: int
    end: int
    label: str
    article: int
    rule: str
    confidence: float = 1.0

    @property
    def is_content(self) -> bool:
        """Whether the span stays in a clean text."""
        return self.label in CONTENT_LABELS


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page: the host (number 1) or one glued on after it.

    `text` is the concatenation of `page[start:end]` over `spans`; adjoining content spans are merged.
    """

    number: int
    text: str
    spans: tuple[tuple[int, int], ...]
    title: str | None = None
    source: str | None = None
    published: str | None = None
    byline: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page taken apart: `spans` tile the text as read, `articles` are what stays (never empty)."""

    spans: tuple[Span, ...]
    articles: tuple[Article, ...] = field(default=(Article(1, "", ()),))

    @property
    def removed(self) -> tuple[Span, ...]:
        """The spans that no article keeps, in order."""
        return tuple(span for span in self.spans if not span.is_content)

    @property
    def text(self) -> str:
        """The clean text of the host article."""
        return self.articles[0].text

    @property
    def title(self) -> str | None:
        """The host article's headline, where the page shows one."""
        return self.articles[0].title

    @property
    def source(self) -> str | None:
        """The publisher credited in the page."""
        return self.articles[0].source

    @property
    def published(self) -> str | None:
        """The date of publication printed in the page, ISO 8601 where it can be read as one."""
        return self.articles[0].published

    @property
    def byline(self) -> str | None:
        """The author line of the page."""
        return self.articles[0].byline

    @property
    def tags(self) -> tuple[str, ...]:
        """The topic words of the page, each once under folding."""
        return self.articles[0].tags


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that is not kept, and the kept one that stands for it.

    `jaccard` is |A ∩ B| / |A ∪ B| over the sets of word 5-shingles; `containment` is the share of the dropped
    document's shingles that the kept one has. Both are exact.
    """

    id: str
    kept: str
    kind: DuplicateKind
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Match:
    """A document of a standing index that covers a new one: the same, nearly the same, or one that contains it.

    `id` is the indexed document's. `jaccard` and `containment` are those of `Duplicate`, the new document standing
    for the dropped one. Both are exact.
    """

    id: str
    kind: DuplicateKind
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """A passage of one document, and the passage that it repeats, of another or further up in the same one.

    `id[start:end]` repeats `of[of_start:of_end]`, in code points of the two texts, half open, from the first
    letter of a word to the end of one. By kind, `similarity` is: `exact`, the folded words are the same, 1;
    `near`, the Jaccard similarity of the sets of word 5-shingles of the two spans; `reworded`, the share of the
    words of both spans that have a partner of the same stem in the other (Dice, over multisets). Rows of one
    `cluster` repeat the same passage. `common` marks what many sources quote that share nothing else.
    """

    id: str
    start: int
    end: int
    of: str
    of_start: int
    of_end: int
    kind: PassageKind
    similarity: float
    cluster: int
    common: bool = False
