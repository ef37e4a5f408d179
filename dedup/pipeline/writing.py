"""The last stage, in the workers: the lines of each chunk's documents, duplicates and removed spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

from dedup.arabic import words
from dedup.files import encode_json, text_path
from dedup.passages.cuts import Cut
from dedup.pipeline.cutting import LABEL, RULE, cut_passages
from dedup.pipeline.lines import Fate, decoded_text, document_line, fate_members, finite, removed_lines
from dedup.pipeline.records import ChunkFile, Counts, DocumentEntry, PageEntry, as_bytes, as_text


class WriteJob(NamedTuple):
    """A chunk to write out: `ids`, `fates` and repeated passages to cut of its documents, and which have no word.

    `texts` is a folder for texts, or None. With `drop_empty`, documents of which no word remains are written apart.
    The lines are to be `strict` JSON, or become something else.
    """

    chunk: ChunkFile
    ids: Sequence[str]
    fates: Sequence[Fate | None]
    cuts: Sequence[Sequence[Cut]]
    wordless: Sequence[bool]
    parts: Path
    number: int
    texts: Path | None
    drop_empty: bool
    strict: bool


class WriteResult(NamedTuple):
    """How many pages of how many bytes were written, what was cut from them on the way, and what of them is empty."""

    pages: int
    size: int
    counts: Counts


_NO_PAGE_MEMBERS = b',"input_id":"","input_dedup":""'
PARTS = ("documents", "duplicates", "removed")
EMPTY = "empty"


class Manner(NamedTuple):
    """How lines are written: as `texts`, `drop_empty` and `strict` of a `WriteJob` say."""

    texts: Path | None
    drop_empty: bool
    strict: bool

    def lines(self) -> dict[str, list[bytes]]:
        """A list for the lines of each output."""
        return {name: [] for name in (*PARTS, *((EMPTY,) if self.drop_empty else ()))}


class Row(NamedTuple):
    """What was decided about a document."""

    id: str
    fate: Fate | None
    cuts: Sequence[Cut]
    wordless: bool


def part(folder: Path, name: str, number: int) -> Path:
    """Where the lines of one chunk for one output lie."""
    return folder / f"{name}-{number:06}"


def write_chunk(job: WriteJob) -> WriteResult:
    """Write the lines of one chunk; with `texts`, kept texts go to files of their own, not into the lines."""
    manner = Manner(job.texts, job.drop_empty, job.strict)
    lines = manner.lines()
    rows = starmap(Row, zip(job.ids, job.fates, job.cuts, job.wordless, strict=True))
    counts = Counts()
    pages = job.chunk.pages()
    for page in pages:
        add_page(page, rows, lines, manner, counts)
    for name, written in lines.items():
        part(job.parts, name, job.number).write_bytes(b"".join(written))
    return WriteResult(len(pages), job.chunk.counts().size, counts)


def add_page(
    page: PageEntry, rows: Iterator[Row], lines: dict[str, list[bytes]], manner: Manner, counts: Counts
) -> None:
    """Add the lines of a page; and to the counts, what repeated passages took from it and what of it is empty."""
    page_id = b""
    removed = page.removed
    for entry, row in zip(page.documents, rows, strict=False):  # rows go on with the next page
        if row.cuts:
            entry, removed, length = cut_passages(entry, removed, row.cuts)
            if length:
                counts.by_label[LABEL] = counts.by_rule[RULE] = counts.by_label.get(LABEL, 0) + length
        is_empty = row.wordless or (bool(row.cuts) and not len(words(decoded_text(entry.text))))
        is_apart = manner.drop_empty and is_empty and row.fate is None
        if manner.strict or is_apart:
            entry.fields = finite(entry.fields)
        id_json = encode_json(row.id)
        is_host = not page_id
        page_id = page_id or id_json
        parent = b'""' if is_host else page_id
        extra = _page_members(page, row.id) if is_host else _NO_PAGE_MEMBERS
        if row.fate is not None:
            lines["duplicates"].append(document_line(id_json, entry, extra + fate_members(row.fate), parent))
            continue
        extra += b',"empty":true' if is_empty else b',"empty":false'
        if is_empty:
            counts.empty += 1
            counts.empty_characters += len(decoded_text(entry.text))
        texts = None if is_apart else manner.texts
        lines[EMPTY if is_apart else "documents"].append(
            document_line(id_json, entry, extra, parent, text=texts is None)
        )
        if texts is not None:
            _write_text(texts / text_path(row.id), entry)
    lines["removed"].append(removed_lines(page_id, removed))


def _page_members(page: PageEntry, page_id: str) -> bytes:
    """What the host's `dedup` tells of its record: an id it lost, a member `dedup` it had; empty text for none."""
    if as_bytes(page_id) == page.input_id and page.input_dedup is None:
        return _NO_PAGE_MEMBERS
    lost = "" if as_bytes(page_id) == page.input_id else as_text(page.input_id)
    return b',"input_id":%b,"input_dedup":%b' % (encode_json(lost), encode_json((page.input_dedup or b"").decode()))


def _write_text(path: Path, entry: DocumentEntry) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_bytes(decoded_text(entry.text)))
