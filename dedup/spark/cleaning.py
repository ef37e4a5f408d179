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
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.boilerplate import Cleaner
from dedup.boilerplate.crawl_evidence import CrawlEvidence
from dedup.duplicates import Fingerprints, MatchSettings, fingerprints
from dedup.duplicates.decisions import preference_keys
from dedup.files import Record
from dedup.minhash import Bands, band_keys, choose_bands
from dedup.model import Page
from dedup.pipeline.figures.counts import Counts, SourceCounts
from dedup.pipeline.outputs.strings import as_text
from dedup.pipeline.settings import CleanSettings
from dedup.pipeline.stages.clean import Batch as Cleaned
from dedup.pipeline.stages.clean import page_input
from dedup.spark.arrays import Batch, arrow_schema, batch, cut, in_groups
from dedup.spark.pages import ARTICLE_BITS, records

DOCUMENT = (
    "row long, prefer int, keep string, length long, source binary, high long, low long, size int, shingles binary, "
    "bands binary"
)
"""What matching needs of a document: its number, its place in the order of preference (the source's, then `keep`, then
the number), characters, source, the halves of the key that exact copies share, and its shingles and bands."""
CLEANED = (
    "page long, input_id binary, root long, articles binary, entry binary, documents array<struct<"
    + DOCUMENT.replace(" ", ":").replace(",:", ",")
    + ">>, rejected binary, counts binary"
)
"""A row for each page; one for each rejected record; and one for the counts of each batch."""
_PAGES_AT_ONCE = 512
_NUMBERED = re.compile(r"(?:[~#]\d+)+\Z")


def clean_pages(
    pages: DataFrame, settings: CleanSettings, match: MatchSettings, evidence: CrawlEvidence | None
) -> DataFrame:
    """The pages cleaned, as rows of `CLEANED`. The evidence goes to every executor once."""
    shared = pages.sparkSession.sparkContext.broadcast(evidence)
    return pages.mapInArrow(_Clean(settings, match, shared), CLEANED)


def take_pages(pages: DataFrame, settings: CleanSettings, match: MatchSettings) -> DataFrame:
    """The same of pages that are clean already: each is an article and nothing else."""
    return pages.mapInArrow(_Clean(settings, match, None), CLEANED)


def documents_of(cleaned: DataFrame) -> DataFrame:
    """The documents of all pages, as rows of `DOCUMENT`."""
    return cleaned.select(F.explode("documents").alias("one")).select("one.*")


@lru_cache(maxsize=2)
def _cleaner(settings: CleanSettings) -> Cleaner:
    return settings.cleaner()


@dataclass(frozen=True, slots=True)
class _Clean:
    """Pages into rows of `CLEANED`; without evidence, even without an empty one, nothing is cut."""

    settings: CleanSettings
    match: MatchSettings
    evidence: Any

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        schema, bands = arrow_schema(CLEANED), choose_bands(self.match.near)
        for own in in_groups(batches, _PAGES_AT_ONCE):
            yield self._cleaned(own, schema, bands)

    def _cleaned(self, own: Batch, schema: Any, bands: Bands) -> Batch:
        numbers, read, rejected = records(own)
        done = Cleaned(self.settings.fields)
        for record, page in zip(read, self._pages(read), strict=True):
            done.add(record, page)
        prints = fingerprints(done.texts)
        documents = _documents(numbers, done, prints, bands, self.match)
        ids = [page.input_id for page in done.pages]
        size = sum(len(record.text.encode("utf-8", "surrogatepass")) for record in read)
        lost = [line for line in rejected if line]
        for line in lost:
            done.reasons[msgspec.json.decode(line)["reason"]] += 1
        counts = msgspec.msgpack.encode((done.counts(size), done.by_source))
        others = len(lost) + 1
        columns: dict[str, Any] = {
            "page": [*numbers, *[None] * others],
            "input_id": [*ids, *[None] * others],
            "root": [*map(_root, ids), *[None] * others],
            "articles": [*(np.array(own, np.int64).tobytes() for own in done.articles), *[None] * others],
            "entry": [*map(msgspec.msgpack.encode, done.pages), *[None] * others],
            "documents": documents + [None] * others,
            "rejected": [*[None] * len(ids), *lost, None],
            "counts": [*[None] * (len(ids) + len(lost)), counts],
        }
        return batch(schema, columns)

    def _pages(self, read: Sequence[Record]) -> Iterator[Page]:
        if self.evidence is None:
            return map(_whole, read)
        return _cleaner(self.settings).clean_inputs(map(page_input, read), self.evidence.value)


def _whole(record: Record) -> Page:
    from dedup.boilerplate.pages import only_body

    return only_body(record.text)


def _documents(
    numbers: Sequence[int], done: Cleaned, prints: Fingerprints, bands: Bands, match: MatchSettings
) -> list[list[dict[str, Any]]]:
    """The documents of each page."""
    keys = cut(
        band_keys(prints.signatures, bands).reshape(-1), np.arange(len(done.texts) + 1) * bands.count
    ).to_pylist()
    shingles = cut(prints.shingles, prints.offsets).to_pylist()
    sizes = np.diff(prints.offsets).tolist()
    exact = prints.exact_keys.view(np.int64).tolist()
    lengths = [len(text) for text in done.texts]
    order = preference_keys(match, done.sources, done.dates, lengths)
    found, at = [], 0
    for number, articles in zip(numbers, done.articles, strict=True):
        own = []
        for place in range(len(articles)):
            (high, low), (prefer, keep) = exact[at], order[at]
            own.append(
                {
                    "row": number << ARTICLE_BITS | place,
                    "prefer": prefer,
                    "keep": keep,
                    "length": lengths[at],
                    "source": done.sources[at].encode("utf-8", "surrogatepass"),
                    "high": high,
                    "low": low,
                    "size": sizes[at],
                    "shingles": shingles[at],
                    "bands": keys[at],
                }
            )
            at += 1
        found.append(own)
    return found


def _root(input_id: bytes) -> int:
    """A hash of an id without the numbers that a run may have put at its end: ids that may meet have the same."""
    root = _NUMBERED.sub("", as_text(input_id))
    return int.from_bytes(blake2b(root.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little", signed=True)


def sums_of(cleaned: DataFrame, column: str = "counts") -> tuple[Counts, dict[bytes, SourceCounts]]:
    """The sums over all pages. What comes to the driver grows with the number of sources alone."""
    packed = (
        cleaned.where(f"{column} is not null")
        .select(F.col(column).alias("counts"))
        .mapInArrow(_add_up, "counts binary")
    )
    merged = packed.repartition(1).mapInArrow(_add_up, "counts binary").collect()
    return _unpacked(merged[0]["counts"]) if merged else (Counts(), {})


def _add_up(batches: Iterator[Batch]) -> Iterator[Batch]:
    """The sums of a task made one."""
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
