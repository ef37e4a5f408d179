"""`dedup explain`: one page, taken apart before the reader's eyes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dedup.cli.bidi import isolated
from dedup.errors import DedupError
from dedup.files import Inputs, Record, Rejected, find_inputs, parse_chunk, read_chunks
from dedup.files.standard_input import on_disk
from dedup.model import METADATA_LABELS, Page, Span
from dedup.pipeline import CleanSettings

_STYLES = {
    **dict.fromkeys(METADATA_LABELS, "cyan"),
    **dict.fromkeys(("related_head", "related_item", "related_teaser", "readmore"), "yellow"),
    **dict.fromkeys(("embed", "embed_meta", "caption"), "magenta"),
    **dict.fromkeys(("share", "comments", "nav"), "blue"),
    "ad": "red",
}
_OTHER_STYLE = "bright_black"
_SHOWN = 30  # characters of a cut in the table


def find_record(path: str, record_id: str | None, settings: CleanSettings) -> Record:
    """The record of a file with this id, or the only one. Raises `DedupError` where there is none."""
    first: Record | None = None
    for record in _records(path, settings):
        if record_id is None and first is not None:
            raise DedupError(f"{path} holds more than one record; choose one with --id, such as --id {first.input_id}")
        if record_id is None or record.input_id == record_id:
            first = record
        if record_id is not None and first is not None:
            return first
    if first is None:
        missing = "no record" if record_id is None else f"no record with the id {record_id}"
        raise DedupError(f"{path}: there is {missing} in it that can be read")
    return first


def print_page(record: Record, page: Page, shares: Sequence[Mapping[str, float]]) -> None:
    """The page on stdout: what stays as it is, what is cut in colour, each cut with its label and rule.

    Below, a line a cut: `shares` say what each group of evidence adds to its margin over keeping.
    """
    console = Console(highlight=False, soft_wrap=True)
    shown = Text()
    for span in page.spans:
        _append(shown, record.text[span.start : span.end], span)
    console.print(shown)
    if page.removed:
        console.print(_cuts(record.text, page.removed, shares))
    for article in page.articles:
        console.print(Text(f"article {article.number}: {len(article.text):,} characters", style="bold"))
        for name in ("title", "source", "published", "byline"):
            value = getattr(article, name)
            if value:
                console.print(Text(f"  {name}: {isolated(value)}"))
        if article.tags:
            console.print(Text(f"  tags: {' · '.join(map(isolated, article.tags))}"))


def _cuts(text: str, cuts: Sequence[Span], shares: Sequence[Mapping[str, float]]) -> Table:
    table = Table(
        title="what each cut rests on: how much more it scores than keeping for this evidence",
        title_justify="left",
        box=SIMPLE_HEAD,
    )
    for name in ("cut", "label", "rule", "confidence"):
        table.add_column(name)
    for group in shares[0]:
        table.add_column(group, justify="right")
    for cut, own in zip(cuts, shares, strict=True):
        words = " ".join(text[cut.start : cut.end].split())
        shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
        style = _STYLES.get(cut.label, _OTHER_STYLE)
        cells = (isolated(shown), cut.label, isolated(cut.rule), f"{cut.confidence:g}")
        table.add_row(*map(Text, cells), *(f"{value:.1f}" for value in own.values()), style=style)
    return table


def print_json(record: Record, page: Page, shares: Sequence[Mapping[str, float]]) -> None:
    """The page as one line of JSON: its spans, with shares where they are cut, and its articles with their fields."""
    import json

    by_start = {span.start: own for span, own in zip(page.removed, shares, strict=True)}
    spans = [
        {
            "start": span.start,
            "end": span.end,
            "label": span.label,
            "article": span.article,
            "rule": span.rule,
            "confidence": span.confidence,
            "text": record.text[span.start : span.end],
            **({"shares": by_start[span.start]} if span.start in by_start else {}),
        }
        for span in page.spans
    ]
    articles = [
        {
            "number": article.number,
            "title": article.title,
            "source": article.source,
            "published": article.published,
            "byline": article.byline,
            "tags": article.tags,
            "spans": article.spans,
        }
        for article in page.articles
    ]
    line = json.dumps({"id": record.input_id, "spans": spans, "articles": articles}, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates: JSON can escape them, UTF-8 cannot hold them
        line = json.dumps({"id": record.input_id, "spans": spans, "articles": articles})
    sys.stdout.write(line + "\n")


def _records(given: str, settings: CleanSettings) -> Iterator[Record]:
    with on_disk(given) as path:
        yield from _records_of(find_inputs([path], None, settings.fields.text), settings)


def _records_of(inputs: Inputs, settings: CleanSettings) -> Iterator[Record]:
    for rejected in inputs.skipped:
        raise DedupError(rejected.detail)
    for chunk in read_chunks(inputs, settings.batch_bytes, settings.encoding, None, settings.page_bytes):
        if isinstance(chunk, Rejected):
            raise DedupError(chunk.detail)
        for record in parse_chunk(chunk, settings.fields, settings.encoding):
            if isinstance(record, Record):
                yield record
            elif chunk.kind == "text":
                raise DedupError(record.detail)


def _append(shown: Text, text: str, span: Span) -> None:
    if span.is_content:
        shown.append(text)
        return
    body = text.rstrip()
    style = _STYLES.get(span.label, _OTHER_STYLE)
    shown.append(body, style=style)
    shown.append(f" {isolated(f'[{span.label} · {span.rule} · {span.confidence:g}]')}", style=f"dim {style}")
    shown.append(text[len(body) :])
