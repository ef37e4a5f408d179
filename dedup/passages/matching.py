"""The way from documents to passages: candidates, verification, decision; within a collection or between two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dedup.passages.alignment import aligned_between, aligned_within
from dedup.passages.decisions import keep_first_accounts, keep_one_kind
from dedup.passages.seeds import first_seeds
from dedup.passages.settings import PassageSettings
from dedup.passages.table import REWORDED, PassageTable, shorter_sides
from dedup.passages.texts import Texts
from dedup.rows import ranks


def order_of_appearance(dates: Sequence[str]) -> NDArray[np.int64]:
    """The rows of d documents in order of appearance: by date (unknown ones last), then as given. int64 (d,)"""
    rows = sorted(range(len(dates)), key=lambda row: (not dates[row], dates[row]))
    return np.array(rows, dtype=np.int64)


def passages_within(
    texts: Texts, order: NDArray[np.int64], sources: NDArray[np.int64], settings: PassageSettings
) -> PassageTable:
    """The passages that documents repeat from earlier ones in `order` (d,), in the order of the documents' words.

    Each run of words is looked up at its first place, so a passage in a hundred documents makes 99 rows, and the time
    grows with the text, not with the number of pairs. Runs of `settings.min_words` words are looked up besides the
    short seeds: so a long run is found even where its parts occur elsewhere before. `sources` (d,) numbers the source
    of each document; it matters with `settings.cross_source` only. A passage whose words are all in other kept ones is
    left out, see `keep_first_accounts`. Exact passages are found even where `settings.kinds` does not ask for them.

    A passage that no earlier document has, but the document itself has twice, is a passage of the document and itself:
    the later place repeats the first one word for word, and the two do not overlap. With `settings.cross_source` there
    are none of these.
    """
    origins = sources if settings.cross_source else np.arange(len(texts))
    short = first_seeds(texts, order, origins)
    long = first_seeds(texts, order, origins, settings.min_words, within=not settings.cross_source)
    rank = ranks(order)
    found = aligned_within(texts, short, long, settings)
    return PassageTable.concatenated(part.chosen(keep_first_accounts(part.spans, rank)) for part in found)


def passages_between(
    left: tuple[Sequence[str], Texts], right: tuple[Sequence[str], Texts], settings: PassageSettings
) -> PassageTable:
    """The passages of one collection that another has too; `left` and `right` are texts and their layout.

    Exact and near passages come from alignment, exact ones even where `settings.kinds` does not ask for them. Reworded
    ones, `settings.min_words` long on both sides, are searched for besides, where `settings.kinds` asks for them; where
    both kinds describe the same words, one of them is kept, see `keep_one_kind`.
    """
    aligned = PassageTable.concatenated(aligned_between(left[1], right[1], settings))
    if "reworded" not in settings.kinds:
        return aligned
    from dedup.passages.frequencies import stem_frequencies
    from dedup.passages.rewording import reworded, stem_similarity
    from dedup.passages.stems import stem_numbers

    (ours, theirs), stems = stem_numbers([left, right])
    spans = reworded(ours, left[1].offsets, theirs, right[1].offsets, stem_frequencies(stems, ours, theirs))
    spans = spans[shorter_sides(spans) >= settings.min_words]
    kinds = np.full(len(spans), REWORDED, np.int8)
    more = PassageTable(spans, kinds, stem_similarity(ours, theirs, spans))
    kept, kept_reworded = keep_one_kind(aligned.spans, more.spans)
    return PassageTable.concatenated([aligned.chosen(kept), more.chosen(kept_reworded)]).ordered()
