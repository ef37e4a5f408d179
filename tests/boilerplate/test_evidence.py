from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dedup.boilerplate.evidence import (
    ATOM_FEATURES,
    GROUPS,
    ROWS,
    SEGMENT_FEATURES,
    echo,
    form,
    gather,
    place,
    places,
    without,
    wording,
)
from dedup.boilerplate.evidence.features import FULL, log8, share
from dedup.boilerplate.finding import find_atoms
from dedup.boilerplate.lexicon.phrases import Phrase, load_shipped, phrase_table
from tests.boilerplate.reference import evidence as reference
from tests.boilerplate.reference.atoms import Atom, reference_atoms
from tests.boilerplate.reference.listed import numbered
from tests.boilerplate.reference.segments import Segment, reference_segments
from tests.boilerplate.texts import HUGE, MADE_UP, SEEDS, drawn, small
from tests.searches import examples

OWN = [Phrase("الجسر", "user", "line", "other"), Phrase("كتاب الجسر 12 في النهر", "user", "inline", "ad")]
PHRASES = numbered(load_shipped(), OWN)
TABLE = phrase_table(load_shipped(), OWN)
Parsed = tuple[str, list[Atom], list[Segment]]


def parsed(text: str) -> Parsed:
    atoms = reference_atoms(text)
    return text, atoms, reference_segments(atoms)


KERNELS: dict[str, tuple[Callable[..., Any], Callable[[Parsed], tuple[Any, ...]]]] = {
    "place": (place.place, lambda page: reference.place(*page[1:])),
    "form": (form.form, lambda page: reference.form(*page[1:])),
    "echo": (echo.echo, lambda page: reference.echo(*page[1:])),
    "wording": (lambda atoms: wording.wording(atoms, TABLE), lambda page: reference.wording(*page[1:], PHRASES)),
}


def assert_agree(name: str, texts: Sequence[str]) -> None:
    """A kernel gives the pages of a group what the reference gives each."""
    kernel, plain = KERNELS[name]
    found = kernel(find_atoms(texts))
    group, user = found if name == "wording" else (found, None)
    pages = [plain(parsed(text)) for text in texts]
    assert group.atoms.tolist() == [row for page in pages for row in page[0]]
    assert group.segments.tolist() == [row for page in pages for row in page[1]]
    if user is not None:
        assert user.tolist() == [number for page in pages for number in page[2]]


@pytest.mark.parametrize("name", KERNELS)
def test_kernel_and_reference_agree_on_pages_of_many_shapes(name: str) -> None:
    for text in MADE_UP:
        assert_agree(name, [text])


@pytest.mark.parametrize("name", KERNELS)
def test_kernel_and_reference_agree_on_the_seeds_together(name: str) -> None:
    assert_agree(name, [*SEEDS, *MADE_UP])
    assert_agree(name, [])


@pytest.mark.parametrize("text", HUGE, ids=lambda text: ascii(text[:6]))
@pytest.mark.parametrize("name", KERNELS)
def test_kernel_and_reference_agree_on_monotonous_pages(name: str, text: str) -> None:
    assert_agree(name, [text[:2_000]])


@pytest.mark.parametrize("name", KERNELS)
@given(st.lists(st.one_of(small, drawn), max_size=3))
@settings(max_examples=examples(150))
def test_kernel_and_reference_agree_on_any_pages(name: str, texts: list[str]) -> None:
    assert_agree(name, texts)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_logarithms_and_shares_are_those_of_plain_python(part: int, whole: int) -> None:
    assert log8(part) == reference.log8(part)
    assert share(part, whole) == reference.share(part, whole)


@given(st.lists(drawn, max_size=3))
@settings(max_examples=examples(150))
def test_values_and_columns_are_within_their_bounds(texts: list[str]) -> None:
    evidence = gather(find_atoms(texts), TABLE)
    rows, ends = evidence.rows, [*ROWS[1:]]
    assert rows.shape[1] == len(ATOM_FEATURES)
    assert (rows >= ROWS[:-1]).all()
    assert (rows < ends).all()
    assert evidence.columns.shape[1] == len(SEGMENT_FEATURES)
    assert evidence.columns.min(initial=0) >= 0
    assert evidence.columns.max(initial=0) <= FULL


@pytest.mark.parametrize("name", GROUPS)
def test_taking_a_group_away_leaves_the_others_unchanged(name: str) -> None:
    evidence = gather(find_atoms(SEEDS), TABLE)
    hidden = without(evidence, name)
    atom_columns, segment_columns = places(name)
    assert (hidden.rows[:, atom_columns] == ROWS[:-1][atom_columns]).all()
    assert (hidden.columns[:, segment_columns] == 0).all()
    for other in GROUPS.keys() - {name}:
        atom_columns, segment_columns = places(other)
        assert (hidden.rows[:, atom_columns] == evidence.rows[:, atom_columns]).all()
        assert (hidden.columns[:, segment_columns] == evidence.columns[:, segment_columns]).all()


def test_a_crawl_that_is_not_known_is_absent() -> None:
    evidence = gather(find_atoms(SEEDS), TABLE)
    assert without(evidence, "crawl").rows.tolist() == evidence.rows.tolist()
    assert without(evidence, "crawl").columns.tolist() == evidence.columns.tolist()
    assert not evidence.documents.any()


def test_every_feature_has_a_name_a_sentence_and_an_example() -> None:
    for features in (ATOM_FEATURES, SEGMENT_FEATURES):
        assert all(feature.name and feature.meaning and feature.example for feature in features)
    for module in GROUPS.values():
        for features in (module.ATOM_FEATURES, module.SEGMENT_FEATURES):
            assert len({feature.name for feature in features}) == len(features)
