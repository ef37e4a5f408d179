"""Seeds of alignments: places in two documents from which a few words on both sides are equal."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError
from dedup.kernel import INT64, INT64S, UINT64S, helper, kernel, mix64
from dedup.minhash import SHINGLE_WORDS
from dedup.passages.texts import Texts

SEED_WORDS = SHINGLE_WORDS
"""Words of a seed: as many as of a shingle."""

LISTED = 64
"""Of a run of words that stands in more places of a collection, so many are looked up: always those of the same
documents for runs of the same documents, so that the seeds of a passage stay together."""

# Places are kept in 32 bits while looking for first ones.
_LARGEST = 2**32 - 1
_MULTIPLIER = np.uint64(6364136223846793005)


class Listing(NamedTuple):
    """Where the runs of `SEED_WORDS` words of a collection stand, at most `LISTED` places of each.

    `runs` uint64 (k,), hashes in ascending order, and their `places` int64 (k,); `listed` bool, one for each word of
    the collection, whether the run from there on is listed.
    """

    runs: NDArray[np.uint64]
    places: NDArray[np.int64]
    listed: NDArray[np.bool_]

    @classmethod
    def of(cls, texts: Texts) -> Listing:
        """List the runs of a collection."""
        runs = run_hashes(texts, SEED_WORDS)
        places = np.flatnonzero(runs)
        documents = np.searchsorted(texts.offsets, places, side="right") - 1
        places = places[np.lexsort((mix64(documents.astype(np.uint64)), runs[places]))]  # which keeps them ascending
        ordered = runs[places]
        turn = np.arange(len(places))
        begins = np.ones(len(places), np.bool_)
        begins[1:] = ordered[1:] != ordered[:-1]
        chosen = turn - np.maximum.accumulate(np.where(begins, turn, 0)) < LISTED
        listed = np.zeros(len(runs), np.bool_)
        listed[places[chosen]] = True
        return cls(ordered[chosen], places[chosen], listed)


def run_hashes(texts: Texts, length: int) -> NDArray[np.uint64]:
    """The hash of the `length` words from each word on; 0 where the document has not as many left."""
    hashes: NDArray[np.uint64] = _runs(texts.hashes, texts.offsets, length)
    return hashes


@kernel(UINT64S, INT64S, INT64)
def _runs(hashes: Any, offsets: Any, length: int) -> Any:
    """The hash of the `length` words from each word on; 0 where the document has not as many left."""
    runs = np.zeros(len(hashes), np.uint64)
    for document in range(len(offsets) - 1):
        for place in range(offsets[document], offsets[document + 1] - length + 1):
            state = np.uint64(1)
            for word in hashes[place : place + length]:
                state = state * _MULTIPLIER + word
            runs[place] = max(mix64(state), np.uint64(1))
    return runs


def first_seeds(
    texts: Texts,
    order: NDArray[np.int64],
    sources: NDArray[np.int64],
    length: int = SEED_WORDS,
    *,
    within: bool = False,
) -> NDArray[np.uint32]:
    """Where the run of `length` words from each word on has stood first: that place plus one, or 0; uint32 (n,).

    Documents come one after the other in `order`; the first place is in an earlier one, and in one of another
    source where `sources` (d,), a number for each document, are equal for two. With `within`, a stretch that a document
    has from nobody else and repeats further on has a seed too, where the repetition begins.
    """
    if len(texts.hashes) >= _LARGEST:
        raise DedupError(f"passages are found in up to {_LARGEST:,} words at once; these are {len(texts.hashes):,}")
    first: NDArray[np.uint32] = _first_places(run_hashes(texts, length), texts.offsets, order, sources, length, within)
    return first


@helper
def _repetition_end(runs: Any, place: Any, first: Any, stop: Any, length: Any) -> Any:
    """Where the stretch from `place` on ends that repeats what stands from `first` on, before itself."""
    end = place + 1
    while (
        end < stop
        and runs[end] != 0
        and runs[end] == runs[first + end - place]
        and end - place + length <= place - first
    ):
        end += 1
    return end - 1 + length


@kernel(UINT64S, INT64S, INT64S, INT64S, INT64, "boolean")
def _first_places(runs: Any, offsets: Any, order: Any, sources: Any, length: Any, within: Any) -> Any:
    """Look each run of a document up in a table of all runs before, then add those that are new, or new to a source.

    Returns the first place of each run plus one, or 0; so do the slots of the table, and those of another for
    the first place of the same run in a document of another source. Runs that share a slot move on to the next
    (linear probing). What a document repeats of itself is stepped over, so that one word a thousand times takes no
    more time than a thousand words.
    """
    slots = 64
    while slots < 2 * len(runs):
        slots *= 2
    last = np.uint64(slots - 1)
    table, elsewhere = np.zeros(slots, np.uint32), np.zeros(slots, np.uint32)
    found = np.zeros(len(runs), np.uint32)
    for document in order:
        start, stop = offsets[document], offsets[document + 1]
        behind = start  # the end of the last repetition within the document
        for adding in (False, True):
            for place in range(start, stop):
                run = runs[place]
                if run == 0:
                    break
                slot = run & last
                while table[slot] > 0 and runs[table[slot] - 1] != run:
                    slot = (slot + np.uint64(1)) & last
                first = np.int64(table[slot]) - 1
                if first < 0:
                    if adding:
                        table[slot] = place + 1
                    continue
                own = sources[np.searchsorted(offsets, first, side="right") - 1] == sources[document]
                if not adding:
                    found[place] = elsewhere[slot] if own else table[slot]
                elif not own and elsewhere[slot] == 0:
                    elsewhere[slot] = place + 1
                elif within and first >= start and place >= max(behind, first + length):
                    found[place] = first + 1
                    behind = _repetition_end(runs, place, first, stop, length)
    return found
