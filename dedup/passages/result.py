"""Passages for users of the library: documents in, matches out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dedup.model import Document, PassageKind, PassageMatch
from dedup.passages.alignment import aligned
from dedup.passages.clusters import clustered, quoted
from dedup.passages.seeds import shared_seeds
from dedup.passages.selection import told_once
from dedup.passages.settings import KINDS, PassageSettings
from dedup.passages.texts import Texts, collected

_EXACT, _NEAR, _REWORDED = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class Passages:
    """Passages as arrays.

    `spans` int64 (k, 6): two documents, then first and last + 1 word of the one and of the other span, counted
    through all documents of a collection; `kinds` int8 (k,), places in `KINDS`; `similarity` float64 (k,).
    """

    spans: NDArray[np.int64]
    kinds: NDArray[np.int8]
    similarity: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.spans)

    def chosen(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Passages:
        """Some of them."""
        return Passages(self.spans[which], self.kinds[which], self.similarity[which])

    def joined(self, other: Passages) -> Passages:
        """These and others, in the order of their spans."""
        both = Passages(
            np.concatenate([self.spans, other.spans]),
            np.concatenate([self.kinds, other.kinds]),
            np.concatenate([self.similarity, other.similarity]),
        )
        return both.chosen(np.lexsort((both.kinds, *both.spans.T[[5, 4, 1, 3, 2, 0]])))


def compare(
    left: Iterable[Document | tuple[str, str]],
    right: Iterable[Document | tuple[str, str]],
    kinds: Sequence[PassageKind] = KINDS,
    min_words: int = 20,
) -> list[PassageMatch]:
    """Find the passages of `left` that `right` has too: every pair of occurrences, `id` in left, `of` in right.

    `kinds` and `min_words` are described at `PassageSettings`, the matches at `PassageMatch`. Texts are taken as
    they are. In the order of `left`, then of the places in its documents.

    Raises ValueError for an option out of range and for an id that occurs twice in one collection, TypeError
    for what is no document.

    >>> import dedup
    >>> line = "أعلنت وزارة الصحة اليوم الثلاثاء بدء حملة التطعيم في جميع مدن المملكة"
    >>> [match] = dedup.compare([("news", f"خبر: {line}.")], [("wire", line)], min_words=10)
    >>> match.kind, match.start, match.end, match.of_start, match.of_end
    ('exact', 5, 74, 0, 69)
    """
    settings = PassageSettings(tuple(kinds), min_words)
    ours, theirs = collected(left), collected(right)
    texts, others = Texts.of(one.text for one in ours), Texts.of(one.text for one in theirs)
    found = _aligned(texts, others, settings)
    if "reworded" in settings.kinds:
        found = _with_reworded(found, ours, texts, theirs, others, settings)
    wanted = np.array([KINDS.index(kind) for kind in settings.kinds])
    return matches(found.chosen(np.isin(found.kinds, wanted)), ours, texts, theirs, others)


def matches(
    passages: Passages,
    documents: Sequence[Document],
    texts: Texts,
    others: Sequence[Document],
    other_texts: Texts,
) -> list[PassageMatch]:
    """Passages of some documents, and the ones of others that they repeat, with ids, code points and clusters."""
    one, other, first, last, of_first, of_last = passages.spans.T
    clusters = clustered(other, of_first, of_last)
    sources = [
        (documents[row].source or documents[row].id, others[of].source or others[of].id)
        for row, of in zip(one.tolist(), other.tolist(), strict=True)
    ]
    shares = (last - first) / np.maximum(texts.offsets[one + 1] - texts.offsets[one], 1)
    columns = (
        *(one.tolist(), texts.starts[first].tolist(), texts.ends[last - 1].tolist()),
        *(other.tolist(), other_texts.starts[of_first].tolist(), other_texts.ends[of_last - 1].tolist()),
        *(passages.kinds.tolist(), passages.similarity.tolist(), clusters.tolist()),
        quoted(clusters, passages.spans, shares, sources).tolist(),
    )
    return [
        PassageMatch(documents[row].id, start, end, others[of].id, of_start, of_end, KINDS[kind], *rest)
        for row, start, end, of, of_start, of_end, kind, *rest in zip(*columns, strict=True)
    ]


def _aligned(texts: Texts, others: Texts, settings: PassageSettings) -> Passages:
    seeds = shared_seeds(texts, others)
    found = aligned(texts.hashes, texts.offsets, others.hashes, others.offsets, seeds, settings.min_words)
    return Passages(found.spans, np.where(found.exact, _EXACT, _NEAR).astype(np.int8), found.similarity)


def _with_reworded(
    found: Passages,
    ours: Sequence[Document],
    texts: Texts,
    theirs: Sequence[Document],
    others: Texts,
    settings: PassageSettings,
) -> Passages:
    """Add reworded passages; where these tell more than aligned ones, the aligned ones go."""
    from dedup.passages.rewording import reworded, stem_similarity
    from dedup.passages.stems import stem_numbers

    stems, other_stems = stem_numbers([([one.text for one in ours], texts), ([one.text for one in theirs], others)])
    spans = reworded(stems, texts.offsets, other_stems, others.offsets)
    spans = spans[np.minimum(spans[:, 3] - spans[:, 2], spans[:, 5] - spans[:, 4]) >= settings.min_words]
    similarity = [stem_similarity(stems[a:b], other_stems[c:d]) for _, _, a, b, c, d in spans.tolist()]
    more = Passages(spans, np.full(len(spans), _REWORDED, np.int8), np.array(similarity, dtype=np.float64))
    stay, stay_reworded = told_once(found.spans, more.spans)
    return found.chosen(stay).joined(more.chosen(stay_reworded))
