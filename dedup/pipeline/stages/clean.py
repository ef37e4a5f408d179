"""Clean stage: `Surveyed` in, `Cleaned` out: for each chunk a file of cleaned documents, and the sums over all.

The workers read the records of a chunk, cut boilerplate, split off appended articles and compute signatures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from dedup.boilerplate import Input
from dedup.boilerplate.rules import counted_rule
from dedup.dates import iso_date, read_recorded, shape
from dedup.duplicates import DocumentTable
from dedup.files import Fields, Record, Rejected
from dedup.model import Article, Page
from dedup.pipeline.figures.counts import Counts, SourceCounts, total
from dedup.pipeline.figures.named import OtherNames, met_in, named_fields, present_in
from dedup.pipeline.figures.noticing import (
    IMPOSSIBLE_DATE,
    OTHER_NAMES,
    UNREAD_DATE,
    date_remedy,
    misnamed,
    noticed,
    remedy_for,
    together,
)
from dedup.pipeline.outputs.entries import PageEntry
from dedup.pipeline.outputs.lines import appended_fields, article_json, rejected_line, removed_json, source_field
from dedup.pipeline.outputs.strings import as_bytes, shown
from dedup.pipeline.outputs.web_fields import as_written
from dedup.pipeline.stages.prepare import prepared
from dedup.pipeline.stages.survey import Surveyed, load_evidence
from dedup.pipeline.work.chunk_file import ChunkFile, ChunkIndex, is_whole
from dedup.pipeline.work.content_key import ContentKey
from dedup.pipeline.work.context import RunContext
from dedup.pipeline.work.parts import Part
from dedup.pipeline.work.workers import Workers
from dedup.stats import Noticed


class Cleaned(NamedTuple):
    """The finished work on all chunks, the sums over their pages, what could not be read, and a hash of the input."""

    chunks: Sequence[ChunkFile]
    counts: Counts
    unread: Sequence[Rejected]
    fingerprint: str


class CleanJob(NamedTuple):
    """A chunk to clean, the file of the crawl evidence, and the file for the result."""

    part: Part
    evidence: Path
    path: Path


def clean(context: RunContext, workers: Workers, surveyed: Surveyed) -> Cleaned:
    """Clean all chunks. Those that an earlier run cleaned, with the same evidence, are not cleaned again.

    Files of chunks that the input no longer has are removed. The counts include the rejections of `surveyed.unread`.
    """
    work = context.work
    paths = [work.chunk(part.number, f"{part.key}-{surveyed.evidence}") for part in surveyed.parts]

    def jobs() -> Iterator[CleanJob]:
        """Yield a job for each chunk whose file is not whole; the others are counted, and their parts removed."""
        for part, path in zip(surveyed.parts, paths, strict=True):
            if not is_whole(path):
                yield CleanJob(part, work.evidence, path)
                continue
            part.discard()
            done = ChunkFile(path).counts()
            context.progress.advance(done.pages, done.size)

    for result in workers.results(clean_chunk, jobs()):
        context.progress.advance(result.pages, result.size)
    work.keep_only(work.chunks, paths)
    chunks = [ChunkFile(path) for path in paths]
    counts = [chunk.counts() for chunk in chunks]  # in the order of the input, whichever worker was faster
    reasons = [Counts(rejected={item.reason: 1}) for item in surveyed.unread]
    key = surveyed.parts[-1].key if surveyed.parts else ContentKey().hexdigest
    return Cleaned(chunks, total([*counts, *reasons]), surveyed.unread, key)


def clean_chunk(job: CleanJob) -> Counts:
    """Clean one chunk, write its `ChunkFile` and remove its part: the workers' part of the stage. Returns its counts.

    The process must be prepared.
    """
    cleaner, settings = prepared()
    evidence = load_evidence(job.evidence)
    batch = Batch(settings.fields)
    records, rejected = job.part.records(settings.fields, settings.encoding, settings.language)
    for item in rejected:
        batch.reject(item)
    pages = cleaner.clean_inputs(map(page_input, records), evidence)
    for record, page in zip(records, pages, strict=True):
        batch.add(record, page)
    counts = batch.counts(job.part.size)
    table = DocumentTable.of(batch.texts, batch.dates, batch.sources)
    ChunkFile.write(job.path, batch.pages, batch.index(), table, b"".join(batch.rejected), counts, batch.by_source)
    job.part.discard()
    return counts


def page_input(record: Record) -> Input:
    """A record as the input of a cleaner."""
    return Input(record.text, record.source, record.title, record.web, record.captured)


def fields_of(article: Article, record: Record, source: str, names: Fields) -> bytes:
    """The fields of a document as JSON members: those of its record or, for an appended article, source and title.

    A text file has its source if there is one: the folder that it lies in. `source` is that of the page, for appended
    articles only.
    """
    if article.number == 1:
        return source_field(record.source, names) if record.is_text_file else record.fields
    return appended_fields(record.fields, source, article.title or "", names)


def _dates(recorded: str, published: Sequence[str | None]) -> list[str]:
    """The date of each article of a page, the page's own first: `recorded`, else the printed one; or empty.

    Appended articles have the printed one only: the record's date must not make such an article older than the page
    that it is copied from.
    """
    host, *appended = published
    return [recorded or host or "", *(own or "" for own in appended)]


@dataclass
class Batch:
    """The results of the pages of a chunk, added one by one. `names` are the names of the fields of their records."""

    names: Fields
    pages: list[PageEntry] = field(default_factory=list)
    articles: list[list[int]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    rejected: list[bytes] = field(default_factory=list)
    characters: int = 0
    by_label: Counter[str] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    dated: int = 0
    undated: Counter[str] = field(default_factory=Counter)
    misdated: Counter[str] = field(default_factory=Counter)
    noticed: dict[str, Noticed] = field(default_factory=dict)
    by_source: dict[bytes, SourceCounts] = field(default_factory=dict)
    records: int = 0
    met: Counter[str] = field(default_factory=Counter)
    present: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Prepare, once, for the fields that the user named and for those under other names."""
        self._named = named_fields(self.names)
        self._other_names = OtherNames(self.names)

    def reject(self, rejected: Rejected) -> None:
        """Count a rejection, and keep its line for `rejected.jsonl`; of what was skipped there is none."""
        if rejected.is_skipped:
            self.skipped[rejected.reason] += 1
            return
        self.rejected.append(rejected_line(rejected))
        self.reasons[rejected.reason] += 1

    def add(self, record: Record, page: Page) -> None:
        """Add a record and the page that the cleaner made of it to the entries, columns and counts of the chunk.

        These are the JSON of its articles and removed spans, and the numbers, sources, dates and texts of the articles.
        A web page first gets its date and fields from the page. Also counts the record's characters and what was
        removed, by label, rule and source, the fields that the user named, and what looks wrong in text, date and
        fields. The source is the record's, else the page's, else empty.
        """
        if self._named and (record.web is None or record.fields) and not record.is_text_file:
            self.records += 1
            self.met.update(met_in(record.fields, self._named))
            self.present = self.present or present_in(record)
        if remedy := self._other_names.remedy(record):
            self._notice(OTHER_NAMES, record, remedy)
        for fault in record.faults:
            self._notice(fault.name, record, fault.remedy)
        removed = page.removed
        published = [iso_date(article.published) or None if article.published else None for article in page.articles]
        source = record.source or page.source or ""
        if record.web is not None:
            record = as_written(record, page, self.names)
        documents = [
            article_json(article, fields_of(article, record, source, self.names), iso)
            for article, iso in zip(page.articles, published, strict=True)
        ]
        lines = removed_json(record.text, removed)
        self.pages.append(PageEntry(as_bytes(record.input_id), record.input_dedup, documents, lines))
        self.articles.append([article.number for article in page.articles])
        self.sources += [source] * len(page.articles)
        self.dates += _dates(self._recorded(record), published)
        self.texts += [article.text for article in page.articles]
        self.characters += len(record.text)
        for name in [
            *noticed(record.text, record.input_id),
            *([] if record.fields else misnamed(record.text, self.names.text)),
        ]:
            self._notice(name, record, remedy_for(name, record.text))
        own = SourceCounts(1, len(record.text))
        for span in removed:
            length, rule = span.end - span.start, counted_rule(span.rule)
            self.by_label[span.label] += length
            self.by_rule[rule] += length
            own.cut += length
            own.by_rule[rule] = own.by_rule.get(rule, 0) + length
        self.by_source.setdefault(as_bytes(source), SourceCounts()).add(own)

    def _recorded(self, record: Record) -> str:
        """The date of a record in ISO 8601, or empty. Dates that are read are counted, absent ones are not.

        Of a date that is impossible or cannot be read, its form is counted, and a fault with its remedy is noted.
        """
        reading = read_recorded(record.date)
        if reading.iso:
            self.dated += 1
        elif not reading.is_absent:
            (self.misdated if reading.is_impossible else self.undated)[shown(shape(record.date))] += 1
            name = IMPOSSIBLE_DATE if reading.is_impossible else UNREAD_DATE
            self._notice(name, record, date_remedy(record.date, reading))
        return reading.iso

    def _notice(self, name: str, record: Record, remedy: str) -> None:
        """Count a fault of a record; the first one is the example, with its remedy."""
        seen = Noticed(1, shown(record.where), shown(remedy))
        self.noticed[name] = together(name, self.noticed[name], seen) if name in self.noticed else seen

    def index(self) -> ChunkIndex:
        """What the match stage needs of these pages."""
        ids = [page.input_id for page in self.pages]
        return ChunkIndex(ids, self.articles, [as_bytes(source) for source in self.sources], self.dates)

    def counts(self, size: int) -> Counts:
        """The sums over these pages, which were `size` bytes of input."""
        return Counts(
            pages=len(self.pages),
            documents=len(self.texts),
            size=size,
            characters=self.characters,
            by_label=dict(self.by_label),
            by_rule=dict(self.by_rule),
            rejected=dict(self.reasons),
            dated=self.dated,
            undated=dict(self.undated),
            misdated=dict(self.misdated),
            noticed=self.noticed,
            skipped=dict(self.skipped),
            records=self.records,
            met=dict(self.met),
            present=self.present,
        )
