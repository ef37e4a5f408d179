"""The plain data that the packages pass to each other: documents, pages, spans, duplicates, passages."""

from __future__ import annotations

import datetime
from dataclasses import asdict, dataclass, field
from typing import Any, TypeAlias

from dedup.names import CONTENT, FURNITURE, METADATA, REPEATED, DuplicateKind, PassageKind
from dedup.results import Column, Result

# The labels of spans, by what becomes of them; `dedup.names` says what each group is.
CONTENT_LABELS = frozenset(CONTENT)
METADATA_LABELS = frozenset(METADATA)
FURNITURE_LABELS = frozenset(FURNITURE + REPEATED)
LABELS = CONTENT_LABELS | METADATA_LABELS | FURNITURE_LABELS

Id: TypeAlias = str | int | float
"""The id of a document, as the caller gave it."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text to compare with others.

    `date` is a string in any form that `iso_date` reads (best ISO 8601), a `date` or `datetime`, or a
    number of seconds, milliseconds, microseconds or nanoseconds since 1970; empty or None where it is not known.
    """

    id: Id
    text: str
    source: str = ""
    date: str | datetime.date | float | None = ""


def order_of_ids(identity: Id) -> tuple[bool, Id]:
    """A sort key for ids of mixed types: numbers first, then strings."""
    return isinstance(identity, str), identity


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a page with its label, in code points of the text as read, half open, and why it was cut.

    `article` is 1 for the host article, 2 and up for appended ones, 0 for furniture. `rule` names the evidence or the
    rule. `confidence` is between 0 and 1.
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
    """One article of a page: the host (number 1), or one appended after it.

    `text` is the concatenation of `page[start:end]` over `spans`; adjoining content spans are merged. The other fields
    are None or () where nothing was found; `published` is a date in ISO 8601.
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
class Stated:
    """What the markup of a web page states about the page, as written there; empty for what it does not state.

    `published` is ISO 8601 with the time and zone as written; a `Z` is often wrong and means local time. `canonical` is
    the address that the page gives as its own, `language` that of its `html` element.
    """

    title: str = ""
    published: str = ""
    author: str = ""
    outlet: str = ""
    section: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    canonical: str = ""


@dataclass(frozen=True, slots=True)
class Printed:
    """What was read from the text of a web page, whether or not its markup states the same; None or () where it has
    none.
    """

    title: str | None = None
    source: str | None = None
    published: str | None = None
    byline: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page(Result):
    """A cleaned page: `spans` cover the text as read without gaps or overlaps, `articles` are what stays (never empty).

    `original` is the text as read. For a web page, `stated` is what its markup states and `printed` what its text says;
    the host's fields are those of `stated` where it has them. `dated_by` says where the date is from: `markup`, `text`,
    or `capture` for a relative one (`منذ 3 ساعات`) counted back from the time at which the page was fetched. As a table
    (`to_pandas` and so on) a page has a row for each span, with its text.
    """

    spans: tuple[Span, ...]
    articles: tuple[Article, ...] = field(default=(Article(1, "", ()),))
    original: str = field(default="", repr=False, compare=False)
    stated: Stated | None = None
    printed: Printed | None = None
    dated_by: str = ""

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
        """The host article's headline; None where none was found."""
        return self.articles[0].title

    @property
    def source(self) -> str | None:
        """The outlet that published the host article; None where none was found."""
        return self.articles[0].source

    @property
    def published(self) -> str | None:
        """The date of publication of the host article in ISO 8601, such as `2023-09-12`; None where none was found."""
        return self.articles[0].published

    @property
    def byline(self) -> str | None:
        """The name of the host article's author; None where none was found."""
        return self.articles[0].byline

    @property
    def tags(self) -> tuple[str, ...]:
        """The topics of the host article; () where none were found."""
        return self.articles[0].tags

    def to_dict(self) -> dict[str, Any]:
        """The page as plain values that JSON holds: the fields of the first article (the host), then `articles` (all,
        the host first) and `spans`. Of a web page also `stated`, `printed` and `dated_by`.
        """
        articles = [
            asdict(article) | {"spans": list(map(list, article.spans)), "tags": list(article.tags)}
            for article in self.articles
        ]
        fields = {name: articles[0][name] for name in ("text", "title", "source", "published", "byline", "tags")}
        found = {**fields, "articles": articles, "spans": [asdict(span) for span in self.spans]}
        if self.stated is not None and self.printed is not None:
            stated = asdict(self.stated) | {"keywords": list(self.stated.keywords)}
            printed = asdict(self.printed) | {"tags": list(self.printed.tags)}
            found |= {"stated": stated, "printed": printed, "dated_by": self.dated_by}
        return found

    def _columns(self) -> dict[str, Column]:
        """The columns of a table with a row for each span: its fields (`start`, `end` and so on), then its `text`."""
        spans = self.spans
        return {
            "start": Column("int64", [span.start for span in spans]),
            "end": Column("int64", [span.end for span in spans]),
            "label": Column("string", [span.label for span in spans]),
            "article": Column("int64", [span.article for span in spans]),
            "rule": Column("string", [span.rule for span in spans]),
            "confidence": Column("float64", [span.confidence for span in spans]),
            "text": Column("string", [self.original[span.start : span.end] for span in spans]),
        }

    def _repr_html_(self) -> str:
        """The page as HTML for a notebook."""
        from dedup.notebook import page_html  # loaded only in a notebook

        return page_html(self)


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A document that is dropped, and the kept document that stands for it.

    `jaccard` is |A ∩ B| / |A ∪ B| over the sets of word 5-shingles; `containment` is the share of the dropped
    document's shingles that the kept one has. Both are exact.
    """

    id: Id
    kept: Id
    kind: DuplicateKind
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class Match:
    """A document of a standing index that covers a new one: the same, nearly the same, or one that contains it.

    `id` is the indexed document's, as a string. `jaccard` and `containment` are those of `Duplicate`, the new document
    standing for the dropped one. Both are exact.
    """

    id: str
    kind: DuplicateKind
    jaccard: float
    containment: float


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """A passage of one document, and an earlier passage that it repeats, in another document or in the same one.

    `id[start:end]` repeats `of[of_start:of_end]`, in code points of the two texts, half open, from the first letter of
    a word to the end of one. `similarity` depends on the kind: for `exact`, the folded words are the same, and it is 1;
    for `near`, the Jaccard similarity of the sets of word 5-shingles of the two spans; for `reworded`, the share of the
    words of both spans that have a partner of the same stem in the other (Dice, over multisets). Rows of one `cluster`
    repeat the same passage. `common`: many sources that share nothing else quote the passage.
    """

    id: Id
    start: int
    end: int
    of: Id
    of_start: int
    of_end: int
    kind: PassageKind
    similarity: float
    cluster: int
    common: bool = False
