from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.passages.seeds import LISTED, SEED_WORDS, Listing, first_seeds, run_hashes
from dedup.passages.texts import Texts
from tests.passages.oracle import collections, few_words, runs


def laid_out(documents: list[list[str]]) -> Texts:
    return Texts.of(" ".join(words) for words in documents)


def places(documents: list[list[str]], length: int) -> list[tuple[int, int, tuple[str, ...]]]:
    """Document, place in all words, and words of each run."""
    found, before = [], 0
    for document, words in enumerate(documents):
        found += [(document, before + at, run) for at, run in enumerate(runs(words, length))]
        before += len(words)
    return found


@given(collections())
def test_all_places_of_a_run_are_listed_up_to_a_limit(documents: list[list[str]]) -> None:
    texts = laid_out(documents)
    by_run: dict[tuple[str, ...], set[int]] = {}
    for _, place, run in places(documents, SEED_WORDS):
        by_run.setdefault(run, set()).add(place)
    listing = Listing.of(texts)
    hashes = run_hashes(texts, SEED_WORDS)
    assert listing.runs.tolist() == sorted(listing.runs.tolist()) == hashes[listing.places].tolist()
    assert np.flatnonzero(listing.listed).tolist() == sorted(listing.places.tolist())
    for standing in by_run.values():
        found = standing & set(listing.places.tolist())
        assert len(found) == min(len(standing), LISTED)


def test_frequent_runs_are_looked_up_in_the_same_few_documents() -> None:
    documents = [["قال", "وزير", "امس", "اليوم", "غدا", "صباحا", str(number)] for number in range(200)]
    places = Listing.of(laid_out(documents)).places
    looked_up = [set((places[places % 7 == at] // 7).tolist()) for at in (0, 1)]
    assert len(looked_up[0]) == LISTED
    assert looked_up[0] == looked_up[1]


@given(collections(6), st.randoms(use_true_random=False), few_words(5))
def test_first_seeds_are_where_runs_stood_first_elsewhere(
    documents: list[list[str]], rng: object, names: list[str]
) -> None:
    order = list(range(len(documents)))
    rng.shuffle(order)  # type: ignore[attr-defined]  # Hypothesis types it as object
    numbers = [len(names) and row % len(names) for row in range(len(documents))]
    for sources in (list(range(len(documents))), numbers):
        met: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        expected = []
        for document in order:
            own = [(place, run) for one, place, run in places(documents, 5) if one == document]
            for place, run in own:
                elsewhere = [at for source, at in met.get(run, []) if source != sources[document]]
                expected += [[place, elsewhere[0]]] if elsewhere else []
            for place, run in own:
                met.setdefault(run, []).append((sources[document], place))
        found = first_seeds(laid_out(documents), np.array(order, np.int64), np.array(sources, np.int64))
        assert [[place, first - 1] for place, first in enumerate(found.tolist()) if first] == sorted(expected)
