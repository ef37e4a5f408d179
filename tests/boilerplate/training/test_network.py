"""What torch trains and what the package computes with are the same whole numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dedup.boilerplate.evidence import gather
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labeller import score
from dedup.boilerplate.lexicon.phrases import load_shipped, phrase_table
from dedup.boilerplate.training.gold import GoldPage, GoldSpan
from dedup.boilerplate.weights import Parameters, shipped_weights
from tests.boilerplate.texts import MADE_UP, SEEDS

torch = pytest.importorskip("torch", reason="training needs torch: pip install '.[train]'")

TEXTS = [text for text in (*SEEDS, *MADE_UP) if text.strip() and len(text) < 20_000]


def gold(text: str, number: int) -> GoldPage:
    return GoldPage(f"page-{number}", text, (GoldSpan(0, len(text), "body", 1),), "site")


@pytest.fixture(scope="module")
def networks() -> list[Any]:
    from dedup.boilerplate.training.export import restored

    return list(map(restored, shipped_weights().networks))


def test_networks_and_labeller_give_the_same_scores(networks: list[Any]) -> None:
    from dedup.boilerplate.training.evaluation import predict
    from dedup.boilerplate.training.examples import examples

    pages = [gold(text, number) for number, text in enumerate(TEXTS)]
    atoms = find_atoms(TEXTS)
    evidence = gather(atoms, phrase_table(load_shipped()))
    first, *others = (score(atoms, evidence, network).atoms for network in shipped_weights().networks)
    mean = (first + sum(others)) // (1 + len(others))
    seen = 0
    for predicted in predict(networks, examples(pages)):
        number = int(predicted.example.page.id.removeprefix("page-"))
        own = slice(*atoms.atom_bounds[number : number + 2])
        assert np.array_equal(predicted.first, first[own])
        assert np.array_equal(predicted.scores, mean[own])
        seen += len(predicted.scores)
    assert seen == len(mean)


def assert_equal(network: Parameters, other: Parameters) -> None:
    """Two networks have the same parameters."""
    assert np.array_equal(network.table, other.table)
    assert network.layers.keys() == other.layers.keys()
    for name, layer in network.layers.items():
        assert np.array_equal(other.layers[name].weights, layer.weights)
        assert np.array_equal(other.layers[name].bias, layer.bias)


def test_a_restored_network_is_exported_as_it_was(networks: list[Any]) -> None:
    from dedup.boilerplate.training.export import export

    for network, parameters in zip(networks, shipped_weights().networks, strict=True):
        assert_equal(export(network), parameters)


def test_the_same_seed_gives_the_same_parameters() -> None:
    from dedup.boilerplate.training.examples import examples
    from dedup.boilerplate.training.export import export
    from dedup.boilerplate.training.network import Sizes
    from dedup.boilerplate.training.training import Settings, new_network, train

    pages = list(examples(gold(text, number) for number, text in enumerate(TEXTS)))
    settings = Settings(sizes=Sizes(8, 16, 8))
    made = [new_network(torch.zeros(0, 1), settings) for _ in range(2)]
    assert_equal(*(export(train(network, pages, 1, settings, report=lambda _: None)) for network in made))


def test_every_parameter_has_an_optimizer() -> None:
    from dedup.boilerplate.training.examples import examples
    from dedup.boilerplate.training.network import Sizes
    from dedup.boilerplate.training.training import Settings, new_network, train

    pages = list(examples(gold(text, number) for number, text in enumerate(TEXTS)))
    settings = Settings(sizes=Sizes(8, 16, 8))
    network = new_network(torch.ones(3, 2), settings)
    before = {name: value.clone() for name, value in network.named_parameters()}
    train(network, pages, 1, settings, report=lambda _: None)
    assert [name for name, value in network.named_parameters() if torch.equal(value, before[name])] == []


def test_the_atoms_beside_a_boundary_within_a_line_weigh_more() -> None:
    from dedup.boilerplate.training.examples import examples
    from dedup.boilerplate.training.network import collate
    from dedup.boilerplate.training.training import Settings, near_edges, weights_of_atoms

    parts = [("قال الوزير إن العمل بدأ أمس. ", "body"), ("المصدر: وكالة الأنباء\n", "source"), ("وأضاف الوزير", "body")]
    text, spans = "", []
    for part, label in parts:
        spans.append(GoldSpan(len(text), len(text) + len(part), label, 1))
        text += part
    batch = collate(list(examples([GoldPage("page", text, tuple(spans), "site")])))
    boundary = batch.labels.tolist().index(int(batch.labels.max()))
    near = [boundary - 2, boundary - 1, boundary, boundary + 1]
    assert near_edges(batch).nonzero().flatten().tolist() == near
    weights = weights_of_atoms(batch, Settings(content_weight=2.0, edge_weight=3.0))
    assert weights[near].tolist() == [6, 6, 3, 3]
    assert sorted(set(weights.tolist())) == [1, 2, 3, 6]


def test_the_crawl_is_not_hidden_from_pages_that_need_it() -> None:
    import random

    from dedup.boilerplate.evidence import places
    from dedup.boilerplate.training.examples import examples
    from dedup.boilerplate.training.generator.repeats import FAMILY
    from dedup.boilerplate.training.network import collate
    from dedup.boilerplate.training.training import hide

    text = "قال الوزير إن العمل بدأ أمس.\nوأضاف أن السوق هادئة."
    spans = (GoldSpan(0, len(text), "body", 1),)
    pages = [
        GoldPage(f"page {number}", text, spans, "site", family=FAMILY if number % 2 else "") for number in range(40)
    ]
    batch = collate(list(examples(pages)))
    assert batch.bound.tolist() == [False, True] * 20
    torch.manual_seed(1)
    hidden, _ = hide(batch, random.Random(1))
    of_crawl = hidden[:, places("crawl")[0]].all(1)
    gone = {number % 2 for number in batch.page[batch.segment][of_crawl].tolist()}
    assert gone == {0}
