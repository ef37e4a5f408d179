"""What an index answers: the best match of each document, and which documents of a block are added."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.index.core.batch import Batch
from dedup.index.core.candidates import POSTINGS_PER_KEY, CandidatePairs, candidates
from dedup.index.core.keys import LookupKeys
from dedup.index.core.postings import Found, look_up, postings
from dedup.index.core.settings import IndexSettings
from dedup.index.core.verification import Covers, covers, merged_covers
from dedup.minhash import overlaps
from dedup.model import Match
from dedup.rows import is_first


def best_matches(covering: Covers, documents: int, id_of: Callable[[int], str]) -> list[Match | None]:
    """The first cover of each document, which is its best, as a match; None for a document that has none.

    `documents` is their number; `id_of` gives the id of an indexed row.
    """
    found: list[Match | None] = [None] * documents
    owners, firsts = np.unique(covering.owners, return_index=True)
    for owner, place in zip(owners.tolist(), firsts.tolist(), strict=True):
        found[owner] = covering.match(place, id_of(int(covering.rows[place])))
    return found


class OrderedAnswer(NamedTuple):
    """The answer for documents that are checked and added in order.

    `matches` has the match of each document; `new` int64, the places of those without one, which are to be added.
    """

    matches: list[Match | None]
    new: NDArray[np.int64]


def check_in_parts(
    coming: Batch, decide: Callable[[Batch], list[Match | None] | NDArray[np.bool_]]
) -> list[Match | None]:
    """The matches of documents in order, from `decide`, which checks and adds a batch.

    Where `decide` returns a mask (n,) in place of matches, it has added nothing: the marked documents must be decided
    alone. The batch is then split: each marked document is a part, and each run of unmarked ones between. The parts
    are decided in order, and may be split again.
    """
    answer = decide(coming)
    if isinstance(answer, list):
        return answer
    alone = np.flatnonzero(answer)
    parts = np.split(np.arange(len(coming)), np.unique(np.concatenate([alone, alone + 1])))
    return [match for part in parts if len(part) for match in check_in_parts(coming.take(part), decide)]


def check_in_order(
    found: Found,
    coming: Batch,
    keys: LookupKeys,
    settings: IndexSettings,
    count: int,
    verified: Callable[[CandidatePairs], tuple[Covers, Callable[[int], str]]],
) -> OrderedAnswer | NDArray[np.bool_]:
    """The answer for documents `coming` that are checked and added in order.

    `found` are the postings of the index under their `keys`. The index has the rows below `count`; the new documents
    get the rows from there on, and one that is added may cover later ones. `verified` compares candidate pairs with
    indexed documents: it returns those that cover, and a function that gives the id of their rows.

    Two limits cap the candidates of a document: `POSTINGS_PER_KEY` and `COMPARED_AT_MOST`. Where earlier documents of
    this batch reach a limit, the candidates depend on which of these are added. They are those for all being added;
    where some turn out not to be, nothing is answered: a mask bool (n,) marks the documents that must be decided alone.
    A batch of one document is always answered.
    """
    own = _earlier_in_batch(keys)
    crossing = (found.totals <= POSTINGS_PER_KEY) & (found.totals + own.totals > POSTINGS_PER_KEY)
    has_room = found.totals[own.queries] + _ranks(own.queries) < POSTINGS_PER_KEY
    queries, rows = own.queries[has_room], own.rows[has_room] + count
    both = Found(np.append(found.queries, queries), np.append(found.rows, rows), found.totals + own.totals)
    pairs = candidates(keys, both, settings.contained)
    dependent = pairs.truncated.copy()
    dependent[keys.owners[crossing]] = True
    indexed, id_of = verified(pairs.of(pairs.rows < count))
    covering = merged_covers(indexed, _covered_by_earlier(pairs.of(pairs.rows >= count), coming, settings, count))
    chosen = _first_available(covering, count, len(coming))
    absent = np.array(chosen) >= 0  # documents that are not added
    dependent &= np.bincount(keys.owners[own.queries[absent[own.rows]]], minlength=len(coming)) > 0
    if len(coming) > 1 and dependent.any():
        return dependent

    def id_at(row: int) -> str:
        return coming.ids[row - count] if row >= count else id_of(row)

    matches = [None if place < 0 else covering.match(place, id_at(int(covering.rows[place]))) for place in chosen]
    return OrderedAnswer(matches, np.array([document for document, place in enumerate(chosen) if place < 0], np.int64))


def _earlier_in_batch(keys: LookupKeys) -> Found:
    """For each key, the documents of the batch that have the same key and come before the key's own document.

    In the result, the queries are places in `keys.keys`, equal ones side by side, the rows are places of documents in
    the batch, ascending for each query, and the last field counts what was found for each key.
    """
    own = look_up([postings(keys.keys, keys.owners)], keys.keys, len(keys.keys))
    earlier = own.rows < keys.owners[own.queries]
    queries = own.queries[earlier]
    return Found(queries, own.rows[earlier], np.bincount(queries, minlength=len(keys.keys)))


def _ranks(queries: NDArray[np.int64]) -> NDArray[np.int64]:
    """The place of each of `queries`, of which equal ones stand side by side, among those equal to it, from 0: (n,)."""
    starts = np.flatnonzero(is_first(queries))
    found: NDArray[np.int64] = np.arange(len(queries)) - np.repeat(starts, np.diff(starts, append=len(queries)))
    return found


def _covered_by_earlier(pairs: CandidatePairs, batch: Batch, settings: IndexSettings, count: int) -> Covers:
    """The pairs of documents of a batch in which the earlier one covers the later one.

    In `pairs`, `owners` are the places of the later ones, `rows` those of the earlier ones plus `count`.
    """
    prints, others = batch.prints, pairs.rows - count
    common = overlaps(prints.shingles, prints.offsets, np.column_stack([pairs.owners, others]))
    return covers(pairs, prints, common, batch.sizes[others], prints.exact_keys[others], settings)


def _first_available(covering: Covers, count: int, documents: int) -> list[int]:
    """The place in `covering` of each document's best cover that is in the index by then; -1 for none.

    A cover of a row below `count` is always in the index; one of the same batch, only if no cover was chosen
    for it, as it is added then.
    """
    chosen = [-1] * documents
    for place, (owner, row) in enumerate(zip(covering.owners.tolist(), covering.rows.tolist(), strict=True)):
        if chosen[owner] < 0 and (row < count or chosen[row - count] < 0):
            chosen[owner] = place
    return chosen
