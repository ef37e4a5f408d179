"""Evidence from the whole crawl: short lines, line endings and headings that many pages of one source repeat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from dedup.arabic.view import fold_points
from dedup.arabic.words import code_points
from dedup.boilerplate.lines import (
    DOTS,
    ELLIPSIS,
    ENDING,
    ENDING_AT,
    ENDING_WORDS,
    FULL_STOP,
    HEADING,
    HEADING_END,
    HEADING_WORDS,
    HEADLINE_WORDS,
    LINE_WORDS,
    SENTENCE,
    SENTENCE_WORDS,
    SHAPE,
    START,
    WHOLE,
    WORDS,
)
from dedup.boilerplate.scan import find_lines

# What repeats: a whole unfinished line, a whole finished one, a line of one or two words, what stands behind a line's
# last sentence, what stands before its colon, a few words on a line over another that reads as a headline.
LINE, REMARK, LABEL, TAIL, HEAD, OVER = range(6)
_WHOLE_LINES = (LINE, REMARK, LABEL, OVER)
_FUSIBLE = (LABEL, TAIL, OVER)  # what may also have run into the beginning of another line
_KIND_BITS = np.uint64(7)
_STRETCH = 2**64 - 8
_LABEL_WORDS, _TAIL_WORDS, _HEAD_WORDS, _OVER_WORDS = 2, 6, 4, 5
_OVER_LEAST, _ITEM_WORDS = 2, 4
_HEADING_WORDS = 3

_HANGING = 2
MIN_DOCUMENTS = 8
"""Fewer pages with a line prove nothing."""
MIN_SHARE = 0.01
"""Nor does a smaller share of a source's pages: columnists and daily reports repeat their formulas too."""
REMARK_DOCUMENTS, REMARK_SHARE = 30, 0.05
"""The same for finished lines, which read as prose."""
CONCENTRATION = 0.9
"""The share of all pages with a line that must be of one source: what many sources say is language."""
EDGE_SHARE = 0.8
"""The share of its pages in which a line must stand before the first or after the last paragraph (or over a headline)
of those in which it stands at all.
"""


@dataclass(frozen=True, slots=True)
class LineCounts:
    """How many pages of a source hold each repeated stretch; rows sorted by `keys`, then `sources`.

    `keys` (n,) uint64: hash of the stretch and its kind. `sources` (n,) uint64: hash of the source. `documents` (n,)
    int64: pages that hold it; `edges` (n,) int64: of these, pages where it stands outside the running text.
    `pages` says how many pages each source has. Of the kind OVER, `edges` counts pages where it announces something.
    """

    keys: NDArray[np.uint64]
    sources: NDArray[np.uint64]
    documents: NDArray[np.int64]
    edges: NDArray[np.int64]
    pages: Mapping[int, int]


