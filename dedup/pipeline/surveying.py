"""The pass before cleaning, in the workers: what the pages of each source repeat, counted over the whole crawl."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.words import code_points
from dedup.boilerplate.repetition import MIN_DOCUMENTS, Evidence, LineCounts, count_page_lines, merge_counts, weigh
from dedup.files import Fields
from dedup.pipeline.parts import Pages, Part
from dedup.pipeline.records import write_arrays

# Counted together: with many more, half of the time goes into getting memory from the system and giving it back.
_PAGES_AT_ONCE = 256
_SLOTS, _SLOT_SHIFT = 1 << 22, np.uint64(42)


class SurveyJob(NamedTuple):
    """A chunk to count the lines of, and where the counts go."""

    part: Part
    path: Path
    fields: Fields
    encoding: str


class Surveyed(NamedTuple):
    """How much a finished job has read."""

    pages: int
    size: int


def survey_chunk(job: SurveyJob) -> Surveyed:
    """Count what the pages of a chunk repeat, and write the counts; a chunk that lies raw is parsed for good."""
    pages = job.part.pages(job.fields, job.encoding)
    counts = merge_counts(_counted(pages))
    write_arrays(
        job.path,
        keys=counts.keys,
        sources=counts.sources,
        documents=counts.documents,
        edges=counts.edges,
        names=np.array(list(counts.pages), dtype=np.uint64),
        pages=np.array(list(counts.pages.values()), dtype=np.int64),
    )
    return Surveyed(len(pages.lengths), job.part.size)


def _counted(pages: Pages) -> Iterator[LineCounts]:
    bounds = pages.bounds
    for start in range(0, len(pages.lengths), _PAGES_AT_ONCE):
        end = min(start + _PAGES_AT_ONCE, len(pages.lengths))
        points = code_points(pages.joined[bounds[start] : bounds[end]])
        yield count_page_lines(points, pages.lengths[start:end], pages.sources[start:end])


def weigh_survey(parts: Sequence[Path], target: Path) -> str:
    """Write the evidence of all counted chunks to `target`; returns a hash of it."""
    documents = np.zeros(_SLOTS, np.uint32)
    for part in parts:
        with np.load(part) as arrays:
            np.add.at(documents, arrays["keys"] >> _SLOT_SHIFT, arrays["documents"].astype(np.uint32))
    evidence = weigh(merge_counts(_repeated(_counts(part), documents) for part in parts))
    found = sorted(evidence.found.items())
    keys = np.array([key for (key, _), _ in found], dtype=np.uint64)
    sources = np.array([source for (_, source), _ in found], dtype=np.uint64)
    documents = np.array([count for _, count in found], dtype=np.int64)
    write_arrays(target, keys=keys, sources=sources, documents=documents)
    return blake2b(keys.tobytes() + sources.tobytes() + documents.tobytes(), digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def load_evidence(path: Path) -> Evidence:
    """The evidence that `weigh_survey` wrote; kept in memory by each process."""
    with np.load(path) as arrays:
        pairs = zip(arrays["keys"].tolist(), arrays["sources"].tolist(), strict=True)
        return Evidence(dict(zip(pairs, arrays["documents"].tolist(), strict=True)))


def _repeated(counts: LineCounts, documents: NDArray[np.uint32]) -> LineCounts:
    """The stretches that may be in enough pages to prove anything: nearly all others are in one page alone.

    `documents` are sums over hashes that lead with the same bits, so no sum is too small; stretches of the same words
    and different kinds have one sum, as they are weighed together.
    """
    often = documents[counts.keys >> _SLOT_SHIFT] >= MIN_DOCUMENTS
    return LineCounts(
        counts.keys[often], counts.sources[often], counts.documents[often], counts.edges[often], counts.pages
    )


def _counts(path: Path) -> LineCounts:
    with np.load(path) as arrays:
        pages = dict(zip(arrays["names"].tolist(), arrays["pages"].tolist(), strict=True))
        return LineCounts(arrays["keys"], arrays["sources"], arrays["documents"], arrays["edges"], pages)
