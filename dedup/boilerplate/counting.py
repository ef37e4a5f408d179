"""Counts, by source, the pages of a crawl that hold each line, segment and opening."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.boilerplate.atoms import Atoms
from dedup.boilerplate.evidence.crawl import headline_keys, page_keys, source_hash
from dedup.rows import distinct


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pages of each source hold each line, segment and opening; rows sorted by `keys`, then `sources`.

    `keys` (n,) uint64, `sources` (n,) uint64: hashes. `documents` (n,) int64: numbers of pages. `pages`: the number of
    pages of each source, by its hash. `headlines` (m, 2) uint64, sorted: keys of the headlines, from `headline_keys`.
    """

    keys: NDArray[np.uint64]
    sources: NDArray[np.uint64]
    documents: NDArray[np.int64]
    pages: dict[int, int]
    headlines: NDArray[np.uint64]


def count(atoms: Atoms, sources: Sequence[str], titles: Sequence[str]) -> Counts:
    """Count, by source, the pages that have each line, segment and opening, however often a page has it.

    `sources` and `titles` have an entry a page, empty where unknown. The headline of a page is its title, if given.
    """
    hashes = np.array([source_hash(source) for source in sources], dtype=np.uint64)
    keys, pages = page_keys(atoms.rows, atoms.hashes, atoms.segments, atoms.segment_bounds)
    order = np.argsort(keys, kind="stable")  # pages are ascending, and stay so within a key
    keys, pages = keys[order], pages[order]
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]) | (pages[1:] != pages[:-1])
    values, counts = np.unique(hashes, return_counts=True)
    ones = np.ones(int(new.sum()), dtype=np.int64)
    by_source = dict(zip(values.tolist(), counts.tolist(), strict=True))
    return _summed(keys[new], hashes[pages[new]], ones, by_source, distinct(headline_keys(titles)))


def merge(parts: Iterable[Counts]) -> Counts:
    """The sum of counts, empty for no parts; it does not depend on how the pages were split among them."""
    listed = list(parts)
    pages: dict[int, int] = {}
    for part in listed:
        for source, number in part.pages.items():
            pages[source] = pages.get(source, 0) + number
    if not listed:
        nothing = np.empty(0, dtype=np.uint64)
        return Counts(nothing, nothing, nothing.astype(np.int64), {}, nothing.reshape(0, 2))
    return _summed(
        np.concatenate([part.keys for part in listed]),
        np.concatenate([part.sources for part in listed]),
        np.concatenate([part.documents for part in listed]),
        pages,
        distinct(np.concatenate([part.headlines for part in listed])),
    )


def _summed(
    keys: NDArray[np.uint64],
    sources: NDArray[np.uint64],
    documents: NDArray[np.int64],
    pages: dict[int, int],
    headlines: NDArray[np.uint64],
) -> Counts:
    """Counts with the documents of rows of equal key and source added up, sorted; `pages` and `headlines` as given."""
    order = np.lexsort((sources, keys))
    keys, sources = keys[order], sources[order]
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]) | (sources[1:] != sources[:-1])
    at = np.flatnonzero(new)
    summed = np.add.reduceat(documents[order], at) if len(at) else documents
    return Counts(keys[at], sources[at], summed, pages, headlines)
