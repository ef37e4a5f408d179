"""The pass before cleaning, in the workers: what the pages of each source repeat, counted over the whole crawl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.words import code_points
from dedup.boilerplate.counting import Counts, count, merge
from dedup.boilerplate.crawl_evidence import LEAST_PAGES, CrawlEvidence, by_source, from_source_arrays, weigh
from dedup.boilerplate.finding import atoms_of_points
from dedup.files import Fields
from dedup.pipeline.parts import Pages, Part
from dedup.pipeline.records import write_arrays

# Counted together: with many more, half of the time goes into getting memory from the system and giving it back.
_PAGES_AT_ONCE = 256
# Keys that lead with the same bits share a slot, which counts no further than to `LEAST_PAGES`.
_SLOTS, _SLOT_SHIFT = 1 << 26, np.uint64(38)


class SurveyJob(NamedTuple):
    """A chunk to count the lines of, and where the counts go."""

    part: Part
    path: Path
    fields: Fields
    encoding: str
    language: str = ""


class Surveyed(NamedTuple):
    """How much a finished job has read, and the number of pages of each source; of "" where a record has none."""

    pages: int
    size: int
    sources: Mapping[str, int]


def survey_chunk(job: SurveyJob) -> Surveyed:
    """Count what the pages of a chunk repeat, and write the counts; a chunk that lies raw is parsed for good."""
    pages = job.part.pages(job.fields, job.encoding, job.language)
    counts = merge(counted(pages))
    write_arrays(
        job.path,
        keys=counts.keys,
        sources=counts.sources,
        documents=counts.documents,
        headlines=counts.headlines,
        **by_source(counts.pages),
    )
    return Surveyed(len(pages.lengths), job.part.size, Counter(pages.sources))


def counted(pages: Pages) -> Iterator[Counts]:
    """Count what some pages repeat, a few hundred of them at a time."""
    bounds = np.array(pages.bounds, dtype=np.int64)
    for start in range(0, len(pages.lengths), _PAGES_AT_ONCE):
        end = min(start + _PAGES_AT_ONCE, len(pages.lengths))
        points = code_points(pages.joined[bounds[start] : bounds[end]])
        atoms = atoms_of_points(points, bounds[start : end + 1] - bounds[start])
        yield count(atoms, pages.sources[start:end], pages.titles[start:end])


def weigh_survey(parts: Sequence[Path], target: Path) -> str:
    """Write the evidence of all counted chunks to `target`; returns a hash of it."""
    slots = np.zeros(_SLOTS, np.uint8)
    for part in parts:
        with np.load(part) as arrays:
            _add(slots, arrays["keys"], arrays["documents"])
    arrays = weigh(merge(_repeated(_counts(part), slots) for part in parts)).arrays
    write_arrays(target, **arrays)
    return blake2b(b"".join(array.tobytes() for array in arrays.values()), digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def load_evidence(path: Path) -> CrawlEvidence:
    """The evidence that `weigh_survey` wrote; kept in memory by each process."""
    with np.load(path) as arrays:
        return CrawlEvidence.of_arrays(arrays)


def _add(slots: NDArray[np.uint8], keys: NDArray[np.uint64], documents: NDArray[np.int64]) -> None:
    """Count the documents of some keys, which are sorted, in their slots."""
    if not len(keys):
        return
    places = (keys >> _SLOT_SHIFT).astype(np.int64)
    first = np.flatnonzero(np.diff(places, prepend=-1))
    sums = slots[places[first]] + np.add.reduceat(documents, first)
    slots[places[first]] = np.minimum(sums, LEAST_PAGES)


def _repeated(counts: Counts, slots: NDArray[np.uint8]) -> Counts:
    """What may be in enough pages to be remembered: nearly all else is in one page alone.

    Slots are shared, so none counts too few. The rows of a key stay together, as they are weighed together.
    """
    often = slots[counts.keys >> _SLOT_SHIFT] >= LEAST_PAGES
    return Counts(counts.keys[often], counts.sources[often], counts.documents[often], counts.pages, counts.headlines)


def _counts(path: Path) -> Counts:
    with np.load(path) as arrays:
        pages = from_source_arrays(arrays)
        return Counts(arrays["keys"], arrays["sources"], arrays["documents"], pages, arrays["headlines"])
