"""What a crawl repeats: surveyed once, stored in a file, and used in cleaning every page of the crawl."""

from __future__ import annotations

import zipfile
import zlib
from operator import itemgetter
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.groups import grouped
from dedup.boilerplate.counting import Counts, count, merge
from dedup.boilerplate.evidence.crawl import HEAD, OWN_SHIFT, SHARE_SHIFT, WHOLE
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.lexicon.table import Table
from dedup.errors import DedupError
from dedup.given import Pages, as_pages
from dedup.kernel import mix64
from dedup.tables import Columns

LEAST_SOURCE = 8
"""Pages: a source with fewer has no crawl evidence, since a handful of pages share words by chance. Chosen."""
LEAST_PAGES = 3
"""Pages: what fewer pages of a source have is not recorded. Chosen."""


class CrawlEvidence(NamedTuple):
    """What the pages of each source of a crawl repeat, and all headlines: `survey` the crawl once, then clean with it.

    What many pages of a source have is furniture more often than text; the headline of another page is usually a link.

    `repeated`: lines, segments and openings that at least three pages of a source have. `headlines`: keys of the
    headlines. `sources`: the number of pages of each source with at least eight, by the hash of its name.
    """

    repeated: Table
    headlines: Table
    sources: dict[int, int]

    @classmethod
    def survey(
        cls,
        pages: Pages,
        *,
        text: str = "text",
        id: str | None = "id",  # noqa: A002  # as in `Cleaner.clean_all`
        source: str | None = "source",
        date: str | None = "date",
        title: str | None = "title",
    ) -> CrawlEvidence:
        """Count what the pages of a crawl repeat. The order of the pages does not matter.

        `pages` and the names of their columns are given as to `Cleaner.clean_all`, with sources; pages without one
        belong to the source "". Needs about 100 bytes of memory for each line and sentence of the crawl. Raises
        ArgumentError for what is no page, and for a missing column.
        """
        given = as_pages(pages, Columns(text, id, source, date, title))
        return weigh(merge(map(_counted, grouped(given, itemgetter(0)))))

    def write(self, path: str | PathLike[str]) -> None:
        """Write the evidence to a file; the same evidence gives the same bytes. Raises DedupError where it cannot."""
        try:
            with Path(path).open("wb") as file:
                np.savez(file, **self.arrays)  # type: ignore[arg-type]  # the stub takes the names for options
        except OSError as error:
            raise DedupError(f"{path}: cannot write the crawl evidence ({error.strerror}); check the path.") from error

    def __repr__(self) -> str:
        """The numbers of what it holds."""
        repeated, headlines = (np.count_nonzero(table.keys) for table in (self.repeated, self.headlines))
        return f"<CrawlEvidence: {len(self.sources)} sources, {repeated} repeats, {headlines} headlines>"

    @classmethod
    def read(cls, path: str | PathLike[str]) -> CrawlEvidence:
        """Read a file that `write` wrote. Raises DedupError where it is missing or is no such file."""
        try:
            with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                found = cls.of_arrays(arrays)
                found.repeated.check()
                found.headlines.check()
                return found
        except OSError as error:
            raise DedupError(f"{path}: cannot read the crawl evidence ({error.strerror}); check the path.") from error
        except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise DedupError(
                f"{path}: not crawl evidence that `CrawlEvidence.write` wrote; survey the crawl again."
            ) from error

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The evidence as arrays by name, in a fixed order."""
        return {
            "repeated_keys": self.repeated.keys,
            "repeated_values": self.repeated.values,
            "headline_keys": self.headlines.keys,
            "headline_values": self.headlines.values,
            **by_source(dict(sorted(self.sources.items()))),
        }

    @classmethod
    def of_arrays(cls, arrays: Any) -> CrawlEvidence:
        """The evidence from the arrays that `arrays` returns."""
        repeated = Table(arrays["repeated_keys"], arrays["repeated_values"])
        headlines = Table(arrays["headline_keys"], arrays["headline_values"])
        return cls(repeated, headlines, from_source_arrays(arrays))


def by_source(pages: dict[int, int]) -> dict[str, NDArray[Any]]:
    """The number of pages by source as two arrays: `names`, uint64, the hashes of sources, and `pages`, int64."""
    return {"names": np.array(list(pages), np.uint64), "pages": np.array(list(pages.values()), np.int64)}


def from_source_arrays(arrays: Any) -> dict[int, int]:
    """The number of pages by source, from the arrays that `by_source` returns."""
    return dict(zip(arrays["names"].tolist(), arrays["pages"].tolist(), strict=True))


def _counted(pages: list[tuple[str, ...]]) -> Counts:
    """The counts of a group of pages, each given as (text, source) or (text, source, title)."""
    titles = [page[2] if len(page) > 2 else "" for page in pages]
    return count(find_atoms([page[0] for page in pages]), [page[1] for page in pages], titles)


def weigh(counts: Counts) -> CrawlEvidence:
    """The evidence of a crawl from the counts of all its pages."""
    return assembled(*weighed(counts), counts.headlines, counts.pages)


def weighed(counts: Counts) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The keys and values of `CrawlEvidence.repeated` for the rows of counts that have at least three pages.

    All rows of a key must be given, but not all keys. A value holds the number of pages, their share of the source's
    pages, and their share of all pages with the key, the shares from 0 to 127; see `evidence.crawl`.
    """
    _, group = np.unique(counts.keys, return_inverse=True)
    everywhere = (
        np.bincount(group, weights=counts.documents).astype(np.int64)[group] if len(group) else counts.documents
    )
    chosen = counts.documents >= LEAST_PAGES
    documents, sources = counts.documents[chosen], counts.sources[chosen]
    pages = np.array([counts.pages[source] for source in sources.tolist()], dtype=np.int64)
    part, own = 127 * documents // np.maximum(pages, 1), 127 * documents // np.maximum(everywhere[chosen], 1)
    return _in_source(counts.keys[chosen], sources), documents | part << SHARE_SHIFT | own << OWN_SHIFT


def assembled(
    keys: NDArray[np.uint64], values: NDArray[np.int64], headlines: NDArray[np.uint64], pages: dict[int, int]
) -> CrawlEvidence:
    """The evidence from keys and values as `weighed` returns them, the headlines, and the pages of each source.

    Sources with fewer than eight pages are left out of `sources`. `headlines` (m, 2) are as from `headline_keys`; a key
    that is in both columns counts as that of a whole headline.
    """
    known = {source: number for source, number in pages.items() if number >= LEAST_SOURCE}
    heads, wholes = headlines[:, 0], headlines[:, 1]
    both = np.concatenate((heads, wholes))
    kinds = np.concatenate((np.full(len(heads), HEAD), np.full(len(wholes), WHOLE))).astype(np.int64)
    return CrawlEvidence(Table.of(keys, values), Table.of(both, kinds), known)


def _in_source(keys: NDArray[np.uint64], sources: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The keys of `CrawlEvidence.repeated`, (n,): each of `keys` XOR the mixed hash of its source."""
    mixed: NDArray[np.uint64] = keys ^ mix64(sources)
    return mixed
