"""Files and folders read into memory as documents, for commands that need no run: `compare` and `index check`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.dates import iso_date
from dedup.files import LARGEST_PAGE, Fields, Inputs, Record, Rejected, parse_chunk, read_chunks
from dedup.model import Document
from dedup.pipeline.outputs.identities import Identities
from dedup.pipeline.progress import Progress
from dedup.pipeline.stages.find import expected_bytes
from dedup.pipeline.work.content_key import ContentKey
from dedup.pipeline.work.rejections import first_of_each_reason, nothing_readable

if TYPE_CHECKING:
    from dedup.boilerplate import Cleaner

_CHUNK_BYTES = 4 << 20
"""Bytes of input that are parsed at once, as in a run by default. Chosen: it changes no result."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents in the order of the input, what could not be read, the bytes of input, and a hash of it in hex."""

    documents: Sequence[Document]
    rejected: Sequence[Rejected]
    size: int
    fingerprint: str


def read_collection(
    inputs: Inputs,
    fields: Fields,
    encoding: str,
    progress: Progress,
    *,
    clean: bool = False,
    page_bytes: int = LARGEST_PAGE,
) -> Collection:
    """Read all documents of some inputs; with `clean`, the cleaned articles of each page in place of its text.

    Ids are made unique. What cannot be read, files passed over and pages of more than `page_bytes` bytes included, is
    in `rejected`; records that hold no page are left out. Raises `DedupError` where not one document can be read.
    """
    progress.stage("read", expected_bytes(inputs))
    documents, rejected = list[Document](), list(inputs.skipped)
    key, identities, size = ContentKey(), Identities(), 0
    cleaner = _cleaner() if clean else None
    for chunk in read_chunks(inputs, _CHUNK_BYTES, encoding, page_bytes=page_bytes):
        if isinstance(chunk, Rejected):
            rejected.append(chunk)
            continue
        key.update(chunk)
        size += chunk.size
        records = parse_chunk(chunk, fields, encoding)
        for record in records:
            if isinstance(record, Record):
                documents += _documents(record, identities, cleaner)
            elif not record.is_skipped:
                rejected.append(record)
        progress.advance(len(records), chunk.size)
    if not documents:
        raise nothing_readable(len(rejected), first_of_each_reason(rejected))
    return Collection(documents, rejected, size, key.hexdigest)


def _cleaner() -> Cleaner:
    """A cleaner with the default settings, imported only where it is used."""
    from dedup.boilerplate import Cleaner

    return Cleaner()


def _documents(record: Record, identities: Identities, cleaner: Cleaner | None) -> Iterator[Document]:
    """Yield the documents of a record: its text as it is or, with a cleaner, each of its articles.

    The title is not used. All have the record's source and its date in ISO 8601, appended articles too. The ids are
    taken from `identities`.
    """
    from dedup.boilerplate import Input

    if cleaner is None:
        texts, numbers = [record.text], [1]
    else:
        given = Input(record.text, record.source, "", record.web, record.captured)
        articles = next(cleaner.clean_inputs([given])).articles
        texts, numbers = [article.text for article in articles], [article.number for article in articles]
    for identity, text in zip(identities.page(record.input_id, numbers), texts, strict=True):
        yield Document(identity, text, record.source, iso_date(record.date))
