"""Gold pages, whose every span has its true label, and the readers of files of them."""

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from dedup.boilerplate.labels import LABELS, METADATA
from dedup.errors import DedupError


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A span of a page: half-open offsets, its label, and the article it belongs to.

    `article` is 0 for furniture, 1 for the article that the page is about, 2 and up for articles appended after it.
    `sure` is False where the annotators were not.
    """

    start: int
    end: int
    label: str
    article: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A text and the spans that cover it; white space after a span belongs to the span. `family` is its layout or
    origin.
    """

    id: str
    text: str
    spans: tuple[GoldSpan, ...]
    source: str = ""
    title: str = ""
    family: str = ""


def open_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a UTF-8 file with their line breaks; if its name ends in `.zst`, it is decompressed."""
    with path.open("rb") as raw:
        stream: Any = zstandard.ZstdDecompressor().stream_reader(raw) if path.suffix == ".zst" else raw
        yield from io.TextIOWrapper(stream, encoding="utf-8", newline="\n")


def _span(record: Any) -> GoldSpan:
    """A span from a list (start, end, label, article, confidence) or an object; the label is made lower case.

    It is sure where its confidence is "sure" or missing. Raises ValueError where a number is not whole.
    """
    if isinstance(record, dict):
        parts = [record[name] for name in ("start", "end", "label", "art")]
        rest = [record.get("conf", "sure")]
    else:
        parts, rest = record[:4], record[4:]
    start, end, label, article = parts
    return GoldSpan(_whole(start), _whole(end), label.lower(), _whole(article), not rest or rest[0] == "sure")


def _whole(value: Any) -> int:
    """A whole number, also where it is written as 6.0, as tables with gaps write it. Raises ValueError for others."""
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    raise ValueError(f"{value!r} is no whole number")


def read_gold(path: Path) -> list[GoldPage]:
    """The gold pages of a file of JSON lines, in its order; blank lines are passed over.

    The id may also be under `file`; the family is under `profile`. The spans are not checked. Raises ValueError, which
    names the line, where one is no annotated page.
    """
    pages = []
    for number, line in enumerate(open_lines(Path(path)), start=1):
        if line.strip():
            try:
                pages.append(_page(json.loads(line)))
            except KeyError as error:
                raise ValueError(f"line {number}: {error} is missing") from error
            except (ValueError, TypeError, AttributeError) as error:
                raise ValueError(f"line {number}: {error}") from error
    return pages


def _page(record: Any) -> GoldPage:
    """A page from its record."""
    return GoldPage(
        id=str(record.get("id") or record.get("file") or ""),
        text=record["text"],
        spans=tuple(_span(span) for span in record["spans"]),
        source=str(record.get("source") or ""),
        title=str(record.get("title") or ""),
        family=str(record.get("profile") or ""),
    )


def checked_gold(path: Path) -> list[GoldPage]:
    """As `read_gold`.

    Raises `DedupError` where the file cannot be read or holds anything else, where spans do not cover their page one
    after another, and where a label is unknown.
    """
    try:
        pages = read_gold(path)
        for page in pages:
            _check(page)
    except (OSError, ValueError, TypeError, zstandard.ZstdError) as error:
        raise DedupError(f"{path}: no file of annotated pages, one JSON object a line ({error})") from error
    return pages


def checked_lesson(paths: Iterable[Path]) -> list[GoldPage]:
    """The annotated pages of all files, to train on.

    Raises `DedupError` as `checked_gold`, and where there are no pages, or none has an article of its own.
    """
    pages = [page for path in paths for page in checked_gold(path)]
    if not pages:
        raise DedupError("there is no annotated page in the files given: one JSON object a line, with text and spans.")
    if not any(map(own_paragraphs, pages)):
        raise DedupError("none of the annotated pages has an article: annotate some that have.")
    return pages


def missing_metadata(pages: Iterable[GoldPage]) -> list[str]:
    """The labels of metadata, such as `byline`, that no span of the pages has, in the order of the scheme."""
    found = {span.label for page in pages for span in page.spans}
    return [label for label in METADATA if label not in found]


def own_paragraphs(page: GoldPage) -> tuple[str, ...]:
    """The body text of a page's own article, span by span without white space around; empty spans are left out."""
    texts = (page.text[s.start : s.end].strip() for s in page.spans if s.label == "body" and s.article == 1)
    return tuple(filter(None, texts))


def _check(page: GoldPage) -> None:
    """Raise ValueError where the spans do not cover the text without gaps or overlaps, or have an unknown label."""
    ends = [0, *(span.end for span in page.spans)]
    starts = [*(span.start for span in page.spans), len(page.text)]
    if not page.spans or starts != ends:
        raise ValueError(f"the spans of page {page.id!r} do not tile its text")
    if unknown := {span.label for span in page.spans} - set(LABELS):
        raise ValueError(f"page {page.id!r} has the label {min(unknown)!r}")
