from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.boilerplate.averaging import mean_scores
from dedup.boilerplate.decoder import decode
from dedup.boilerplate.evidence import gather
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labeller import score
from dedup.boilerplate.labels import FIRST_CUT, ONE
from dedup.boilerplate.lexicon.phrases import load_shipped, phrase_table
from dedup.boilerplate.weights import Weights, shipped_weights
from tests.boilerplate.models import random_weights
from tests.boilerplate.texts import MADE_UP, SEEDS, drawn, small
from tests.searches import examples

TABLE = phrase_table(load_shipped())
MODELS = [shipped_weights(), *(random_weights(seed, cut=cut * ONE) for seed, cut in ((0, 0), (1, -3), (3, 0), (5, 1)))]


def of_one(text: str, weights: Weights, price: int) -> list[list[int]]:
    """The scores of a page, from each network's scores of it alone."""
    atoms = find_atoms([text])
    every = [score(atoms, gather(atoms, TABLE), network).atoms for network in weights.networks]
    if not (decode(atoms, every[0], price).labels >= FIRST_CUT).any():
        every = every[:1]
    rows = zip(*(own.tolist() for own in every), strict=True)
    return [[sum(column) // len(every) for column in zip(*row, strict=True)] for row in rows]


def assert_agree(texts: Sequence[str], weights: Weights, prices: Sequence[int]) -> None:
    """The pages of a group get the scores that each gets alone."""
    atoms = find_atoms(texts)
    found = mean_scores(atoms, gather(atoms, TABLE), weights, np.array(prices, np.int64)).atoms.tolist()
    pairs = zip(texts, prices, strict=True)
    assert found == [row for text, price in pairs for row in of_one(text, weights, price)]


priced = st.lists(st.tuples(st.one_of(small, drawn), st.integers(-20 * ONE, 20 * ONE)), max_size=4)


@given(priced, st.sampled_from(MODELS))
@settings(max_examples=examples(100))
def test_scores_are_means_where_the_first_network_cuts(pages: list[tuple[str, int]], weights: Weights) -> None:
    assert_agree([text for text, _ in pages], weights, [price for _, price in pages])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(MODELS)))
@pytest.mark.parametrize("price", [-(10**6), ONE, 10**6])
def test_scores_of_real_pages_are_means(number: int, price: int) -> None:
    texts = ["", *SEEDS, "كلمة", *MADE_UP]
    assert_agree(texts, MODELS[number], [price if place % 3 else 0 for place in range(len(texts))])


@given(st.lists(st.one_of(small, drawn), max_size=4), st.data())
@settings(max_examples=examples(200))
def test_atoms_of_chosen_pages_are_those_of_these_pages_alone(texts: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    atoms = find_atoms(texts)
    found = atoms.pages(np.array(chosen, bool))
    expected = find_atoms([text for text, kept in zip(texts, chosen, strict=True) if kept])
    for own, other in zip(found, expected, strict=True):
        assert own.tolist() == other.tolist()
        assert own.dtype == other.dtype
