"""The JSON lines of the outputs, put together from the parts that each stage knows."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from dedup.files import Fields, Rejected, encode_json
from dedup.files.json_lines import RawValue, members_of
from dedup.model import Article, PassageMatch, Span
from dedup.names import DuplicateKind, bare
from dedup.output import CutSpan, Extracted, Passage, Rejection
from dedup.pipeline.outputs.entries import DocumentEntry


class Fate(NamedTuple):
    """Why a document is not kept: the kept document that it repeats, and how similar the two are.

    `indexed`: the kept document is in the standing index, not in this run.
    """

    kept: str
    kind: DuplicateKind
    jaccard: float
    containment: float
    indexed: bool = False


WRITTEN_MEMBERS = frozenset(("id", "text", "dedup"))
"""The members that a run writes itself, whatever the fields of the records are called."""

_NO_FIELDS = ("", "", "", "", ())
_NO_FIELDS_JSON = msgspec.json.encode(Extracted(*_NO_FIELDS))  # encoded once: most articles have none
_DEDUP = b',"dedup":{"article":'
_STRING_OR_NUMBER = re.compile(rb'("[^"\\]*(?:\\.[^"\\]*)*")|-?Infinity|NaN|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?')
# Cheap signs of a number beyond a double: an exponent of three digits, in either case, or digits by the hundred.
_LONG_EXPONENT, _LONG_CAPITAL_EXPONENT = re.compile(rb"e\+?\d{3}"), re.compile(rb"E\+?\d{3}")
_THREE_DIGITS = re.compile(rb"\d{3}")
_EVERY = 70
"""Bytes of fields of which one is looked at for long numbers. Derived: without an exponent of three digits, a number
beyond a double has 210 digits or more before the point, so three of these bytes in a row are digits."""


def article_json(article: Article, fields: bytes, published: str | None) -> DocumentEntry:
    """The parts of a document's line that its page decides; `fields`: JSON members, `published`: ISO 8601 or None."""
    found = (article.title or "", article.source or "", published or "", article.byline or "", article.tags)
    return DocumentEntry(
        article.number,
        fields,
        encode_json(article.text),
        msgspec.json.encode(article.spans),
        _NO_FIELDS_JSON if found == _NO_FIELDS else _object(Extracted(*found)),
    )


def source_field(source: str, names: Fields) -> bytes:
    """The source of a text file as a JSON member; empty for no source, or where a run writes a member of that name."""
    if not source or names.source in WRITTEN_MEMBERS:
        return b""
    return b"%b:%b" % (encode_json(names.source), encode_json(source))


def appended_fields(page: bytes, source: str, title: str, names: Fields) -> bytes:
    """The fields of an appended article, which has no record of its own: the source of its page, and its title.

    `page` are the fields of the page's record. The types of these are kept, so that a column has one type: a source
    that is a number stays the number, and a title is null where the page's title is no text. A field with the name of a
    member that the run writes itself is left out.
    """
    members = members_of(b"{%b}" % page)
    own = {name: value for name, value in ((names.source, source), (names.title, title)) if name not in WRITTEN_MEMBERS}
    parts = [
        b"%b:%b" % (encode_json(name), _in_type_of(members.get(name), value, is_same=name == names.source))
        for name, value in own.items()
    ]
    return b",".join(parts)


def _in_type_of(known: RawValue | None, text: str, *, is_same: bool) -> bytes:
    """`text` as JSON, in the type of the page's value `known`: a string where that is one, or is None.

    With `is_same`, the result is `known` itself where that is no string, or is `text` with blanks around it. Without
    `is_same`, it is null where `known` is no string.
    """
    if known is None or bytes(known)[:1] == b'"':
        same = is_same and known is not None and bare(json.loads(bytes(known))) == text
        return bytes(known) if known is not None and same else encode_json(text)
    return bytes(known) if is_same else b"null"


def finite(fields: bytes) -> bytes:
    """JSON members, with null in place of NaN, infinities and numbers beyond a double, which most readers refuse."""
    if (
        b"NaN" in fields
        or b"Infinity" in fields
        or _LONG_EXPONENT.search(fields)
        or _LONG_CAPITAL_EXPONENT.search(fields)
        or _THREE_DIGITS.search(fields[_EVERY - 1 :: _EVERY])
    ):
        return _STRING_OR_NUMBER.sub(_finite_value, fields)
    return fields


def _finite_value(match: re.Match[bytes]) -> bytes:
    """A string or a number as it is; null where a double holds nothing like it."""
    return match[0] if match[1] is not None or math.isfinite(float(match[0])) else b"null"


def stating_types(line: bytes, columns: Iterable[str]) -> bytes:
    """The first line of a file, changed so that readers which guess types from it guess right.

    Empty tags become a list of one empty text, and of the members `columns`, which not all documents have, those that
    are missing are added as empty texts.
    """
    before, mark, own = line.rpartition(_DEDUP)
    members = members_of(line)
    added = b"".join(b',%b:""' % encode_json(name) for name in columns if name not in members)
    return before + added + mark + own.replace(b'"tags":[]', b'"tags":[""]', 1)


def removed_json(text: str, spans: Iterable[Span], offset: int = 0) -> bytes:
    """The removed spans of a page as JSON objects without the page's id, one per line.

    `text` is the text of the page from character `offset` on.
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
    """The text of a document from its JSON, which may hold escapes of lone surrogates."""
    try:
        return msgspec.json.decode(text, type=str)
    except msgspec.DecodeError:
        value: str = json.loads(text)  # msgspec refuses lone surrogates
        return value


def passage_line(match: PassageMatch) -> bytes:
    """A line of `passages.jsonl`."""
    return _object(Passage(*(getattr(match, name) for name in Passage.__struct_fields__))) + b"\n"


def removed_lines(page_id: bytes, removed: bytes) -> bytes:
    """The lines of `removed.jsonl` for one page, given its id as JSON and what `removed_json` gave.

    Empty where nothing was removed. JSON has no raw newline inside of a string, so each newline followed by a brace
    begins an object.
    """
    return (b"\n" + removed).replace(b"\n{", b'\n{"id":' + page_id + b",")[1:] + b"\n" if removed else b""


def document_line(document_id: bytes, entry: DocumentEntry, extra: bytes, parent: bytes, *, text: bool = True) -> bytes:
    """A line of `documents.jsonl` or `duplicates.jsonl`.

    `document_id` and `parent` are ids as JSON; `extra` are the last members of the object `dedup`, each after a comma.
    Without `text`, the line has no member for it.
    """
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
    """The members of the object `dedup` that only a duplicate has, one for each field of `fate`, each after a comma."""
    return b',"kept":%b,"kind":"%b","jaccard":%b,"containment":%b,"indexed":%b' % (
        encode_json(fate.kept),
        fate.kind.encode("ascii"),
        msgspec.json.encode(fate.jaccard),
        msgspec.json.encode(fate.containment),
        b"true" if fate.indexed else b"false",
    )


def _object(value: msgspec.Struct) -> bytes:
    """A struct as a JSON object. One with lone surrogates, which UTF-8 cannot encode, is escaped to ASCII."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.structs.asdict(value), separators=(",", ":")).encode("ascii")
