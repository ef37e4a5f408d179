"""What pairs decide: in the order of preference, all at once, and in rounds."""

from __future__ import annotations

import random
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.duplicates import DocumentTable, MatchSettings
from dedup.duplicates.decisions import preference_keys, preference_rank
from dedup.duplicates.pairs import cover_kinds, dropped
from dedup.names import Keep

Pairs = list[tuple[int, int]]


@st.composite
def graphs(draw: st.DrawFn) -> Pairs:
    """Pairs of a document and one before it, in an order that their numbers do not tell."""
    size = draw(st.integers(2, 30))
    names = draw(st.permutations(range(100, 100 + size)))
    places = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda pair: pair[0] != pair[1])
    return [(names[max(pair)], names[min(pair)]) for pair in draw(st.lists(places, max_size=80))]


def in_sequence(pairs: Pairs) -> list[int]:
    """One after the other: who has no kept one before it is kept."""
    befores: dict[int, set[int]] = {}
    for row, other in pairs:
        befores.setdefault(row, set()).add(other)
        befores.setdefault(other, set())
    kept: set[int] = set()
    left = dict(befores)
    while left:
        row = next(row for row, others in left.items() if not others & left.keys())
        if not left.pop(row) & kept:
            kept.add(row)
    return sorted(befores.keys() - kept)


def in_rounds(pairs: Pairs) -> list[int]:
    """Round by round: who waits for none stays, who waits for it drops, and both are done with."""
    gone: set[int] = set()
    while pairs:
        waiting = {row for row, _ in pairs}
        staying = {other for _, other in pairs} - waiting
        lost = {row for row, other in pairs if other in staying}
        assert lost, "a round decides something"
        gone |= lost
        pairs = [(row, other) for row, other in pairs if row not in lost and other not in lost]
    return sorted(gone)


@given(graphs())
def test_all_ways_to_decide_give_the_same(pairs: Pairs) -> None:
    rows, others = (np.array([pair[side] for pair in pairs], np.int64) for side in (0, 1))
    assert in_rounds(pairs) == in_sequence(pairs) == dropped(rows, others).tolist()


def test_a_chain_keeps_every_other_document() -> None:
    later = np.arange(1, 100_000)
    assert dropped(later, later - 1).tolist() == later[::2].tolist()


@pytest.mark.parametrize("keep", get_args(Keep))
@given(seed=st.integers(0, 1000))
def test_keys_of_preference_put_documents_in_the_same_order(keep: str, seed: int) -> None:
    rng = random.Random(seed)
    dates = [
        rng.choice(["", "2023-09-01", "2023-09-01T10:00:00", "2023-09-02", "2024-01-01T00:00:00.5"]) for _ in range(20)
    ]
    sources = [rng.choice(["", "a", "b", "c"]) for _ in range(20)]
    texts = [" ".join(["خبر"] * rng.randrange(12)) for _ in range(20)]
    settings = MatchSettings(keep=keep, prefer=("b", "a"))  # type: ignore[arg-type]  # pytest gives strings
    rank = preference_rank(DocumentTable.of(texts, dates, sources), settings)
    keys = preference_keys(settings, sources, dates, [len(text) for text in texts])
    assert sorted(range(20), key=lambda row: (*keys[row], row)) == np.argsort(rank).tolist()


def test_only_the_larger_document_contains_the_other() -> None:
    common, small, large = (np.array([number]) for number in (28, 30, 100))
    for is_before in (np.array([True]), np.array([False])):
        assert cover_kinds(common, small, large, is_before, MatchSettings()).contained.all()
        assert not cover_kinds(common, large, small, is_before, MatchSettings()).contained.any()
        assert not cover_kinds(common, small, large, is_before, MatchSettings()).near.any()
