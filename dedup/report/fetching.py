"""Restores the texts of a few pages from the outputs of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dedup.files import encode_json
from dedup.files.outputs import document_text, line_decoder, output_lines
from dedup.output import Document, Removed

LONGEST_PAGE = 20_000
"""Code points of the longest page whose text is shown. Chosen."""
_LONGEST_CUT = 600  # code points that are shown of a cut from a longer page; chosen
_ID = b'{"id":"'  # how a line begins


@dataclass(frozen=True, slots=True)
class KeptText:
    """A document of a page: its id and number, its spans in the page, its text and title.

    `kept` and `kind` say which document it was dropped for, and how it repeats that; empty for one that stays.
    """

    id: str
    article: int
    spans: tuple[tuple[int, int], ...]
    text: str
    title: str
    kept: str = ""
    kind: str = ""

    def pieces(self) -> Iterator[tuple[int, str]]:
        """Yield the start of each of its spans in the page, and the text of the span."""
        at = 0
        for start, end in self.spans:
            yield start, self.text[at : at + end - start]
            at += end - start


@dataclass(slots=True)
class FetchedPage:
    """A page restored from the outputs; one longer than `LONGEST_PAGE` has only the beginnings of its texts."""

    id: str
    length: int = 0
    documents: list[KeptText] = field(default_factory=list)
    cuts: list[Removed] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all of its text is present."""
        return self.length <= LONGEST_PAGE

    def text(self) -> str:
        """The text of the page as it was read; only for a page that is whole."""
        pieces = [(cut.start, cut.text) for cut in self.cuts]
        for document in self.documents:
            pieces += document.pieces()
        return "".join(text for _, text in sorted(pieces))

    def text_of(self, document: KeptText) -> str:
        """The clean text of a document before repeated passages were cut, which offsets of passages refer to.

        `removed.jsonl` does not say to which document a passage belonged: it is the one that it adjoins, else the one
        before.
        """
        passages = sorted((cut.start, cut.text) for cut in self.cuts if cut.label == "repeated_passage")
        content = sorted((start, end, own.article) for own in self.documents for start, end in own.spans)
        before, after = ({span[side]: span[2] for span in content} for side in (1, 0))
        pieces = list(document.pieces())
        for (start, text), nearest in zip(passages, articles_of([at for at, _ in passages], content), strict=True):
            article = before[start + len(text)] = before.get(start) or after.get(start + len(text)) or nearest
            if article == document.article:
                pieces.append((start, text))
        return "".join(text for _, text in sorted(pieces))


def fetch(run: Path, wanted: Iterable[str], lengths: Mapping[str, int]) -> dict[str, FetchedPage]:
    """The pages with these ids, as far as documents of them exist, with all their documents and cuts, by id.

    `lengths` are those of all pages, in code points. The text of a document is cut at `LONGEST_PAGE`, that of a cut
    from a longer page at `_LONGEST_CUT`. Raises `DedupError` for broken outputs.
    """
    names = frozenset(wanted)
    pages: dict[str, FetchedPage] = {}
    columns, decoded = Document.__struct_fields__, line_decoder(Document, run)
    for name in ("documents", "duplicates", *(("empty",) if (run / "empty.jsonl").exists() else ())):
        for document in map(decoded, _lines_of(output_lines(run, name, columns), names)):
            page = document.dedup.parent or document.id
            if page in names:
                own = pages.setdefault(page, FetchedPage(page, lengths.get(page, 0)))
                own.documents.append(_kept_text(document, document_text(run, document.id, document.text)))
    for removed in map(line_decoder(Removed, run), _lines_of(output_lines(run, "removed", ()), names)):
        if there := pages.get(removed.id):
            if not there.is_whole:
                removed.text = removed.text[:_LONGEST_CUT]
            there.cuts.append(removed)
    return pages


def articles_of(starts: Sequence[int], content: Sequence[tuple[int, int, int]]) -> list[int]:
    """The article of each cut: that of the last content at or before its start, else of the first content; 1 for none.

    `starts` are ascending; `content` is (start, end, article), ascending.
    """
    found, at, current = [], 0, content[0][2] if content else 1
    for start in starts:
        while at < len(content) and content[at][0] <= start:
            current = content[at][2]
            at += 1
        found.append(current)
    return found


def _kept_text(document: Document, text: str) -> KeptText:
    """A document of the outputs as a `KeptText`, with at most `LONGEST_PAGE` code points of its `text`."""
    origin = document.dedup
    spans, title = tuple(origin.spans), origin.extracted.title
    return KeptText(document.id, origin.article, spans, text[:LONGEST_PAGE], title, origin.kept, origin.kind)


def _lines_of(lines: Iterable[bytes], wanted: frozenset[str]) -> Iterator[bytes]:
    """Yield the lines of these pages and of articles split off them, and those whose ids only decoding would tell."""
    written = {encode_json(name)[1:-1] for name in wanted}
    for line in lines:
        own = line[len(_ID) : line.find(b'"', len(_ID))] if line.startswith(_ID) else b""
        if not own or b"\\" in own or own in written or (b"#" in own and own.rpartition(b"#")[0] in written):
            yield line
