"""Finds duplicates for users of the library: documents in, a result object out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from dedup.dates import iso_date, iso_dates
from dedup.duplicates.decisions import KINDS, decide
from dedup.duplicates.settings import CONTAINED_WORDS, MatchSettings, unknown_source
from dedup.duplicates.table import DocumentTable
from dedup.errors import ArgumentError
from dedup.given import Documents, as_documents, as_source
from dedup.model import Document, Duplicate, Id, order_of_ids
from dedup.names import Keep
from dedup.results import Column, Result
from dedup.tables import Columns


@dataclass(frozen=True, slots=True, repr=False)
class DuplicateResult(Result):
    """What `find_duplicates` found: the documents that stay, and for each other one the kept document that stands for
    it.

    `kept` and `duplicates` are in the order of the input. The result holds the fingerprints of all documents, about as
    much memory as their texts, so that `rethreshold` needs no second reading.

    As a table (`to_pandas` and so on) it has a row for each document, in the order of the input. The columns are `id`,
    `source`, `date`; `kept`, the id of the document that stands for it (its own where it stays); `kind`, `jaccard` and
    `containment`, empty where it stays.
    """

    kept: list[Document]
    duplicates: list[Duplicate]
    _documents: Sequence[Document] = field(compare=False)
    _table: DocumentTable = field(compare=False)
    _settings: MatchSettings = field(compare=False)

    @property
    def clusters(self) -> list[tuple[Id, ...]]:
        """The ids of each kept document and of those it stands for: kept id first, largest cluster first.

        Clusters of equal size are ordered by their kept ids. Documents that match no other are in no cluster.
        """
        members: dict[Id, list[Id]] = {}
        for duplicate in self.duplicates:
            members.setdefault(duplicate.kept, [duplicate.kept]).append(duplicate.id)
        return sorted(map(tuple, members.values()), key=lambda ids: (-len(ids), order_of_ids(ids[0])))

    def rethreshold(
        self, near: float, *, contained: float | None = None, contained_words: int | None = None
    ) -> DuplicateResult:
        """What `find_duplicates` finds in the same documents with other thresholds, without reading them again.

        `contained` and `contained_words` stay as they were unless given. Raises ArgumentError for a threshold out of
        range.
        """
        known = self._settings
        settings = replace(
            known,
            near=near,
            contained=known.contained if contained is None else contained,
            contained_words=known.contained_words if contained_words is None else contained_words,
        )
        return _decided(self._documents, self._table, settings)

    def _columns(self) -> dict[str, Column]:
        """A row for each document, as described at the class."""
        dropped = {duplicate.id: duplicate for duplicate in self.duplicates}
        fates = [dropped.get(document.id) for document in self._documents]
        own = zip(self._documents, fates, strict=True)
        return {
            "id": Column("id", [document.id for document in self._documents]),
            "source": Column("string", [document.source for document in self._documents]),
            "date": Column("string", [iso_date(document.date) for document in self._documents]),
            "kept": Column("id", [fate.kept if fate else document.id for document, fate in own]),
            "kind": Column("string", [fate.kind if fate else None for fate in fates]),
            "jaccard": Column("float64", [fate.jaccard if fate else None for fate in fates]),
            "containment": Column("float64", [fate.containment if fate else None for fate in fates]),
        }

    def _repr_html_(self) -> str:
        """The counts and the first duplicates with their texts, as HTML for a notebook."""
        from dedup.notebook import ROWS_SHOWN, result_html  # loaded only in a notebook

        shown = self.duplicates[:ROWS_SHOWN]
        wanted = {identity for duplicate in shown for identity in (duplicate.id, duplicate.kept)}
        texts = {document.id: document.text for document in self._documents if document.id in wanted}
        names = ("id", "kept", "kind", "jaccard", "containment", "text", "kept text")
        rows = [
            (own.id, own.kept, own.kind, own.jaccard, own.containment, texts[own.id], texts[own.kept]) for own in shown
        ]
        return result_html(repr(self), names, rows, len(self.duplicates))

    def __repr__(self) -> str:
        """The numbers of kept documents, of duplicates by kind, and of clusters."""
        kinds = Counter(duplicate.kind for duplicate in self.duplicates)
        counts = ", ".join(f"{kind}={kinds[kind]}" for kind in KINDS)
        return f"DuplicateResult(kept={len(self.kept)}, {counts}, clusters={len(self.clusters)})"


def find_duplicates(
    documents: Documents,
    *,
    near: float = 0.8,
    contained: float = 0.9,
    keep: Keep = "earliest",
    prefer: Iterable[str | int] = (),
    contained_words: int = CONTAINED_WORDS,
    text: str = "text",
    id: str | None = "id",  # noqa: A002  # the name of the column is what a caller would write
    source: str | None = "source",
    date: str | None = "date",
) -> DuplicateResult:
    """Find exact copies, near duplicates and contained texts, and choose which documents stay.

    Texts are compared as folded words: vowel marks, letter variants and punctuation make no
    difference. `exact` is the same words in the same order; `near` a Jaccard similarity of the sets of word
    5-shingles of at least `near`; `contained`, below that, a share of at least `contained` of the dropped
    document's shingles in a larger kept one, if it has `contained_words` words or more. Every dropped document
    names one kept document, and the scores of the two are exact. The options are described at `MatchSettings`.

    Documents are `Document`s, pairs of id and text, records (dicts), or a table of pandas, polars or Arrow or a
    dataset of Hugging Face; `text`, `id`, `source` and `date` name the fields of records and the columns of tables.
    Ids, strings or numbers, are given back as given; without any, they are the places of the documents, from 0.
    A text that is missing (None, NaN) is an empty one; such a document stays, and is no duplicate of another. Dates
    are read as by `iso_date`; a warning counts those that cannot be.

    Memory grows with the words alone. The time grows with them and with the pairs of kept documents that are alike
    without being near: of thousands of variants of one text, none near another one, each is compared with each.

    Raises ArgumentError for an option out of range, for a column that is not there, for what is no document, for an
    id that occurs twice, and for a source to prefer that no document has.

    >>> import dedup
    >>> statement = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة"
    >>> result = dedup.find_duplicates([
    ...     ("agency", statement + " على أن تستمر حتى نهاية الشهر المقبل"),
    ...     ("copy", "أَعلَنت وزارة الصحّة، اليوم الثلاثاء، بدء حملة التطعيم في جميع مدن المملكة "
    ...              "على أن تستمر حتى نهاية الشهر المقبل."),
    ...     ("extract", statement),
    ...     ("other", "فاز الهلال على النصر بهدفين دون رد في ختام الجولة الأولى"),
    ... ], contained_words=10)
    >>> result
    DuplicateResult(kept=2, exact=1, near=0, contained=1, clusters=1)
    >>> result.clusters
    [('agency', 'copy', 'extract')]
    >>> result.duplicates[1]
    Duplicate(id='extract', kept='agency', kind='contained', jaccard=0.5333333333333333, containment=1.0)
    """
    if isinstance(prefer, str):
        raise ArgumentError(f"takes a list of sources, got the single string {prefer!r}", "prefer")
    settings = MatchSettings(
        near=near,
        contained=contained,
        keep=keep,
        prefer=tuple(map(as_source, prefer)),
        contained_words=contained_words,
    )
    collected = as_documents(documents, Columns(text, id, source, date))
    if problem := unknown_source(settings.prefer, (document.source for document in collected)):
        raise ArgumentError(f"must name sources of the documents: {problem}", "prefer")
    table = DocumentTable.of(
        [document.text for document in collected],
        iso_dates(document.date for document in collected),
        [document.source for document in collected],
    )
    return _decided(collected, table, settings)


def _decided(documents: Sequence[Document], table: DocumentTable, settings: MatchSettings) -> DuplicateResult:
    """Decide which documents stay, and make the result: the kept documents and the duplicates, in the order given."""
    decisions = decide(table, settings)
    kept, duplicates = [], []
    for row, document in enumerate(documents):
        by = int(decisions.kept_by[row])
        if by < 0:
            kept.append(document)
            continue
        scores = float(decisions.jaccard[row]), float(decisions.containment[row])
        duplicates.append(Duplicate(document.id, documents[by].id, KINDS[decisions.kind[row]], *scores))
    return DuplicateResult(kept, duplicates, documents, table, settings)
