"""Our own predictions, made as a run makes them: the evidence of the whole crawl first, then page after page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.boilerplate_gold import GoldPage
from benchmarks.boilerplate_scores import Prediction
from dedup.boilerplate import Cleaner
from dedup.boilerplate.phrases import PhraseBook, load_shipped
from dedup.boilerplate.repetition import NO_EVIDENCE, Evidence, LineCounts, count_lines, merge_counts, weigh
from dedup.files import Fields, Record, find_inputs, parse_chunk, read_chunks
from dedup.files.chunks import Chunk

_CHUNK_BYTES = 8 << 20

LABELS_OF_CATEGORY = {
    "related": ("RELATED_HEAD", "RELATED_ITEM", "RELATED_TEASER", "READMORE"),
    "tags": ("TAGS",),
    "source": ("SOURCE", "BYLINE"),
    "date": ("PUBDATE",),
    "share": ("SHARE",),
    "ads": ("AD",),
    "comments": ("COMMENTS",),
    "nav": ("NAV",),
    "cookies": ("NAV",),
    "media": ("CAPTION", "EMBED", "EMBED_META"),
    "widget": ("OTHER",),
}
"""What the phrases of each category of the shipped list are there to find."""


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a run knows beyond the single page: what the pages of each source repeat."""

    evidence: Evidence = NO_EVIDENCE

    def predict(self, cleaner: Cleaner, page: GoldPage) -> Prediction:
        """Take a page apart as a run would."""
        made = cleaner.clean(page.text, page.source, self.evidence)
        return Prediction(
            tuple((span.start, span.end, span.label) for span in made.removed),
            tuple((article.number, article.spans) for article in made.articles),
        )


def read_crawl(pages: Sequence[GoldPage], corpora: Sequence[Path]) -> Crawl:
    """The evidence of some pages and of the files they come from; a page found there by its id counts once."""
    unseen = {page.id: page for page in pages}
    parts: list[LineCounts] = []
    for records in _record_chunks(corpora):
        parts.append(count_lines([record.text for record in records], [record.source for record in records]))
        for record in records:
            unseen.pop(record.input_id, None)
    parts.append(count_lines([page.text for page in unseen.values()], [page.source for page in unseen.values()]))
    return Crawl(weigh(merge_counts(parts)))


def count_phrases(category: str) -> int:
    """How many phrases of a category ship."""
    return sum(phrase.category == category for phrase in load_shipped())


def cleaner_without(category: str) -> Cleaner:
    """The default cleaner with the phrases of one category taken out of the shipped list."""
    cleaner = Cleaner()
    book = PhraseBook(phrase for phrase in load_shipped() if phrase.category != category)
    # Users can add phrases but not take the shipped ones away, so the constructor has no parameter for this.
    object.__setattr__(cleaner, "_book", book)
    return cleaner


def _record_chunks(paths: Sequence[Path]) -> Iterator[list[Record]]:
    if not paths:
        return
    for chunk in read_chunks(find_inputs(paths), _CHUNK_BYTES):
        if isinstance(chunk, Chunk):
            yield [record for record in parse_chunk(chunk, Fields()) if isinstance(record, Record)]
