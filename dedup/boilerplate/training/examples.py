"""Gold pages as arrays: the input of the labeller, and the labels it should give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import FIRST, START
from dedup.boilerplate.crawl_evidence import CrawlEvidence
from dedup.boilerplate.evidence import gather
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labels import number_of
from dedup.boilerplate.lexicon.phrases import load_shipped, phrase_table
from dedup.boilerplate.lexicon.table import Table
from dedup.boilerplate.training.gold import GoldPage

_PAGES_AT_ONCE = 64  # pages whose evidence is gathered at a time; chosen


@dataclass(frozen=True, slots=True)
class Example:
    """A page as the labeller gets it.

    `rows` (a, k) uint16 and `columns` (s, m) uint8 as in `Evidence`; `first` (s,) int32: the first atom of each
    segment; `labels` (a,) int8 and `sure` (a,) bool: those of the gold; `crawled`: whether crawl evidence is present.
    """

    page: GoldPage
    rows: NDArray[np.uint16]
    columns: NDArray[np.uint8]
    first: NDArray[np.int32]
    labels: NDArray[np.int8]
    sure: NDArray[np.bool_]
    crawled: bool


def examples(pages: Iterable[GoldPage], known: CrawlEvidence | None = None) -> Iterator[Example]:
    """Yield pages as examples; pages without a visible character are left out.

    `known`: the evidence of their crawl; where it is None, crawl evidence is absent.
    """
    phrases = phrase_table(load_shipped())
    batch: list[GoldPage] = []
    for page in pages:
        batch.append(page)
        if len(batch) == _PAGES_AT_ONCE:
            yield from _examples(batch, phrases, known)
            batch = []
    if batch:
        yield from _examples(batch, phrases, known)


def _examples(pages: Sequence[GoldPage], phrases: Table, known: CrawlEvidence | None) -> Iterator[Example]:
    """Yield the examples of a few pages, whose evidence is gathered together; pages without a visible character are
    left out.
    """
    atoms = find_atoms([page.text for page in pages])
    sources = [page.source for page in pages]
    evidence = gather(atoms, phrases, known, sources, [page.title for page in pages])
    for number, page in enumerate(pages):
        own = slice(*atoms.atom_bounds[number : number + 2].tolist())
        segments = slice(*atoms.segment_bounds[number : number + 2].tolist())
        if own.start == own.stop:
            continue
        labels, sure = gold_labels(page, atoms.rows[own, START] - atoms.bounds[number])
        yield Example(
            page,
            evidence.rows[own].astype(np.uint16),
            evidence.columns[segments].astype(np.uint8),
            (atoms.segments[segments, FIRST] - own.start).astype(np.int32),
            labels,
            sure,
            known is not None and page.source != "",
        )


def gold_labels(page: GoldPage, starts: NDArray[np.int64]) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """The number of each atom's label, int8 (a,), and whether the annotators were sure of it, bool (a,).

    They are those of the span that has its start (`starts`, in the page); an unknown label counts as `other`.
    """
    ends = np.array([span.end for span in page.spans])
    numbers = np.array([number_of(span.label, span.article) for span in page.spans], dtype=np.int8)
    sure = np.array([span.sure for span in page.spans])
    place = np.minimum(np.searchsorted(ends, starts, side="right"), len(ends) - 1)
    return numbers[place], sure[place]
