"""Makes pages of their runs: spans that cover the text, and the articles with their fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dedup.boilerplate.fields import extract, issue_date
from dedup.boilerplate.runs import Run
from dedup.model import CONTENT_LABELS, METADATA_LABELS, Article, Page, Span

# The characters that end a line.
_BREAKS = frozenset("\n\r\v\f\x85\u2028\u2029")


def only_body(text: str) -> Page:
    """A page that is all body of the host, with no fields read from it; an empty text has no spans."""
    end = len(text)
    spans, kept = ((Span(0, end, "body", 1, "body"),), ((0, end),)) if text else ((), ())
    return Page(spans, (Article(1, text, kept),), text)


def page_of(text: str, runs: Sequence[Run], reasons: Iterable[tuple[str, float]], parted: Sequence[Run]) -> Page:
    """The page of these runs; `reasons` holds the rule and the confidence of each run. `parted`: the same runs with the
    labels and articles by which white space is given to one run or the next.
    """
    spans = _spans(text, runs, reasons, parted)
    return Page(spans, _articles(text, spans), text)


def _spans(
    text: str, runs: Sequence[Run], reasons: Iterable[tuple[str, float]], parted: Sequence[Run]
) -> tuple[Span, ...]:
    """The spans of runs; they cover the text: white space between two runs belongs to the first.

    That before content may belong to the second; see `_keep_white_space`. A run of no characters gives no span.
    """
    starts = [0, *(run.start for run in runs[1:])]
    _keep_white_space(text, parted, starts)
    ends = [*starts[1:], len(text)]
    rows = zip(runs, reasons, starts, ends, strict=True)
    return tuple(
        Span(start, end, run.label, run.article, rule, confidence)
        for run, (rule, confidence), start, end in rows
        if start < end
    )


def _keep_white_space(text: str, runs: Sequence[Run], starts: list[int]) -> None:
    """Move starts of content back over the white space before it where cutting that would join paragraphs or words.

    The white space is then part of the run of the content. `starts`, an offset a run, is changed in place.
    """
    joined: dict[int, str] = {}  # by article, the last character of its text so far
    for index, run in enumerate(runs):
        end = starts[index + 1] if index + 1 < len(runs) else len(text)
        if run.label not in CONTENT_LABELS:
            continue
        last = joined.get(run.article, "\n")
        if index and last not in _BREAKS:
            blanks = starts[index]
            while blanks > starts[index - 1] + 1 and text[blanks - 1].isspace():
                blanks -= 1
            if not last.isspace() or not _BREAKS.isdisjoint(text[blanks : starts[index]]):
                starts[index] = blanks
                if runs[index - 1].article in joined:
                    joined[runs[index - 1].article] = text[blanks - 1]
        joined[run.article] = text[end - 1]


def _articles(text: str, spans: Sequence[Span]) -> tuple[Article, ...]:
    """The articles of a page from its spans, by number: always the host, and every other article with content."""
    own: dict[int, list[Span]] = {1: []}
    for span in spans:
        if span.label in CONTENT_LABELS or span.label in METADATA_LABELS:
            own.setdefault(span.article, []).append(span)
    host, *others = (
        _article(number, text, spans)
        for number, spans in sorted(own.items())
        if number == 1 or any(span.is_content for span in spans)
    )
    if not host.published and (day := issue_date(text, spans)):
        host = replace(host, published=day)
    return (host, *others)


def _article(number: int, text: str, spans: Sequence[Span]) -> Article:
    """An article from its content and metadata spans."""
    content = _merged(spans)
    found = extract(text, spans)
    joined = "".join(text[start:end] for start, end in content)
    return Article(number, joined, content, found.title, found.source, found.published, found.byline, found.tags)


def _merged(spans: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    """The offsets of the content spans of one article, adjoining ones merged."""
    merged: list[tuple[int, int]] = []
    for span in spans:
        if not span.is_content:
            continue
        if merged and merged[-1][1] == span.start:
            merged[-1] = (merged[-1][0], span.end)
        else:
            merged.append((span.start, span.end))
    return tuple(merged)
