"""The last stage on Spark: ids and fates go to their pages, and these become the lines of the outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  # as everywhere

from dedup.duplicates import KINDS
from dedup.pipeline.figures.outcome import Outcome
from dedup.pipeline.outputs.entries import PageEntry
from dedup.pipeline.outputs.lines import Fate, stating_types
from dedup.pipeline.outputs.strings import as_text, shown
from dedup.pipeline.stages.match import LARGEST
from dedup.pipeline.stages.write import EMPTY, Manner, Row, Written, add_page
from dedup.spark.arrays import Batch, arrow_schema, batch, in_groups, numbers
from dedup.spark.cleaning import documents_of
from dedup.spark.identities import own_ids
from dedup.spark.pages import ARTICLE_BITS, page_of
from dedup.stats import Cluster

LINES = "output string, value string"
"""Some lines of an output, one after the other."""
_PAGES_AT_ONCE = 512
_PLACE = (1 << ARTICLE_BITS) - 1


def named_fates(fates: DataFrame, cleaned: DataFrame, renamed: DataFrame) -> DataFrame:
    """The fates (rows of `FATES`), each with the id in UTF-8 of the document that stands for the other: `kept_id`.

    `renamed` are the ids of pages that do not have the ones they would have alone, as rows of `RENAMED`.
    """
    wanted = fates.select(page_of(F.col("kept")).alias("page"), "row", "kept", "kind", "jaccard", "containment")
    ids = cleaned.where("page is not null").select("page", "input_id", "articles").join(renamed, "page", "left")
    return wanted.join(ids, "page").mapInArrow(_name_kept, _NAMED)


_NAMED = "row long, kept long, kind string, jaccard double, containment double, kept_id binary"


def _name_kept(batches: Iterator[Batch]) -> Iterator[Batch]:
    """Add the column `kept_id` to fates: the id, in UTF-8, of the document that stands for each."""
    schema = arrow_schema(_NAMED)
    for own in batches:
        kept = numbers(own.column("kept"))
        rows = zip(*(own.column(name).to_pylist() for name in ("input_id", "articles", "ids")), strict=True)
        ids = [_ids(*row)[place] for row, place in zip(rows, (kept & _PLACE).tolist(), strict=True)]
        columns = {name: own.column(name) for name in own.schema.names}
        yield batch(schema, columns | {"kept_id": [one.encode("utf-8", "surrogatepass") for one in ids]})


def _ids(input_id: bytes, articles: bytes, ids: list[bytes] | None) -> list[str]:
    """The ids of a page's documents: `ids` or, for None, those that they have where no other page has them.

    `articles` are the numbers of the articles, int64 as bytes.
    """
    if ids is not None:
        return [as_text(one) for one in ids]
    return own_ids(as_text(input_id), np.frombuffer(articles, np.int64).tolist())


class Stating(NamedTuple):
    """For each output the number of the page whose line comes first in it, and the columns that this line states.

    `stating_types` says what stating is. Of an output that becomes a table of known types, no line states any.
    """

    pages: Mapping[str, int]
    columns: Sequence[str]


def lines_of(
    cleaned: DataFrame, renamed: DataFrame, fates: DataFrame, manner: Manner, stating: Stating | None = None
) -> DataFrame:
    """The lines of all outputs but rejections, as rows of `LINES`: of documents, duplicates and removed spans.

    Each row holds many lines. `fates` are those of `named_fates`, `renamed` the ids that differ; without `stating`, no
    line states types.
    """
    place = F.col("row").bitwiseAND(_PLACE).alias("place")
    fate = F.struct(place, "kept_id", "kind", "jaccard", "containment")
    by_page = fates.groupBy(page_of(F.col("row")).alias("page")).agg(F.collect_list(fate).alias("fates"))
    pages = cleaned.where("page is not null").select("page", "input_id", "articles", "wordless", "entry")
    whole = pages.join(renamed.select("page", "ids"), "page", "left").join(by_page, "page", "left")
    return whole.mapInArrow(_Write(manner, stating or Stating({}, ())), LINES)


@dataclass(frozen=True, slots=True)
class _Write:
    """Pages with their ids and fates into rows of `LINES`."""

    manner: Manner
    stating: Stating

    def __call__(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Yield for up to `_PAGES_AT_ONCE` pages a row with the lines of each output; none for one without lines."""
        schema = arrow_schema(LINES)
        for own in in_groups(batches, _PAGES_AT_ONCE):
            lines = {output: b"".join(found) for output, found in self._lines(own).items()}
            found = {output: own[:-1] for output, own in lines.items() if own}  # Spark ends a row with a newline
            yield batch(schema, {"output": list(found), "value": list(found.values())})

    def _lines(self, own: Batch) -> dict[str, list[bytes]]:
        """The lines of some pages by output; a line that comes first in its output is changed to state types."""
        lines, written = self.manner.lines(), Written()
        names = ("page", "input_id", "articles", "ids", "entry", "wordless", "fates")
        for page, input_id, articles, ids, entry, wordless, fates in zip(
            *(own.column(name).to_pylist() for name in names), strict=True
        ):
            known = {fate["place"]: _fate(fate) for fate in fates or ()}
            rows = [
                Row(one, known.get(place), (), bool(is_wordless))
                for place, (one, is_wordless) in enumerate(zip(_ids(input_id, articles, ids), wordless, strict=True))
            ]
            before = {output: len(lines[output]) for output, first in self.stating.pages.items() if first == page}
            add_page(msgspec.msgpack.decode(entry, type=PageEntry), iter(rows), lines, self.manner, written)
            for output, place in before.items():
                lines[output][place] = stating_types(lines[output][place], self.stating.columns)
        return lines


