"""Cutting repeated passages out of a document that is otherwise finished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from dedup.files import encode_json
from dedup.model import Span
from dedup.passages.cuts import Cut, sentence_cuts
from dedup.pipeline.lines import decoded_text, removed_json
from dedup.pipeline.records import DocumentEntry

LABEL, RULE = "repeated_passage", "repeated-passage"


def cut_passages(entry: DocumentEntry, removed: bytes, repeated: Sequence[Cut]) -> tuple[DocumentEntry, bytes, int]:
    """The document without the sentences that lie in repeated passages; how many characters that takes.

    `removed` are the spans removed from its page so far, as `removed_json` writes them; returned with the new
    ones among them, in order. Their rules name the document that has the passage first.
    """
    text = decoded_text(entry.text)
    cuts = sentence_cuts(text, repeated)
    spans: list[tuple[int, int]] = msgspec.json.decode(entry.spans, type=list[tuple[int, int]])
    bounds = [0, *(bound for cut in cuts for bound in cut[:2]), len(text)]
    stays = [piece for kept in zip(bounds[::2], bounds[1::2], strict=True) for piece in _on_page(spans, *kept)]
    lines: list[bytes] = removed.split(b"\n") if removed else []
    for cut in cuts:
        at = cut.start
        for start, end in _on_page(spans, cut.start, cut.end):
            span = Span(start, end, LABEL, 0, f"{RULE}:of={cut.of}")
            lines.append(removed_json(text[at : at + end - start], [span], start))
            at += end - start
    shorter = "".join(text[start:end] for start, end in zip(bounds[::2], bounds[1::2], strict=True))
    lines.sort(key=_start)
    left = DocumentEntry(entry.number, entry.fields, encode_json(shorter), msgspec.json.encode(stays), entry.extracted)
    return left, b"\n".join(lines), len(text) - len(shorter)


def _on_page(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a stretch of a text stands on its page; the text is the page's `spans` joined."""
    before = 0
    for first, last in spans:
        piece = max(start - before, 0) + first, min(end - before, last - first) + first
        if piece[0] < piece[1]:
            yield piece
        before += last - first


def _start(line: bytes) -> int:
    return int(msgspec.json.decode(line)["start"])
