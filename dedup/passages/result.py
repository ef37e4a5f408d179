"""Passages for users of the library: documents in, matches out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.dates import iso_dates
from dedup.errors import ArgumentError
from dedup.given import Documents, as_documents
from dedup.model import Document, Id, PassageMatch
from dedup.names import PassageKind
from dedup.passages.decisions import clustered, common_quotations
from dedup.passages.matching import order_of_appearance, passages_between, passages_within
from dedup.passages.settings import KINDS, PassageSettings
from dedup.passages.table import LEFT, LEFT_START, LEFT_STOP, RIGHT, RIGHT_START, RIGHT_STOP, PassageTable
from dedup.passages.texts import Texts
from dedup.results import Column, Result
from dedup.rows import ranks
from dedup.tables import Columns

_MATCHES_AT_ONCE = 1 << 16  # made at a time from arrays, some 40 MB at 0.6 KB each; chosen


class PassageResult(list[PassageMatch], Result):
    """The passages that `find_passages` or `compare` found: a list of `PassageMatch`es, also usable as a table.

    As a table (`to_pandas` and so on) it has a row for each match, and the fields of `PassageMatch` as columns.
    """

    def __init__(
        self, matches: Iterable[PassageMatch], documents: Sequence[Document], others: Sequence[Document]
    ) -> None:
        super().__init__(matches)
        self._documents = documents
        self._others = others

    def _columns(self) -> dict[str, Column]:
        """A row for each match, in order, and a column for each field of `PassageMatch`, under its name."""
        return {
            "id": Column("id", [match.id for match in self]),
            "start": Column("int64", [match.start for match in self]),
            "end": Column("int64", [match.end for match in self]),
            "of": Column("id", [match.of for match in self]),
            "of_start": Column("int64", [match.of_start for match in self]),
            "of_end": Column("int64", [match.of_end for match in self]),
            "kind": Column("string", [match.kind for match in self]),
            "similarity": Column("float64", [match.similarity for match in self]),
            "cluster": Column("int64", [match.cluster for match in self]),
            "common": Column("bool", [match.common for match in self]),
        }

    def _repr_html_(self) -> str:
        """The counts of matches and clusters, and the first matches with their texts, as HTML for a notebook."""
        from dedup.notebook import ROWS_SHOWN, result_html  # loaded only where a notebook shows the result

        kinds = Counter(match.kind for match in self)
        counts = ", ".join(f"{kind}={kinds[kind]}" for kind in KINDS)
        head = f"PassageResult({counts}, clusters={len({match.cluster for match in self})})"
        shown = self[:ROWS_SHOWN]
        texts = _texts_of(self._documents, {match.id for match in shown})
        others = _texts_of(self._others, {match.of for match in shown})
        rows = [
            (
                *(own.id, own.of, own.kind, own.similarity, own.cluster),
                *(texts[own.id][own.start : own.end], others[own.of][own.of_start : own.of_end]),
            )
            for own in shown
        ]
        return result_html(head, ("id", "of", "kind", "similarity", "cluster", "text", "text of"), rows, len(self))


def find_passages(
    documents: Documents,
    *,
    kinds: Sequence[PassageKind] = ("exact", "near"),
    min_words: int = 20,
    cross_source: bool = False,
    text: str = "text",
    id: str | None = "id",  # noqa: A002  # the name of the column is what a caller would write
    source: str | None = "source",
    date: str | None = "date",
) -> PassageResult:
    """Find the passages that documents repeat from earlier documents, or from themselves.

    Documents appear in the order of their dates, those of one date as they are given. Each occurrence is aligned with
    the first one (`of`), so a passage in a hundred documents makes 99 matches, all of one cluster; where a later
    document has a longer piece of it, that is another match. A text that holds its own body twice, as some extractors
    return it, repeats itself: `of` is its own id, and the later place repeats the first word for word. With
    `cross_source`, only passages of another source count. Matches are in the order of the documents and their words.
    `PassageSettings` describes the options, `PassageMatch` the matches. Reworded passages are found only between two
    collections, by `compare`.

    Documents are given as to `find_duplicates`: `Document`s, pairs of id and text, records or a table, whose fields or
    columns `text`, `id`, `source` and `date` name.

    There are at most two matches for each word; so many occur where each of many documents holds the one before and one
    word more. None is left out. A match takes some 0.6 KB. The time grows with the number of words, and with the words
    of the runs around each match.

    Raises ArgumentError for an option out of range, for a missing column, for what is not a document, and for an id
    that occurs twice.

    >>> import dedup
    >>> line = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة"
    >>> documents = [("b", line), ("a", f"خبر: {line}."), ("c", f"{line} غدا")]
    >>> [(match.id, match.of, match.start, match.cluster) for match in dedup.find_passages(documents, min_words=10)]
    [('a', 'b', 5, 1), ('c', 'b', 0, 1)]
    """
    settings = PassageSettings(kinds=_listed(kinds), min_words=min_words, cross_source=cross_source)
    found = as_documents(documents, Columns(text, id, source, date))
    return PassageResult(repeated_passages(found, Texts.of(one.text for one in found), settings), found, found)


def repeated_passages(documents: Sequence[Document], texts: Texts, settings: PassageSettings) -> list[PassageMatch]:
    """`find_passages` in documents whose words are in `texts` already; the field `text` of a document is not read.

    With `cross_source`, documents without a source count as one source; for common quotations each has its own. Raises
    ArgumentError if the settings ask for reworded passages.
    """
    if "reworded" in settings.kinds:
        raise ArgumentError("reworded passages are found between two collections: use dedup.compare")
    order = order_of_appearance(iso_dates(one.date for one in documents))
    numbers: dict[str, int] = {}
    sources = np.array([numbers.setdefault(one.source, len(numbers)) for one in documents], dtype=np.int64)
    return _matches(_of_kinds(passages_within(texts, order, sources, settings), settings), documents, texts, order)


def compare(
    left: Documents,
    right: Documents,
    *,
    kinds: Sequence[PassageKind] = KINDS,
    min_words: int = 25,
    text: str = "text",
    id: str | None = "id",  # noqa: A002  # the name of the column is what a caller would write
    source: str | None = "source",
    date: str | None = "date",
) -> PassageResult:
    """Find the passages of `left` that `right` has too: every pair of occurrences, `id` in left, `of` in right.

    `PassageSettings` describes `kinds` and `min_words`, `PassageMatch` the matches. Shorter passages than the default
    are mostly quotations that both collections have from elsewhere. Texts are compared as they are, without cleaning.
    Matches are in the order of `left`, then of the places in its documents.

    Documents are given as to `find_duplicates`: `Document`s, pairs of id and text, records or tables, whose fields or
    columns `text`, `id`, `source` and `date` name.

    Where five words in a row are at more than 64 places of `right`, 64 of them are looked up, in the same documents for
    all runs of a passage: if a thousand documents have a passage, each document of `left` is matched with some 64 of
    them. So there are at most 64 matches for each word of `left`, whatever the collections are. A match takes some
    0.6 KB.

    Raises ArgumentError for an option out of range, for a missing column, for what is not a document, and for an id
    that occurs twice in one collection.

    >>> import dedup
    >>> line = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة"
    >>> [match] = dedup.compare([("news", f"خبر: {line}.")], [("wire", line)], min_words=10)
    >>> match.kind, match.start, match.end, match.of_start, match.of_end
    ('exact', 5, 74, 0, 69)
    """
    settings = PassageSettings(kinds=_listed(kinds), min_words=min_words)
    columns = Columns(text, id, source, date)
    ours, theirs = as_documents(left, columns), as_documents(right, columns)
    texts, others = Texts.of(one.text for one in ours), Texts.of(one.text for one in theirs)
    found = passages_between(([one.text for one in ours], texts), ([one.text for one in theirs], others), settings)
    both = _as_one_collection(_of_kinds(found, settings), texts)
    order = np.concatenate([np.arange(len(others)) + len(texts), np.arange(len(texts))])
    return PassageResult(_matches(both, [*ours, *theirs], Texts.joined([texts, others]), order), ours, theirs)


def _listed(kinds: Sequence[PassageKind]) -> tuple[PassageKind, ...]:
    """Kinds as a tuple. Raises ArgumentError for a single string, which would be taken for its letters."""
    if isinstance(kinds, str):
        raise ArgumentError(f"takes a list of kinds, got the single string {kinds!r}", "kinds")
    return tuple(kinds)


def _texts_of(documents: Sequence[Document], ids: set[Id]) -> dict[Id, str]:
    """The texts of the documents with these ids, by id."""
    return {one.id: one.text for one in documents if one.id in ids}


def _matches(
    passages: PassageTable, documents: Sequence[Document], texts: Texts, order: NDArray[np.int64]
) -> list[PassageMatch]:
    """The matches of passages: with ids, code points, clusters and common quotations.

    `order` (d,) are the rows of the documents in order of appearance.
    """
    one, first, last = passages.spans.T[[LEFT, LEFT_START, LEFT_STOP]]
    rank = ranks(order)
    clusters = clustered(passages.spans, rank)
    shares = (last - first) / np.maximum(texts.offsets[one + 1] - texts.offsets[one], 1)
    common = common_quotations(clusters, passages.spans, shares, _sources(documents))
    matches: list[PassageMatch] = []
    for at in range(0, len(passages), _MATCHES_AT_ONCE):
        some = slice(at, at + _MATCHES_AT_ONCE)
        matches += _as_matches(passages.chosen(some), clusters[some], common[some], documents, texts)
    return matches


def _as_matches(
    passages: PassageTable,
    clusters: NDArray[np.int64],
    common: NDArray[np.bool_],
    documents: Sequence[Document],
    texts: Texts,
) -> list[PassageMatch]:
    """The matches of passages; `clusters` and `common` (k,) are decided already."""
    one, other, first, last, of_first, of_last = passages.spans.T  # the order of the columns, see `table`
    columns = (
        *(one.tolist(), texts.starts[first].tolist(), texts.ends[last - 1].tolist()),
        *(other.tolist(), texts.starts[of_first].tolist(), texts.ends[of_last - 1].tolist()),
        *(passages.kinds.tolist(), passages.similarity.tolist(), clusters.tolist(), common.tolist()),
    )
    return [
        PassageMatch(documents[row].id, start, end, documents[of].id, of_start, of_end, KINDS[kind], *rest)
        for row, start, end, of, of_start, of_end, kind, *rest in zip(*columns, strict=True)
    ]


def _sources(documents: Sequence[Document]) -> NDArray[np.int64]:
    """A number for the source of each document, int64 (d,); a document without a source gets its own number."""
    numbers: dict[tuple[str, int], int] = {}
    keys = [(one.source, -1 if one.source else row) for row, one in enumerate(documents)]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _of_kinds(passages: PassageTable, settings: PassageSettings) -> PassageTable:
    """The passages of the kinds that the settings ask for."""
    return passages.chosen(np.isin(passages.kinds, [KINDS.index(kind) for kind in settings.kinds]))


def _as_one_collection(passages: PassageTable, left: Texts) -> PassageTable:
    """Passages between two collections, renumbered for one in which the right documents follow the left ones."""
    spans = passages.spans.copy()
    spans[:, RIGHT] += len(left)
    spans[:, [RIGHT_START, RIGHT_STOP]] += len(left.hashes)
    return PassageTable(spans, passages.kinds, passages.similarity)
