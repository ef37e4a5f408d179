from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dedup.passages.seeds import SEED_WORDS, first_seeds, shared_seeds
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


@given(collections(), collections())
def test_shared_seeds_are_all_pairs_of_equal_runs(left: list[list[str]], right: list[list[str]]) -> None:
    expected = {
        (place, at)
        for _, place, run in places(left, SEED_WORDS)
        for _, at, other in places(right, SEED_WORDS)
        if run == other
    }
    counts = {place: sum(1 for one, _ in expected if one == place) for place, _ in expected}
    found = shared_seeds(laid_out(left), laid_out(right)).tolist()
    assert len(found) == len({tuple(seed) for seed in found})
    assert {tuple(seed) for seed in found} <= expected
    for place, count in counts.items():
        assert sum(1 for one, _ in found if one == place) == min(count, 64)


def test_frequent_runs_are_looked_up_in_the_same_few_documents() -> None:
    right = [["قال", "وزير", "امس", "اليوم", "غدا", "صباحا", str(number)] for number in range(200)]
    left = [right[0][:6]]
    seeds = shared_seeds(laid_out(left), laid_out(right))
    documents = [set((seeds[seeds[:, 0] == place, 1] // 7).tolist()) for place in (0, 1)]
    assert len(documents[0]) == 64
    assert documents[0] == documents[1]


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
        assert found.tolist() == sorted(expected)
