"""The JSON lines of the outputs, put together from the parts that each stage knows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from dedup.files import Fields, Rejected, encode_json
from dedup.files.json_lines import RawValue, members_of
from dedup.model import Article, PassageMatch, Span
from dedup.names import DuplicateKind
from dedup.output import CutSpan, Extracted, Passage, Rejection
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


_NOTHING_FOUND = ("", "", "", "", ())
_NOTHING = msgspec.json.encode(Extracted(*_NOTHING_FOUND))  # as in most articles
_DEDUP = b',"dedup":{"article":'
_NOT_FINITE = re.compile(rb'("(?:[^"\\]|\\.)*")|-?Infinity|NaN')


def article_json(article: Article, fields: bytes, published: str | None) -> DocumentEntry:
    """The parts of a document's line that its page decides; `published` is ISO 8601 or None."""
    found = (article.title or "", article.source or "", published or "", article.byline or "", article.tags)
    return DocumentEntry(
        article.number,
        fields,
        encode_json(article.text),
        msgspec.json.encode(article.spans),
        _NOTHING if found == _NOTHING_FOUND else _object(Extracted(*found)),
    )


def appended_fields(page: bytes, source: str, title: str, names: Fields) -> bytes:
    """The fields of an article without a record of its own: its page's source, and its title.

    `page` are the fields of the page's record. Where these hold the two as something else than text, so does the
    article: a source that is a number stays one, and of a column of nulls nobody makes a column of text.
    """
    members = members_of(b"{%b}" % page)
    own = {names.source: source, names.title: title}
    for written in ("id", "text", "dedup"):  # by the run itself
        own.pop(written, None)
    parts = [b"%b:%b" % (encode_json(name), _like(members.get(name), own[name], name == names.source)) for name in own]
    return b",".join(parts)


def _like(known: RawValue | None, text: str, same: bool) -> bytes:
    """Text in JSON; where its page's value is no text, the `same` value, or null."""
    if known is None or bytes(known)[:1] == b'"':
        return encode_json(text)
    return bytes(known) if same else b"null"


def finite(fields: bytes) -> bytes:
    """Joined members with null for NaN and infinities, which JSON does not have and most readers refuse."""
    if b"NaN" not in fields and b"Infinity" not in fields:
        return fields
    return _NOT_FINITE.sub(lambda match: match[1] or b"null", fields)


def stating_types(line: bytes, columns: Iterable[str]) -> bytes:
    """The line of a document, as it stands first in a file: with empty text where a later line may have text.

    So readers that guess types from the first lines know that tags are text, and that there are members called
    `columns`, which not all documents have.
    """
    before, mark, own = line.rpartition(_DEDUP)
    members = members_of(line)
    added = b"".join(b',%b:""' % encode_json(name) for name in columns if name not in members)
    return before + added + mark + own.replace(b'"tags":[]', b'"tags":[""]', 1)


def removed_json(text: str, spans: Iterable[Span], offset: int = 0) -> bytes:
    """The removed spans of a page as JSON objects without the page's id, one to a line.

    `text` is the page from `offset` on.
    """
    return b"\n".join(
        [
            _object(CutSpan(s.start, s.end, s.label, s.rule, s.confidence, text[s.start - offset : s.end - offset]))
            for s in spans
        ]
    )


def rejected_line(rejected: Rejected) -> bytes:
    """A line of `rejected.jsonl`."""
    return _object(Rejection(rejected.where, rejected.reason, rejected.detail, rejected.raw or "")) + b"\n"


def decoded_text(text: bytes) -> str:
    """A document's text from its JSON."""
    try:
        return msgspec.json.decode(text, type=str)
    except msgspec.DecodeError:
        value: str = json.loads(text)  # lone surrogates, which strict readers refuse
        return value


def passage_line(match: PassageMatch) -> bytes:
    """A line of `passages.jsonl`."""
    return _object(Passage(*(getattr(match, name) for name in Passage.__struct_fields__))) + b"\n"


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
            _DEDUP,
            b'%d,"parent":' % entry.number,
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
    return b',"kept":%b,"kind":"%b","jaccard":%b,"containment":%b,"indexed":%b' % (
        encode_json(fate.kept),
        fate.kind.encode("ascii"),
        msgspec.json.encode(fate.jaccard),
        msgspec.json.encode(fate.containment),
        b"true" if fate.indexed else b"false",
    )


def _object(value: msgspec.Struct) -> bytes:
    """A struct as a JSON object; all in ASCII where it has lone surrogates, which UTF-8 cannot carry."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.structs.asdict(value), separators=(",", ":")).encode("ascii")
