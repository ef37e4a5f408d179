"""Write stage: `Cleaned`, `Matched` and `Repeated` in, a part of every output for each chunk in the work folder and
what only writing tells (`Written`) out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from pathlib import Path
from typing import NamedTuple

from dedup.arabic import words
from dedup.files import encode_json, text_path
from dedup.passages.cuts import Cut
from dedup.pipeline.figures.counts import Counts, SourceCounts
from dedup.pipeline.outputs.cutting import LABEL, RULE, cut_passages
from dedup.pipeline.outputs.entries import DocumentEntry, PageEntry
from dedup.pipeline.outputs.lines import Fate, decoded_text, document_line, fate_members, finite, removed_lines
from dedup.pipeline.outputs.names import TEXTS
from dedup.pipeline.outputs.strings import as_bytes, as_text
from dedup.pipeline.stages.clean import Cleaned
from dedup.pipeline.stages.match import Matched
from dedup.pipeline.stages.passages import Repeated
from dedup.pipeline.work.chunk_file import ChunkFile
from dedup.pipeline.work.context import RunContext
from dedup.pipeline.work.workers import Workers

_NO_PAGE_MEMBERS = b',"input_id":"","input_dedup":""'
PARTS = ("documents", "duplicates", "removed")
"""The outputs that are written in parts, one for each chunk."""
EMPTY = "empty"
"""One more of these with `--drop-empty`."""


class Manner(NamedTuple):
    """How lines are written.

    `texts` is a folder for the texts of kept documents, which then are not in their lines, or None. With `drop_empty`,
    documents of which no word remains are an output of their own. With `strict`, lines are JSON without NaN.
    """

    texts: Path | None
    drop_empty: bool
    strict: bool

    def lines(self) -> dict[str, list[bytes]]:
        """An empty list for the lines of each output."""
        return {name: [] for name in (*PARTS, *((EMPTY,) if self.drop_empty else ()))}


class WriteJob(NamedTuple):
    """The chunk `number` to write out, to files in `parts`.

    `ids`, `fates`, `cuts` (repeated passages to cut) and `wordless` have one element for each of its documents.
    """

    chunk: ChunkFile
    ids: Sequence[str]
    fates: Sequence[Fate | None]
    cuts: Sequence[Sequence[Cut]]
    wordless: Sequence[bool]
    parts: Path
    number: int
    manner: Manner


@dataclass(slots=True)
class Written:
    """What only writing tells of documents.

    - `counts`: the characters cut as repeated passages and the empty documents, nothing else.
    - `cut`: these characters by the id of the document.
    - `passages`: the number of passages of which any sentence was cut.
    - `emptied`: the ids of kept documents that lost their last word so and were set apart as empty.
    """

    counts: Counts = field(default_factory=Counts)
    cut: Counter[str] = field(default_factory=Counter)
    passages: int = 0
    emptied: set[str] = field(default_factory=set)

    def add(self, other: Written) -> None:
        """Add what writing told of other documents."""
        self.counts += other.counts
        self.cut.update(other.cut)
        self.passages += other.passages
        self.emptied |= other.emptied

    def by_source(self, matched: Matched) -> dict[bytes, SourceCounts]:
        """The characters cut as passages, by the source of the document, encoded by `as_bytes`; other counts are 0."""
        sources: dict[bytes, SourceCounts] = {}
        source_of = dict(zip(matched.ids, matched.sources, strict=True)) if self.cut else {}
        for identity, characters in self.cut.items():
            own = SourceCounts(cut=characters, by_rule={RULE: characters})
            sources.setdefault(as_bytes(source_of[identity]), SourceCounts()).add(own)
        return sources


class WriteResult(NamedTuple):
    """The pages written, their bytes of input, and what only writing tells of their documents."""

    pages: int
    size: int
    written: Written


class Row(NamedTuple):
    """What was decided about a document: its id, why it is not kept, passages to cut, and whether it has no word."""

    id: str
    fate: Fate | None
    cuts: Sequence[Cut]
    wordless: bool


def part(folder: Path, name: str, number: int) -> Path:
    """The path in `folder` for the lines of the chunk `number` for the output `name`."""
    return folder / f"{name}-{number:06}"


def write(context: RunContext, workers: Workers, cleaned: Cleaned, matched: Matched, repeated: Repeated) -> Written:
    """Write the parts of all outputs and, for `txt`, the text files. Returns what only this stage knows."""
    settings, work = context.settings, context.work
    texts = work.finished / TEXTS if settings.format == "txt" else None
    manner = Manner(texts, settings.drop_empty, strict=settings.format != "parquet")
    jobs = (
        WriteJob(
            chunk=chunk,
            ids=matched.chunk_ids(number),
            fates=matched.fates(number),
            cuts=[repeated.cuts.get(row, ()) for row in matched.chunk_rows(number)],
            wordless=matched.wordless[matched.chunk_rows(number)].tolist(),
            parts=work.parts,
            number=number,
            manner=manner,
        )
        for number, chunk in enumerate(cleaned.chunks)
    )
    written = Written()
    for result in workers.results(write_chunk, jobs):
        context.progress.advance(result.pages, result.size)
        written.add(result.written)
    return written


def write_chunk(job: WriteJob) -> WriteResult:
    """Write the lines of one chunk, a file for each output, even without lines: the workers' part of the stage."""
    lines = job.manner.lines()
    rows = starmap(Row, zip(job.ids, job.fates, job.cuts, job.wordless, strict=True))
    written = Written()
    pages = job.chunk.pages()
    for page in pages:
        add_page(page, rows, lines, job.manner, written)
    for name, own in lines.items():
        part(job.parts, name, job.number).write_bytes(b"".join(own))
    return WriteResult(len(pages), job.chunk.counts().size, written)


def add_page(
    page: PageEntry, rows: Iterator[Row], lines: dict[str, list[bytes]], manner: Manner, written: Written
) -> None:
    """Add the lines of a page to `lines`, and to `written` its characters cut as passages and its empty documents.

    Passages are cut first. Duplicates go to one output, kept documents to another or, if empty and with `drop_empty`,
    to that for empty ones. The texts of the others go to files if `manner` says so. `rows` gives the decisions about
    its documents, and goes on with those of the next page. Only kept documents count as empty.
    """
    page_id = b""
    removed, counts = page.removed, written.counts
    for entry, row in zip(page.documents, rows, strict=False):
        if row.cuts:
            entry, removed, length, passages = cut_passages(entry, removed, row.cuts)
            written.passages += passages
            if length:
                counts.by_label[LABEL] = counts.by_rule[RULE] = counts.by_label.get(LABEL, 0) + length
                written.cut[row.id] += length
        is_empty = row.wordless or (bool(row.cuts) and not len(words(decoded_text(entry.text))))
        is_apart = manner.drop_empty and is_empty and row.fate is None
        if is_apart and not row.wordless:
            written.emptied.add(row.id)
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
    """The members `input_id` and `input_dedup` of a page's own article, each empty where there is nothing to say.

    They are the id of the record, if the document has another, and the JSON of the member `dedup` that the record had.
    """
    if as_bytes(page_id) == page.input_id and page.input_dedup is None:
        return _NO_PAGE_MEMBERS
    lost = "" if as_bytes(page_id) == page.input_id else as_text(page.input_id)
    return b',"input_id":%b,"input_dedup":%b' % (encode_json(lost), encode_json((page.input_dedup or b"").decode()))


def _write_text(path: Path, entry: DocumentEntry) -> None:
    """Write the text of a document to a file of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(as_bytes(decoded_text(entry.text)))