def _fate(fate: dict[str, Any]) -> Fate:
    return Fate(as_text(fate["kept_id"]), fate["kind"], fate["jaccard"], fate["containment"])


class Matched(NamedTuple):
    """What matching comes to; and of the documents that stay but have no word, how many there are, of how many
    characters. `first` are the first documents of each output, by their numbers; `appended` are the outputs that have
    articles that were appended to pages."""

    outcome: Outcome
    empty: int
    empty_characters: int
    first: dict[str, int]
    appended: frozenset[str]


def matched(cleaned: DataFrame, renamed: DataFrame, fates: DataFrame, *, drop_empty: bool) -> Matched:
    """The sums over documents and fates, and the first document of each output; `fates` are from `named_fates`.

    `drop_empty`: whether documents without a word have an output of their own.
    What comes to the driver grows with the number of sources alone.
    """
    documents = documents_of(cleaned).selectExpr("row", "source", "length", "high = 0 and low = 0 as is_wordless")
    groups = [
        _Group(as_text(bytes(row["source"])), row["kind"], row["is_wordless"], *row[3:])
        for row in documents.join(fates.select("row", "kind"), "row", "left")
        .groupBy("source", "kind", "is_wordless")
        .agg(F.count(F.lit(1)), F.sum("length"), F.min("row"), F.max(F.col("row").bitwiseAND(_PLACE)))
        .collect()
    ]
    gone = [group for group in groups if group.kind]
    empty = [group for group in groups if group.kind is None and group.is_wordless]
    kinds: dict[str, int] = {kind: sum(group.documents for group in gone if group.kind == kind) for kind in KINDS}
    characters = sum(group.characters for group in gone)
    outcome = Outcome(
        sum(group.documents for group in groups),
        kinds,
        0,
        characters,
        characters,
        renamed.where("is_renamed").count(),
        _largest(fates, documents) if gone else [],
        _by_source(groups),
        _by_source(gone),
    )
    first, appended = dict[str, int](), set[str]()
    for group in groups:
        output = "duplicates" if group.kind else EMPTY if group.is_wordless and drop_empty else "documents"
        first[output] = min(first.get(output, group.first), group.first)
        if group.last_place:
            appended.add(output)
    sums = sum(group.documents for group in empty), sum(group.characters for group in empty)
    return Matched(outcome, *sums, first, frozenset(appended))


class _Group(NamedTuple):
    """Documents of a source with the same fate: their number, characters, the first, and the last place on a page."""

    source: str
    kind: str | None
    is_wordless: bool
    documents: int
    characters: int
    first: int
    last_place: int


def _by_source(groups: Iterable[_Group]) -> dict[str, int]:
    found: dict[str, int] = {}
    for group in groups:
        found[group.source] = found.get(group.source, 0) + group.documents
    return found


def _largest(fates: DataFrame, documents: DataFrame) -> list[Cluster]:
    """The `LARGEST` largest clusters, the largest first, then by kept document; sizes include the kept document."""
    sizes = fates.groupBy("kept", "kept_id").count().orderBy(F.desc("count"), "kept").limit(LARGEST)
    sources = documents.select(F.col("row").alias("kept"), "source")
    found = sizes.join(sources, "kept").orderBy(F.desc("count"), "kept").collect()
    return [
        Cluster(shown(as_text(bytes(row["kept_id"]))), shown(as_text(bytes(row["source"]))), row["count"] + 1)
        for row in found
    ]
