"""The last stage, in the workers: the lines of each chunk's documents, duplicates and removed spans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from dedup.files import encode_json, text_path
from dedup.passages.cuts import Cut
from dedup.pipeline.cutting import LABEL, RULE, cut_passages
from dedup.pipeline.lines import Fate, decoded_text, document_line, fate_members, finite, removed_lines
from dedup.pipeline.records import ChunkFile, Counts, DocumentEntry, PageEntry, as_bytes, as_text


class WriteJob(NamedTuple):
    """A chunk to write out: `ids`, `fates` and repeated passages to cut of its documents.

    `texts` is a folder for texts, or None. The lines are to be `strict` JSON, or become something else.
    """

    chunk: ChunkFile
    ids: Sequence[str]
    fates: Sequence[Fate | None]
    cuts: Sequence[Sequence[Cut]]
    parts: Path
    number: int
    texts: Path | None
    strict: bool


class WriteResult(NamedTuple):
    """How many pages of how many bytes were written, and what was cut from them on the way."""

    pages: int
    size: int
    cut: Counts


_NO_PAGE_MEMBERS = b',"input_id":"","input_dedup":""'
PARTS = ("documents", "duplicates", "removed")


def part(folder: Path, name: str, number: int) -> Path:
    """Where the lines of one chunk for one output lie."""
    return folder / f"{name}-{number:06}"


def write_chunk(job: WriteJob) -> WriteResult:
    """Write the lines of one chunk; with `texts`, kept texts go to files of their own, not into the lines."""
    lines: dict[str, list[bytes]] = {name: [] for name in PARTS}
    rows = iter(zip(job.ids, job.fates, job.cuts, strict=True))
    cut = 0
    pages = job.chunk.pages()
    for page in pages:
        cut += _add_page(page, rows, lines, job)
    for name in PARTS:
        part(job.parts, name, job.number).write_bytes(b"".join(lines[name]))
    cut_counts = Counts(by_label={LABEL: cut}, by_rule={RULE: cut}) if cut else Counts()
    return WriteResult(len(pages), job.chunk.counts().size, cut_counts)


def _add_page(
    page: PageEntry,
    rows: Iterator[tuple[str, Fate | None, Sequence[Cut]]],
    lines: dict[str, list[bytes]],
    job: WriteJob,
) -> int:
    """Add the lines of a page; returns how many characters repeated passages took from it."""
    page_id = b""
    removed, cut_characters = page.removed, 0
    for entry, (document_id, fate, cuts) in zip(page.documents, rows, strict=False):  # rows go on with the next page
        if job.strict:
            entry.fields = finite(entry.fields)
        if cuts:
            entry, removed, length = cut_passages(entry, removed, cuts)
            cut_characters += length
        id_json = encode_json(document_id)
        is_host = not page_id
        page_id = page_id or id_json
        parent = b'""' if is_host else page_id
        extra = _page_members(page, document_id) if is_host else _NO_PAGE_MEMBERS
        if fate is not None:
            line = document_line(id_json, entry, extra + fate_members(fate), parent)
            lines["duplicates"].append(line)
        elif job.texts is None:
            lines["documents"].append(document_line(id_json, entry, extra, parent))
        else:
            lines["documents"].append(document_line(id_json, entry, extra, parent, text=False))
            _write_text(job.texts / text_path(document_id), entry)
    lines["removed"].append(removed_lines(page_id, removed))
    return cut_characters


def _page_members(page: PageEntry, page_id: str) -> bytes:
    """What the host's `dedup` tells of its record: an id it lost, a member `dedup` it had; empty text for none."""
    if as_bytes(page_id) == page.input_id and page.input_dedup is None:
        return _NO_PAGE_MEMBERS
    lost = "" if as_bytes(page_id) == page.input_id else as_text(page.input_id)
    return b',"input_id":%b,"input_dedup":%b' % (encode_json(lost), encode_json((page.input_dedup or b"").decode()))


def _write_text(path: Path, entry: DocumentEntry) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_bytes(decoded_text(entry.text)))
