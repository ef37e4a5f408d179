"""Our own predictions, made as a run makes them: the evidence of the whole crawl first, then page after page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.boilerplate_gold import GoldPage
from benchmarks.boilerplate_scores import Prediction
from dedup.boilerplate import Cleaner
from dedup.boilerplate.counting import Counts, count, merge
from dedup.boilerplate.crawl_evidence import CrawlEvidence, weigh
from dedup.boilerplate.evidence import GROUPS
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.lexicon import load_shipped
from dedup.files import Fields, Record, find_inputs, parse_chunk, read_chunks
from dedup.files.chunks import Chunk
from dedup.model import Page

_CHUNK_BYTES = 8 << 20

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    **{group: (group,) for group in GROUPS},
    "listed wordings": tuple(f"wording:{phrase.text}" for phrase in load_shipped()),
}
"""What our cleaner can go without: each group of evidence, and the wordings that the shipped list has."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a run knows beyond the single page: what the pages of each source repeat, None where nothing."""

    evidence: CrawlEvidence | None = None

    def clean(self, cleaner: Cleaner, page: GoldPage) -> Page:
        """Take a page apart as a run would."""
        return cleaner.clean(page.text, source=page.source, title=page.title, evidence=self.evidence)

    def predict(self, cleaner: Cleaner, page: GoldPage) -> Prediction:
        """What that cuts, and the articles it leaves."""
        made = self.clean(cleaner, page)
        return Prediction(
            tuple((span.start, span.end, span.label) for span in made.removed),
            tuple((article.number, article.spans) for article in made.articles),
        )


def read_crawl(pages: Sequence[GoldPage], corpora: Sequence[Path]) -> Crawl:
    """The evidence of some pages and of the files they come from; a page found there by its id counts once."""
    unseen = {page.id: page for page in pages}
    parts: list[Counts] = []
    for records in _record_chunks(corpora):
        parts.append(_counted(records))
        for record in records:
            unseen.pop(record.input_id, None)
    return Crawl(weigh(merge([*parts, _counted(list(unseen.values()))])))


def _counted(pages: Sequence[GoldPage] | Sequence[Record]) -> Counts:
    atoms = find_atoms([page.text for page in pages])
    return count(atoms, [page.source for page in pages], [page.title for page in pages])


def _record_chunks(paths: Sequence[Path]) -> Iterator[list[Record]]:
    if not paths:
        return
    for chunk in read_chunks(find_inputs(paths), _CHUNK_BYTES):
        if isinstance(chunk, Chunk):
            yield [record for record in parse_chunk(chunk, Fields()) if isinstance(record, Record)]
