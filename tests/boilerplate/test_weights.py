from __future__ import annotations

import io
import pickle
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dedup.boilerplate import Cleaner
from dedup.boilerplate.averaging import mean_scores
from dedup.boilerplate.evidence import ROWS, gather
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labels import ONE
from dedup.boilerplate.lexicon.phrases import load_shipped, phrase_table
from dedup.boilerplate.weights import CONFIDENCES, PROFILES, Weights, shipped_weights
from dedup.errors import DedupError
from tests.boilerplate.models import random_weights
from tests.boilerplate.texts import SEEDS

SHIPPED = (resources.files("dedup.boilerplate") / "weights.npz").read_bytes()
LAYERS = sorted(shipped_weights().networks[0].layers)


def scores(weights: Weights) -> list[list[int]]:
    atoms = find_atoms(SEEDS)
    evidence = gather(atoms, phrase_table(load_shipped()))
    return mean_scores(atoms, evidence, weights, np.zeros(len(SEEDS), np.int64)).atoms.tolist()


def rewritten(damaged: int = 0, **changes: Any) -> bytes:
    """The weights of the package as a file in which some arrays are others, or None for left out: those of one network,
    by its number, and those of all.
    """
    with np.load(io.BytesIO(SHIPPED)) as arrays:
        own = {name.removeprefix(f"{damaged}/").replace(".", "_"): (name, arrays[name]) for name in arrays.files}
    file = io.BytesIO()
    kept = {name: changes.get(key, array) for key, (name, array) in own.items()}
    np.savez(file, **{name: array for name, array in kept.items() if array is not None})
    return file.getvalue()


def array(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


@pytest.mark.parametrize(
    "weights", [shipped_weights(), random_weights(0), random_weights(3, cut=ONE)], ids="a b c".split()
)
def test_weights_written_and_read_give_the_same_bytes(tmp_path: Path, weights: Weights) -> None:
    first, second = tmp_path / "first.weights", tmp_path / "second.weights"
    weights.write(first)
    read = Weights.read(first)
    read.write(second)
    assert first.read_bytes() == second.read_bytes()
    assert (read.prices, read.margins.tolist(), read.facts) == (weights.prices, weights.margins.tolist(), weights.facts)
    assert [own.table.tolist() for own in read.networks] == [own.table.tolist() for own in weights.networks]
    assert scores(read) == scores(weights)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"weights",
        "أوزان\n".encode(),
        SHIPPED[: len(SHIPPED) // 2],
        SHIPPED[:-10],
        SHIPPED[:3_000] + bytes(5_000) + SHIPPED[8_000:],
        array(np.zeros(3)),
        *(rewritten(number, table=None) for number in range(len(shipped_weights().networks))),
        rewritten(networks=None),
        rewritten(networks=np.array(len(shipped_weights().networks) + 1)),
        rewritten(prices=np.array([1, 2])),
        rewritten(table=np.array([{}], dtype=object)),
        *(rewritten(**{f"{name.replace('.', '_')}_bias": None}) for name in LAYERS),
    ],
)
def test_a_file_that_holds_no_weights_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "my.weights"
    path.write_bytes(content)
    for read in (Weights.read, lambda path: Cleaner(model=path)):
        with pytest.raises(DedupError, match="not a file of weights") as error:
            read(path)
        assert str(error.value).startswith(f"{path}: ")
        assert len(str(error.value).splitlines()) == 1


def test_weights_of_an_earlier_version_are_to_be_trained_again(tmp_path: Path) -> None:
    path = tmp_path / "my.weights"
    with np.load(io.BytesIO(SHIPPED)) as arrays:
        np.savez(file := io.BytesIO(), **{name.removeprefix("0/"): arrays[name] for name in arrays.files})
    path.write_bytes(file.getvalue())
    with pytest.raises(DedupError, match="weights of an earlier version; train them again"):
        Weights.read(path)


def test_a_file_that_is_not_there_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.weights", tmp_path):
        with pytest.raises(DedupError) as error:
            Cleaner(model=path)
        assert str(error.value).startswith(f"{path}: ")
        assert len(str(error.value).splitlines()) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"table": np.zeros((ROWS[-1] - 1, 24), np.int8)},
        {"table": np.zeros((ROWS[-1], 23), np.int8)},
        {"table": np.zeros((ROWS[-1], 24))},
        {"table": np.zeros(ROWS[-1], np.int8)},
        *({f"{name}_weights": None, f"{name}_bias": None} for name in (layer.replace(".", "_") for layer in LAYERS)),
        *({f"{name}_weights": np.zeros((3, 3), np.int8)} for name in (layer.replace(".", "_") for layer in LAYERS)),
        {"gate_bias": np.zeros(2, np.int32)},
        {"networks": np.array(0)},
        *({"damaged": number, "table": np.zeros((3, 24), np.int8)} for number in range(3)),
    ],
    ids=lambda changes: "+".join(changes),
)
def test_weights_of_another_shape_are_refused_in_a_sentence(tmp_path: Path, changes: dict[str, Any]) -> None:
    path = tmp_path / "my.weights"
    path.write_bytes(rewritten(**changes))
    with pytest.raises(DedupError, match="weights for other evidence than this version's; train them again") as error:
        Weights.read(path)
    assert str(error.value).startswith(f"{path}: ")


def test_shipped_weights_are_small_whole_numbers_in_range() -> None:
    assert len(SHIPPED) <= 3_000_000
    with np.load(io.BytesIO(SHIPPED)) as arrays:
        for name in arrays.files:
            if name.endswith(("/table", ".weights")):
                assert arrays[name].dtype == np.int8
                assert arrays[name].min() >= -127
            elif name.endswith(".bias"):
                assert arrays[name].dtype == np.int32
    weights = shipped_weights()
    most = 2**31 // (2 * len(weights.networks))  # scores are sums of two layers, and added up over the networks
    for layer in (layer for network in weights.networks for layer in network.layers.values()):
        assert (np.abs(layer.weights.astype(np.int64)).sum(1) * 127 + np.abs(layer.bias.astype(np.int64))).max() < most


def test_every_profile_has_a_price_every_confidence_a_margin() -> None:
    weights = shipped_weights()
    for prices in zip(*(weights.prices[profile] for profile in PROFILES), strict=True):
        assert list(prices) == sorted(prices, reverse=True)
    assert len(weights.margins) == len(CONFIDENCES)
    assert weights.margins.tolist() == sorted(weights.margins.tolist())
    assert list(CONFIDENCES) == sorted(set(CONFIDENCES))


def test_a_confidence_is_that_of_the_highest_margin_reached() -> None:
    weights = random_weights(0)
    found = [weights.confidence(margin) for margin in (-ONE, 0, ONE - 1, ONE, 3 * ONE, 10**9)]
    assert found == [CONFIDENCES[0], CONFIDENCES[0], CONFIDENCES[0], CONFIDENCES[1], CONFIDENCES[3], CONFIDENCES[-1]]


def test_a_used_network_is_pickled_as_a_new_one() -> None:
    used = shipped_weights().networks[0]
    assert used.linear.keys() > used.layers.keys()
    again = pickle.loads(pickle.dumps(used))
    assert vars(again).keys() == {"table", "layers"}
    assert np.array_equal(again.table, used.table)
