"""Gold pages: texts whose every span a person, or the page's builder, has labelled."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = ("TITLE", "SUBHEAD", "BODY")
METADATA = ("PUBDATE", "BYLINE", "SOURCE", "TAGS")
FURNITURE = (
    *("RELATED_HEAD", "RELATED_ITEM", "RELATED_TEASER", "EMBED", "EMBED_META", "CAPTION"),
    *("SHARE", "AD", "COMMENTS", "NAV", "READMORE", "OTHER"),
)
LABELS = (*CONTENT, *METADATA, *FURNITURE)


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A stretch of a page in code points, half open. `skipped` spans do not count, for us or against us."""

    start: int
    end: int
    label: str
    article: int
    skipped: bool = False

    @property
    def is_content(self) -> bool:
        """Whether the span belongs to the text of an article."""
        return self.label in CONTENT


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with the spans that tile it.

    `group` is the kind of page it stands for, where the file names one; `title` the record's.
    """

    id: str
    text: str
    spans: tuple[GoldSpan, ...]
    source: str = ""
    group: str = ""
    title: str = ""


def read_gold(path: Path, text_folder: Path, *, sure: bool = False) -> list[GoldPage]:
    """The pages of a JSON lines file: `id` or `file`, `text` or else the file of that name, `spans`.

    `sure` skips the spans that their annotator marked `"conf": "unsure"`. Raises OSError, ValueError and KeyError for
    files that are none.
    """
    with path.open(encoding="utf-8") as lines:
        return [_page(json.loads(line), text_folder, sure=sure) for line in lines if line.strip()]


def groups(pages: Sequence[GoldPage]) -> Iterator[tuple[str, list[GoldPage]]]:
    """The pages by group, in the order of the names."""
    for name in sorted({page.group for page in pages}):
        yield name, [page for page in pages if page.group == name]


def _page(record: dict[str, Any], text_folder: Path, *, sure: bool) -> GoldPage:
    name = record.get("id") or record["file"]
    text = record.get("text")
    if text is None:
        text = (text_folder / (record.get("file") or name)).read_bytes().decode("utf-8")
    spans = sorted((_span(span, sure=sure) for span in record["spans"]), key=lambda span: span.start)
    group = "/".join((record.get("profile") or "").split("/")[:2])
    return GoldPage(name, text, tuple(spans), record.get("source") or "", group, record.get("title") or "")


def _span(span: dict[str, Any], *, sure: bool) -> GoldSpan:
    label = span["label"].upper()
    label = label if label in LABELS else "OTHER"
    return GoldSpan(span["start"], span["end"], label, span.get("art") or 0, sure and span.get("conf") == "unsure")
