"""Candidates for alignment: seeds, places in two documents at which a few words are equal."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dedup.errors import DedupError
from dedup.kernel import INT64, INT64S, MULTIPLIER, UINT64S, helper, kernel, mix64
from dedup.minhash import SHINGLE_WORDS
from dedup.passages.texts import Texts
from dedup.rows import is_first

SEED_WORDS = SHINGLE_WORDS
"""Words of a seed: as many as of a shingle, so that near duplicates and passages see the same runs."""

LISTED = 64
"""Places of a run of words that are looked up at most. Where a run has more, they are chosen by document, so that all
runs of a passage are looked up in the same documents. Chosen: it bounds the matches for each word."""

_LARGEST = 2**32 - 1  # words of a collection: places take 32 bits in the table of first places


class Listing(NamedTuple):
    """The places of each run of `SEED_WORDS` words in a collection of n words, at most `LISTED` of each run.

    `runs` uint64 (k,), hashes in ascending order; `places` int64 (k,), the first word of each; `listed` bool (n,),
    whether the run that starts at a word is listed.
    """

    runs: NDArray[np.uint64]
    places: NDArray[np.int64]
    listed: NDArray[np.bool_]

    @classmethod
    def of(cls, texts: Texts) -> Listing:
        """The listing of a collection; of a run at more than `LISTED` places, those in the first documents.

        The order of the documents is pseudorandom, and the same for all runs.
        """
        runs = run_hashes(texts, SEED_WORDS)
        places = np.flatnonzero(runs)
        documents = np.searchsorted(texts.offsets, places, side="right") - 1
        # Runs in ascending order; in a run, documents in an order that is the same for all runs. The sort is stable.
        places = places[np.lexsort((mix64(documents.astype(np.uint64)), runs[places]))]
        ordered = runs[places]
        turn = np.arange(len(places))
        chosen = turn - np.maximum.accumulate(np.where(is_first(ordered), turn, 0)) < LISTED
        listed = np.zeros(len(runs), np.bool_)
        listed[places[chosen]] = True
        return cls(ordered[chosen], places[chosen], listed)


def run_hashes(texts: Texts, length: int) -> NDArray[np.uint64]:
    """The hash of the run of `length` words that starts at each word, uint64 (n,).

    It is 0 where the document has fewer words left, and never 0 otherwise.
    """
    hashes: NDArray[np.uint64] = _runs(texts.hashes, texts.offsets, length)
    return hashes


@kernel(UINT64S, INT64S, INT64)
def _runs(hashes: Any, offsets: Any, length: int) -> Any:
    """`run_hashes` for word hashes uint64 (n,) and offsets of documents int64 (d + 1,).

    A polynomial modulo 2**64 over the word hashes, mixed by `mix64`: the hash of `minhash.shingles`, for any length.
    """
    runs = np.zeros(len(hashes), np.uint64)
    for document in range(len(offsets) - 1):
        for place in range(offsets[document], offsets[document + 1] - length + 1):
            state = np.uint64(1)
            for word in hashes[place : place + length]:
                state = state * MULTIPLIER + word
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
    """The first place of the run of `length` words that starts at each word: the place plus one, or 0; uint32 (n,).

    Documents are taken in `order` (d,). The first place is in an earlier document, and in one of another source:
    `sources` (d,) are numbers, and documents with the same number do not count for each other. With `within`, a run
    that no such document has, but the document itself has before, gets a seed too, where the repetition begins.

    Raises `DedupError` for 2**32 - 1 words or more.
    """
    if len(texts.hashes) >= _LARGEST:
        raise DedupError(
            f"passages are found in up to {_LARGEST:,} words at once; these are {len(texts.hashes):,}: split the input"
        )
    first: NDArray[np.uint32] = _first_places(run_hashes(texts, length), texts.offsets, order, sources, length, within)
    return first


@helper
def _repetition_end(runs: Any, place: Any, first: Any, stop: Any, length: Any) -> Any:
    """The place after the last word of a repetition: of the words from `place` on that equal those from `first` on.

    It has at most as many words as there are from `first` to `place`: in `a b a b a b`, that at 2 ends at 4. `runs` are
    the hashes of the run of `length` words at each word; `stop` is the end of the document.
    """
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
    """`first_seeds`, from the hashes of runs, uint64 (n,).

    Each document is looked up in a hash table of all runs before it; then its new runs are added. The slots hold a
    place plus one, or 0; a second table holds the first place of the same run in a document of another source. The
    tables use linear probing. Repetitions within a document are skipped, so that one word a thousand times takes no
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
