"""The whole texts of a few pages, put together from the outputs of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dedup.files import encode_json
from dedup.files.outputs import document_text, line_decoder, output_lines
from dedup.output import Document, Removed

LONGEST_PAGE = 20_000
"""Code points of the longest page whose text is shown."""
_LONGEST_CUT = 600  # of what is shown of a cut from a longer page
_ID = b'{"id":"'


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

    def pieces(self) -> Iterator[tuple[int, str]]:
        """Where in the page its pieces begin, and their texts."""
        at = 0
        for start, end in self.spans:
            yield start, self.text[at : at + end - start]
            at += end - start


@dataclass(slots=True)
class FetchedPage:
    """A page as the outputs have it. Of one that is longer than `LONGEST_PAGE` there are only beginnings of texts."""

    id: str
    length: int = 0
    documents: list[KeptText] = field(default_factory=list)
    cuts: list[Removed] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether all its text is there."""
        return self.length <= LONGEST_PAGE

    def text(self) -> str:
        """The page as it was read. Of a page that is whole."""
        pieces = [(cut.start, cut.text) for cut in self.cuts]
        for document in self.documents:
            pieces += document.pieces()
        return "".join(text for _, text in sorted(pieces))

    def text_of(self, document: KeptText) -> str:
        """The clean text of one of its documents before repeated passages were cut: their offsets count in this.

        `removed.jsonl` does not say of which document a passage was: of one that it adjoins, else of the one before.
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
    """The pages of these names, as far as there are such: all their documents and cuts.

    `lengths` are those of all pages, in code points. Raises `DedupError` for outputs that are broken.
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
    """The article that each of some cuts follows, or where none is before it, precedes."""
    found, at, current = [], 0, content[0][2] if content else 1
    for start in starts:
        while at < len(content) and content[at][0] <= start:
            current = content[at][2]
            at += 1
        found.append(current)
    return found


def _kept_text(document: Document, text: str) -> KeptText:
    origin = document.dedup
    spans, title = tuple(origin.spans), origin.extracted.title
    return KeptText(document.id, origin.article, spans, text[:LONGEST_PAGE], title, origin.kept, origin.kind)


def _lines_of(lines: Iterable[bytes], wanted: frozenset[str]) -> Iterator[bytes]:
    """The lines of these pages and of articles split off them, and few others; most lines are not decoded for it."""
    written = {encode_json(name)[1:-1] for name in wanted}
    for line in lines:
        own = line[len(_ID) : line.find(b'"', len(_ID))] if line.startswith(_ID) else b""
        if not own or b"\\" in own or own in written or (b"#" in own and own.rpartition(b"#")[0] in written):
            yield line
