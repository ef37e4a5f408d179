"""What torch trains and what the package computes with are the same whole numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dedup.boilerplate.evidence import gather
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labeller import Weights, score, shipped_weights
from dedup.boilerplate.lexicon.phrases import load_shipped, phrase_table
from dedup.boilerplate.training.gold import GoldPage, GoldSpan
from tests.boilerplate.texts import MADE_UP, SEEDS

torch = pytest.importorskip("torch", reason="training needs torch: pip install '.[train]'")

TEXTS = [text for text in (*SEEDS, *MADE_UP) if text.strip() and len(text) < 20_000]


def gold(text: str, number: int) -> GoldPage:
    return GoldPage(f"page-{number}", text, (GoldSpan(0, len(text), "body", 1),), "site")


@pytest.fixture(scope="module")
def network() -> object:
    from dedup.boilerplate.training.export import restored

    return restored(shipped_weights())


def test_network_and_labeller_give_the_same_scores(network: object) -> None:
    from dedup.boilerplate.training.evaluation import predict
    from dedup.boilerplate.training.examples import examples

    pages = [gold(text, number) for number, text in enumerate(TEXTS)]
    atoms = find_atoms(TEXTS)
    found = score(atoms, gather(atoms, phrase_table(load_shipped())), shipped_weights()).atoms
    seen = 0
    for predicted in predict(network, examples(pages)):
        number = int(predicted.example.page.id.removeprefix("page-"))
        own = found[atoms.atom_bounds[number] : atoms.atom_bounds[number + 1]]
        assert np.array_equal(predicted.scores, own)
        seen += len(own)
    assert seen == len(found)


def test_a_restored_network_is_exported_as_it_was(network: object, tmp_path: Path) -> None:
    from dedup.boilerplate.training.export import export

    weights = shipped_weights()
    export(network, weights.prices, weights.margins.tolist(), weights.facts).write(tmp_path / "again.npz")
    again = Weights.read(tmp_path / "again.npz")
    assert np.array_equal(again.table, weights.table)
    assert again.layers.keys() == weights.layers.keys()
    for name, layer in weights.layers.items():
        assert np.array_equal(again[name].weights, layer.weights)
        assert np.array_equal(again[name].bias, layer.bias)


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    from dedup.boilerplate.training.examples import examples
    from dedup.boilerplate.training.export import export
    from dedup.boilerplate.training.network import Sizes
    from dedup.boilerplate.training.training import Settings, train

    pages = list(examples(gold(text, number) for number, text in enumerate(TEXTS)))
    settings = Settings(epochs=1, sizes=Sizes(8, 16, 8))
    for name in ("first", "second"):
        export(train(pages, torch.zeros(0, 1), settings, lambda _: None)).write(tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
