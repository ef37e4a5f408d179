"""The passages stage: what kept documents repeat of one another, and what of it is to be cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from dedup.model import Document, Id, PassageMatch
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


class LayoutJob(NamedTuple):
    """A chunk whose kept documents are to be laid out; `kept` has one flag for each of its documents."""

    chunk: ChunkFile
    kept: Sequence[bool]
    number: int


class Layout(NamedTuple):
    """The kept documents of a chunk, laid out, and how many bytes of input the chunk was."""

    number: int
    texts: Texts
    size: int


def lay_out(job: LayoutJob) -> Layout:
    """Fold the texts of a chunk's kept documents: the workers' part of the passages stage."""
    entries = (entry for page in job.chunk.pages() for entry in page.documents)
    texts = Texts.of(decoded_text(entry.text) for entry, kept in zip(entries, job.kept, strict=True) if kept)
    return Layout(job.number, texts, job.chunk.counts().size)


def find_repeated(layouts: Iterable[Layout], matched: Matched, settings: PassageSettings) -> list[PassageMatch]:
    """The passages that kept documents repeat from earlier ones, as `dedup.find_passages` finds them.

    `layouts` are those of all chunks, as they come from the workers.
    """
    kept = np.flatnonzero(~matched.dropped()).tolist()
    documents = [Document(matched.ids[row], "", matched.sources[row], matched.dates[row]) for row in kept]
    in_order = sorted(layouts, key=lambda layout: layout.number)
    return repeated_passages(documents, Texts.joined([layout.texts for layout in in_order]), settings)


def to_cut(matches: Sequence[PassageMatch], matched: Matched, near: float) -> dict[int, list[Cut]]:
    """The passages that go, by the row of their document: copies and near copies, but no common quotations.

    `near` is the similarity from which documents are near duplicates. Of what a document repeats of itself, the later
    place goes. Documents that stand for others are left whole: the scores of their duplicates hold for their whole
    text.
    """
    row_of: dict[Id, int] = {identity: row for row, identity in enumerate(matched.ids)}
    standing = set(matched.decisions.kept_by.tolist())
    cuts: dict[int, list[Cut]] = defaultdict(list)
    for match in matches:
        row = row_of[match.id]
        if match.similarity >= near and not match.common and row not in standing:
            cuts[row].append(Cut(match.start, match.end, str(match.of)))
    return dict(cuts)
