"""Pages into cleaned ones, with the fingerprints of their documents: what a worker does of a chunk, on Spark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from pyspark.sql import DataFrame

from dedup.boilerplate import Cleaner
from dedup.boilerplate.crawl_evidence import CrawlEvidence
from dedup.duplicates import Fingerprints, MatchSettings, fingerprints
from dedup.duplicates.decisions import preference_keys
from dedup.files import Record
from dedup.minhash import Bands, band_keys, choose_bands
from dedup.model import Page
from dedup.pipeline.figures.counts import Counts, SourceCounts
from dedup.pipeline.outputs.strings import as_bytes, as_text
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.stages.clean import Batch as Cleaned
from dedup.pipeline.stages.clean import page_input
from dedup.rows import offsets_of
from dedup.spark.arrays import Batch, arrow_schema, batch, binary, cut
from dedup.spark.pages import ARTICLE_BITS, Pages, Read

DOCUMENT = (
    "row long, prefer int, keep string, length long, source binary, high long, low long, size int, shingles binary, "
    "bands binary"
)
"""What matching needs of a document: its number, its place in the order of preference (the source's, then `keep`, then
the number), characters, source, the halves of the key that exact copies share, and its shingles and bands."""
PAGE = "page long, input_id binary, root long, articles binary, wordless binary, entry binary"
"""A page: its number and id, the hash that ids like it share, the numbers of its articles, which of these have no word,
and all that is written of it."""
CLEANED = f"{PAGE}, {DOCUMENT}, rejected binary, rejected_at long, counts binary"
"""Rows of four kinds, each with nulls for the columns of the others: pages, documents, rejected lines with their
numbers in the order of the input, and sums."""
_NUMBERED = re.compile(r"(?:[~#]\d+)+\Z")


def clean_pages(
    pages: Pages, settings: CleanSettings, match: MatchSettings, evidence: CrawlEvidence | None
) -> DataFrame:
    """The pages cleaned, as rows of `CLEANED`, not computed yet. The evidence goes to every executor once.

    With None, pages are cleaned without crawl evidence.
    """
    shared = pages.rows.sparkSession.sparkContext.broadcast(evidence)
    return pages.map(_Clean(settings, match, shared), CLEANED)


def take_pages(pages: Pages, settings: CleanSettings, match: MatchSettings) -> DataFrame:
    """Pages that are clean already, as rows of `CLEANED`: each is an article, and nothing of it is cut."""
    return pages.map(_Clean(settings, match, None), CLEANED)


def documents_of(cleaned: DataFrame) -> DataFrame:
    """The documents of all pages, as rows of `DOCUMENT`."""
    return cleaned.where("row is not null").select(*arrow_schema(DOCUMENT).names)


@lru_cache(maxsize=2)
def _cleaner(settings: CleanSettings) -> Cleaner:
    return settings.cleaner()


@dataclass(frozen=True, slots=True)
class _Clean:
    """Pages into rows of `CLEANED`.

    `evidence` is a broadcast of crawl evidence, or of None for cleaning without it. If it is None itself, nothing is
    cut.
    """

    settings: CleanSettings
    match: MatchSettings
    evidence: Any

    def __call__(self, reads: Iterator[Read]) -> Iterator[Batch]:
        """Yield four batches for each group of pages: pages, their documents, rejected lines, and a row of sums."""
        schema, bands = arrow_schema(CLEANED), choose_bands(self.match.near)
        for read in reads:
            done = Cleaned(self.settings.fields)
            for record, page in zip(read.records, self._pages(read.records), strict=True):
                done.add(record, page)
            for lost in read.rejected:
                done.reject(lost)
            prints = fingerprints(done.texts)
            yield batch(schema, _pages(read.numbers, done, prints))
            yield batch(schema, _documents(read.numbers, done, prints, bands, self.match))
            yield batch(schema, {"rejected": done.rejected, "rejected_at": read.lost})
            yield batch(schema, {"counts": [msgspec.msgpack.encode((done.counts(read.size), done.by_source))]})

    def _pages(self, read: Sequence[Record]) -> Iterator[Page]:
        if self.evidence is None:
            return map(_whole, read)
        return _cleaner(self.settings).clean_inputs(map(page_input, read), self.evidence.value)


def _whole(record: Record) -> Page:
    from dedup.boilerplate.pages import only_body

    return only_body(record.text)


def _pages(numbers: Sequence[int], done: Cleaned, prints: Fingerprints) -> dict[str, Any]:
    """The columns of `PAGE`: a row for each page, the numbers of its articles and whether each is wordless as bytes."""
    ids = [page.input_id for page in done.pages]
    wordless = np.logical_not(prints.exact_keys.any(axis=1))
    return {
        "page": numbers,
        "input_id": ids,
        "root": list(map(_root, ids)),
        "articles": binary(np.array(own, np.int64) for own in done.articles),
        "wordless": cut(wordless, offsets_of([len(own) for own in done.articles])),
        "entry": list(map(msgspec.msgpack.encode, done.pages)),
    }


def _documents(
    numbers: Sequence[int], done: Cleaned, prints: Fingerprints, bands: Bands, match: MatchSettings
) -> dict[str, Any]:
    """The columns of `DOCUMENT`: a row for each article, none or several for a page; `numbers` are those of the pages.

    Shingles and band keys are bytes. A document without words has no shingles, but has band keys.
    """
    keys = band_keys(prints.signatures, bands).reshape(-1)
    exact = prints.exact_keys.view(np.int64).reshape(-1, 2)
    lengths = [len(text) for text in done.texts]
    order = preference_keys(match, done.sources, done.dates, lengths)
    return {
        "row": document_numbers(numbers, [len(own) for own in done.articles]),
        "prefer": [prefer for prefer, _ in order],
        "keep": [keep for _, keep in order],
        "length": lengths,
        "source": list(map(as_bytes, done.sources)),
        "high": exact[:, 0],
        "low": exact[:, 1],
        "size": prints.sizes.astype(np.int32),
        "shingles": cut(prints.shingles, prints.offsets),
        "bands": cut(keys, np.arange(len(done.texts) + 1) * bands.count),
    }


def document_numbers(pages: Sequence[int], articles: Sequence[int]) -> NDArray[np.int64]:
    """The numbers of the documents of pages, page by page: int64 (n,).

    `pages` are the numbers of the pages, `articles` says how many documents each has. A document's number is that of
    its page, shifted left by `ARTICLE_BITS`, plus its place on the page, from 0.
    """
    counts = np.array(articles, np.int64)
    first = np.repeat(np.array(pages, np.int64) << ARTICLE_BITS, counts)
    return first + np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts)


def _root(input_id: bytes) -> int:
    """A hash of an id without the numbers that a run may have put at its end: ids that may meet have the same."""
    root = _NUMBERED.sub("", as_text(input_id))
    return int.from_bytes(blake2b(root.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True)


def sums_of(cleaned: DataFrame) -> tuple[Counts, dict[bytes, SourceCounts]]:
    """The sums over all pages, and those of each source, by its name in UTF-8.

    What comes to the driver grows with the number of sources alone.
    """
    packed = cleaned.where("counts is not null").select("counts").mapInArrow(_add_up, "counts binary")
    merged = packed.repartition(1).mapInArrow(_add_up, "counts binary").collect()
    return _unpacked(merged[0]["counts"]) if merged else (Counts(), {})


def _add_up(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The sums of all rows of a task, added up in one row; without rows, sums of 0."""
    schema = arrow_schema("counts binary")
    total, by_source = Counts(), dict[bytes, SourceCounts]()
    for own in batches:
        for packed in own.column("counts").to_pylist():
            counts, sources = _unpacked(packed)
            total += counts
            for source, figures in sources.items():
                by_source.setdefault(source, SourceCounts()).add(figures)
    yield batch(schema, {"counts": [msgspec.msgpack.encode((total, by_source))]})


def _unpacked(packed: bytes) -> tuple[Counts, dict[bytes, SourceCounts]]:
    return msgspec.msgpack.decode(packed, type=tuple[Counts, dict[bytes, SourceCounts]])
