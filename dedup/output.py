"""The lines of the output files of a run, as types: shared by what writes them and what reads them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class CutSpan(msgspec.Struct, gc=False):
    """A span cut from a page: its place in code points of the page as read, half open, its label, rule and text."""

    start: int
    end: int
    label: str
    rule: str
    confidence: float
    text: str


class Removed(CutSpan, gc=False):
    """A line of `removed.jsonl`: a cut span, with the `id` of its page."""

    id: str


class Extracted(msgspec.Struct, gc=False):
    """The metadata found in a page, in the order in which a line shows it; an empty string or list where nothing was
    found.

    Empty, not null: programs that infer types from the first lines would learn none from nulls.
    """

    title: str
    source: str
    published: str
    byline: str
    tags: Sequence[str]


class Origin(msgspec.Struct, gc=False):
    """The member `dedup` of a document: its number and its spans in its page and, in `duplicates.jsonl`, why it was
    dropped.

    `parent` is the id of the page of an article that was split off, else empty. `kept` is the id of the document that
    stands for a dropped one, which is in the standing index if `indexed`, else in this run.
    """

    article: int
    parent: str
    spans: list[tuple[int, int]]
    extracted: Extracted
    kept: str = ""
    kind: str = ""
    jaccard: float = 0.0
    containment: float = 0.0
    indexed: bool = False


class Document(msgspec.Struct, gc=False):
    """A line of `documents.jsonl` or `duplicates.jsonl`; `text` is None where texts are written to files of their
    own.
    """

    id: str
    dedup: Origin
    text: str | None = None


class Passage(msgspec.Struct, gc=False):
    """A line of `passages.jsonl`; its members are those of `dedup.PassageMatch`."""

    id: str
    start: int
    end: int
    of: str
    of_start: int
    of_end: int
    kind: str
    similarity: float
    cluster: int
    common: bool = False


class Rejection(msgspec.Struct, gc=False):
    """A line of `rejected.jsonl`; `raw` is the record itself, in base64, where there is one."""

    where: str
    reason: str
    detail: str
    raw: str = ""
