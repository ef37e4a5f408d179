"""Files and folders read into memory as documents, for commands that need no run: `compare` and `index check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dedup.dates import iso_date
from dedup.files import Inputs, Record, Rejected, parse_chunk, read_chunks
from dedup.model import Document
from dedup.pipeline.outputs.identities import Identities
from dedup.pipeline.progress import Progress
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.stages.clean import page_input
from dedup.pipeline.stages.find import expected_bytes
from dedup.pipeline.work.content_key import ContentKey
from dedup.pipeline.work.rejections import first_of_each_reason, nothing_readable


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents in the order of the input, what could not be read, the bytes of input, and a hash of it in hex."""

    documents: Sequence[Document]
    rejected: Sequence[Rejected]
    size: int
    fingerprint: str


def read_collection(inputs: Inputs, settings: CleanSettings, progress: Progress, *, clean: bool = False) -> Collection:
    """Read all documents of some inputs; with `clean`, the articles that a run with these settings finds on each page,
    in place of its text: all pages are the crawl that its evidence is surveyed from.

    Ids are made unique. What cannot be read, files passed over and too large pages included, is in `rejected`; records
    that hold no page are left out. Raises `DedupError` where not one document can be read.
    """
    progress.stage("read", expected_bytes(inputs))
    records, rejected = list[Record](), list(inputs.skipped)
    key, size = ContentKey(), 0
    for chunk in read_chunks(inputs, settings.batch_bytes, settings.encoding, page_bytes=settings.page_bytes):
        if isinstance(chunk, Rejected):
            rejected.append(chunk)
            continue
        key.update(chunk)
        size += chunk.size
        parsed = parse_chunk(chunk, settings.fields, settings.encoding)
        for record in parsed:
            if isinstance(record, Record):
                records.append(record)
            elif not record.is_skipped:
                rejected.append(record)
        progress.advance(len(parsed), chunk.size)
    if not records:
        raise nothing_readable(len(rejected), first_of_each_reason(rejected))
    documents = _cleaned(records, settings) if clean else _as_they_are(records)
    return Collection(list(documents), rejected, size, key.hexdigest)


def _as_they_are(records: Sequence[Record]) -> Iterator[Document]:
    """Yield the text of each record as a document, under an id of its own, with its source and its date in ISO 8601."""
    identities = Identities()
    for record in records:
        (identity,) = identities.page(record.input_id, (1,))
        yield Document(identity, record.text, record.source, iso_date(record.date))


def _cleaned(records: Sequence[Record], settings: CleanSettings) -> Iterator[Document]:
    """Yield the articles of each record as documents. All have the record's date in ISO 8601, appended ones too, and
    its source, else that of the page.
    """
    from dedup.boilerplate import CrawlEvidence

    identities = Identities()
    evidence = CrawlEvidence.survey((record.text, record.source, record.title) for record in records)
    pages = settings.cleaner().clean_inputs(map(page_input, records), evidence)
    for record, page in zip(records, pages, strict=True):
        names = identities.page(record.input_id, [article.number for article in page.articles])
        for identity, article in zip(names, page.articles, strict=True):
            yield Document(identity, article.text, record.source or page.source or "", iso_date(record.date))
