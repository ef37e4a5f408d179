"""The passages stage, in the parent: what kept documents repeat of one another, and what of it is to be cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from dedup.model import Document, PassageMatch
from dedup.passages import PassageSettings, repeated_passages
from dedup.passages.cuts import Cut
from dedup.passages.texts import Texts
from dedup.pipeline.lines import decoded_text
from dedup.pipeline.matching import Matched
from dedup.pipeline.records import ChunkFile


@dataclass(frozen=True, slots=True)
class Repeated:
    """The repeated passages of a run, and those to be cut, by the row of their document."""

    matches: Sequence[PassageMatch] = ()
    cuts: Mapping[int, Sequence[Cut]] = field(default_factory=dict)


def find_repeated(chunks: Sequence[ChunkFile], matched: Matched, settings: PassageSettings) -> list[PassageMatch]:
    """The passages that kept documents repeat from earlier ones, as `dedup.find_passages` finds them."""
    kept = np.flatnonzero(~matched.dropped()).tolist()
    documents = [Document(matched.ids[row], "", matched.sources[row], matched.dates[row]) for row in kept]
    return repeated_passages(documents, Texts.of(_kept_texts(chunks, set(kept))), settings)


def to_cut(matches: Sequence[PassageMatch], matched: Matched, near: float) -> dict[int, list[Cut]]:
    """The passages that go, by the row of their document: copies and near copies, but no common quotations.

    `near` is the similarity from which documents are near duplicates. Documents that stand for others are left
    whole: the scores of their duplicates hold for their whole text.
    """
    row_of = {identity: row for row, identity in enumerate(matched.ids)}
    standing = set(matched.decisions.kept_by.tolist())
    cuts: dict[int, list[Cut]] = defaultdict(list)
    for match in matches:
        row = row_of[match.id]
        if match.similarity >= near and not match.common and row not in standing:
            cuts[row].append(Cut(match.start, match.end, match.of))
    return dict(cuts)


def _kept_texts(chunks: Sequence[ChunkFile], kept: set[int]) -> Iterator[str]:
    row = 0
    for chunk in chunks:
        for page in chunk.pages():
            for entry in page.documents:
                if row in kept:
                    yield decoded_text(entry.text)
                row += 1
