"""Restores the input pages of a run from its output files alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec

from dedup.errors import DedupError
from dedup.files import encode_json, is_run, open_whole, text_path
from dedup.files.outputs import document_text, line_decoder, output_lines
from dedup.files.seals import check_outputs
from dedup.names import RestoreFormat

PAGES = "pages.jsonl"
"""The file of restored pages, in the form `jsonl`."""


class _Origin(msgspec.Struct):
    """The part of the member `dedup` of a document that restoring needs."""

    parent: str | None
    spans: list[tuple[int, int]]


class _Document(msgspec.Struct):
    """The part of a line of `documents.jsonl`, `duplicates.jsonl` or `empty.jsonl` that restoring needs."""

    id: str
    dedup: _Origin
    text: str | None = None


class _Removed(msgspec.Struct):
    """The part of a line of `removed.jsonl` that restoring needs."""

    id: str
    start: int
    end: int
    text: str


class _Piece(NamedTuple):
    """A stretch of a page, from code point `start` on."""

    start: int
    text: str


@dataclass(slots=True)
class _Pages:
    """The pieces of every page, by id; pages in the order in which they first occur."""

    pieces: dict[str, list[_Piece]] = field(default_factory=dict)

    def add_document(self, document: _Document, text: str) -> None:
        """Add the pieces of a document to its page. Raises `DedupError` where its text does not have the length of its
        spans.
        """
        page = self.pieces.setdefault(document.dedup.parent or document.id, [])
        at = 0
        for start, end in document.dedup.spans:
            page.append(_Piece(start, text[at : at + end - start]))
            at += end - start
        if at != len(text):
            raise DedupError(
                f"document {document.id}: its text has {len(text)} characters, its spans {at}; "
                "the run's files were changed, run `dedup clean` again"
            )

    def add_removed(self, removed: _Removed) -> None:
        """Add a cut span to its page. Raises `DedupError` for an unknown page, or a text that has not the length of the
        span.
        """
        page = self.pieces.get(removed.id)
        if page is None:
            raise DedupError(
                f"removed.jsonl names the page {removed.id}, of which there is no document; "
                "the files are not all from one run"
            )
        if removed.end - removed.start != len(removed.text):
            raise DedupError(
                f"removed.jsonl, page {removed.id}: the span from {removed.start} to {removed.end} has a text of "
                f"{len(removed.text)} characters; the run's files were changed, run `dedup clean` again"
            )
        page.append(_Piece(removed.start, removed.text))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the text of each page. Raises `DedupError` where its pieces do not fit together."""
        for page_id, pieces in self.pieces.items():
            yield page_id, _tiled(page_id, pieces)


def restore(run: Path, out: Path, kind: RestoreFormat = "jsonl") -> int:
    """Write to the folder `out` every page that the run in folder `run` read; returns the number of pages.

    `jsonl` writes `pages.jsonl` with `id` and `text`: first the pages of which a document was kept, then the
    others, both in the order of the input. `txt` writes one file per page at the path its id gives. Raises
    `DedupError` where `run` holds no finished run, its files do not fit together, `out` holds a run or a file of that
    name with other content, or cannot be written.
    """
    run, out = Path(run), Path(out)
    if is_run(out):
        raise DedupError(f"{out} holds a run of dedup, to which no other files are added; choose another --out")
    pages = _read(run)
    try:
        out.mkdir(parents=True, exist_ok=True)
        _WRITERS[kind](pages.texts(), out)
    except OSError as error:
        raise DedupError(f"{out} cannot be written ({error.strerror}); choose another --out") from error
    return len(pages.pieces)


def _write_lines(texts: Iterable[tuple[str, str]], out: Path) -> None:
    """Write the pages, given as (id, text), to `pages.jsonl` in the folder `out`, all or none.

    Raises `DedupError` where a file of that name has other content.
    """
    lines = [b'{"id":%b,"text":%b}\n' % (encode_json(page_id), encode_json(text)) for page_id, text in texts]
    _check_free(out / PAGES, lines)
    with open_whole(out / PAGES) as file:
        file.writelines(lines)


def _check_free(path: Path, content: Sequence[bytes]) -> None:
    """Raise `DedupError` where a file at `path` holds something else than `content` or a beginning of it.

    A beginning is what an interrupted run has left. Links and folders are not looked into.
    """
    if path.is_symlink() or not path.is_file():
        return
    with path.open("rb") as file:
        if all(part.startswith(file.read(len(part))) for part in content) and not file.read(1):
            return
    raise DedupError(f"{path} is there already and is not what would be written; move it away, or choose another --out")


def _write_tree(texts: Iterable[tuple[str, str]], out: Path) -> None:
    """Write each page, given as (id, text), to a file of its own below the folder `out`, at `text_path` of its id.

    A link that is there is removed first, and its target left alone. The file is UTF-8; lone surrogates are written as
    they are (`surrogatepass`). Raises `DedupError` where a folder in the path is a link and, before any page is
    written, where a file with other content is in the way. An OSError is not caught.
    """
    pages = [(out / text_path(page_id), text.encode("utf-8", "surrogatepass")) for page_id, text in texts]
    for path, content in pages:
        _check_free(path, (content,))
    folders = {out}
    for path, content in pages:
        _make_folder(path.parent, folders)
        path.unlink(missing_ok=True)  # replaces a link, soft or hard, and leaves its target alone
        with path.open("xb") as file:
            file.write(content)


def _make_folder(folder: Path, made: set[Path]) -> None:
    """Make a folder and its parents, except those in `made`, to which it is added. Raises `DedupError` for a link."""
    if folder in made:
        return
    _make_folder(folder.parent, made)
    if folder.is_symlink():
        raise DedupError(
            f"{folder} is a link, and pages are not written through links; remove it, or choose another --out"
        )
    folder.mkdir(exist_ok=True)
    made.add(folder)


_WRITERS: dict[RestoreFormat, Callable[[Iterable[tuple[str, str]], Path], None]] = {
    "jsonl": _write_lines,
    "txt": _write_tree,
}


def _read(run: Path) -> _Pages:
    """The pieces of all pages of the run in a folder. Raises `DedupError` where a file was changed, or the files do not
    fit.
    """
    pages = _Pages()
    members, decoded = _Document.__struct_fields__, line_decoder(_Document, run)
    for name in ("documents", "duplicates", *(("empty",) if (run / "empty.jsonl").exists() else ())):
        for line in output_lines(run, name, members):
            document = decoded(line)
            pages.add_document(document, document_text(run, document.id, document.text))
    for removed in map(line_decoder(_Removed, run), output_lines(run, "removed", ())):
        pages.add_removed(removed)
    check_outputs(run, "documents", "duplicates", "empty", "removed")
    return pages


def _tiled(page_id: str, pieces: list[_Piece]) -> str:
    """The text of a page from its pieces; sorts `pieces` in place.

    Raises `DedupError` where they overlap, leave a gap or do not begin at 0; pieces missing at the end are not noticed.
    """
    pieces.sort()
    at = 0
    for piece in pieces:
        if piece.start != at:
            problem = "miss" if piece.start > at else "repeat"
            raise DedupError(
                f"page {page_id}: the spans {problem} characters {min(at, piece.start)} to "
                f"{max(at, piece.start)}; the files are not all from one run, or were changed"
            )
        at += len(piece.text)
    return "".join(piece.text for piece in pieces)
