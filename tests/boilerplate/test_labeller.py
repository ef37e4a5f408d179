from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.boilerplate import labeller
from dedup.boilerplate.atoms import Atoms
from dedup.boilerplate.evidence import GROUPS, Evidence, gather, without
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.labeller import margins_without, score
from dedup.boilerplate.labels import ONE
from dedup.boilerplate.lexicon.phrases import load_shipped, phrase_table
from dedup.boilerplate.weights import Parameters, shipped_weights
from tests.boilerplate.models import random_parameters
from tests.boilerplate.pages import PAGE
from tests.boilerplate.reference import labeller as reference
from tests.boilerplate.reference.segments import Segment
from tests.boilerplate.texts import MADE_UP, SEEDS, drawn, small
from tests.searches import examples

TABLE = phrase_table(load_shipped())
NETWORKS = [*shipped_weights().networks]
MODELS = [random_parameters(seed, gate=gate * ONE) for seed, gate in enumerate((-4, 40, -60, 0, -4, -2, 0))]


def forward_of(atoms: Atoms, evidence: Evidence, page: int, plain: reference.Plain) -> reference.Forward:
    """What the reference makes of one page of a group."""
    of_atoms, of_segments = slice(*atoms.atom_bounds[page : page + 2]), slice(*atoms.segment_bounds[page : page + 2])
    own = atoms.segments[of_segments].copy()
    own[:, :2] -= of_atoms.start
    rows, columns = evidence.rows[of_atoms].tolist(), evidence.columns[of_segments].tolist()
    return reference.forward(rows, columns, [Segment(*row) for row in own.tolist()], plain)


def assert_agree(texts: Sequence[str], network: Parameters) -> None:
    """The labeller gives the pages of a group what the reference gives each."""
    atoms = find_atoms(texts)
    evidence = gather(atoms, TABLE)
    found = score(atoms, evidence, network)
    plain = reference.plain(network)
    for page in range(len(texts)):
        expected = forward_of(atoms, evidence, page, plain)
        of_segments = slice(*atoms.segment_bounds[page : page + 2])
        assert found.atoms[slice(*atoms.atom_bounds[page : page + 2])].tolist() == expected.scores
        assert found.gated[of_segments].tolist() == expected.gated
        assert [layer[of_segments].tolist() for layer in found.layers] == expected.layers
        assert found.pages[page].tolist() == expected.page


@given(st.lists(st.one_of(small, drawn), max_size=3), st.sampled_from(MODELS))
@settings(max_examples=examples(100))
def test_kernels_and_reference_agree_on_any_pages(texts: list[str], network: Parameters) -> None:
    assert_agree(texts, network)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(MODELS)))
def test_kernels_and_reference_agree_on_pages_together(number: int) -> None:
    assert_agree([*MADE_UP, *SEEDS[:1]], MODELS[number])


def test_kernels_and_reference_agree_on_shipped_weights() -> None:
    for network in NETWORKS:
        assert_agree(["", PAGE, "المصدر: رويترز\nوسوم: روسيا"], network)


def test_the_gate_of_random_models_selects_some_segments() -> None:
    atoms = find_atoms(SEEDS)
    shares = [score(atoms, gather(atoms, TABLE), network).gated.mean() for network in MODELS]
    assert any(0 < share < 1 for share in shares)
    assert 0.0 in shares
    assert 1.0 in shares


@pytest.mark.parametrize("number", [0, 3])
def test_margins_without_a_group_change_one_segment_alone(number: int) -> None:
    texts = ["", PAGE, "المصدر: رويترز", SEEDS[0][:600]]
    atoms, network = find_atoms(texts), MODELS[number]
    evidence, plain = gather(atoms, TABLE), reference.plain(network)
    chosen = np.arange(0, len(atoms.segments), 2)
    margins = margins_without(atoms, evidence, score(atoms, evidence, network), network, chosen)
    variants = [evidence, *(without(evidence, group) for group in GROUPS)]
    for segment, row in zip(chosen.tolist(), margins.tolist(), strict=True):
        page = int(np.searchsorted(atoms.segment_bounds, segment, side="right")) - 1
        begin = int(atoms.segment_bounds[page])
        own = slice(*(atoms.segments[segment, :2]).tolist())
        found = forward_of(atoms, evidence, page, plain)
        assert row == [
            reference.margin(segment - begin, some.rows[own].tolist(), some.columns[segment].tolist(), found, plain)
            for some in variants
        ]


@pytest.mark.parametrize("every", [1, 5])
def test_margins_of_many_segments_are_those_of_few(every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are many, no activations are kept, and margins are computed of a few neighbours at a time."""
    atoms, network = find_atoms(["", *SEEDS, ""]), MODELS[3]
    evidence = gather(atoms, TABLE)
    for chosen in (np.arange(0, len(atoms.segments), every), np.arange(0)):
        expected = margins_without(atoms, evidence, score(atoms, evidence, network), network, chosen)
        with monkeypatch.context() as patch:
            patch.setattr(labeller, "_HELD", 0)
            patch.setattr(labeller, "_BLOCK", 50)
            scores = score(atoms, evidence, network)
            assert not scores.layers
            assert np.array_equal(margins_without(atoms, evidence, scores, network, chosen), expected)


def test_pages_in_a_group_have_the_scores_that_each_has_alone() -> None:
    texts = [*SEEDS, *MADE_UP]

    def scores(group: Sequence[str]) -> list[list[int]]:
        atoms = find_atoms(group)
        return score(atoms, gather(atoms, TABLE), NETWORKS[0]).atoms.tolist()

    assert scores(texts) == [row for text in texts for row in scores([text])]
