"""Survey stage: the `Part`s of the reader in, `Surveyed` out: the parts, and the crawl evidence in the work folder.

The workers count what the pages of each chunk repeat; the counts of all chunks become the evidence.
"""

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
from dedup.files import Fields, Rejected
from dedup.pipeline.figures.named import check_preferred
from dedup.pipeline.work.chunk_file import is_whole, write_arrays
from dedup.pipeline.work.context import RunContext
from dedup.pipeline.work.parts import Pages, Part
from dedup.pipeline.work.reader import Reader
from dedup.pipeline.work.workers import Workers
from dedup.rows import is_first

_PAGES_AT_ONCE = 256
"""Pages that are counted together. Measured: with many more, half of the time goes into allocating memory."""
_SLOTS = 1 << 26
"""Counters of one byte, 64 MiB in all, each shared by the keys of 64 bits with the same first 26. Chosen."""
_SLOT_SHIFT = np.uint64(38)
"""By how many bits a key is shifted to give its slot: 64 - 26."""


class SurveyJob(NamedTuple):
    """A chunk whose pages are to be counted, and the file for the counts."""

    part: Part
    path: Path
    fields: Fields
    encoding: str
    language: str = ""


class SurveyResult(NamedTuple):
    """The pages and bytes that a finished job has read, and the pages of each source; "" for records without one."""

    pages: int
    size: int
    sources: Mapping[str, int]


class Surveyed(NamedTuple):
    """The chunks of the input, what of it could not be read, and a hash of the crawl evidence in the work folder."""

    parts: Sequence[Part]
    unread: Sequence[Rejected]
    evidence: str

    @property
    def size(self) -> int:
        """Bytes of input, uncompressed."""
        return sum(part.size for part in self.parts)


def survey(context: RunContext, reader: Reader, workers: Workers) -> Surveyed:
    """Count what the pages of the crawl repeat, and write the evidence. Chunks counted by an earlier run are skipped.

    Files of counts that the input no longer has are removed. Raises `UsageError` for a source in `--prefer` that no
    record has, where all chunks are counted now and every record names its source; else the match stage checks it.
    """
    parts, unread, paths = list[Part](), list(context.found.inputs.skipped), list[Path]()
    settings = context.settings.clean
    sources = Counter[str]()

    def jobs() -> Iterator[SurveyJob]:
        """Yield a job for each chunk that is not yet counted; note all chunks, and what could not be read."""
        for item in reader.items():
            if isinstance(item, Rejected):
                unread.append(item)
                continue
            parts.append(item)
            path = context.work.survey(item.number, item.key)
            paths.append(path)
            if is_whole(path):
                sources[""] += 1  # its sources are not counted: the documents' are known later
                context.progress.advance(0, item.size)
            else:
                yield SurveyJob(item, path, settings.fields, settings.encoding, settings.language)

    for result in workers.results(survey_chunk, jobs()):
        context.progress.advance(result.pages, result.size)
        sources.update(result.sources)
    context.work.keep_only(context.work.surveys, paths)
    if sources and not sources[""]:  # every record names its source, so no page gives one later
        check_preferred(context.settings.match.prefer, sources)
    return Surveyed(parts, unread, weigh_survey(paths, context.work.evidence))


def survey_chunk(job: SurveyJob) -> SurveyResult:
    """Count what the pages of a chunk repeat, and write the counts. A raw chunk is replaced by its records."""
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
    return SurveyResult(len(pages.lengths), job.part.size, Counter(pages.sources))


def counted(pages: Pages) -> Iterator[Counts]:
    """Count on how many pages of each source each line, segment and opening stands, also those on a single page.

    Yields the counts of `_PAGES_AT_ONCE` pages at a time, in order, with the keys of their headlines. What repeats
    shows once `merge` has added them.
    """
    bounds = np.array(pages.bounds, dtype=np.int64)
    for start in range(0, len(pages.lengths), _PAGES_AT_ONCE):
        end = min(start + _PAGES_AT_ONCE, len(pages.lengths))
        points = code_points(pages.joined[bounds[start] : bounds[end]])
        atoms = atoms_of_points(points, bounds[start : end + 1] - bounds[start])
        yield count(atoms, pages.sources[start:end], pages.titles[start:end])


def weigh_survey(parts: Sequence[Path], target: Path) -> str:
    """Make the crawl evidence of the counts in some files, write it to `target`, and return a hash of it.

    Most keys on fewer than `LEAST_PAGES` pages are left out before the counts are merged.
    """
    slots = np.zeros(_SLOTS, np.uint8)
    for part in parts:
        with np.load(part) as arrays:
            _add(slots, arrays["keys"], arrays["documents"])
    arrays = weigh(merge(_repeated(_counts(part), slots) for part in parts)).arrays
    write_arrays(target, **arrays)
    return blake2b(b"".join(array.tobytes() for array in arrays.values()), digest_size=8).hexdigest()


@lru_cache(maxsize=1)
def load_evidence(path: Path) -> CrawlEvidence:
    """The crawl evidence that `weigh_survey` wrote. Each process reads it once."""
    with np.load(path) as arrays:
        return CrawlEvidence.of_arrays(arrays)


def _add(slots: NDArray[np.uint8], keys: NDArray[np.uint64], documents: NDArray[np.int64]) -> None:
    """Add to `slots`, in place, how many documents each key has: `documents[i]` is the number for `keys[i]`.

    The keys are sorted; those with the same leading bits share a slot. A slot stops at `LEAST_PAGES`.
    """
    if not len(keys):
        return
    places = (keys >> _SLOT_SHIFT).astype(np.int64)
    first = np.flatnonzero(is_first(places))
    sums = slots[places[first]] + np.add.reduceat(documents, first)
    slots[places[first]] = np.minimum(sums, LEAST_PAGES)


def _repeated(counts: Counts, slots: NDArray[np.uint8]) -> Counts:
    """The counts of keys whose slot has counted `LEAST_PAGES` or more. Nearly all other keys are on a single page.

    Since keys share slots, a slot may count too many documents but never too few. All rows of a key stay, or none.
    """
    often = slots[counts.keys >> _SLOT_SHIFT] >= LEAST_PAGES
    return Counts(counts.keys[often], counts.sources[often], counts.documents[often], counts.pages, counts.headlines)


def _counts(path: Path) -> Counts:
    """The counts in the file of a chunk."""
    with np.load(path) as arrays:
        pages = from_source_arrays(arrays)
        return Counts(arrays["keys"], arrays["sources"], arrays["documents"], pages, arrays["headlines"])
