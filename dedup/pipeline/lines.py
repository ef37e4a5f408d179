"""The JSON lines of the outputs, put together from the parts that each stage knows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from dedup.files import Rejected, encode_json
from dedup.model import Article, DuplicateKind, PassageMatch, Span
from dedup.pipeline.records import DocumentEntry


class Fate(NamedTuple):
    """Why a document is not kept: the kept one that stands for it, and how the two relate.

    `indexed` tells that the kept one is in the standing index, not among the documents of the run.
    """

    kept: str
    kind: DuplicateKind
    jaccard: float
    containment: float
    indexed: bool = False


class Extracted(msgspec.Struct, gc=False):
    """The metadata found in a page, in the order in which a document's line shows it."""

    title: str | None
    source: str | None
    published: str | None
    byline: str | None
    tags: Sequence[str]


_NOTHING_FOUND = (None, None, None, None, ())
_NOTHING = msgspec.json.encode(Extracted(*_NOTHING_FOUND))  # as in most articles


class _Removed(msgspec.Struct, gc=False):
    start: int
    end: int
    label: str
    rule: str
    confidence: float
    text: str


class _Passage(msgspec.Struct, gc=False):
    id: str
    start: int
    end: int
    of: str
    of_start: int
    of_end: int
    kind: str
    similarity: float
    cluster: int
    common: bool


class _Rejection(msgspec.Struct, gc=False, omit_defaults=True):
    where: str
    reason: str
    detail: str
    raw: str | None = None


def article_json(article: Article, fields: bytes, published: str | None) -> DocumentEntry:
    """The parts of a document's line that its page decides; `published` is ISO 8601 or None."""
    found = (article.title, article.source, published, article.byline, article.tags)
    return DocumentEntry(
        article.number,
        fields,
        encode_json(article.text),
        msgspec.json.encode(article.spans),
        _NOTHING if found == _NOTHING_FOUND else _object(Extracted(*found)),
    )


def appended_fields(source: bytes, title: str | None) -> bytes:
    """The fields of an article without a record of its own: its page's source in JSON, its title where it has one."""
    members = b'"source":' + source
    return members if title is None else members + b',"title":' + encode_json(title)


def removed_json(text: str, spans: Iterable[Span], offset: int = 0) -> bytes:
    """The removed spans of a page as JSON objects without the page's id, one to a line.

    `text` is the page from `offset` on.
    """
    return b"\n".join(
        [
            _object(_Removed(s.start, s.end, s.label, s.rule, s.confidence, text[s.start - offset : s.end - offset]))
            for s in spans
        ]
    )


def rejected_line(rejected: Rejected) -> bytes:
    """A line of `rejected.jsonl`."""
    return _object(_Rejection(rejected.where, rejected.reason, rejected.detail, rejected.raw)) + b"\n"


def decoded_text(text: bytes) -> str:
    """A document's text from its JSON."""
    try:
        return msgspec.json.decode(text, type=str)
    except msgspec.DecodeError:
        value: str = json.loads(text)  # lone surrogates, which strict readers refuse
        return value


def passage_line(match: PassageMatch) -> bytes:
    """A line of `passages.jsonl`."""
    return _object(_Passage(*(getattr(match, name) for name in _Passage.__struct_fields__))) + b"\n"


def removed_lines(page_id: bytes, removed: bytes) -> bytes:
    """The lines of `removed.jsonl` for one page, given its id in JSON.

    JSON holds no raw newline, so a newline and a brace begin an object and nothing else.
    """
    return (b"\n" + removed).replace(b"\n{", b'\n{"id":' + page_id + b",")[1:] + b"\n" if removed else b""


def document_line(document_id: bytes, entry: DocumentEntry, extra: bytes, parent: bytes, *, text: bool = True) -> bytes:
    """A line of `documents.jsonl` or `duplicates.jsonl`; ids are JSON, `extra` ends the `dedup` object."""
    return b"".join(
        (
            b'{"id":',
            document_id,
            b"," if entry.fields else b"",
            entry.fields,
            b',"text":' if text else b"",
            entry.text if text else b"",
            b',"dedup":{"article":%d,"parent":' % entry.number,
            parent,
            b',"spans":',
            entry.spans,
            b',"extracted":',
            entry.extracted,
            extra,
            b"}}\n",
        )
    )


def fate_members(fate: Fate) -> bytes:
    """The members that a duplicate's `dedup` object has beside a document's."""
    return b',"kept":%b,"kind":"%b","jaccard":%b,"containment":%b%b' % (
        encode_json(fate.kept),
        fate.kind.encode("ascii"),
        msgspec.json.encode(fate.jaccard),
        msgspec.json.encode(fate.containment),
        b',"indexed":true' if fate.indexed else b"",
    )


def _object(value: msgspec.Struct) -> bytes:
    """A struct as a JSON object; all in ASCII where it has lone surrogates, which UTF-8 cannot carry."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.structs.asdict(value), separators=(",", ":")).encode("ascii")
