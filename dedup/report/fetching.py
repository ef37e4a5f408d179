"""The whole texts of a few pages, put together from the outputs of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from dedup.files.outputs import decoded_line, document_text, output_lines
from dedup.report.reading import pages_of

LONGEST_PAGE = 20_000
"""Code points of the longest page whose text is shown."""
_LONGEST_CUT = 600  # of what is shown of a cut from a longer page


@dataclass(frozen=True, slots=True)
class RemovedText:
    """A cut with the text that was cut, or with the beginning of it."""

    start: int
    end: int
    label: str
    rule: str
    confidence: float
    text: str


@dataclass(frozen=True, slots=True)
class KeptText:
    """A document of a page: its id and number, where its text lies in the page, what became of it (empty: it stays)."""

    id: str
    article: int
    spans: tuple[tuple[int, int], ...]
    text: str
    title: str
    kept: str = ""
    kind: str = ""


@dataclass(slots=True)
class FetchedPage:
    """A page as the outputs have it. Of one that is longer than `LONGEST_PAGE` there are only beginnings of texts."""

    id: str
    length: int = 0
    documents: list[KeptText] = field(default_factory=list)
    cuts: list[RemovedText] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all its text is there."""
        return self.length <= LONGEST_PAGE

    def text(self) -> str:
        """The page as it was read. Of a page that is whole."""
        pieces = [(cut.start, cut.text) for cut in self.cuts]
        for document in self.documents:
            at = 0
            for start, end in document.spans:
                pieces.append((start, document.text[at : at + end - start]))
                at += end - start
        return "".join(text for _, text in sorted(pieces))


class _Extracted(msgspec.Struct, gc=False):
    title: str = ""


class _Origin(msgspec.Struct, gc=False):
    article: int
    parent: str
    spans: list[tuple[int, int]]
    extracted: _Extracted
    kept: str = ""
    kind: str = ""


class _Document(msgspec.Struct, gc=False):
    id: str
    dedup: _Origin
    text: str | None = None


class _Removed(msgspec.Struct, gc=False):
    id: str
    start: int
    end: int
    label: str
    rule: str
    confidence: float
    text: str


class _Id(msgspec.Struct, gc=False):
    id: str


def fetch(run: Path, wanted: Iterable[str], lengths: Mapping[str, int]) -> dict[str, FetchedPage]:
    """The pages of these names, as far as there are such: all their documents and cuts.

    `lengths` are those of all pages, in code points. Raises `DedupError` for outputs that are broken.
    """
    names = frozenset(wanted)
    pages: dict[str, FetchedPage] = {}
    columns = _Document.__struct_fields__
    for name in ("documents", "duplicates", *(("empty",) if (run / "empty.jsonl").exists() else ())):
        for line in _lines_of(run, name, columns, names):
            document: _Document = decoded_line(line, _Document, run)
            page = document.dedup.parent or document.id
            if page in names:
                own = pages.setdefault(page, FetchedPage(page, lengths.get(page, 0)))
                _add_document(own, document, run)
    for line in _lines_of(run, "removed", (), names):
        removed: _Removed = decoded_line(line, _Removed, run)
        if there := pages.get(removed.id):
            text = removed.text if there.is_whole else removed.text[:_LONGEST_CUT]
            there.cuts.append(
                RemovedText(removed.start, removed.end, removed.label, removed.rule, removed.confidence, text)
            )
    return pages


def _add_document(page: FetchedPage, document: _Document, run: Path) -> None:
    text = document_text(run, document.id, document.text)
    origin = document.dedup
    page.documents.append(
        KeptText(
            document.id,
            origin.article,
            tuple(origin.spans),
            text[:LONGEST_PAGE],
            origin.extracted.title,
            origin.kept,
            origin.kind,
        )
    )


def _lines_of(run: Path, name: str, columns: tuple[str, ...], wanted: frozenset[str]) -> Iterator[bytes]:
    """The lines whose id is one of these, or of an article split off such a page."""
    for line in output_lines(run, name, columns):
        if not wanted.isdisjoint(pages_of(_id_of(line, run))):
            yield line


def _id_of(line: bytes, run: Path) -> str:
    """The id that a line begins with; only where it has escapes is more read than it."""
    if line.startswith(b'{"id":"'):
        written = line[7 : line.index(b'"', 7)]
        if b"\\" not in written:
            return written.decode("utf-8")
    identity: str = decoded_line(line, _Id, run).id
    return identity
