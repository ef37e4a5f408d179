"""What an index answers, wherever it is kept: the best covers as matches, and who of a block is added."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dedup.index.batch import Batch, LookUps
from dedup.index.postings import Found, look_up, postings
from dedup.index.proposals import POSTINGS_PER_KEY, Pairs, proposals
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
    found: Found,
    coming: Batch,
    looked_up: LookUps,
    settings: IndexSettings,
    count: int,
    scored: Callable[[Pairs], tuple[Covers, Callable[[int], str]]],
) -> tuple[list[Match | None], NDArray[np.int64]] | None:
    """The matches of documents that are checked and added in turn, and the places of those that nothing covers.

    `found` is what the index has under their keys, in rows below `count`; the documents get the rows from there on,
    and one that is added may cover those behind it. `scored` compares them with indexed ones, whose ids it can tell.
    None where a limit of `proposals` was reached: who is compared then hangs on who is added, so that the documents
    must come one at a time.
    """
    pairs = proposals(looked_up, _with_earlier(found, looked_up, count), settings.contained)
    if pairs.crowded.any() and len(coming) > 1:
        return None
    indexed, id_of = scored(pairs.of(pairs.rows < count))
    covering = joined(indexed, _covered_by_earlier(pairs.of(pairs.rows >= count), coming, settings, count))
    chosen = _first_standing(covering, count, len(coming))

    def id_at(row: int) -> str:
        return coming.ids[row - count] if row >= count else id_of(row)

    matches = [None if place < 0 else covering.match(place, id_at(int(covering.rows[place]))) for place in chosen]
    return matches, np.array([document for document, place in enumerate(chosen) if place < 0], np.int64)


def _with_earlier(found: Found, looked_up: LookUps, count: int) -> Found:
    """What is found in the index and, with the rows they will have if all are added, among the documents before."""
    own = look_up([postings(looked_up.keys, looked_up.owners)], looked_up.keys, POSTINGS_PER_KEY)
    earlier = own.rows < looked_up.owners[own.queries]
    queries = own.queries[earlier]
    return Found(
        np.concatenate([found.queries, queries]),
        np.concatenate([found.rows, own.rows[earlier] + count]),
        found.totals + np.bincount(queries, minlength=len(found.totals)),
    )


def _covered_by_earlier(pairs: Pairs, batch: Batch, settings: IndexSettings, count: int) -> Covers:
    """The documents of a batch that cover later ones of it."""
    prints, others = batch.prints, pairs.rows - count
    common = overlaps(prints.shingles, prints.offsets, np.column_stack([pairs.owners, others]))
    return covers(pairs, prints, common, batch.sizes[others], prints.exact_keys[others], settings)


def _first_standing(covering: Covers, count: int, documents: int) -> list[int]:
    """The place of each document's best cover that is in the index by its turn, or -1: then it is added itself."""
    chosen = [-1] * documents
    for place, (owner, row) in enumerate(zip(covering.owners.tolist(), covering.rows.tolist(), strict=True)):
        if chosen[owner] < 0 and (row < count or chosen[row - count] < 0):
            chosen[owner] = place
    return chosen