@dataclass(frozen=True)
class Evidence:
    """Stretches that are furniture on the evidence of the crawl alone, as `found[key, source] = pages`."""

    found: Mapping[tuple[int, int], int]

    def openings(self, source: str) -> NDArray[np.uint64] | None:
        """The sorted keys of what a source repeats that may also open a line of something else; None for nothing."""
        return self._openings.get(source_hash(source)) if self._openings else None

    @cached_property
    def _openings(self) -> Mapping[int, NDArray[np.uint64]]:
        by_source: dict[int, list[int]] = {}
        for key, source in self.found:
            if kind_of(key) in _FUSIBLE:
                by_source.setdefault(source, []).append(key)
        return {source: np.array(sorted(keys), dtype=np.uint64) for source, keys in by_source.items()}

    def documents(self, kind: int, stretch: int, source: str) -> int:
        """How many pages of the source repeat a stretch, where that makes it furniture; else 0."""
        if not self.found:
            return 0
        return self.found.get((_key(stretch, kind), source_hash(source)), 0)

    def stretches(self, source: str) -> Set[int]:
        """The keys of all that pages of the source repeat, whatever its kind: kind bits 0."""
        return self._stretches.get(source_hash(source), frozenset())

    @cached_property
    def _stretches(self) -> Mapping[int, Set[int]]:
        found: dict[int, set[int]] = {}
        for key, source in self.found:
            found.setdefault(source, set()).add(key & _STRETCH)
        return found

    def touched(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which of some lines, given as rows, have a stretch that some source or other repeats: their numbers."""
        if not self.found:
            return np.empty(0, dtype=np.int64)
        hashes = rows[:, WHOLE:].view(np.uint64) & ~_KIND_BITS
        near = np.minimum(np.searchsorted(self._everywhere, hashes), len(self._everywhere) - 1)
        return np.flatnonzero((self._everywhere[near] == hashes).any(axis=1))

    @cached_property
    def _everywhere(self) -> NDArray[np.uint64]:
        return np.array(sorted({key & _STRETCH for key, _ in self.found}), dtype=np.uint64)

    def holds(self, kinds: Sequence[int], stretch: int, source: str) -> bool:
        """Whether the source repeats a stretch in the place of any of these kinds."""
        key, own = _key(stretch, 0), source_hash(source)
        return any((key | kind, own) in self.found for kind in kinds)

    def of_key(self, key: int, source: str) -> int:
        """The same for a stretch and its kind as `openings` names them."""
        return self.found.get((key, source_hash(source)), 0)


NO_EVIDENCE = Evidence({})


def kind_of(key: int) -> int:
    """The kind of stretch that a key stands for."""
    return key & int(_KIND_BITS)


def repeats(rows: NDArray[np.int64], evidence: Evidence, source: str) -> bool:
    """Whether a page of such lines holds anything that the evidence is about."""
    known = evidence.stretches(source) if evidence.found else frozenset()
    if not known or known.isdisjoint((rows[:, WHOLE:].view(np.uint64) & ~_KIND_BITS).ravel().tolist()):
        return False
    for row in rows[rows[:, WORDS] <= LINE_WORDS].tolist():
        if evidence.holds(_WHOLE_LINES, row[WHOLE], source):
            return True
    for row in rows[(rows[:, SHAPE] & SENTENCE) == 0].tolist():
        if row[ENDING_AT] > row[START] and evidence.documents(TAIL, row[ENDING], source):
            return True
        if row[HEADING_END] > row[START] and evidence.documents(HEAD, row[HEADING], source):
            return True
    return False


@lru_cache(maxsize=4096)
def source_hash(source: str) -> int:
    """A 64-bit hash of a source's name, the same on every machine."""
    return int.from_bytes(blake2b(source.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def count_lines(texts: Sequence[str], sources: Sequence[str]) -> LineCounts:
    """Count the stretches of some pages; every page counts once for each."""
    return count_page_lines(code_points("\n".join(texts)), [len(text) for text in texts], sources)


def count_page_lines(points: NDArray[np.uint32], lengths: Sequence[int], sources: Sequence[str]) -> LineCounts:
    """The same for pages whose code points stand one after the other, a newline between each and the next."""
    points, offsets = fold_points(points)
    lines = find_lines(points)
    begins = np.cumsum([0, *(length + 1 for length in lengths)])
    page = np.searchsorted(begins, offsets[lines[:, START]], side="right") - 1
    edge = _edges(lines, page)
    hashes = np.array([source_hash(source) for source in sources], dtype=np.uint64)
    rows = [(_keys(lines[chosen, column], kind), page[chosen], edge[chosen]) for kind, column, chosen in _kinds(lines)]
    over = _over(lines, points)
    rows.append((_keys(lines[over, WHOLE], OVER), page[over], _announces(lines, page)[over]))
    keys, pages, edges = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((pages, keys))
    keys, pages, edges = keys[order], pages[order], edges[order]
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]) | (pages[1:] != pages[:-1])
    values, counts = np.unique(hashes, return_counts=True)
    return _summed(
        keys[new],
        hashes[pages[new]],
        np.ones(int(new.sum()), dtype=np.int64),
        edges[new].astype(np.int64),
        dict(zip(values.tolist(), counts.tolist(), strict=True)),
    )


def merge_counts(parts: Iterable[LineCounts]) -> LineCounts:
    """Add up counts; the result does not depend on how the pages were parted."""
    listed = list(parts)
    pages: dict[int, int] = {}
    for part in listed:
        for source, count in part.pages.items():
            pages[source] = pages.get(source, 0) + count
    if not listed:
        nothing = np.empty(0, dtype=np.int64)
        return LineCounts(nothing.astype(np.uint64), nothing.astype(np.uint64), nothing, nothing, {})
    return _summed(
        np.concatenate([part.keys for part in listed]),
        np.concatenate([part.sources for part in listed]),
        np.concatenate([part.documents for part in listed]),
        np.concatenate([part.edges for part in listed]),
        pages,
    )


def weigh(counts: LineCounts) -> Evidence:
    """Keep what is furniture: repeated by enough pages of one source, hardly by others, outside the running text."""
    if not len(counts.keys):
        return NO_EVIDENCE
    pages = np.array([counts.pages[source] for source in counts.sources.tolist()])
    kinds = (counts.keys & _KIND_BITS).astype(np.int64)
    _, group = np.unique(counts.keys, return_inverse=True)
    everywhere = np.bincount(group, weights=counts.documents)[group]
    least = np.where(
        kinds == REMARK,
        np.maximum(REMARK_DOCUMENTS, REMARK_SHARE * pages),
        np.maximum(MIN_DOCUMENTS, MIN_SHARE * pages),
    )
    own = counts.documents >= CONCENTRATION * everywhere
    chosen = (
        (counts.documents >= least)
        & own
        & ((counts.edges >= EDGE_SHARE * counts.documents) | (kinds == TAIL) | (kinds == HEAD))
    )
    chosen |= _labels(counts, kinds, own, least)
    rows = (column[chosen].tolist() for column in (counts.keys, counts.sources, counts.documents))
    return Evidence({(key, source): documents for key, source, documents in zip(*rows, strict=True)})


def _kinds(lines: NDArray[np.int64]) -> Iterator[tuple[int, int, NDArray[np.bool_]]]:
    """Each kind of stretch, the column of its hash, and the lines that have one."""
    short = (lines[:, WORDS] >= 1) & (lines[:, WORDS] <= LINE_WORDS)
    finished = is_finished(lines[:, SHAPE], lines[:, WORDS])
    ending = (lines[:, ENDING_AT] > lines[:, START]) & (lines[:, ENDING_WORDS] <= _TAIL_WORDS)
    heading = (lines[:, HEADING_END] > lines[:, START]) & (lines[:, HEADING_WORDS] <= _HEAD_WORDS)
    yield LINE, WHOLE, short & ~finished & ~_is_number(lines[:, WHOLE])
    yield REMARK, WHOLE, short & finished & ~_is_number(lines[:, WHOLE])
    yield LABEL, WHOLE, (lines[:, WORDS] <= _LABEL_WORDS) & short & ~finished & ~_is_number(lines[:, WHOLE])
    yield TAIL, ENDING, ending & ~finished & (lines[:, ENDING_WORDS] >= 1) & ~_is_number(lines[:, ENDING])
    yield HEAD, HEADING, heading & ~finished & (lines[:, HEADING_WORDS] >= 1) & ~_is_number(lines[:, HEADING])


def _over(lines: NDArray[np.int64], points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Lines of a few words that could announce what follows; one Arabic word names a section: `المقادير`."""
    first = points[lines[:, START]]
    latin = (first >= ord("a")) & (first <= ord("z")) & (lines[:, WORDS] >= 1)
    few = ((lines[:, WORDS] >= _OVER_LEAST) | latin) & (lines[:, WORDS] <= _OVER_WORDS)
    chosen: NDArray[np.bool_] = few & ~is_finished(lines[:, SHAPE], lines[:, WORDS]) & ~_is_number(lines[:, WHOLE])
    return chosen


def _announces(lines: NDArray[np.int64], page: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a line below its page's first paragraph stands over one that reads as a headline.

    A section heading stands over text; a date or a name over the page's own headline stands above the text.
    """
    stopped = (lines[:, SHAPE] & (FULL_STOP | ELLIPSIS)) == FULL_STOP
    headline = (lines[:, WORDS] >= _ITEM_WORDS) & (lines[:, WORDS] <= HEADLINE_WORDS) & ~stopped
    found = np.zeros(len(lines), dtype=bool)
    found[:-1] = headline[1:] & (page[1:] == page[:-1])
    paragraphs, first, _ = _paragraphs(lines, page)
    return found & (np.arange(len(lines)) > paragraphs[first])


def is_finished(shape: NDArray[np.int64], words: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether lines end as sentences do; a few words and dots or a question mark may as well be a heading."""
    heading = (words <= _HEADING_WORDS) & ((shape & DOTS) != 0)
    finished: NDArray[np.bool_] = ((shape & SENTENCE) != 0) & ~heading
    return finished


def _labels(
    counts: LineCounts, kinds: NDArray[np.int64], own: NDArray[np.bool_], least: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Lines of a word or two inside the running text whose words also hang behind finished sentences, and those words.

    A section heading stands in the text too, but never on a paragraph's last line: an ad's label does both, and the
    pages of both count together.
    """
    words = counts.keys & ~_KIND_BITS
    found = np.zeros(len(kinds), dtype=bool)
    tails = np.flatnonzero((kinds == TAIL) & own & (counts.documents >= _HANGING))
    hanging = {(words[at], counts.sources[at]): at for at in tails.tolist()}
    for at in np.flatnonzero((kinds == LABEL) & np.isin(words, words[tails])).tolist():
        tail = hanging.get((words[at], counts.sources[at]))
        if tail is None:
            continue
        alone = counts.documents[at] if own[at] and counts.documents[at] >= _HANGING else 0
        if counts.documents[tail] + alone >= least[tail]:
            found[[at, tail]] = True
    return found


def _is_number(hashes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Lines of nothing but numbers: `(1)`, `2 - 1`."""
    numbers = find_lines(np.array([ord(c) for c in "0\n0 0\n0 0 0\n0 0 0 0"], dtype=np.uint32))[:, WHOLE]
    return np.isin(hashes, numbers)


def _edges(lines: NDArray[np.int64], page: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a line stands before the first or after the last paragraph of its page."""
    paragraphs, first, last = _paragraphs(lines, page)
    number = np.arange(len(lines))
    return (last < first) | (number < paragraphs[first]) | (number > paragraphs[np.maximum(last, 0)])


def _paragraphs(
    lines: NDArray[np.int64], page: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The numbers of all paragraphs, one beyond the last line added, and by line the index there of its page's first
    and last one; the last before the first where the page has none.
    """
    stopped = (lines[:, SHAPE] & (FULL_STOP | ELLIPSIS)) != 0
    paragraph = (lines[:, WORDS] > HEADLINE_WORDS) | (stopped & (lines[:, WORDS] >= SENTENCE_WORDS))
    places, owners = np.flatnonzero(paragraph), page[paragraph]
    first = np.searchsorted(owners, page, side="left")
    last = np.searchsorted(owners, page, side="right") - 1
    return np.append(places, len(lines)), first, last


def _key(stretch: int, kind: int) -> int:
    """The key of one stretch, in Python's integers: ten times as fast as an array of one."""
    return stretch & _STRETCH | kind


def _keys(hashes: NDArray[np.int64], kind: int) -> NDArray[np.uint64]:
    """Keys of stretches; the lowest three bits say which kind."""
    return (hashes.astype(np.int64).view(np.uint64) & ~_KIND_BITS) | np.uint64(kind)


def _summed(
    keys: NDArray[np.uint64],
    sources: NDArray[np.uint64],
    documents: NDArray[np.int64],
    edges: NDArray[np.int64],
    pages: Mapping[int, int],
) -> LineCounts:
    """Rows of the same key and source made one."""
    order = np.lexsort((sources, keys))
    keys, sources = keys[order], sources[order]
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]) | (sources[1:] != sources[:-1])
    at = np.flatnonzero(new)
    if not len(at):
        return LineCounts(keys, sources, documents, edges, pages)
    return LineCounts(
        keys[at], sources[at], np.add.reduceat(documents[order], at), np.add.reduceat(edges[order], at), pages
    )
