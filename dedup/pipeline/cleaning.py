"""Cleaning, in the workers: the records of a chunk become cleaned and fingerprinted documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from dedup.boilerplate import Cleaner, Input
from dedup.boilerplate.rules import counted_rule
from dedup.dates import iso_date, read_recorded, shape
from dedup.duplicates import DocumentTable
from dedup.files import Fields, Record, Rejected
from dedup.model import Article, Page
from dedup.pipeline.lines import appended_fields, article_json, rejected_line, removed_json
from dedup.pipeline.named import met_in, named_fields
from dedup.pipeline.noticing import (
    IMPOSSIBLE_DATE,
    REMEDIES,
    UNREAD_DATE,
    date_remedy,
    is_table,
    noticed,
    remedy_for,
)
from dedup.pipeline.parts import Part
from dedup.pipeline.records import ChunkFile, Counts, Index, PageEntry, SourceCounts, as_bytes, shown
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.surveying import load_evidence
from dedup.pipeline.web_fields import web_date, web_fields
from dedup.stats import Noticed


class CleanJob(NamedTuple):
    """A chunk to clean, what the crawl repeats, and where the result goes."""

    part: Part
    evidence: Path
    path: Path


class _Prepared(NamedTuple):
    cleaner: Cleaner
    settings: CleanSettings


_prepared: list[_Prepared] = []


def prepare(settings: CleanSettings) -> None:
    """Ready this process for cleaning: build the cleaner, load or compile every kernel it needs."""
    from dedup.kernel import compile_kernels

    cleaner = settings.cleaner()
    compile_kernels()
    cleaner.clean("قال الوزير")
    _prepared[:] = [_Prepared(cleaner, settings)]


def clean_chunk(job: CleanJob) -> Counts:
    """Clean one chunk, and put the work file in its place. Needs `prepare` in the same process."""
    cleaner, settings = _prepared[0]
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
    """A record as a page to clean."""
    return Input(record.text, record.source, record.title, record.web, record.captured)


def fields_of(article: Article, record: Record, source: str, names: Fields) -> bytes:
    """The joined members of a document's line: those of its record, or for an appended article its own."""
    if article.number == 1:
        return record.fields
    return appended_fields(record.fields, source, article.title or "", names)


def _dates(recorded: str, published: Sequence[str | None]) -> list[str]:
    """The date of each article; the record's is that of the host, of an appended one only its own is known.

    So the page that an article is glued to does not make it older than the article's own page.
    """
    host, *appended = published
    return [recorded or host or "", *(own or "" for own in appended)]


@dataclass
class Batch:
    """The results of some pages as they come in; `names` are those of the fields of their records."""

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

    def __post_init__(self) -> None:
        self._named = named_fields(self.names)

    def reject(self, rejected: Rejected) -> None:
        """Count what is no record, and keep its line."""
        if rejected.is_skipped:
            self.skipped[rejected.reason] += 1
            return
        self.rejected.append(rejected_line(rejected))
        self.reasons[rejected.reason] += 1

    def add(self, record: Record, page: Page) -> None:
        """Take in a record and the page that became of it."""
        if self._named and record.fields and record.web is None:
            self.records += 1
            self.met.update(met_in(record.fields, self._named))
        removed = page.removed
        published = [iso_date(article.published) or None if article.published else None for article in page.articles]
        source = record.source or page.source or ""
        if record.web is not None:
            record = record._replace(source=source)
            record = record._replace(date=web_date(record, page), fields=web_fields(record, page, self.names))
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
        for name in noticed(record.text):
            self._notice(name, record, remedy_for(name, record.text))
        if not record.fields and is_table(record.text, self.names.text):
            self._notice("table", record, REMEDIES["table"])
        own = SourceCounts(1, len(record.text))
        for span in removed:
            length, rule = span.end - span.start, counted_rule(span.rule)
            self.by_label[span.label] += length
            self.by_rule[rule] += length
            own.cut += length
            own.by_rule[rule] = own.by_rule.get(rule, 0) + length
        self.by_source.setdefault(as_bytes(source), SourceCounts()).add(own)

    def _recorded(self, record: Record) -> str:
        """The date of a record; what is none is counted."""
        reading = read_recorded(record.date)
        if reading.iso:
            self.dated += 1
        elif not reading.is_absent:
            (self.misdated if reading.is_impossible else self.undated)[shape(record.date)] += 1
            name = IMPOSSIBLE_DATE if reading.is_impossible else UNREAD_DATE
            self._notice(name, record, date_remedy(record.date, reading))
        return reading.iso

    def _notice(self, name: str, record: Record, remedy: str) -> None:
        seen = Noticed(1, shown(record.where), shown(remedy))
        self.noticed[name] = self.noticed[name] + seen if name in self.noticed else seen

    def index(self) -> Index:
        """What the parent needs of these pages."""
        ids = [page.input_id for page in self.pages]
        return Index(ids, self.articles, [as_bytes(source) for source in self.sources], self.dates)

    def counts(self, size: int) -> Counts:
        """The sums over these pages, of `size` bytes of input."""
        return Counts(
            len(self.pages),
            len(self.texts),
            size,
            self.characters,
            dict(self.by_label),
            dict(self.by_rule),
            dict(self.reasons),
            self.dated,
            dict(self.undated),
            dict(self.misdated),
            noticed=self.noticed,
            skipped=dict(self.skipped),
            records=self.records,
            met=dict(self.met),
        )
