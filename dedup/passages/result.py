"""Passages for users of the library: documents in, matches out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.dates import iso_dates
from dedup.errors import ArgumentError
from dedup.given import Columns, Documents, as_documents
from dedup.model import Document, Id, PassageMatch, order_of_ids
from dedup.names import PassageKind
from dedup.passages.alignment import shared
from dedup.passages.clusters import clustered, quoted
from dedup.passages.passages import REWORDED, Passages
from dedup.passages.repeats import order_of_appearance, repeats
from dedup.passages.selection import told_once
from dedup.passages.settings import KINDS, PassageSettings
from dedup.passages.texts import Texts
from dedup.results import Column, Result


class PassageResult(list[PassageMatch], Result):
    """The passages that `find_passages` or `compare` found: a list of `PassageMatch`es that is a table too.

    As a table (`to_pandas` and so on) it has a row for each match, and the fields of `PassageMatch` as columns.
    """

    def __init__(
        self, matches: Iterable[PassageMatch], documents: Sequence[Document], others: Sequence[Document]
    ) -> None:
        super().__init__(matches)
        self._documents = documents
        self._others = others

    def _columns(self) -> dict[str, Column]:
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
        from dedup.notebook import ROWS_SHOWN, result_html  # not loaded where nobody looks

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


_MATCHES_AT_ONCE = 1 << 16


def find_passages(
    documents: Documents,
    cross_source: bool = False,
    min_words: int = 20,
    kinds: Sequence[PassageKind] = ("exact", "near"),
    *,
    text: str = "text",
    id: str | None = "id",  # noqa: A002  # the name of the column is what a caller would write
    source: str | None = "source",
    date: str | None = "date",
) -> PassageResult:
    """Find the passages that documents repeat from earlier ones, by date, then id, or of themselves.

    Each occurrence is aligned with the first one (`of`), so a passage in a hundred documents makes 99 matches,
    all of one cluster; where a later document has a longer piece of it, that is a match of its own. A text that holds
    its own body twice, as some extractors give it, repeats itself: `of` is its own id, the later place repeats the
    first, word for word. With `cross_source`, only what stands in another source counts. In the order of the documents
    and their words. The options are described at `PassageSettings`, the matches at `PassageMatch`; reworded passages
    are found between two collections only, by `compare`.

    Documents are given as to `find_duplicates`: `Document`s, pairs of id and text, records or a table, whose fields or
    columns `text`, `id`, `source` and `date` name.

    There are at most two matches for each word, as where each of many documents holds the one before and a word more;
    none is left out. A match takes some 0.6 KB. The time grows with the words, and with those of the runs around each
    match.

    Raises ArgumentError for an option out of range, for a column that is not there, for what is no document, and for
    an id that occurs twice.

    >>> import dedup
    >>> line = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة"
    >>> documents = [("b", f"خبر: {line}."), ("a", line), ("c", f"{line} غدا")]
    >>> [(match.id, match.of, match.start, match.cluster) for match in dedup.find_passages(documents, min_words=10)]
    [('b', 'a', 5, 1), ('c', 'a', 0, 1)]
    """
    settings = PassageSettings(_listed(kinds), min_words, cross_source)
    found = as_documents(documents, Columns(text, id, source, date))
    return PassageResult(repeated_passages(found, Texts.of(one.text for one in found), settings), found, found)


def repeated_passages(documents: Sequence[Document], texts: Texts, settings: PassageSettings) -> list[PassageMatch]:
    """`find_passages` in documents laid out already; their own texts are not looked at."""
    if "reworded" in settings.kinds:
        raise ArgumentError("reworded passages are found between two collections: use dedup.compare")
    order = order_of_appearance(iso_dates(one.date for one in documents), [order_of_ids(one.id) for one in documents])
    numbers: dict[str, int] = {}
    sources = np.array([numbers.setdefault(one.source, len(numbers)) for one in documents], dtype=np.int64)
    return _matches(_of_kinds(repeats(texts, order, sources, settings), settings), documents, texts, order)


def compare(
    left: Documents,
    right: Documents,
    kinds: Sequence[PassageKind] = KINDS,
    min_words: int = 25,
    *,
    text: str = "text",
    id: str | None = "id",  # noqa: A002  # the name of the column is what a caller would write
    source: str | None = "source",
    date: str | None = "date",
) -> PassageResult:
    """Find the passages of `left` that `right` has too: every pair of occurrences, `id` in left, `of` in right.

    `kinds` and `min_words` are described at `PassageSettings`, the matches at `PassageMatch`. Shorter passages
    than by default are mostly quotations that both have from elsewhere. Texts are taken as they are. In the order
    of `left`, then of the places in its documents.

    Documents are given as to `find_duplicates`: `Document`s, pairs of id and text, records or tables, whose fields or
    columns `text`, `id`, `source` and `date` name.

    Of five words in a row that stand in more than 64 places of `right`, 64 are looked up, those of the same documents
    for all runs of the same passage: of what a thousand documents have, each document of `left` is told of some 64 of
    them. So there are at most 64 matches for each word of `left`, whatever the collections are. A match takes some
    0.6 KB.

    Raises ArgumentError for an option out of range, for a column that is not there, for what is no document, and for
    an id that occurs twice in one collection.

    >>> import dedup
    >>> line = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة"
    >>> [match] = dedup.compare([("news", f"خبر: {line}.")], [("wire", line)], min_words=10)
    >>> match.kind, match.start, match.end, match.of_start, match.of_end
    ('exact', 5, 74, 0, 69)
    """
    settings = PassageSettings(_listed(kinds), min_words)
    columns = Columns(text, id, source, date)
    ours, theirs = as_documents(left, columns), as_documents(right, columns)
    texts, others = Texts.of(one.text for one in ours), Texts.of(one.text for one in theirs)
    found = Passages.all_of(shared(texts, others, settings))
    if "reworded" in settings.kinds:
        found = _with_reworded(found, (ours, texts), (theirs, others), settings)
    both = _as_one(_of_kinds(found, settings), texts)
    order = np.concatenate([np.arange(len(others)) + len(texts), np.arange(len(texts))])
    return PassageResult(_matches(both, [*ours, *theirs], Texts.joined([texts, others]), order), ours, theirs)


def _listed(kinds: Sequence[PassageKind]) -> tuple[PassageKind, ...]:
    if isinstance(kinds, str):
        raise ArgumentError(f"takes a list of kinds, got the single string {kinds!r}", "kinds")
    return tuple(kinds)


def _texts_of(documents: Sequence[Document], ids: set[Id]) -> dict[Id, str]:
    return {one.id: one.text for one in documents if one.id in ids}


def _matches(
    passages: Passages, documents: Sequence[Document], texts: Texts, order: NDArray[np.int64]
) -> list[PassageMatch]:
    """Passages of documents with their ids, code points and clusters; `order` is that of appearance."""
    one, _, first, last = passages.spans.T[:4]
    rank = np.empty(len(texts), np.int64)
    rank[order] = np.arange(len(texts))
    clusters = clustered(passages.spans, rank)
    shares = (last - first) / np.maximum(texts.offsets[one + 1] - texts.offsets[one], 1)
    common = quoted(clusters, passages.spans, shares, _sources(documents))
    matches: list[PassageMatch] = []
    for at in range(0, len(passages), _MATCHES_AT_ONCE):
        some = slice(at, at + _MATCHES_AT_ONCE)
        matches += _made(passages.chosen(some), clusters[some], common[some], documents, texts)
    return matches


def _made(
    passages: Passages,
    clusters: NDArray[np.int64],
    common: NDArray[np.bool_],
    documents: Sequence[Document],
    texts: Texts,
) -> list[PassageMatch]:
    """The matches of some passages."""
    one, other, first, last, of_first, of_last = passages.spans.T
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
    """A number for the source of each document; one without a source is a source of its own."""
    numbers: dict[tuple[str, int], int] = {}
    keys = [(one.source, -1 if one.source else row) for row, one in enumerate(documents)]
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _of_kinds(passages: Passages, settings: PassageSettings) -> Passages:
    return passages.chosen(np.isin(passages.kinds, [KINDS.index(kind) for kind in settings.kinds]))


def _as_one(passages: Passages, left: Texts) -> Passages:
    """Passages between two collections as those of one, in which the right one follows on the left."""
    shift = np.array([0, len(left), 0, 0, len(left.hashes), len(left.hashes)])
    return Passages(passages.spans + shift, passages.kinds, passages.similarity)


def _with_reworded(
    found: Passages,
    left: tuple[Sequence[Document], Texts],
    right: tuple[Sequence[Document], Texts],
    settings: PassageSettings,
) -> Passages:
    """Add reworded passages; where these tell more than aligned ones, the aligned ones go."""
    from dedup.passages.rewording import reworded, stem_similarity
    from dedup.passages.stems import stem_numbers

    ours, theirs = stem_numbers([([one.text for one in documents], texts) for documents, texts in (left, right)])
    spans = reworded(ours, left[1].offsets, theirs, right[1].offsets)
    spans = spans[np.minimum(spans[:, 3] - spans[:, 2], spans[:, 5] - spans[:, 4]) >= settings.min_words]
    more = Passages(spans, np.full(len(spans), REWORDED, np.int8), stem_similarity(ours, theirs, spans))
    stay, stay_reworded = told_once(found.spans, more.spans)
    return found.chosen(stay).joined(more.chosen(stay_reworded)).ordered()
