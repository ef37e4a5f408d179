"""What an index answers, wherever it is kept: the best covers as matches, and who of a block is added."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dedup.index.batch import Batch, LookUps
from dedup.index.postings import Found, look_up, postings
from dedup.index.proposals import POSTINGS_PER_KEY, proposals
from dedup.index.scoring import Covers, covers, joined
from dedup.index.settings import IndexSettings
from dedup.minhash import overlaps
from dedup.model import Match


def best(covering: Covers, documents: int, id_of: Callable[[int], str]) -> list[Match | None]:
    """The best cover of each of the documents; `id_of` gives the id that a row has."""
    found: list[Match | None] = [None] * documents
    owners, firsts = np.unique(covering.owners, return_index=True)
    for owner, place in zip(owners.tolist(), firsts.tolist(), strict=True):
        found[owner] = covering.match(place, id_of(int(covering.rows[place])))
    return found


def one_by_one(
    indexed: Covers,
    coming: Batch,
    looked_up: LookUps,
    settings: IndexSettings,
    count: int,
    id_of: Callable[[int], str],
) -> tuple[list[Match | None], NDArray[np.int64]]:
    """The matches of documents that are checked and added in turn, and the places of those that nothing covers.

    `indexed` are the covers among the rows below `count`, which the index has; the documents get the rows from there
    on, and one that is added may cover those behind it.
    """
    covering = joined(indexed, _covered_by_earlier(coming, looked_up, settings, count))
    chosen = _first_standing(covering, count, len(coming))

    def id_at(row: int) -> str:
        return coming.ids[row - count] if row >= count else id_of(row)

    found = [None if place < 0 else covering.match(place, id_at(int(covering.rows[place]))) for place in chosen]
    return found, np.array([document for document, place in enumerate(chosen) if place < 0], np.int64)


def _covered_by_earlier(batch: Batch, looked_up: LookUps, settings: IndexSettings, count: int) -> Covers:
    """The documents of a batch that cover later ones of it, with the rows that they will have if all are added."""
    found = look_up([postings(looked_up.keys, looked_up.owners)], looked_up.keys, POSTINGS_PER_KEY)
    earlier = found.rows < looked_up.owners[found.queries]
    found = Found(found.queries[earlier], found.rows[earlier], found.totals)
    pairs = proposals(looked_up, found, settings.contained)
    prints = batch.prints
    common = overlaps(prints.shingles, prints.offsets, np.column_stack(pairs))
    at = covers(pairs, prints, common, batch.sizes[pairs.rows], prints.exact_keys[pairs.rows], settings)
    return Covers(at.owners, at.rows + count, at.kinds, at.jaccard, at.containment)


def _first_standing(covering: Covers, count: int, documents: int) -> list[int]:
    """The place of each document's best cover that is in the index by its turn, or -1: then it is added itself."""
    chosen = [-1] * documents
    for place, (owner, row) in enumerate(zip(covering.owners.tolist(), covering.rows.tolist(), strict=True)):
        if chosen[owner] < 0 and (row < count or chosen[row - count] < 0):
            chosen[owner] = place
    return chosen
