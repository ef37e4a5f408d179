"""What an index answers, wherever it is kept: the best covers as matches, and who of a block is added."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

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


class Turns(NamedTuple):
    """The matches of documents that are checked and added in turn, and the places, int64, of those that are added."""

    matches: list[Match | None]
    new: NDArray[np.int64]


def in_turns(coming: Batch, decide: Callable[[Batch], list[Match | None] | NDArray[np.bool_]]) -> list[Match | None]:
    """What `decide` answers for documents in turn. Those for which it cannot, marked in its answer, come alone."""
    answer = decide(coming)
    if isinstance(answer, list):
        return answer
    alone = np.flatnonzero(answer)
    parts = np.split(np.arange(len(coming)), np.unique(np.concatenate([alone, alone + 1])))
    return [match for part in parts if len(part) for match in in_turns(coming.take(part), decide)]


def one_by_one(
    found: Found,
    coming: Batch,
    looked_up: LookUps,
    settings: IndexSettings,
    count: int,
    scored: Callable[[Pairs], tuple[Covers, Callable[[int], str]]],
) -> Turns | NDArray[np.bool_]:
    """The answers for documents that are checked and added in turn.

    `found` is what the index has under their keys, in rows below `count`; the documents get the rows from there on,
    and one that is added may cover those behind it. `scored` compares them with indexed ones, whose ids it can tell.

    Where the limits of `proposals` are reached by counting the documents before, it hangs on which of these are added
    who is compared: such documents are marked, bool (n,), and nothing is answered.
    """
    own = _earlier(looked_up)
    crossing = (found.totals <= POSTINGS_PER_KEY) & (found.totals + own.totals > POSTINGS_PER_KEY)
    room = (found.totals < POSTINGS_PER_KEY)[own.queries]
    queries, rows = own.queries[room], own.rows[room] + count
    both = Found(np.append(found.queries, queries), np.append(found.rows, rows), found.totals + own.totals)
    pairs = proposals(looked_up, both, settings.contained)
    dependent = pairs.crowded & (np.bincount(looked_up.owners[queries], minlength=len(coming)) > 0)
    dependent[looked_up.owners[crossing]] = True
    if len(coming) > 1 and dependent.any():
        return dependent
    indexed, id_of = scored(pairs.of(pairs.rows < count))
    covering = joined(indexed, _covered_by_earlier(pairs.of(pairs.rows >= count), coming, settings, count))
    chosen = _first_standing(covering, count, len(coming))

    def id_at(row: int) -> str:
        return coming.ids[row - count] if row >= count else id_of(row)

    matches = [None if place < 0 else covering.match(place, id_at(int(covering.rows[place]))) for place in chosen]
    return Turns(matches, np.array([document for document, place in enumerate(chosen) if place < 0], np.int64))


def _earlier(looked_up: LookUps) -> Found:
    """What stands under the keys of documents among those before each of them; rows are their places."""
    own = look_up([postings(looked_up.keys, looked_up.owners)], looked_up.keys, len(looked_up.keys))
    earlier = own.rows < looked_up.owners[own.queries]
    queries = own.queries[earlier]
    return Found(queries, own.rows[earlier], np.bincount(queries, minlength=len(looked_up.keys)))


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
