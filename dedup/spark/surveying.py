"""What a crawl repeats, counted on Spark: the same evidence as on one machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.boilerplate.counting import Counts, merge
from dedup.boilerplate.crawl_evidence import CrawlEvidence, assembled, weighed
from dedup.errors import DedupError
from dedup.pipeline.stages.survey import counted
from dedup.pipeline.work.parts import Pages as PageTexts
from dedup.rows import distinct, is_first
from dedup.spark.arrays import Batch, arrow_schema, batch, cut, in_groups, joined, numbers, whole
from dedup.spark.pages import Pages, Read
from dedup.spark.storage import Work

LARGEST_EVIDENCE = 1 << 30
"""Bytes of evidence that each executor may be given."""

_SCHEMA = "kind int, part int, first binary, second binary, third binary"
_ARROW = arrow_schema(_SCHEMA)
_KEYS, _SOURCES, _HEADLINES = range(3)
# Keys and headlines are parted by their leading bits, in the order of which their parts are put together again.
_PART_BITS = 8
_ROWS_AT_ONCE = 1 << 21  # counts are merged and passed on from so many on, which bounds the memory of a task


def survey(pages: Pages, work: Work, limit: int = LARGEST_EVIDENCE) -> CrawlEvidence:
    """The evidence of all pages. Raises `DedupError` where it takes more than `limit` bytes."""
    parts = work.stored(pages.map(_count, _SCHEMA), "survey")
    by_part = parts.repartition("kind", "part").sortWithinPartitions("kind", "part")
    known = _pages_of(by_part.where(f"kind = {_SOURCES}").mapInArrow(_Weigh({}), _SCHEMA).toArrow())
    found = by_part.where(f"kind != {_SOURCES}").mapInArrow(_Weigh(known), _SCHEMA)
    size = F.sum(F.length("first") + F.length("second")).alias("bytes")
    own, sums = work.measured(found, "evidence", size)
    if (sums["bytes"] or 0) > limit:
        raise DedupError(
            f"what the crawl repeats takes {sums['bytes']:,} bytes and each executor may be given {limit:,}: divide "
            "the crawl by source"
        )
    rows = whole(own.toArrow().sort_by([("kind", "ascending"), ("part", "ascending")]).to_batches(), _ARROW)
    is_key = numbers(rows.column("kind")) == _KEYS
    keyed, headed = rows.filter(is_key), rows.filter(~is_key)
    headlines = joined(headed.column("first"), np.uint64)[0].reshape(-1, 2)
    keys, values = joined(keyed.column("first"), np.uint64)[0], joined(keyed.column("second"), np.int64)[0]
    return assembled(keys, values, headlines, dict(sorted(known.items())))


def _pages_of(sources: Any) -> dict[int, int]:
    rows = whole(sources.to_batches(), sources.schema)
    names, pages = joined(rows.column("first"), np.uint64)[0], joined(rows.column("second"), np.int64)[0]
    return dict(zip(names.tolist(), pages.tolist(), strict=True))


def _count(reads: Iterator[Read]) -> Iterator[Batch]:
    """Count on how many pages of each source each line, segment and opening stands, in rows for each kind and part.

    Counts are merged and yielded whenever there are more than `_ROWS_AT_ONCE`, and at the end.
    """
    schema, held, rows = arrow_schema(_SCHEMA), list[Counts](), 0
    for read in reads:
        held += counted(PageTexts.of(read.records))
        rows += len(held[-1].keys) if held else 0
        if rows > _ROWS_AT_ONCE:
            yield from _parted(merge(held), schema)
            held, rows = [], 0
    if held:
        yield from _parted(merge(held), schema)


def _parted(counts: Counts, schema: Any) -> Iterator[Batch]:
    """Counts as three batches, of keys, headlines and sources, with a row for each part; sources have one part."""
    shift = np.uint64(64 - _PART_BITS)
    yield _rows(_KEYS, counts.keys >> shift, (counts.keys, counts.sources, counts.documents), schema)
    yield _rows(_HEADLINES, counts.headlines[:, 0] >> shift, (counts.headlines,), schema)
    sources = np.array(list(counts.pages), np.uint64), np.array(list(counts.pages.values()), np.int64)
    yield _rows(_SOURCES, np.zeros(len(sources[0]), np.uint64), sources, schema)


def _rows(kind: int, part: NDArray[np.uint64], columns: Sequence[NDArray[Any]], schema: Any) -> Batch:
    """A batch of one kind with a row for each part, which holds its slice of each of `columns` (at most 3) as bytes.

    `part` (n,) is sorted; missing columns are null.
    """
    begins = np.flatnonzero(is_first(part))
    offsets = np.append(begins, len(part)) if len(part) else np.zeros(1, np.int64)
    cells = [cut(column.reshape(-1), offsets * (column.size // max(len(column), 1))) for column in columns]
    cells += [[None] * len(begins)] * (3 - len(cells))
    parts = part[begins].astype(np.int32)
    return batch(
        schema, {"kind": [kind] * len(begins), "part": parts, "first": cells[0], "second": cells[1], "third": cells[2]}
    )


@dataclass(frozen=True, slots=True)
class _Weigh:
    """Counts of a part from all tasks made one, and weighed; `pages` has the number of pages of each source."""

    pages: dict[int, int]

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield one row for each kind and part, merged from all its rows, which must follow each other."""
        schema = arrow_schema(_SCHEMA)
        held, at = list[Batch](), (-1, -1)
        for own in in_groups(batches, 1):
            key = own.column("kind")[0].as_py(), own.column("part")[0].as_py()
            if key != at and held:
                yield self._weighed(at, whole(held, schema), schema)
                held = []
            at = key
            held.append(own)
        if held:
            yield self._weighed(at, whole(held, schema), schema)

    def _weighed(self, key: tuple[int, int], rows: Batch, schema: Any) -> Batch:
        """The rows of one part of one kind (`key`: kind, part) merged into one row.

        Headlines: distinct pairs. Sources: each source once, with the sum of its pages. Other kinds: keys merged, and
        weighed against the number of pages. Arrays are stored as bytes; `third` is NULL.
        """
        kind, part = key
        first: NDArray[Any] = joined(rows.column("first"), np.uint64)[0]
        second = np.empty(0, np.int64)
        if kind == _HEADLINES:
            first = distinct(first.reshape(-1, 2)).reshape(-1)
        elif kind == _SOURCES:
            first, place = np.unique(first, return_inverse=True)
            pages = joined(rows.column("second"), np.int64)[0]
            second = np.bincount(place, weights=pages).astype(np.int64)
        else:
            sources = joined(rows.column("second"), np.uint64)[0]
            documents = joined(rows.column("third"), np.int64)[0]
            counts = merge([Counts(first, sources, documents, {}, np.empty((0, 2), np.uint64))])
            first, second = weighed(Counts(counts.keys, counts.sources, counts.documents, self.pages, counts.headlines))
        cells = {"first": [first.tobytes()], "second": [second.tobytes()], "third": [None]}
        return batch(schema, {"kind": [kind], "part": [part], **cells})
