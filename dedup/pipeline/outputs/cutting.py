"""Cuts repeated passages out of a cleaned document, as `--passages drop` asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from dedup.files import encode_json
from dedup.model import Span
from dedup.passages.cuts import Cut, sentence_cuts
from dedup.pipeline.outputs.entries import DocumentEntry
from dedup.pipeline.outputs.lines import decoded_text, removed_json

_START = re.compile(rb'\{"start":(\d+)')
LABEL, RULE = "repeated_passage", "repeated-passage"
"""What removed.jsonl calls the label and the rule of such a cut."""


class CutDocument(NamedTuple):
    """A document without its repeated passages.

    `removed` are the spans removed from its page, the new ones among them, in order; `characters` is the number of
    characters cut, `passages` that of the passages of which any sentence was.
    """

    entry: DocumentEntry
    removed: bytes
    characters: int
    passages: int


def cut_passages(entry: DocumentEntry, removed: bytes, repeated: Sequence[Cut]) -> CutDocument:
    """Cut the sentences of a document that are inside repeated passages.

    `removed` are the spans removed from the document's page before, as `removed_json` writes them. The rule of each new
    span names the document that has the passage first.
    """
    text = decoded_text(entry.text)
    cuts = sentence_cuts(text, repeated)
    spans: list[tuple[int, int]] = msgspec.json.decode(entry.spans, type=list[tuple[int, int]])
    bounds = [0, *(bound for cut in cuts for bound in cut[:2]), len(text)]
    kept = list(zip(bounds[::2], bounds[1::2], strict=True))
    kept_spans = [piece for start, end in kept for piece in _on_page(spans, start, end)]
    lines: list[bytes] = removed.split(b"\n") if removed else []
    for cut in cuts:
        at = cut.start
        for start, end in _on_page(spans, cut.start, cut.end):
            span = Span(start, end, LABEL, 0, f"{RULE}:of={cut.of}")
            lines.append(removed_json(text[at : at + end - start], [span], start))
            at += end - start
    shorter = "".join(text[start:end] for start, end in kept)
    lines.sort(key=_start)
    left = DocumentEntry(
        entry.number, entry.fields, encode_json(shorter), msgspec.json.encode(kept_spans), entry.extracted
    )
    return CutDocument(left, b"\n".join(lines), len(text) - len(shorter), len({cut.passage for cut in cuts}))


def _on_page(spans: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The places on a page that characters `start` to `end` of a document come from.

    `spans` are the places on the page whose texts, joined, are the document.
    """
    before = 0
    for first, last in spans:
        piece = max(start - before, 0) + first, min(end - before, last - first) + first
        if piece[0] < piece[1]:
            yield piece
        before += last - first


def _start(line: bytes) -> int:
    """Where the span of a line of removed.jsonl begins."""
    found = _START.match(line)
    assert found, line  # every line begins with its offset
    return int(found[1])
