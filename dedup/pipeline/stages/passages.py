"""Passages stage: kept documents in, `Repeated` out: the passages that they repeat, and which of these are cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from dedup.model import Document, Id, PassageMatch
from dedup.passages import PassageSettings, repeated_passages
from dedup.passages.cuts import Cut, shared_pieces
from dedup.passages.texts import Texts
from dedup.pipeline.outputs.lines import decoded_text
from dedup.pipeline.stages.clean import Cleaned
from dedup.pipeline.stages.match import Matched
from dedup.pipeline.work.chunk_file import ChunkFile
from dedup.pipeline.work.context import RunContext
from dedup.pipeline.work.workers import Workers


@dataclass(frozen=True, slots=True)
class Repeated:
    """The repeated passages of a run; `cuts`, by the row of the document, are those to be cut.

    `mostly`: the ids of kept documents of which an earlier one has half or more.
    """

    matches: Sequence[PassageMatch] = ()
    cuts: Mapping[int, Sequence[Cut]] = field(default_factory=dict)
    mostly: Set[str] = frozenset()

    def without(self, emptied: Set[str]) -> Repeated:
        """These without the documents `emptied`, and the matches whose document or repeated document is one of these;
        `cuts` stay.
        """
        kept = [match for match in self.matches if emptied.isdisjoint((str(match.id), str(match.of)))]
        return Repeated(kept, self.cuts, self.mostly - emptied)


class FoldJob(NamedTuple):
    """The chunk `number`, whose kept documents are to be folded; `kept` has one flag for each of its documents."""

    chunk: ChunkFile
    kept: Sequence[bool]
    number: int


class Folded(NamedTuple):
    """The kept documents of the chunk `number` as arrays of words."""

    number: int
    texts: Texts


def find_passages(context: RunContext, workers: Workers, cleaned: Cleaned, matched: Matched) -> Repeated:
    """The passages that kept documents repeat, and with `--passages drop` those to cut; none with `--passages off`."""
    settings = context.settings
    if settings.passages == "off" or not cleaned.chunks:
        return Repeated()
    kept = ~matched.dropped()
    jobs = (
        FoldJob(chunk, kept[matched.chunk_rows(number)].tolist(), number) for number, chunk in enumerate(cleaned.chunks)
    )
    folded = sorted(workers.results(fold_chunk, jobs), key=lambda chunk: chunk.number)
    texts = Texts.joined([chunk.texts for chunk in folded])
    matches = find_repeated(texts, matched, PassageSettings(cross_source=settings.cross_source))
    mostly = mostly_repeated(matches, matched, texts)
    if settings.passages == "report":
        return Repeated(matches, mostly=mostly)
    cuts = to_cut(matches, matched, texts, settings.match.near)
    return Repeated(matches, cuts, mostly - {str(matched.ids[row]) for row in cuts})


def fold_chunk(job: FoldJob) -> Folded:
    """Fold the texts of a chunk's kept documents: the workers' part of the stage."""
    entries = (entry for page in job.chunk.pages() for entry in page.documents)
    texts = Texts.of(decoded_text(entry.text) for entry, kept in zip(entries, job.kept, strict=True) if kept)
    return Folded(job.number, texts)


def find_repeated(texts: Texts, matched: Matched, settings: PassageSettings) -> list[PassageMatch]:
    """The passages that kept documents repeat from earlier ones, as `dedup.find_passages` finds them.

    `texts` are those of the kept documents, in order.
    """
    kept = np.flatnonzero(~matched.dropped()).tolist()
    documents = [Document(matched.ids[row], "", matched.sources[row], matched.dates[row]) for row in kept]
    return repeated_passages(documents, texts, settings)


def mostly_repeated(matches: Sequence[PassageMatch], matched: Matched, texts: Texts) -> Set[str]:
    """The ids of kept documents that share half of their characters or more with one earlier document, in passages.

    `texts` are those of the kept documents, in order.
    """
    shared: dict[tuple[Id, Id], list[tuple[int, int]]] = defaultdict(list)
    for match in matches:
        if match.id != match.of:
            shared[match.id, match.of].append((match.start, match.end))
    ids = [matched.ids[row] for row in np.flatnonzero(~matched.dropped()).tolist()]
    place_of: dict[Id, int] = {identity: place for place, identity in enumerate(ids)}
    found: set[str] = set()
    for (identity, _), spans in shared.items():
        characters = reached = 0
        for start, end in sorted(spans):
            characters += max(0, end - max(start, reached))
            reached = max(reached, end)
        first, stop = texts.offsets[place_of[identity] : place_of[identity] + 2].tolist()
        if 2 * characters >= int(texts.ends[stop - 1] - texts.starts[first]):
            found.add(str(identity))
    return found


def to_cut(matches: Sequence[PassageMatch], matched: Matched, texts: Texts, near: float) -> dict[int, list[Cut]]:
    """The passages to cut, by the row of the document that repeats them: of similarity `near` or more, not common.

    The place that appears first stays, in an earlier document or the same one. Of a near passage only the parts that
    both have are cut. Nothing is cut from documents that have duplicates: the scores of these were computed with the
    whole text. `texts` are those of the kept documents, in order.
    """
    rows = np.flatnonzero(~matched.dropped()).tolist()
    place_of: dict[Id, int] = {matched.ids[row]: place for place, row in enumerate(rows)}
    with_duplicates = set(matched.decisions.kept_by.tolist())
    cuts: dict[int, list[Cut]] = defaultdict(list)
    for number, match in enumerate(matches):
        place = place_of[match.id]
        if match.similarity >= near and not match.common and rows[place] not in with_duplicates:
            other = place_of[match.of]
            shared = _shared(match, texts, place, other)
            cuts[rows[place]] += [Cut(start, end, str(match.of), number) for start, end in shared]
    return dict(cuts)


def _shared(match: PassageMatch, texts: Texts, place: int, other: int) -> list[tuple[int, int]]:
    """The parts of a passage that both of its documents have, in code points of the later one.

    `place` and `other` are the numbers of the documents in `texts`.
    """
    if match.kind == "exact":
        return [(match.start, match.end)]
    words = _words_of(texts, place, match.start, match.end)
    others = _words_of(texts, other, match.of_start, match.of_end)
    pieces = shared_pieces(texts.hashes[words], texts.hashes[others])
    starts, ends = texts.starts[words].tolist(), texts.ends[words].tolist()
    return [(starts[first], ends[last - 1]) for first, last in pieces]


def _words_of(texts: Texts, place: int, start: int, end: int) -> slice:
    """The words of document `place` that begin from code point `start` to before `end`: a slice of all words."""
    first, last = texts.offsets[place : place + 2].tolist()
    begin, stop = np.searchsorted(texts.starts[first:last], (start, end)).tolist()
    return slice(first + begin, first + stop)
