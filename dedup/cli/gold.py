"""`dedup explain --gold`: compares annotated pages with the result of the cleaner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from dedup.cli.choices import did_you_mean
from dedup.cli.terminal import console as terminal
from dedup.cli.terminal import isolated, one_line, shortened
from dedup.errors import DedupError
from dedup.model import Page, Span

if TYPE_CHECKING:
    from dedup.boilerplate import Cleaner
    from dedup.boilerplate.training.gold import GoldPage, GoldSpan

_SHOWN = 60
"""Characters of a difference in the table. Chosen."""
_LISTED = 50
"""Differences in the table. Chosen."""
_EVIDENCE_OF_A_RUN = {"repeated_line": "other", "repeated_passage": "body"}
"""Labels that only a run gives, and what annotators call such text."""


class Difference(NamedTuple):
    """A piece of text with another label in the annotation (`annotated`) than in the result (`found`, by `rule`).

    `page` is the id of its page.
    """

    page: str
    text: str
    annotated: str
    found: str
    rule: str


class Compared(NamedTuple):
    """A page compared: characters that count, those with the annotated label, and those kept or cut as annotated."""

    characters: int
    labelled: int
    fated: int
    differences: Sequence[Difference]


def explain_gold(path: Path, record_id: str | None, cleaner: Cleaner) -> None:
    """Print where the result of the cleaner differs from the annotated pages of a file, or from those with one id.

    Printed are a table of differences, if there are any, and the shares of characters that agree. Spans that are
    annotated as unsure do not count. Raises `DedupError` where the file holds no annotated page, or none with the id.
    """
    pages = _chosen(_read(path), record_id, path)
    compared = [compare(page, cleaner.clean(page.text, source=page.source, title=page.title)) for page in pages]
    characters, labelled, fated = (sum(column) for column in zip(*(own[:3] for own in compared), strict=True))
    differences = [difference for own in compared for difference in own.differences]
    console = terminal()
    if differences:
        console.print(_table(differences))
    number = "1 page" if len(pages) == 1 else f"{len(pages):,} pages"
    console.print(
        f"{number}, {characters:,} characters that count: {_share(labelled, characters)} have the annotated label, "
        f"{_share(fated, characters)} are kept or cut as annotated"
    )


def compare(gold: GoldPage, page: Page) -> Compared:
    """Compare an annotated page with the cleaned one, by the characters of sure annotated spans, without white space.

    Text counts as kept by annotation if it is labelled title, subhead or body. Each overlap of two spans with different
    labels is a difference; the labels of `_EVIDENCE_OF_A_RUN` are replaced first.
    """
    characters = labelled = fated = 0
    differences = list[Difference]()
    for mark, span, start, end in _overlaps([own for own in gold.spans if own.sure], page.spans):
        text = gold.text[start:end]
        count = sum(not letter.isspace() for letter in text)
        found = _EVIDENCE_OF_A_RUN.get(span.label, span.label)
        characters += count
        labelled += count * (found == mark.label)
        fated += count * (span.is_content == (mark.label in ("title", "subhead", "body")))
        if count and found != mark.label:
            differences.append(Difference(gold.id, text, mark.label, span.label, span.rule))
    return Compared(characters, labelled, fated, differences)


def _overlaps(marks: Sequence[GoldSpan], spans: Sequence[Span]) -> Iterator[tuple[GoldSpan, Span, int, int]]:
    """The overlaps of annotated spans with those of the result, in order: both spans, start and end."""
    first = 0
    for mark in marks:
        while first < len(spans) and spans[first].end <= mark.start:
            first += 1
        at = first
        while at < len(spans) and spans[at].start < mark.end:
            yield mark, spans[at], max(mark.start, spans[at].start), min(mark.end, spans[at].end)
            at += 1


def _read(path: Path) -> list[GoldPage]:
    """The annotated pages of a file. Raises `DedupError` where there is none, or the file is broken."""
    from dedup.boilerplate.training.gold import checked_gold

    pages = checked_gold(path)
    if not pages:
        raise DedupError(f"{path}: there is no annotated page in it")
    return pages


def _chosen(pages: Sequence[GoldPage], record_id: str | None, path: Path) -> Sequence[GoldPage]:
    """The pages with the given id; all pages for None. Raises `DedupError`, with a similar id, where there is none."""
    found = [page for page in pages if record_id in (None, page.id)]
    if not found:
        near = did_you_mean(record_id or "", [page.id for page in pages])
        raise DedupError(f"{path}: there is no annotated page with the id {record_id} in it{near}")
    return found


def _table(differences: Sequence[Difference]) -> Table:
    """A table of the first `_LISTED` differences, with shortened texts; the title has the number of all."""
    shown = differences[:_LISTED]
    title = f"Differences: {len(shown):,} of {len(differences):,}"
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD)
    for name in ("words", "annotated", "dedup says", "rule", "page"):
        table.add_column(name, overflow="fold")
    for own in shown:
        cut = shortened(own.text, _SHOWN)
        table.add_row(Text(isolated(cut)), own.annotated, own.found, Text(isolated(own.rule)), Text(one_line(own.page)))
    return table


def _share(part: int, whole: int) -> str:
    """A share in percent with one decimal; `none` where the whole is 0."""
    return f"{part / whole:.1%}" if whole else "none"
